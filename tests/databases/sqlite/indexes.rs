//! Indexes of expressions and of some rows, which a rebuild makes again.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn they_survive_a_rebuild_and_follow_a_rename() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                string("nick"),
                string("email").nullable(),
                integer("age").check("age > 0"),
                boolean("active").default(true),
            ]);
            schema.create_index("users", sql("lower(nick)")).unique().named("by_nick");
            schema.create_index("users", column(sql("upper(nick)")).desc()).named("by_nick_backwards");
            schema.create_index("users", ["email"]).only_where("active AND email <> 'it''s'").unique();
            schema.create_index("users", [column("age").desc(), column("nick")]).only_where("age > 10");
        }
    }
    struct Rebuild;
    #[migration(version = 20260102_000000)]
    impl Migration for Rebuild {
        fn up(schema: &mut Schema) {
            schema.change_type("users", big_integer("age"));
        }
    }
    struct Rename;
    #[migration(version = 20260103_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "Handle");
            schema.rename_column("users", "age", "years");
            schema.rename_table("users", "people");
            schema.drop_not_null("people", "Handle");
        }
    }
    struct RenameAndDrop;
    #[migration(version = 20260104_000000)]
    impl Migration for RenameAndDrop {
        fn up(schema: &mut Schema) {
            schema.rename_index("people", "by_nick", "by handle");
            schema.drop_index("people", "users_age_nick_idx");
            schema.drop_index("people", ["email"]);
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
    migrate::migrations![Setup, Rebuild, Rename, RenameAndDrop, DropTheTable];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO users (nick, email, age, active) VALUES ('a', 'x', 11, TRUE), ('b', 'x', 2, FALSE)")
            .losing(&["users", "people"]),
    );
}
