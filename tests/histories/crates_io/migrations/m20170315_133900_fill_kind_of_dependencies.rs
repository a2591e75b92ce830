//! What has no kind is an ordinary one.

use migrate::prelude::*;

pub struct FillKindOfDependencies;

#[migration]
impl DataMigration for FillKindOfDependencies {
    fn up(data: &mut Data) {
        data.update("dependencies").set("kind", 0).only_where("kind IS NULL");
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("the program reads both alike");
    }
}
