//! An administrator may lock somebody out.

use migrate::prelude::*;

pub struct AddUserEnabled;

#[migration]
impl Migration for AddUserEnabled {
    fn up(schema: &mut Schema) {
        schema.add_column("users", boolean("enabled").default(true));
    }
}
