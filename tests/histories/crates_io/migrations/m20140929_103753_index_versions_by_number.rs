//! A version of any crate.

use migrate::prelude::*;

pub struct IndexVersionsByNumber;

#[migration]
impl Migration for IndexVersionsByNumber {
    fn up(schema: &mut Schema) {
        schema.create_index("versions", ["num"]).named("index_version_num");
    }
}
