//! Who sends may stay unknown.

use migrate::prelude::*;

pub struct AddHideEmail;

#[migration]
impl Migration for AddHideEmail {
    fn up(schema: &mut Schema) {
        schema.add_column("sends", boolean("hide_email").nullable());
    }
}
