//! Some are only for tests, some only for the build.

use migrate::prelude::*;

pub struct AddKindToDependencies;

#[migration]
impl Migration for AddKindToDependencies {
    fn up(schema: &mut Schema) {
        schema.add_column("dependencies", integer("kind").nullable());
    }
}
