//! Whether the tests of a crate pass.

use migrate::prelude::*;

pub struct CreateBadges;

#[migration]
impl Migration for CreateBadges {
    fn up(schema: &mut Schema) {
        schema.create_table("badges").columns([integer("crate_id"), text("badge_type"), json_binary("attributes")]);
    }
}
