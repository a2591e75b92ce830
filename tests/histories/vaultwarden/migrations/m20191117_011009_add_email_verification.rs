//! Addresses are verified by a mail.

use migrate::prelude::*;

pub struct AddEmailVerification;

#[migration]
impl Migration for AddEmailVerification {
    fn up(schema: &mut Schema) {
        schema.add_column("users", datetime("verified_at").nullable());
        schema.add_column("users", datetime("last_verifying_at").nullable());
        schema.add_column("users", integer("login_verify_count").default(0));
        schema.add_column("users", string("email_new").nullable());
        schema.add_column("users", varchar("email_new_token", 16).nullable());
    }
}
