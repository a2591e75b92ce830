//! Addresses are verified.

use migrate::prelude::*;

pub struct CreateEmails;

#[migration]
impl Migration for CreateEmails {
    fn up(schema: &mut Schema) {
        schema.create_table("emails").columns([
            integer("id").primary_key().auto_increment(),
            integer("user_id").unique(),
            text("email"),
            boolean("verified").default(false),
        ]);
        schema.create_table("tokens").columns([
            integer("id").primary_key().auto_increment(),
            reference("email_id", "emails").without_index().unique(),
            text("token"),
            timestamp("created_at").default(now()),
        ]);
    }
}
