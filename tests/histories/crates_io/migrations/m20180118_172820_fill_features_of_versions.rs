//! No features are an empty object.

use migrate::prelude::*;

pub struct FillFeaturesOfVersions;

#[migration]
impl DataMigration for FillFeaturesOfVersions {
    fn up(data: &mut Data) {
        data.update("versions").set("features", "{}").only_where("features IS NULL");
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("the program reads both alike");
    }
}
