//! Keys, foreign keys and checks are added, dropped and renamed.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn foreign_keys_with_every_action() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("teams")
                .columns([id(), integer("realm"), varchar("code", 20)])
                .unique(["realm", "code"]);
            schema.create_table("users").columns([
                id(),
                big_integer("a").nullable(),
                big_integer("b").nullable(),
                big_integer("c").nullable(),
                big_integer("d").nullable(),
                integer("realm").nullable(),
                varchar("code", 20).nullable(),
                big_integer("boss").nullable(),
            ]);
        }
    }
    struct Single;
    #[migration(version = 20260102_000000)]
    impl Migration for Single {
        fn up(schema: &mut Schema) {
            schema.add_foreign_key("users", ["a"]).references("teams", ["id"]).on_delete(Cascade).on_update(Cascade);
            schema.add_foreign_key("users", "b").references("teams", "id").on_delete(SetNull).on_update(Restrict);
            schema.add_foreign_key("users", ["c"]).references("teams", ["id"]).on_delete(Restrict).on_update(SetNull);
            schema.add_foreign_key("users", ["d"]).references("teams", ["id"]).on_delete(NoAction).named("to teams");
        }
    }
    struct Composite;
    #[migration(version = 20260103_000000)]
    impl Migration for Composite {
        fn up(schema: &mut Schema) {
            schema
                .add_foreign_key("users", ["realm", "code"])
                .references("teams", ["realm", "code"])
                .on_update(Cascade);
            schema.add_foreign_key("users", ["boss"]).references("users", ["id"]).on_delete(Cascade);
        }
    }
    struct Rename;
    #[migration(version = 20260104_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_constraint("users", "users_a_fkey", "first");
            schema.rename_constraint("users", "to teams", "last");
        }
    }
    struct Drop;
    #[migration(version = 20260105_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_foreign_key("users", ["a"]);
            schema.drop_foreign_key("users", "users_b_fkey");
            schema.drop_foreign_key("users", ["realm", "code"]);
            schema.drop_foreign_key("users", ["boss"]);
        }
    }
    struct Again;
    #[migration(version = 20260106_000000)]
    impl Migration for Again {
        fn up(schema: &mut Schema) {
            schema.drop_foreign_key("users", "last");
            schema.add_foreign_key("users", ["d"]).references("users", ["id"]).named("last");
            schema.drop_foreign_key("users", "users_c_fkey");
            schema.add_foreign_key("users", ["c"]).references("teams", ["id"]).on_delete(Cascade);
        }
    }
    migrate::migrations![Setup, Single, Composite, Rename, Drop, Again];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO teams (id, realm, code) VALUES (1, 1, 'x'), (2, 1, 'y')")
            .rows("INSERT INTO users (id, a, b, c, d, realm, code, boss) VALUES (1, 1, 2, 1, 1, 1, 'y', 1)")
            .rows("INSERT INTO users (id, realm) VALUES (2, 9)"),
    );
}

#[test]
fn keys_and_unique_constraints() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                integer("realm"),
                varchar("nick", 20),
                varchar("email", 20).nullable(),
                integer("age").default(1),
            ]);
            schema.create_table("notes").columns([id(), integer("realm"), varchar("nick", 20)]);
        }
    }
    struct Add;
    #[migration(version = 20260102_000000)]
    impl Migration for Add {
        fn up(schema: &mut Schema) {
            schema.add_primary_key("users", ["realm", "nick"]);
            schema.add_unique("users", ["email"]);
            schema.add_unique("users", ["nick", "age"]).named("only one");
        }
    }
    struct Refer;
    #[migration(version = 20260103_000000)]
    impl Migration for Refer {
        fn up(schema: &mut Schema) {
            schema.add_foreign_key("notes", ["realm", "nick"]).references("users", ["realm", "nick"]);
            schema.rename_constraint("users", "only one", "just one");
        }
    }
    struct Swap;
    #[migration(version = 20260105_000000)]
    impl Migration for Swap {
        fn up(schema: &mut Schema) {
            schema.drop_foreign_key("notes", ["realm", "nick"]);
            schema.drop_primary_key("users");
            schema.drop_unique("users", ["email"]);
            schema.drop_unique("users", "just one");
            schema.add_primary_key("users", "nick").named("users_pkey");
            schema.add_unique("users", ["realm", "email"]);
        }
    }
    struct DropAll;
    #[migration(version = 20260106_000000)]
    impl Migration for DropAll {
        fn up(schema: &mut Schema) {
            schema.drop_primary_key("users");
            schema.drop_unique("users", ["realm", "email"]);
        }
    }
    migrate::migrations![Setup, Add, Refer, Swap, DropAll];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO users VALUES (1, 'ada', 'x', 3), (1, 'bob', NULL, 3), (2, 'eve', NULL, 3)")
            .rows("INSERT INTO notes (realm, nick) VALUES (1, 'ada'), (2, 'eve')"),
    );
}

#[test]
fn checks() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age").nullable(), varchar("nick", 20)]);
        }
    }
    struct Add;
    #[migration(version = 20260102_000000)]
    impl Migration for Add {
        fn up(schema: &mut Schema) {
            schema.add_check("users", "users are grown up", "age >= 18 OR age IS NULL");
            schema.add_check("users", "nick_is_no_sql", "nick <> 'it''s; DROP TABLE users' AND nick NOT LIKE '%\"%'");
            schema.add_check(
                "users",
                "nick_is_short",
                sql_for()
                    .postgres("char_length(nick) < 10")
                    .mysql("char_length(nick) < 10")
                    .sqlite("length(nick) < 10"),
            );
        }
    }
    struct SomeDatabases;
    #[migration(version = 20260103_000000)]
    impl Migration for SomeDatabases {
        fn up(schema: &mut Schema) {
            schema.add_check(
                "users",
                "nick_is_lower",
                sql_for().postgres("nick = lower(nick)").nothing_on(MySql).nothing_on(MariaDb).nothing_on(Sqlite),
            );
        }
    }
    struct Rename;
    #[migration(version = 20260104_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_constraint("users", "users are grown up", "grown_up");
        }
    }
    struct Drop;
    #[migration(version = 20260105_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_check("users", "grown_up");
            schema.drop_check("users", "nick_is_no_sql");
            schema.drop_check("users", "nick_is_lower");
        }
    }
    migrate::migrations![Setup, Add, SomeDatabases, Rename, Drop];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO users (age, nick) VALUES (18, 'ada'), (NULL, 'bob')")
            .silent(2, "mysql")
            .silent(2, "mariadb")
            .silent(2, "sqlite"),
    );
}

/// CREATE TABLE of PostgreSQL makes one constraint of two that say the same.
#[test]
fn a_key_that_is_unique_besides() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("codes").columns([integer("code").primary_key().unique(), integer("place").unique()]);
        }
    }
    struct Twice;
    #[migration(version = 20260102_000000)]
    impl Migration for Twice {
        fn up(schema: &mut Schema) {
            schema.drop_unique("codes", "codes_code_key");
            schema.add_unique("codes", "place").named("one place");
        }
    }
    struct Drop;
    #[migration(version = 20260103_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_table("codes").accept_data_loss("they are no secret any more");
        }
    }
    migrate::migrations![Setup, Twice, Drop];
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO codes VALUES (1, 1), (2, 2)").losing(&["codes"]));
}
