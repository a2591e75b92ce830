//! Foreign keys to their own table, of several columns, and in a circle, with rows that refer to each other.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};

#[test]
fn a_table_that_refers_to_itself() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("trees").columns([
                id(),
                string("name").unique(),
                reference("parent_id", "trees").nullable().on_delete(Cascade),
                string("twin").nullable().references("trees", "name"),
            ]);
        }
    }
    struct Alter;
    #[migration(version = 20260102_000000)]
    impl Migration for Alter {
        fn up(schema: &mut Schema) {
            schema.add_column("trees", integer("height").default(1).check("height > 0"));
            schema.drop_not_null("trees", "name");
            schema.add_column("trees", reference("root_id", "trees").nullable().on_delete(SetNull));
        }
    }
    struct Rename;
    #[migration(version = 20260103_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_table("trees", "nodes");
            schema.rename_column("nodes", "id", "number");
            schema.rename_column("nodes", "parent_id", "above");
        }
    }
    struct Drop;
    #[migration(version = 20260104_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_foreign_key("nodes", ["above"]);
            schema.drop_foreign_key("nodes", ["twin"]);
            schema.add_foreign_key("nodes", "above").references("nodes", "number").on_delete(Cascade).named("up");
        }
    }
    migrate::migrations![Setup, Alter, Rename, Drop];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO trees (id, name, parent_id, twin) VALUES (1, 'root', NULL, 'root'), (2, 'branch', 1, 'root')")
            .rows("INSERT INTO trees (id, name, parent_id) VALUES (3, 'leaf', 2)"),
    );
}

#[test]
fn keys_of_several_columns() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("places")
                .columns([
                    varchar("country", 2),
                    integer("number"),
                    varchar("part_of_country", 2).nullable(),
                    integer("part_of_number").nullable(),
                ])
                .primary_key(["country", "number"])
                .foreign_key(["part_of_country", "part_of_number"], "places", ["country", "number"]);
            schema.create_table("visits").columns([id(), varchar("country", 2), integer("number").nullable()]);
        }
    }
    struct Refer;
    #[migration(version = 20260102_000000)]
    impl Migration for Refer {
        fn up(schema: &mut Schema) {
            schema
                .add_foreign_key("visits", ["country", "number"])
                .references("places", ["country", "number"])
                .on_delete(Cascade)
                .on_update(Cascade);
        }
    }
    struct Rename;
    #[migration(version = 20260103_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_column("places", "number", "code");
            schema.rename_column("visits", "country", "land");
            schema.add_column("places", string("name").unique().nullable());
        }
    }
    struct Drop;
    #[migration(version = 20260104_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_foreign_key("visits", ["land", "number"]);
            schema.drop_foreign_key("places", ["part_of_country", "part_of_number"]);
        }
    }
    migrate::migrations![Setup, Refer, Rename, Drop];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO places (country, number) VALUES ('se', 1)")
            .rows("INSERT INTO places VALUES ('se', 2, 'se', 1)")
            .rows("INSERT INTO visits (country, number) VALUES ('se', 2), ('no', NULL)"),
    );
}

#[test]
fn tables_that_refer_to_each_other() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), big_integer("leader_id").nullable()]);
            schema.create_table("users").columns([id(), reference("team_id", "teams")]);
            schema.add_foreign_key("teams", "leader_id").references("users", "id").on_delete(SetNull);
        }
    }
    struct Alter;
    #[migration(version = 20260102_000000)]
    impl Migration for Alter {
        fn up(schema: &mut Schema) {
            schema.add_column("teams", integer("size").default(0).check("size >= 0"));
            schema.add_check("users", "has_a_team", "team_id > 0");
            schema.drop_not_null("users", "team_id");
        }
    }
    struct Rename;
    #[migration(version = 20260103_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_table("users", "people");
            schema.rename_column("people", "id", "number");
            schema.rename_column("teams", "leader_id", "leader");
        }
    }
    struct Part;
    #[migration(version = 20260104_000000)]
    impl Migration for Part {
        fn up(schema: &mut Schema) {
            schema.drop_foreign_key("teams", ["leader"]);
            schema.drop_table("people").accept_data_loss("they are elsewhere");
            schema.drop_table("teams").accept_data_loss("they are elsewhere");
            schema.create_table("last").columns([id()]);
        }
    }
    migrate::migrations![Setup, Alter, Rename, Part];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO teams (id) VALUES (1), (2)")
            .rows("INSERT INTO users (id, team_id) VALUES (10, 1), (11, 1), (12, 2)")
            .rows("UPDATE teams SET leader_id = 10 WHERE id = 1")
            .losing(&["teams", "people", "users"]),
    );
}

/// SQLite takes the rows of a dropped table away one by one, and asks the foreign keys each time.
#[test]
fn a_table_whose_rows_hold_on_to_each_other_is_dropped() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("trees").columns([id(), reference("parent", "trees").nullable().on_delete(Restrict)]);
        }
    }
    struct Drop;
    #[migration(version = 20260102_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_table("trees").accept_data_loss("they are elsewhere");
            schema.create_table("woods").columns([id(), reference("parent", "woods").nullable().on_delete(Restrict)]);
        }
    }
    migrate::migrations![Setup, Drop];
    let rows = "INSERT INTO trees (id, parent) VALUES (1, NULL), (2, 1), (3, 2)";
    check(&Case::of(&MIGRATIONS).rows(rows).losing(&["trees"]));
}

/// A rebuild of SQLite's drops the table that others, and it itself, refer to.
#[test]
fn rows_that_refer_to_each_other_stay() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), reference("above", "teams").nullable().on_delete(Cascade)]);
            schema.create_table("users").columns([id(), reference("team_id", "teams").on_delete(Cascade)]);
            schema.add_column("teams", reference("leader_id", "users").nullable().on_delete(Cascade));
        }
    }
    struct Alter;
    #[migration(version = 20260102_000000)]
    impl Migration for Alter {
        fn up(schema: &mut Schema) {
            schema.add_column("teams", string("name").nullable().unique());
            schema.add_check("users", "has_a_team", "team_id > 0");
        }
    }
    migrate::migrations![Setup, Alter];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO teams (id, above) VALUES (1, NULL), (2, 1), (3, 2)").await;
        scratch.run("INSERT INTO users (id, team_id) VALUES (10, 3)").await;
        scratch.run("UPDATE teams SET leader_id = 10").await;
        for _ in 0..2 {
            migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            assert_eq!(scratch.value("SELECT count(*) FROM teams WHERE leader_id = 10").await, "3", "{key}");
            migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            assert_eq!(scratch.value("SELECT count(*) FROM users").await, "1", "{key}");
        }
        let stray = scratch.try_run("INSERT INTO users (id, team_id) VALUES (11, 9)").await;
        assert!(stray.is_err(), "{key}: the keys still hold");
    });
}

/// MySQL and MariaDB keep one index for all foreign keys of the same columns, whichever is dropped and comes back.
#[test]
fn two_keys_of_one_column() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("people").columns([id()]);
            schema.create_table("members").columns([big_integer("id").primary_key()]);
            schema.create_table("seats").columns([big_integer("person"), big_integer("number")]);
            schema.add_foreign_key("seats", "person").references("people", "id").named("second");
            schema.add_foreign_key("seats", "person").references("members", "id").named("first");
        }
    }
    struct DropOne;
    #[migration(version = 20260102_000000)]
    impl Migration for DropOne {
        fn up(schema: &mut Schema) {
            schema.drop_foreign_key("seats", "second");
        }
    }
    struct DropOther;
    #[migration(version = 20260103_000000)]
    impl Migration for DropOther {
        fn up(schema: &mut Schema) {
            schema.add_foreign_key("seats", "person").references("people", "id").named("third");
            schema.drop_foreign_key("seats", "first");
        }
    }
    migrate::migrations![Setup, DropOne, DropOther];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO people (id) VALUES (1), (2)")
            .rows("INSERT INTO members (id) VALUES (1), (2)")
            .rows("INSERT INTO seats (person, number) VALUES (1, 1), (2, 2)"),
    );
}
