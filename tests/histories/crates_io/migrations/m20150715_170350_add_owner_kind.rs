//! An owner may be a team; so far they are people.

use migrate::prelude::*;

pub struct AddOwnerKind;

#[migration]
impl Migration for AddOwnerKind {
    fn up(schema: &mut Schema) {
        schema.add_column("crate_owners", integer("owner_kind").default(0));
    }
}
