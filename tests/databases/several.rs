//! Several statements in one migration: they share a rebuild, follow each other's names, and are undone in reverse.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn changes_that_share_a_rebuild() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id()]);
            schema
                .create_table("users")
                .columns([
                    id(),
                    string("nick").unique(),
                    integer("age").nullable().check("age > 0"),
                    varchar("role", 10).default("member"),
                    string("gone").nullable(),
                    reference("team_id", "teams").nullable().on_delete(Cascade),
                ])
                .index(["role", "age"]);
            schema.create_table("notes").columns([id(), reference("user_id", "users").on_delete(Cascade)]);
        }
    }
    struct Mixed;
    #[migration(version = 20260102_000000)]
    impl Migration for Mixed {
        fn up(schema: &mut Schema) {
            schema.change_type("users", big_integer("age"));
            schema.set_default("users", "age", 18);
            schema.drop_column("users", "gone").accept_data_loss("nobody reads it");
            schema.add_column("users", varchar("city", 30).default("Oslo").check("city <> ''"));
            schema.create_index("users", ["city", "role"]).named("by_city");
            schema.drop_index("users", ["role", "age"]);
            schema.add_check("users", "users_role_is_known", "role IN ('member', 'admin')");
            schema.set_not_null("users", "age").restore_with(20).accept_data_loss("nobody asks which rows held none");
            schema.drop_unique("users", ["nick"]);
            schema.add_unique("users", ["nick", "role"]);
            schema.drop_default("users", "role");
        }
    }
    struct TwoTables;
    #[migration(version = 20260103_000000)]
    impl Migration for TwoTables {
        fn up(schema: &mut Schema) {
            schema.set_default("notes", "user_id", 1);
            schema.drop_not_null("users", "city");
            schema.drop_not_null("notes", "user_id");
            schema.drop_foreign_key("users", ["team_id"]);
            schema.drop_default("notes", "user_id");
        }
    }
    struct AddedAndAltered;
    #[migration(version = 20260104_000000)]
    impl Migration for AddedAndAltered {
        fn up(schema: &mut Schema) {
            schema.add_column("users", integer("level").default(1));
            schema.change_type("users", big_integer("level"));
            schema.drop_default("users", "level");
            schema.add_unique("users", ["id", "level"]);
            schema.add_column("users", string("motto").nullable());
            schema
                .set_not_null("users", "motto")
                .restore_with("none")
                .accept_data_loss("nobody asks which rows held none");
            schema.rename_column("users", "motto", "slogan");
            schema.change_type("users", varchar("slogan", 300));
        }
    }
    migrate::migrations![Setup, Mixed, TwoTables, AddedAndAltered];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO teams (id) VALUES (1)")
            .rows("INSERT INTO users (nick, age, role, gone, team_id) VALUES ('ada', 36, 'admin', 'x', 1), ('bob', NULL, 'member', NULL, NULL)")
            .rows("INSERT INTO notes (user_id) VALUES (1), (1), (2)")
            .losing(&["users.gone", "users.age"]),
    );
}

#[test]
fn the_same_name_again() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("users")
                .columns([id(), integer("code").unique(), string("old").nullable(), string("nick").default("x")])
                .check("limits", "code < 100");
        }
    }
    struct NewColumn;
    #[migration(version = 20260102_000000)]
    impl Migration for NewColumn {
        fn up(schema: &mut Schema) {
            schema.drop_column("users", "old").accept_data_loss("nobody reads it");
            schema.add_column("users", integer("old").default(3));
            schema.rename_column("users", "nick", "handle");
            schema.add_column("users", integer("nick").nullable());
        }
    }
    struct NewConstraint;
    #[migration(version = 20260103_000000)]
    impl Migration for NewConstraint {
        fn up(schema: &mut Schema) {
            schema.drop_check("users", "limits");
            schema.add_check("users", "limits", "code < 200");
            schema.drop_unique("users", "users_code_key");
            schema.create_index("users", ["code"]).unique().named("users_code_key");
        }
    }
    struct NewTable;
    #[migration(version = 20260104_000000)]
    impl Migration for NewTable {
        fn up(schema: &mut Schema) {
            schema.drop_table("users").accept_data_loss("a new start");
            schema.create_table("users").columns([id(), text("name")]);
        }
    }
    migrate::migrations![Setup, NewColumn, NewConstraint, NewTable];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO users (code, old, nick) VALUES (1, 'x', 'ada'), (2, NULL, 'bob')")
            .losing(&["users", "users.old"]),
    );
}

#[test]
fn a_new_table_that_is_changed_at_once() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), integer("size")]);
        }
    }
    struct CreateAndChange;
    #[migration(version = 20260102_000000)]
    impl Migration for CreateAndChange {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age").nullable(), string("gone")]).index(["age"]);
            schema.add_column("users", string("nick"));
            schema.set_not_null("users", "age");
            schema.change_type("users", big_integer("age"));
            schema.add_unique("users", ["nick"]);
            schema.drop_column("users", "gone").restore_with("x").accept_data_loss("it never held anything");
            schema.rename_column("users", "age", "years");
            schema.add_foreign_key("users", ["years"]).references("teams", ["id"]).on_delete(Cascade);
            schema.rename_table("users", "people");
            schema.drop_unique("people", ["nick"]);
        }
    }
    struct CreateAndDrop;
    #[migration(version = 20260103_000000)]
    impl Migration for CreateAndDrop {
        fn up(schema: &mut Schema) {
            schema.create_table("tmp").columns([id()]);
            schema.drop_table("tmp").accept_data_loss("it never held anything");
            schema.add_column("teams", integer("tmp").default(1));
            schema.drop_column("teams", "tmp").accept_data_loss("it never held anything");
            schema.add_column("teams", string("motto").nullable());
        }
    }
    migrate::migrations![Setup, CreateAndChange, CreateAndDrop];
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO teams (size) VALUES (3)"));
}

#[test]
fn names_that_differ_in_case_alone() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("users")
                .columns([
                    id(),
                    integer("age").check("age > 0"),
                    reference("boss", "users").nullable(),
                    reference("second", "users").nullable().without_index(),
                ])
                .index(["age"])
                .unique(["age", "id"]);
        }
    }
    struct Rename;
    #[migration(version = 20260102_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "age", "Age");
            schema.rename_index("users", "users_age_idx", "Users_Age_Idx");
            schema.rename_constraint("users", "users_age_id_key", "Users_Age_Id_Key");
            schema.rename_constraint("users", "users_age_check", "Users_Age_Check");
            schema.rename_constraint("users", "users_boss_fkey", "Users_Boss_Fkey");
            schema.rename_constraint("users", "users_second_fkey", "Users_Second_Fkey");
        }
    }
    struct RenameTheTable;
    #[migration(version = 20260103_000000)]
    impl Migration for RenameTheTable {
        fn up(schema: &mut Schema) {
            schema.rename_table("users", "Users");
        }
    }
    migrate::migrations![Setup, Rename, RenameTheTable];
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO users (age, boss) VALUES (3, NULL), (4, 1)"));
}
