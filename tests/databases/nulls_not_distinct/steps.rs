//! Whatever changes around such an index finds it again.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};
use crate::dump::dump;

#[test]
fn everything_around_it_changes() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_enum("mood", ["calm", "sad"]);
            schema.create_table("teams").columns([id(), string("name")]);
            schema.create_table("users").columns([
                id(),
                integer("realm"),
                varchar("nick", 8).nullable(),
                decimal("balance", 6, 2).nullable(),
                timestamp("gone_at").nullable(),
                enumeration("mood", "mood").nullable(),
                reference("team_id", "teams").nullable(),
                string("more").nullable(),
            ]);
        }
    }
    struct Create;
    #[migration(version = 20260102_000000)]
    impl Migration for Create {
        fn up(schema: &mut Schema) {
            schema.create_index("users", ["realm", "nick", "gone_at"]).unique().nulls_not_distinct();
            schema
                .create_index("users", ["balance", "team_id", "nick"])
                .unique()
                .nulls_not_distinct()
                .named("by_balance");
            schema
                .create_index("users", (column("mood").desc(), sql("lower(nick)")))
                .unique()
                .nulls_not_distinct()
                .named("by_mood");
            schema.create_index("users", sql("lower(nick)")).named("search");
        }
    }
    struct Retype;
    #[migration(version = 20260103_000000)]
    impl Migration for Retype {
        fn up(schema: &mut Schema) {
            schema.change_type("users", varchar("nick", 40));
            schema.change_type("users", decimal("balance", 12, 4));
            schema.change_type("users", big_integer("realm"));
        }
    }
    struct OtherMoment;
    #[migration(version = 20260104_000000)]
    impl Migration for OtherMoment {
        fn up(schema: &mut Schema) {
            schema.change_type("users", datetime("gone_at")).accept_data_loss("they are all of one zone");
        }
    }
    struct Nullability;
    #[migration(version = 20260105_000000)]
    impl Migration for Nullability {
        fn up(schema: &mut Schema) {
            schema.drop_not_null("users", "realm");
            schema.set_default("users", "balance", 7);
        }
    }
    struct RenameColumns;
    #[migration(version = 20260106_000000)]
    impl Migration for RenameColumns {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "Handle");
            schema.rename_column("users", "team_id", "group");
            schema.rename_column("users", "gone_at", "left_at");
        }
    }
    struct RenameTheRest;
    #[migration(version = 20260107_000000)]
    impl Migration for RenameTheRest {
        fn up(schema: &mut Schema) {
            schema.rename_index("users", "by_balance", "by balance");
            schema.rename_table("users", "people");
            schema.drop_column("people", "more").accept_data_loss("nobody reads it");
            schema.rename_enum_value("mood", "sad", "rather sad");
        }
    }
    struct Drop;
    #[migration(version = 20260108_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_index("people", "by balance");
            schema.drop_index("people", ["realm", "Handle", "left_at"]);
            schema.drop_column("people", "realm").accept_data_loss("there is one");
        }
        fn down(schema: &mut Schema) {
            schema.add_column("people", big_integer("realm").nullable());
            schema
                .create_index("people", ["realm", "Handle", "left_at"])
                .unique()
                .nulls_not_distinct()
                .named("users_realm_nick_gone_at_idx");
            schema
                .create_index("people", ["balance", "group", "Handle"])
                .unique()
                .nulls_not_distinct()
                .named("by balance");
        }
    }
    struct DropTheTable;
    #[migration(version = 20260109_000000)]
    impl Migration for DropTheTable {
        fn up(schema: &mut Schema) {
            schema.create_table("last").columns([id()]);
            schema.drop_table("people").accept_data_loss("nobody is left");
        }
    }
    migrate::migrations![
        Setup,
        Create,
        Retype,
        OtherMoment,
        Nullability,
        RenameColumns,
        RenameTheRest,
        Drop,
        DropTheTable
    ];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO teams (name) VALUES ('red')")
            .rows(
                "INSERT INTO users (realm, nick, balance, gone_at, mood, team_id) VALUES (1, 'ada', 1.5, NULL, 'sad', 1), \
                 (1, NULL, NULL, NULL, NULL, NULL), (2, NULL, 1.5, '2026-01-01 10:00:00', 'calm', NULL)",
            )
            .silent(3, "postgres")
            .losing(&["users", "people"]),
    );
}

/// MySQL keeps the type that an expression had when its index was made.
#[test]
fn longer_values_find_room() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_enum("mood", ["calm"]);
            schema.create_table("users").columns([
                id(),
                varchar("nick", 4).nullable(),
                varchar("name", 4),
                decimal("price", 5, 2).nullable(),
                enumeration("mood", "mood").nullable(),
            ]);
            schema.create_index("users", "nick").unique().nulls_not_distinct();
            schema.create_index("users", "price").unique().nulls_not_distinct();
            schema.create_index("users", ["mood", "nick"]).unique().nulls_not_distinct();
            schema.create_index("users", sql("lower(name)")).unique();
        }
    }
    struct Grow;
    #[migration(version = 20260102_000000)]
    impl Migration for Grow {
        fn up(schema: &mut Schema) {
            schema.change_type("users", varchar("nick", 40));
            schema.change_type("users", varchar("name", 40));
            schema.change_type("users", decimal("price", 12, 4));
        }
    }
    struct Add;
    #[migration(version = 20260103_000000)]
    impl Migration for Add {
        fn up(schema: &mut Schema) {
            schema.add_enum_value("mood", "very much calmer");
        }
        fn down(schema: &mut Schema) {
            schema.nothing_to_undo("the value stays");
        }
    }
    migrate::migrations![Setup, Grow, Add];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch
            .run("INSERT INTO users (nick, name, price, mood) VALUES ('a', 'a', 1.5, 'calm'), (NULL, 'b', NULL, NULL)")
            .await;
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let insert = "INSERT INTO users (nick, name, price, mood) VALUES";
        scratch.run(&format!("{insert} ('longer than four', 'Longer Than Four', 1.5001, 'very much calmer')")).await;
        scratch.run(&format!("{insert} ('longer than five', 'longer than five', 1.5002, 'very much calmer')")).await;
        let again = scratch.try_run(&format!("{insert} ('x', 'longer than FOUR', 2, NULL)")).await;
        assert!(again.is_err(), "{key}: it is there already");
        scratch.run("DELETE FROM users WHERE price > 1.5").await;
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
    });
}

/// What is there already is compared with what the index would be.
mod there {
    use migrate::prelude::*;

    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), varchar("nick", 8).nullable(), integer("age").nullable()]);
        }
    }
    struct Adopt;
    #[migration(version = 20260102_000000)]
    impl Migration for Adopt {
        fn up(schema: &mut Schema) {
            schema.create_index("users", ["nick", "age"]).unique().nulls_not_distinct().already_exists();
        }
    }
    migrate::migrations![Setup, Adopt];
}

#[test]
fn one_that_is_there_joins() {
    on_every_database(&there::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&there::MIGRATIONS);
        let first = there::MIGRATIONS.list[0].version;
        migrator.to(&scratch.db, first).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let refused = migrator.up(&scratch.db).await.expect_err("there is none").to_string();
        assert!(refused.contains("index `users_nick_age_idx` of `users` is missing"), "{key}: {refused}");
        let (parts, end) = if key == "postgres" {
            ("nick, age", " NULLS NOT DISTINCT")
        } else {
            ("(ifnull(nick, 0)), (nick IS NULL), (ifnull(age, 0)), (age IS NULL)", "")
        };
        if key != "postgres" {
            scratch.run("CREATE UNIQUE INDEX users_nick_age_idx ON users (nick, age)").await;
            let refused = migrator.up(&scratch.db).await.expect_err("it is another one").to_string();
            let said = "is unique (nick, age), not unique (an expression, an expression, an expression, an expression)";
            assert!(refused.contains(said), "{key}: {refused}");
            let on = if key == "mysql" { " ON users" } else { "" };
            scratch.run(&format!("DROP INDEX users_nick_age_idx{on}")).await;
        }
        scratch.run(&format!("CREATE UNIQUE INDEX users_nick_age_idx ON users ({parts}){end}")).await;
        let before = dump(scratch).await;
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        before.assert_same(&dump(scratch).await, &format!("{key}: joined"));
    });
}
