//! An organization has keys of its own, to reset passwords with.

use migrate::prelude::*;

pub struct AddPasswordResetKeys;

#[migration]
impl Migration for AddPasswordResetKeys {
    fn up(schema: &mut Schema) {
        schema.add_column("organizations", text("private_key").nullable());
        schema.add_column("organizations", text("public_key").nullable());
    }
}
