//! What MySQL and MariaDB undo by itself of a migration that computes and numbers columns.

use migrate::Migrator;
use migrate::error::{Aftermath, Reason};
use migrate::prelude::*;

use crate::check::on_every_database;
use crate::dump::dump;

/// What a migration has done so far is undone, step by step, where a later one fails.
#[test]
fn finished_steps_are_undone_by_themselves() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([integer("id").primary_key()]);
            schema
                .create_table("items")
                .columns([
                    id(),
                    integer("count"),
                    integer("team").references("teams", "id"),
                    integer("twice").generated("count * 2").unique().comment("as often again"),
                    integer("thrice").generated("count * 3").stored(),
                    integer("more").generated("count + 1").stored().nullable(),
                ])
                .check("twice_is_small", "twice + more < 1000");
        }
    }
    struct Fails;
    #[migration(version = 20260102_000000)]
    impl Migration for Fails {
        fn up(schema: &mut Schema) {
            schema.drop_generated("items", "twice");
            schema.drop_generated("items", "thrice");
            schema.set_generated("items", "more", "1 + count");
            schema.add_column("items", integer("half").generated("count / 2"));
            schema.set_auto_increment("teams", "id");
            schema.drop_auto_increment("items", "id");
            schema.execute("CREATE VIEW it AS SELECT nothing FROM nowhere").reverse("DROP VIEW it");
        }
    }
    migrate::migrations![Setup, Fails];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO teams (id) VALUES (0), (7)").await;
        scratch.run("INSERT INTO items (count, team) VALUES (3, 7), (4, 0)").await;
        let before = dump(scratch).await;
        let error = migrator.up(&scratch.db).await.expect_err("the view cannot be made");
        let Reason::Step { aftermath, .. } = error.reason() else { panic!("{key}: {error}") };
        assert_eq!(*aftermath, Aftermath::StepsUndone, "{key}: {error}");
        before.assert_same(&dump(scratch).await, key);
    });
}
