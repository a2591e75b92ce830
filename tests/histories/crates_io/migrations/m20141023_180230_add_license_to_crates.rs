//! Under which terms.

use migrate::prelude::*;

pub struct AddLicenseToCrates;

#[migration]
impl Migration for AddLicenseToCrates {
    fn up(schema: &mut Schema) {
        schema.add_column("crates", text("license").nullable());
    }
}
