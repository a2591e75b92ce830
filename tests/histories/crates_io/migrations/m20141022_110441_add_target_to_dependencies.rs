//! Some dependencies are only for some targets.

use migrate::prelude::*;

pub struct AddTargetToDependencies;

#[migration]
impl Migration for AddTargetToDependencies {
    fn up(schema: &mut Schema) {
        schema.add_column("dependencies", text("target").nullable());
    }
}
