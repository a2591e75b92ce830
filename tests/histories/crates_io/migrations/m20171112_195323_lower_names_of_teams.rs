//! GitHub ignores case here.

use migrate::prelude::*;

pub struct LowerNamesOfTeams;

#[migration]
impl DataMigration for LowerNamesOfTeams {
    fn up(data: &mut Data) {
        data.update("teams").set("login", sql("lower(login)")).only_where("login <> lower(login)");
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("GitHub finds a team by either");
    }
}
