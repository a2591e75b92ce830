//! Some members may use the passwords of a collection without seeing them.

use migrate::prelude::*;

pub struct AddHidePasswords;

#[migration]
impl Migration for AddHidePasswords {
    fn up(schema: &mut Schema) {
        schema.add_column("users_collections", boolean("hide_passwords").default(false));
    }
}
