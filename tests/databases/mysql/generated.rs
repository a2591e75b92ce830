//! Columns that MySQL and MariaDB compute when they are read.

use migrate::Migrator;
use migrate::error::{Aftermath, Reason};
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};
use crate::dump::dump;

#[test]
fn computed_when_read_and_back() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("items")
                .columns([
                    id(),
                    integer("count"),
                    integer("twice").generated("count * 2").unique().comment("as often again"),
                    integer("more").generated("twice + 1").nullable(),
                    varchar("word", 20).collate("utf8mb4_bin").generated("lower('A')").check("word <> ''"),
                    integer("plain"),
                ])
                .index(["more", "count"])
                .check("twice_is_small", "twice + more < 1000");
        }
    }
    struct Add;
    #[migration(version = 20260102_000000)]
    impl Migration for Add {
        fn up(schema: &mut Schema) {
            schema.add_column("items", integer("next").generated("count + 1").check("next > 0"));
        }
    }
    struct End;
    #[migration(version = 20260103_000000)]
    impl Migration for End {
        fn up(schema: &mut Schema) {
            schema.drop_generated("items", "more");
            schema.drop_generated("items", "twice");
            schema.drop_generated("items", "word");
        }
    }
    struct Store;
    #[migration(version = 20260104_000000)]
    impl Migration for Store {
        fn up(schema: &mut Schema) {
            schema.set_generated("items", "next", "count + 1").stored();
            schema.set_generated("items", "plain", "count + 6").accept_data_loss("it was always more");
        }
    }
    struct Otherwise;
    #[migration(version = 20260105_000000)]
    impl Migration for Otherwise {
        fn up(schema: &mut Schema) {
            schema.set_generated("items", "plain", "6 + count");
            schema.set_generated("items", "next", "count + 1");
            schema.drop_not_null("items", "next");
            schema.change_type("items", big_integer("plain"));
        }
    }
    struct Rename;
    #[migration(version = 20260106_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_column("items", "count", "number");
            schema.rename_column("items", "next", "following");
            schema.rename_table("items", "rows_of_it");
        }
    }
    struct Drop;
    #[migration(version = 20260107_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_check("rows_of_it", "items_next_check");
            schema.drop_column("rows_of_it", "following");
            schema.drop_column("rows_of_it", "plain");
        }
    }
    migrate::migrations![Setup, Add, End, Store, Otherwise, Rename, Drop];
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO items (count, plain) VALUES (3, 9), (4, 10)"));
}

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
