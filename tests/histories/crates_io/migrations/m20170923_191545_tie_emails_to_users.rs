//! No address of nobody.

use migrate::prelude::*;

pub struct TieEmailsToUsers;

#[migration]
impl Migration for TieEmailsToUsers {
    fn up(schema: &mut Schema) {
        schema.add_foreign_key("emails", ["user_id"]).references("users", ["id"]).named("fk_emails_user_id");
    }
}
