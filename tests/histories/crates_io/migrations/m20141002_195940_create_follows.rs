//! Who wants to hear of a crate.

use migrate::prelude::*;

pub struct CreateFollows;

#[migration]
impl Migration for CreateFollows {
    fn up(schema: &mut Schema) {
        schema.create_table("follows").columns([integer("user_id"), integer("crate_id")]);
    }
}
