//! It is one word.

use migrate::prelude::*;

pub struct RenameGitlab;

#[migration]
impl DataMigration for RenameGitlab {
    fn up(data: &mut Data) {
        data.update("badges")
            .set("badge_type", sql("replace(badge_type, 'git-lab', 'gitlab')"))
            .only_where("badge_type LIKE '%git-lab%'");
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("the program reads both");
    }
}
