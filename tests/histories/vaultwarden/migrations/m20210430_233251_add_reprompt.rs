//! Some ciphers ask for the master password again.

use migrate::prelude::*;

pub struct AddReprompt;

#[migration]
impl Migration for AddReprompt {
    fn up(schema: &mut Schema) {
        schema.add_column("ciphers", integer("reprompt").nullable());
    }
}
