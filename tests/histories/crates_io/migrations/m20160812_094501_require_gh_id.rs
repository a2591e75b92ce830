//! Everybody has one; who is gone from GitHub has -1.

use migrate::prelude::*;

pub struct RequireGhId;

#[migration]
impl Migration for RequireGhId {
    fn up(schema: &mut Schema) {
        schema.set_not_null("users", "gh_id").restore_with(-1).accept_data_loss("nobody asks which rows held none");
    }
}
