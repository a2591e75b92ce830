//! There is more than one kind of second factor.

use migrate::prelude::*;

pub struct CreateU2fTwofactor;

#[migration]
impl Migration for CreateU2fTwofactor {
    fn up(schema: &mut Schema) {
        schema
            .create_table("twofactor")
            .columns([
                char("uuid", 36).primary_key(),
                reference("user_uuid", "users").without_index(),
                integer("type"),
                boolean("enabled"),
                text("data"),
            ])
            .unique(["user_uuid", "type"]);
    }
}
