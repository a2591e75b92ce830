//! Everything that an index of PostgreSQL can say.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn every_word_of_an_index() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                string("nick"),
                string("email").nullable(),
                integer("age"),
                json_binary("facts").default("{}"),
            ]);
        }
    }
    struct Create;
    #[migration(version = 20260102_000000)]
    impl Migration for Create {
        fn up(schema: &mut Schema) {
            schema.create_index("users", sql("lower(nick)")).unique().named("by_nick");
            schema
                .create_index(
                    "users",
                    [column(sql("lower(nick)")).operator_class("text_pattern_ops").desc().nulls_last(), column("age")],
                )
                .named("by_nick_and_age");
            schema.create_index("users", [column("email").desc().nulls_last()]).only_where("age > 10");
            schema.create_index("users", [column("email").nulls_first()]).named("nulls_first");
            schema.create_index("users", ["age"]).include(["nick", "email"]);
            schema.create_index("users", ["facts"]).using("gin");
            schema.create_index("users", [column("nick").operator_class("varchar_pattern_ops")]);
            schema.create_index("users", ["email", "age"]).unique().nulls_not_distinct();
        }
    }
    struct Rename;
    #[migration(version = 20260103_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "Handle");
            schema.rename_column("users", "age", "years");
            schema.rename_table("users", "people");
            schema.change_type("people", big_integer("years"));
            schema.change_type("people", varchar("Handle", 300));
        }
    }
    struct DropAll;
    #[migration(version = 20260104_000000)]
    impl Migration for DropAll {
        fn up(schema: &mut Schema) {
            schema.drop_index("people", "by_nick");
            schema.drop_index("people", ["facts"]);
            schema.drop_index("people", "nulls_first");
        }
    }
    struct DropTheTable;
    #[migration(version = 20260105_000000)]
    impl Migration for DropTheTable {
        fn up(schema: &mut Schema) {
            schema.create_table("last").columns([id()]);
            schema.drop_table("people").accept_data_loss("nobody is left");
        }
    }
    migrate::migrations![Setup, Create, Rename, DropAll, DropTheTable];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO users (nick, email, age) VALUES ('a', 'x', 11), ('b', NULL, 2), ('c', NULL, 3)")
            .losing(&["users", "people"]),
    );
}
