//! Whatever has no time yet is as old as this.

use migrate::prelude::*;

pub struct FillTimesOfPackages;

#[migration]
impl DataMigration for FillTimesOfPackages {
    fn up(data: &mut Data) {
        data.update("packages").set("updated_at", now()).only_where("updated_at IS NULL");
        data.update("packages").set("created_at", now()).only_where("created_at IS NULL");
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("a time is better than none");
    }
}
