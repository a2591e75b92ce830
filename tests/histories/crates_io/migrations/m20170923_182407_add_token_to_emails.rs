//! The token that verifies an address is with the address.

use migrate::prelude::*;

pub struct AddTokenToEmails;

#[migration]
impl Migration for AddTokenToEmails {
    fn up(schema: &mut Schema) {
        schema.add_column("emails", text("token").default(sql("random_string(26)")));
        schema.add_column("emails", timestamp("token_generated_at").nullable());
    }
}
