//! Tables are created, dropped and renamed with everything that belongs to them.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn a_table_with_all_its_parts() {
    struct Teams;
    #[migration(version = 20260101_000000)]
    impl Migration for Teams {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), string("name").unique()]).unique(["id", "name"]);
        }
    }
    struct Users;
    #[migration(version = 20260102_000000)]
    impl Migration for Users {
        fn up(schema: &mut Schema) {
            schema
                .create_table("users")
                .columns([
                    integer("realm"),
                    varchar("nick", 40).check("nick <> ''").comment("how they are called"),
                    integer("boss_realm").nullable(),
                    varchar("boss_nick", 40).nullable(),
                    string("email").unique().default("nobody@example.org"),
                    reference("team_id", "teams").nullable().on_delete(SetNull),
                    big_integer("other_team").nullable().references("teams", "id").on_update(Cascade),
                    string("team_name").nullable(),
                ])
                .primary_key(["realm", "nick"])
                .unique(["nick", "team_id"])
                .index(["email", "nick"])
                .foreign_key(["boss_realm", "boss_nick"], "users", ["realm", "nick"])
                .foreign_key(["team_id", "team_name"], "teams", ["id", "name"])
                .check("users_realm_is_positive", "realm > 0")
                .timestamps()
                .comment("people who can sign in");
        }
    }
    struct Trees;
    #[migration(version = 20260103_000000)]
    impl Migration for Trees {
        fn up(schema: &mut Schema) {
            schema.create_table("trees").columns([
                id(),
                reference("parent_id", "trees").nullable().on_delete(Cascade),
                reference("root_id", "trees").nullable().without_index(),
                uuid("token").unique(),
            ]);
        }
    }
    migrate::migrations![Teams, Users, Trees];
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO teams (name) VALUES ('red'), ('blue')"));
}

#[test]
fn a_dropped_table_comes_back_with_everything_but_its_rows() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), string("name")]).unique(["id", "name"]);
            schema
                .create_table("users")
                .columns([
                    integer("realm"),
                    varchar("nick", 40).check("nick <> ''").comment("how they are 'called'"),
                    varchar("email", 100).unique().default("it's"),
                    decimal("score", 10, 2).default(1.50),
                    boolean("active").default(true),
                    date("since").default(now()),
                    integer("boss").nullable(),
                    reference("team_id", "teams").on_delete(Cascade).on_update(Restrict),
                ])
                .primary_key(["realm", "nick"])
                .unique(["boss", "email"])
                .index(["score", "active"])
                .foreign_key(["boss", "nick"], "users", ["realm", "nick"])
                .check("users_realm_is_positive", "realm > 0")
                .timestamps()
                .comment("people\nwho sign in");
            schema.create_index("users", ["active"]).named("users_by_activity");
        }
    }
    struct Drop;
    #[migration(version = 20260102_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_table("users").accept_data_loss("nobody signs in any more");
        }
    }
    struct DropTeams;
    #[migration(version = 20260103_000000)]
    impl Migration for DropTeams {
        fn up(schema: &mut Schema) {
            schema.create_table("last").columns([id()]);
            schema.drop_table("teams").accept_data_loss("nobody signs in any more");
        }
    }
    migrate::migrations![Setup, Drop, DropTeams];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO teams (name) VALUES ('red'), ('blue')")
            .rows("INSERT INTO users (realm, nick, email, team_id) VALUES (1, 'ada', 'a', 1), (2, 'ada', 'b', 2)")
            .losing(&["users", "teams"]),
    );
}

#[test]
fn a_renamed_table_keeps_what_refers_to_it() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("users")
                .columns([
                    id(),
                    string("nick").unique(),
                    integer("age").check("age > 0"),
                    reference("boss_id", "users").nullable(),
                ])
                .index(["age"])
                .comment("people");
            schema
                .create_table("notes")
                .columns([id(), reference("user_id", "users").on_delete(Cascade), string("author").nullable()])
                .foreign_key(["author"], "users", ["nick"]);
        }
    }
    struct Rename;
    #[migration(version = 20260102_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_table("users", "people");
        }
    }
    struct RenameAndAlter;
    #[migration(version = 20260103_000000)]
    impl Migration for RenameAndAlter {
        fn up(schema: &mut Schema) {
            schema.rename_table("people", "persons");
            schema.add_column("persons", string("city").nullable());
            schema.change_type("persons", big_integer("age"));
            schema.create_index("persons", ["city"]);
            schema.rename_table("notes", "letters");
            schema.set_default("letters", "author", "ada");
        }
    }
    struct Swap;
    #[migration(version = 20260104_000000)]
    impl Migration for Swap {
        fn up(schema: &mut Schema) {
            schema.rename_table("persons", "scratch");
            schema.rename_table("letters", "persons");
            schema.rename_table("scratch", "letters");
        }
    }
    struct TakeTheOldName;
    #[migration(version = 20260105_000000)]
    impl Migration for TakeTheOldName {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([uuid("token"), reference("letter_id", "letters")]);
        }
    }
    migrate::migrations![Setup, Rename, RenameAndAlter, Swap, TakeTheOldName];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO users (nick, age, boss_id) VALUES ('ada', 36, NULL), ('bob', 1, 1)")
            .rows("INSERT INTO notes (user_id, author) VALUES (1, 'bob'), (1, NULL), (2, 'ada')"),
    );
}
