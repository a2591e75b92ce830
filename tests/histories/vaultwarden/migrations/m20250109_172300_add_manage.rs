//! A collection may be managed by some of its people and groups.

use migrate::prelude::*;

pub struct AddManage;

#[migration]
impl Migration for AddManage {
    fn up(schema: &mut Schema) {
        schema.add_column("users_collections", boolean("manage").default(false));
        schema.add_column("collections_groups", boolean("manage").default(false));
    }
}
