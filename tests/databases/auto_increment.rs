//! Columns begin and end to count up by themselves, with rows in their tables.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};

#[test]
fn counting_begins_and_ends() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([
                integer("number").primary_key().comment("it's"),
                string("name"),
                integer("parent").nullable().references("teams", "number"),
            ]);
            schema.create_table("users").columns([id(), reference("team", "teams").on_delete(Cascade)]);
        }
    }
    struct Begin;
    #[migration(version = 20260102_000000)]
    impl Migration for Begin {
        fn up(schema: &mut Schema) {
            schema.set_auto_increment("teams", "number");
        }
    }
    struct Rename;
    #[migration(version = 20260103_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_column("teams", "number", "order no");
        }
    }
    struct End;
    #[migration(version = 20260104_000000)]
    impl Migration for End {
        fn up(schema: &mut Schema) {
            schema.drop_auto_increment("teams", "order no");
            schema.drop_auto_increment("users", "id");
        }
    }
    migrate::migrations![Setup, Begin, Rename, End];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO teams (number, name) VALUES (0, 'none'), (7, 'red'), (-3, 'blue')")
            .rows("INSERT INTO users (team) VALUES (7), (0)"),
    );
}

/// The next row gets the next number, and a row with the number 0 keeps it, which MySQL would take for none.
#[test]
fn counting_goes_on_from_the_highest_number() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([big_integer("id").primary_key(), string("name")]);
            schema.create_table("fresh").columns([integer("id").primary_key(), string("name")]);
        }
    }
    struct Begin;
    #[migration(version = 20260102_000000)]
    impl Migration for Begin {
        fn up(schema: &mut Schema) {
            schema.set_auto_increment("teams", "id");
            schema.set_auto_increment("fresh", "id");
        }
    }
    struct End;
    #[migration(version = 20260103_000000)]
    impl Migration for End {
        fn up(schema: &mut Schema) {
            schema.drop_auto_increment("teams", "id");
        }
    }
    migrate::migrations![Setup, Begin, End];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO teams (id, name) VALUES (0, 'zero'), (41, 'last')").await;
        migrator.to(&scratch.db, MIGRATIONS.list[1].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO teams (name) VALUES ('next')").await;
        scratch.run("INSERT INTO fresh (name) VALUES ('first')").await;
        let of = async |name: &str| scratch.value(&format!("SELECT id FROM teams WHERE name = '{name}'")).await;
        assert_eq!((of("zero").await.as_str(), of("next").await.as_str()), ("0", "42"), "{key}");
        assert_eq!(scratch.value("SELECT id FROM fresh").await, "1", "{key}: an empty table begins with 1");
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO teams (id, name) VALUES (50, 'given')").await;
        migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO teams (name) VALUES ('after')").await;
        assert_eq!((of("zero").await.as_str(), of("after").await.as_str()), ("0", "51"), "{key}: counting again");
    });
}
