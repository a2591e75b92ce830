//! Indexes are created, dropped and renamed.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn every_form_of_index() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id()]);
            schema.create_table("users").columns([
                id(),
                string("nick"),
                string("email").nullable(),
                integer("age"),
                big_integer("team_id").nullable().references("teams", "id"),
            ]);
        }
    }
    struct Create;
    #[migration(version = 20260102_000000)]
    impl Migration for Create {
        fn up(schema: &mut Schema) {
            schema.create_index("users", "age");
            schema.create_index("users", ["age", "nick"]);
            schema.create_index("users", ["email"]).unique();
            schema.create_index("users", ["nick", "email"]).unique().named("Who is-who");
        }
    }
    struct Serving;
    #[migration(version = 20260103_000000)]
    impl Migration for Serving {
        fn up(schema: &mut Schema) {
            schema.create_index("users", ["team_id", "nick"]);
        }
    }
    struct Rename;
    #[migration(version = 20260104_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_index("users", "users_age_idx", "by_age");
            schema.rename_index("users", "Who is-who", "order");
            schema.rename_index("users", "users_team_id_nick_idx", "select");
        }
    }
    struct Drop;
    #[migration(version = 20260105_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_index("users", "order");
            schema.drop_index("users", ["age"]);
            schema.drop_index("users", ["email"]);
            schema.drop_index("users", "select");
        }
    }
    struct Again;
    #[migration(version = 20260106_000000)]
    impl Migration for Again {
        fn up(schema: &mut Schema) {
            schema.drop_index("users", "users_age_nick_idx");
            schema.create_index("users", ["nick", "age"]).named("users_age_nick_idx");
            schema.create_index("users", ["age"]).unique().named("order");
        }
    }
    migrate::migrations![Setup, Create, Serving, Rename, Drop, Again];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO teams (id) VALUES (1)")
            .rows("INSERT INTO users (nick, email, age, team_id) VALUES ('a', NULL, 1, 1), ('b', NULL, 2, NULL), ('a', 'x', 3, 1)"),
    );
}

#[test]
fn indexes_of_expressions_and_of_some_rows() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                varchar("nick", 100),
                varchar("email", 100).nullable(),
                integer("age"),
                text("page").nullable(),
            ]);
            schema.create_table("notes").columns([id(), integer("n")]);
        }
    }
    struct Create;
    #[migration(version = 20260102_000000)]
    impl Migration for Create {
        fn up(schema: &mut Schema) {
            schema.create_index("users", [column("age").desc(), column("nick")]);
            schema.create_index("users", [column("page").prefix(20)]);
            schema.create_index("users", [column("email").prefix(10)]).unique().named("one_per_beginning");
        }
    }
    struct Follow;
    #[migration(version = 20260103_000000)]
    impl Migration for Follow {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "handle");
            schema.rename_table("users", "people");
            schema.change_type("people", big_integer("age"));
            schema.set_default("people", "age", 3);
            schema.rename_column("people", "page", "story");
        }
    }
    struct DropAll;
    #[migration(version = 20260104_000000)]
    impl Migration for DropAll {
        fn up(schema: &mut Schema) {
            schema.drop_table("people").accept_data_loss("nobody is left");
        }
    }
    migrate::migrations![Setup, Create, Follow, DropAll];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO users (nick, email, age) VALUES ('a', NULL, 1), ('b', 'x', 2), ('A', NULL, 3)")
            .rows("INSERT INTO notes (n) VALUES (1)")
            .losing(&["users", "people"]),
    );
}
