//! Nobody publishes the same version twice.

use migrate::prelude::*;

pub struct MakeVersionNumbersUnique;

#[migration]
impl Migration for MakeVersionNumbersUnique {
    fn up(schema: &mut Schema) {
        schema.add_unique("versions", ["package_id", "num"]).named("unique_num");
    }
}
