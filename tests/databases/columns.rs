//! Columns are added, dropped and renamed, with what hangs on them.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn an_added_column_of_every_form() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), string("code").unique()]);
            schema.create_table("users").columns([id(), string("nick")]).comment("people");
        }
    }
    struct Nullable;
    #[migration(version = 20260102_000000)]
    impl Migration for Nullable {
        fn up(schema: &mut Schema) {
            schema.add_column("users", string("city").nullable().comment("where; they 'live'"));
        }
    }
    struct Default;
    #[migration(version = 20260103_000000)]
    impl Migration for Default {
        fn up(schema: &mut Schema) {
            schema.add_column("users", varchar("role", 20).default("member").check("role <> ''"));
        }
    }
    struct Unique;
    #[migration(version = 20260104_000000)]
    impl Migration for Unique {
        fn up(schema: &mut Schema) {
            schema.add_column("users", string("email").nullable().unique());
        }
    }
    struct Referring;
    #[migration(version = 20260105_000000)]
    impl Migration for Referring {
        fn up(schema: &mut Schema) {
            schema.add_column("users", reference("team_id", "teams").nullable().on_delete(SetNull));
        }
    }
    struct ReferringWithDefault;
    #[migration(version = 20260106_000000)]
    impl Migration for ReferringWithDefault {
        fn up(schema: &mut Schema) {
            schema.add_column("users", reference("home_id", "teams").default(1).without_index());
            schema.add_column("users", string("team_code").default("r").references("teams", "code").on_update(Cascade));
        }
    }
    struct Computed;
    #[migration(version = 20260107_000000)]
    impl Migration for Computed {
        fn up(schema: &mut Schema) {
            schema.add_column("users", integer("doubled").default(sql("2 * 21")));
            schema.add_column("users", big_integer("level").default(7).check("level > 0").check("level < 100"));
        }
    }
    struct UniqueReference;
    #[migration(version = 20260108_000000)]
    impl Migration for UniqueReference {
        fn up(schema: &mut Schema) {
            schema.add_column("teams", reference("leader_id", "users").nullable().unique().comment("who leads"));
        }
    }
    migrate::migrations![Setup, Nullable, Default, Unique, Referring, ReferringWithDefault, Computed, UniqueReference];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO teams (code) VALUES ('r'), ('b')")
            .rows("INSERT INTO users (nick) VALUES ('ada'), ('bob')"),
    );
}

#[test]
fn an_added_moment_is_now() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick")]);
        }
    }
    struct Add;
    #[migration(version = 20260102_000000)]
    impl Migration for Add {
        fn up(schema: &mut Schema) {
            schema.add_column("users", timestamp_with_time_zone("created_at").default(now()));
            schema.add_column("users", timestamp("seen_at").default(now()));
            schema.add_column("users", datetime("paid_at").default(now()));
            schema.add_column("users", time("at").default(now()));
        }
    }
    migrate::migrations![Setup, Add];
    let case = Case::of(&MIGRATIONS).rows("INSERT INTO users (nick) VALUES ('ada'), ('bob')");
    check(&case.losing(&["users.created_at", "users.seen_at", "users.paid_at", "users.at"]));
}

#[test]
fn a_dropped_column_comes_back_without_its_values() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id()]);
            schema
                .create_table("users")
                .columns([
                    id(),
                    string("nick").nullable().comment("how they are called"),
                    varchar("role", 20).default("member"),
                    integer("age"),
                    timestamp("seen_at").default(now()),
                    decimal("score", 8, 3).default(0.125).check("score >= 0"),
                    string("email"),
                    big_integer("team_id").nullable(),
                ])
                .index(["email", "age"])
                .foreign_key(["team_id"], "teams", ["id"])
                .timestamps();
        }
    }
    struct Nullable;
    #[migration(version = 20260102_000000)]
    impl Migration for Nullable {
        fn up(schema: &mut Schema) {
            schema.drop_column("users", "nick").accept_data_loss("nobody reads it");
        }
    }
    struct Default;
    #[migration(version = 20260103_000000)]
    impl Migration for Default {
        fn up(schema: &mut Schema) {
            schema.drop_column("users", "role").accept_data_loss("nobody reads it");
            schema.drop_column("users", "seen_at").accept_data_loss("nobody reads it");
        }
    }
    struct Restored;
    #[migration(version = 20260104_000000)]
    impl Migration for Restored {
        fn up(schema: &mut Schema) {
            schema.drop_index("users", ["email", "age"]);
            schema.drop_column("users", "age").restore_with(18).accept_data_loss("nobody reads it");
            schema.drop_column("users", "email").restore_with("it's; \\ gone").accept_data_loss("nobody reads it");
        }
    }
    struct WithItsCheck;
    #[migration(version = 20260105_000000)]
    impl Migration for WithItsCheck {
        fn up(schema: &mut Schema) {
            schema.drop_check("users", "users_score_check");
            schema.drop_column("users", "score").accept_data_loss("nobody reads it");
            schema.drop_foreign_key("users", ["team_id"]);
            schema.drop_column("users", "team_id").accept_data_loss("nobody reads it");
        }
    }
    migrate::migrations![Setup, Nullable, Default, Restored, WithItsCheck];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO teams (id) VALUES (7)")
            .rows("INSERT INTO users (nick, role, age, email, team_id) VALUES ('ada', 'x', 36, 'a', 7), (NULL, 'y', 1, 'b', NULL)")
            .losing(&["users.nick", "users.role", "users.age", "users.seen_at", "users.score", "users.email", "users.team_id"]),
    );
}

#[test]
fn a_renamed_column_is_followed_by_everything() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("users")
                .columns([
                    integer("realm"),
                    varchar("nick", 40).comment("how they are called"),
                    varchar("email", 80).unique(),
                    integer("age").default(18).check("age > 0 AND age < 200"),
                    integer("boss_realm").nullable(),
                    varchar("boss_nick", 40).nullable(),
                ])
                .primary_key(["realm", "nick"])
                .unique(["email", "age"])
                .index(["age", "nick"])
                .foreign_key(["boss_realm", "boss_nick"], "users", ["realm", "nick"])
                .check("users_age_fits_realm", "realm < 10 OR age >= realm");
            schema.create_table("notes").columns([id(), integer("realm"), varchar("author", 40)]).foreign_key(
                ["realm", "author"],
                "users",
                ["realm", "nick"],
            );
        }
    }
    struct InKeys;
    #[migration(version = 20260102_000000)]
    impl Migration for InKeys {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "handle");
        }
    }
    struct InChecks;
    #[migration(version = 20260103_000000)]
    impl Migration for InChecks {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "age", "years");
            schema.rename_column("users", "realm", "world");
        }
    }
    struct InForeignKeys;
    #[migration(version = 20260104_000000)]
    impl Migration for InForeignKeys {
        fn up(schema: &mut Schema) {
            schema.rename_column("notes", "author", "writer");
            schema.rename_column("users", "boss_nick", "boss_handle");
        }
    }
    struct AndAltered;
    #[migration(version = 20260105_000000)]
    impl Migration for AndAltered {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "email", "address");
            schema.change_type("users", varchar("address", 120));
            schema.drop_not_null("users", "address");
            schema.rename_column("users", "years", "nick");
            schema.set_default("users", "nick", 21);
        }
    }
    struct Swapped;
    #[migration(version = 20260106_000000)]
    impl Migration for Swapped {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "tmp");
            schema.rename_column("users", "handle", "nick");
            schema.rename_column("users", "tmp", "handle");
        }
    }
    migrate::migrations![Setup, InKeys, InChecks, InForeignKeys, AndAltered, Swapped];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO users (realm, nick, email) VALUES (1, 'ada', 'a')")
            .rows("INSERT INTO users VALUES (1, 'bob', 'b', 40, 1, 'ada')")
            .rows("INSERT INTO notes (realm, author) VALUES (1, 'bob'), (1, 'ada')"),
    );
}
