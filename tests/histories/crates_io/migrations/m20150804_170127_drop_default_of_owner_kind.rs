//! The program says which kind it is.

use migrate::prelude::*;

pub struct DropDefaultOfOwnerKind;

#[migration]
impl Migration for DropDefaultOfOwnerKind {
    fn up(schema: &mut Schema) {
        schema.drop_default("crate_owners", "owner_kind");
    }
}
