//! What is released is sent as it was, whatever a build of today would write.

use migrate::Migrator;

use crate::check::on_every_database;
use crate::dump::dump;
use crate::released_history::migrations::MIGRATIONS;

#[test]
fn what_is_released_is_sent_as_it_was() {
    assert_eq!(MIGRATIONS.list[0].checksum, 0xaa, "the checksum is that of the release");
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        let before = dump(scratch).await;
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let after = dump(scratch).await.schema;
        // SQLite was added to the targets after the release, so that its SQL is made by the build.
        let length = if key == "sqlite" { "(255)" } else { "(250)" };
        let is_name = |line: &&String| line.contains("name") && line.contains("var");
        let name = after.iter().find(is_name).unwrap_or_else(|| panic!("{key}: {after:?}"));
        assert!(name.contains(length), "{key}: {name}");
        migrator.to(&scratch.db, 0).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(dump(scratch).await, before, "{key}");
    });
}
