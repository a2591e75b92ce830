//! The types of columns change under foreign keys, with rows on both sides.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([integer("id").auto_increment().primary_key(), string("name")]);
        schema.create_table("users").columns([
            id(),
            integer("team_id").default(1).comment("its team").references("teams", "id").on_delete(Cascade),
            integer("former_id").nullable(),
        ]);
        schema.add_foreign_key("users", "former_id").references("teams", "id").on_delete(SetNull).named("former");
        schema.create_index("users", ["former_id"]);
    }
}

struct Grow;
#[migration(version = 20260102_000000)]
impl Migration for Grow {
    fn up(schema: &mut Schema) {
        schema.change_type("teams", big_integer("id"));
        schema.change_type("users", big_integer("team_id"));
        schema.change_type("users", big_integer("former_id"));
    }
}

struct FromTheOtherSide;
#[migration(version = 20260103_000000)]
impl Migration for FromTheOtherSide {
    fn up(schema: &mut Schema) {
        schema.change_type("users", integer("former_id")).accept_data_loss("they are small");
        schema.drop_foreign_key("users", "former");
        schema.change_type("users", integer("team_id")).accept_data_loss("they are small");
        schema.rename_constraint("users", "users_team_id_fkey", "member");
        schema.rename_table("teams", "groups");
        schema.drop_auto_increment("groups", "id");
        schema.change_type("groups", integer("id")).accept_data_loss("they are small");
        schema.rename_column("groups", "id", "number");
    }
}

migrate::migrations![Setup, Grow, FromTheOtherSide];

#[test]
fn an_id_and_what_refers_to_it_grow_in_one_migration() {
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO teams (id, name) VALUES (1, 'red'), (2, 'blue')")
            .rows("INSERT INTO users (team_id, former_id) VALUES (1, 2), (2, NULL), (1, 1)"),
    );
}

#[test]
fn the_keys_still_hold() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        let [first, grown] = [0, 1].map(|place| MIGRATIONS.list[place].version);
        migrator.to(&scratch.db, first).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO teams (name) VALUES ('red')").await;
        scratch.run("INSERT INTO users (team_id) VALUES (1)").await;
        let stray = "INSERT INTO users (team_id) VALUES (9)";
        migrator.to(&scratch.db, grown).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(scratch.try_run(stray).await.is_err(), "{key}: after it");
        scratch.run("INSERT INTO teams (name) VALUES ('blue')").await;
        assert_eq!(scratch.value("SELECT max(id) FROM teams").await, "2", "{key}: it counts on");
        migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(scratch.try_run(stray).await.is_err(), "{key}: undone");
        if scratch.server.key() == "sqlite" {
            return;
        }
        migrator.to(&scratch.db, grown).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO teams (id, name) VALUES (5000000000, 'far')").await;
        let error = migrator.down(&scratch.db).await.expect_err("an id is too great");
        assert!(error.to_string().contains("`teams.id` fits"), "{key}: {error}");
        assert!(scratch.try_run(stray).await.is_err(), "{key}: nothing was done");
    });
}

#[test]
fn tables_that_refer_to_themselves() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("trees").columns([
                integer("id").primary_key(),
                integer("above").nullable().references("trees", "id").on_delete(Cascade),
            ]);
            schema
                .create_table("places")
                .columns([
                    varchar("land", 2),
                    integer("number"),
                    varchar("in_land", 2).nullable(),
                    integer("in_number").nullable(),
                ])
                .primary_key(["land", "number"])
                .foreign_key(["in_land", "in_number"], "places", ["land", "number"]);
        }
    }
    struct Grow;
    #[migration(version = 20260102_000000)]
    impl Migration for Grow {
        fn up(schema: &mut Schema) {
            schema.change_type("trees", big_integer("id"));
            schema.change_type("trees", big_integer("above"));
        }
    }
    struct GrowBoth;
    #[migration(version = 20260103_000000)]
    impl Migration for GrowBoth {
        fn up(schema: &mut Schema) {
            schema.change_type("places", big_integer("in_number"));
            schema.change_type("places", varchar("land", 5));
            schema.change_type("places", big_integer("number"));
            schema.change_type("places", varchar("in_land", 8));
        }
    }
    migrate::migrations![Setup, Grow, GrowBoth];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO trees (id, above) VALUES (1, NULL), (2, 1), (3, 3)")
            .rows("INSERT INTO places VALUES ('se', 1, NULL, NULL), ('se', 2, 'se', 1)"),
    );
}

#[test]
fn one_side_alone_changes_its_length() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("lands").columns([varchar("code", 20).primary_key(), string("name")]);
            schema.create_table("people").columns([
                id(),
                varchar("land", 20).nullable().references("lands", "code").on_update(Cascade),
                varchar("born_in", 30).default("se").references("lands", "code"),
            ]);
        }
    }
    struct Own;
    #[migration(version = 20260102_000000)]
    impl Migration for Own {
        fn up(schema: &mut Schema) {
            schema.change_type("people", varchar("land", 40));
        }
    }
    struct Referenced;
    #[migration(version = 20260103_000000)]
    impl Migration for Referenced {
        fn up(schema: &mut Schema) {
            schema.change_type("lands", varchar("code", 40));
        }
    }
    struct Narrower;
    #[migration(version = 20260104_000000)]
    impl Migration for Narrower {
        fn up(schema: &mut Schema) {
            schema.change_type("people", varchar("born_in", 2)).accept_data_loss("all codes have two letters");
        }
    }
    migrate::migrations![Setup, Own, Referenced, Narrower];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO lands VALUES ('se', 'Sweden'), ('no', 'Norway')")
            .rows("INSERT INTO people (land, born_in) VALUES ('se', 'no'), (NULL, 'se')"),
    );
}

/// A key that is added before its sides match, and tables and columns that are made with one.
#[test]
fn keys_are_added_before_their_sides_match() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([integer("id").primary_key(), integer("next").nullable()]);
        }
    }
    struct Refer;
    #[migration(version = 20260102_000000)]
    impl Migration for Refer {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), big_integer("team").references("teams", "id")]);
            schema.add_column("teams", big_integer("last").nullable().references("teams", "id"));
            schema.add_foreign_key("teams", "next").references("teams", "id");
            schema.change_type("teams", big_integer("next"));
            schema.change_type("teams", big_integer("id"));
        }
    }
    migrate::migrations![Setup, Refer];
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO teams VALUES (1, NULL), (2, 1)"));
}

/// No database but SQLite compares the two sides meanwhile.
#[test]
fn numbers_become_texts_on_both_sides() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("lands").columns([integer("code").primary_key(), integer("capital").nullable()]);
            schema.create_table("towns").columns([
                integer("number").primary_key(),
                integer("land").comment("its land").references("lands", "code").on_update(Cascade),
                integer("twin").nullable().references("towns", "number").on_delete(SetNull),
            ]);
            schema.add_foreign_key("lands", "capital").references("towns", "number").named("capital");
            schema
                .create_table("streets")
                .columns([id(), integer("land"), integer("number"), integer("into_land"), integer("into_number")])
                .unique(["land", "number"])
                .foreign_key(["into_land", "into_number"], "streets", ["land", "number"]);
        }
    }
    struct Name;
    #[migration(version = 20260102_000000)]
    impl Migration for Name {
        fn up(schema: &mut Schema) {
            schema
                .change_type("lands", varchar("code", 9))
                .reverse_using(sql_for().postgres("code::integer").mysql("code + 0").sqlite("CAST(code AS integer)"))
                .accept_data_loss("names are no numbers");
            schema
                .change_type("towns", varchar("land", 9))
                .reverse_using(sql_for().postgres("land::integer").mysql("land + 0").sqlite("CAST(land AS integer)"))
                .accept_data_loss("names are no numbers");
        }
    }
    struct NameTowns;
    #[migration(version = 20260103_000000)]
    impl Migration for NameTowns {
        fn up(schema: &mut Schema) {
            schema
                .change_type("towns", varchar("twin", 9))
                .reverse_using(sql_for().postgres("twin::integer").mysql("twin + 0").sqlite("CAST(twin AS integer)"))
                .accept_data_loss("names are no numbers");
            schema
                .change_type("lands", varchar("capital", 9))
                .reverse_using(
                    sql_for().postgres("capital::integer").mysql("capital + 0").sqlite("CAST(capital AS integer)"),
                )
                .accept_data_loss("names are no numbers");
            schema
                .change_type("towns", varchar("number", 9))
                .reverse_using(
                    sql_for().postgres("number::integer").mysql("number + 0").sqlite("CAST(number AS integer)"),
                )
                .accept_data_loss("names are no numbers");
        }
    }
    struct NameStreets;
    #[migration(version = 20260104_000000)]
    impl Migration for NameStreets {
        fn up(schema: &mut Schema) {
            schema
                .change_type("streets", varchar("number", 9))
                .reverse_using(
                    sql_for().postgres("number::integer").mysql("number + 0").sqlite("CAST(number AS integer)"),
                )
                .accept_data_loss("names are no numbers");
            schema
                .change_type("streets", varchar("into_number", 9))
                .reverse_using(
                    sql_for()
                        .postgres("into_number::integer")
                        .mysql("into_number + 0")
                        .sqlite("CAST(into_number AS integer)"),
                )
                .accept_data_loss("names are no numbers");
        }
    }
    migrate::migrations![Setup, Name, NameTowns, NameStreets];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO lands VALUES (1, NULL), (2, NULL)")
            .rows("INSERT INTO towns VALUES (7, 1, NULL), (8, 2, 7)")
            .rows("UPDATE lands SET capital = 7 WHERE code = 1")
            .rows("INSERT INTO streets (land, number, into_land, into_number) VALUES (1, 1, 1, 1), (1, 2, 1, 1)"),
    );
}
