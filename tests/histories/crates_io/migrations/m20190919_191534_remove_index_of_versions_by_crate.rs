//! The unique number of a version begins with its crate.

use migrate::prelude::*;

pub struct RemoveIndexOfVersionsByCrate;

#[migration]
impl Migration for RemoveIndexOfVersionsByCrate {
    fn up(schema: &mut Schema) {
        schema.drop_index("versions", "index_version_crate_id");
    }
}
