//! Whoever leaves a team goes to the archive.

use migrate::prelude::*;

/// The team that everybody has to find. `down` deletes it by its key, and is refused if people would go with it.
pub struct AddArchiveTeam;

#[migration]
impl DataMigration for AddArchiveTeam {
    fn up(data: &mut Data) {
        data.insert("teams").columns(["id", "name"]).row((1_000, "Archive")).key("id");
    }
}
