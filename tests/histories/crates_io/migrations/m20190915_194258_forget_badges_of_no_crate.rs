//! Some were left behind.

use migrate::prelude::*;

pub struct ForgetBadgesOfNoCrate;

#[migration]
impl DataMigration for ForgetBadgesOfNoCrate {
    fn up(data: &mut Data) {
        data.delete("badges").only_where("crate_id NOT IN (SELECT id FROM crates)");
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("nobody sees the badges of a crate that is gone");
    }
}
