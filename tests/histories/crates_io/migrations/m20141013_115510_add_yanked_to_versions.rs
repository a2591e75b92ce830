//! A version that is not to be used any more.

use migrate::prelude::*;

pub struct AddYankedToVersions;

#[migration]
impl Migration for AddYankedToVersions {
    fn up(schema: &mut Schema) {
        schema.add_column("versions", boolean("yanked").default(false).nullable());
    }
}
