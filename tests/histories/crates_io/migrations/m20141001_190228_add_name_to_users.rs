//! What people call themselves.

use migrate::prelude::*;

pub struct AddNameToUsers;

#[migration]
impl Migration for AddNameToUsers {
    fn up(schema: &mut Schema) {
        schema.add_column("users", text("name").nullable());
    }
}
