//! What the rows must allow: refused while they do not, with those in the way named, and nothing written.

use migrate::error::{Position, Reason};
use migrate::prelude::*;
use migrate::{Migrations, Migrator};

use crate::check::on_every_database;
use crate::dump::{dump, history};

/// Two migrations, of which the second needs something of the rows, on its way up or down.
struct Case {
    migrations: &'static Migrations,
    position: Position,
    /// Rows that allow it.
    rows: &'static str,
    /// What makes them forbid it.
    spoil: &'static str,
    /// What the refusal names.
    named: &'static [&'static str],
    /// What makes them allow it again.
    mend: &'static str,
    /// A database that asks nothing.
    indifferent: &'static str,
}

fn check(case: &Case) {
    on_every_database(case.migrations, async |scratch| {
        let key = scratch.server.key();
        let [first, second] = case.migrations.list else { panic!("a case has two migrations") };
        let migrator = Migrator::new(case.migrations).accept_data_loss();
        migrator.to(&scratch.db, first.version).await.expect("the first migration needs nothing");
        scratch.run(case.rows).await;
        if case.position == Position::Undoing {
            migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        }
        let goal = if case.position == Position::Undoing { first.version } else { second.version };
        if key != case.indifferent {
            scratch.run(case.spoil).await;
            let (before, history_before) = (dump(scratch).await, history(scratch).await);
            let error = migrator.to(&scratch.db, goal).await.expect_err("the rows forbid it");
            assert!(
                matches!(error.reason(), Reason::Rows { position, .. } if *position == case.position),
                "{key}: {error}"
            );
            let text = error.to_string();
            let nothing_remains = ["nothing was changed", "the steps that were done have been undone"];
            assert!(nothing_remains.iter().any(|aftermath| text.contains(aftermath)), "{key}: {text}");
            for name in case.named {
                assert!(text.contains(name), "{key}: `{name}` is not named: {text}");
            }
            before.assert_same(&dump(scratch).await, &format!("{key}: refused"));
            assert_eq!(history(scratch).await, history_before, "{key}: the history of a refused run");
            scratch.run(case.mend).await;
        }
        let report = migrator.to(&scratch.db, goal).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(!report.is_empty(), "{key}: the rows allow it now");
    });
}

#[test]
fn null_where_it_was_forbidden_before() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick")]);
        }
    }
    struct DropNotNull;
    #[migration(version = 20260102_000000)]
    impl Migration for DropNotNull {
        fn up(schema: &mut Schema) {
            schema.drop_not_null("users", "nick");
        }
    }
    migrate::migrations![Setup, DropNotNull];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Undoing,
        rows: "INSERT INTO users (nick) VALUES ('ada'), ('bob')",
        spoil: "UPDATE users SET nick = NULL WHERE id = 2",
        named: &["no `users.nick` is NULL", "id = 2"],
        mend: "UPDATE users SET nick = 'eve' WHERE nick IS NULL",
        indifferent: "",
    });
}

#[test]
fn a_number_too_big_for_the_old_type() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("bills").columns([id(), integer("cents")]);
        }
    }
    struct Widen;
    #[migration(version = 20260102_000000)]
    impl Migration for Widen {
        fn up(schema: &mut Schema) {
            schema.change_type("bills", big_integer("cents"));
        }
    }
    migrate::migrations![Setup, Widen];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Undoing,
        rows: "INSERT INTO bills (cents) VALUES (2147483647), (-2147483648)",
        spoil: "INSERT INTO bills (cents) VALUES (2147483648), (-2147483649)",
        named: &["every `bills.cents` fits", "id = 3", "id = 4"],
        mend: "DELETE FROM bills WHERE id > 2",
        indifferent: "sqlite",
    });
}

#[test]
fn a_text_too_long_for_the_old_type() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([varchar("nick", 5).primary_key(), decimal("score", 6, 2)]);
        }
    }
    struct Widen;
    #[migration(version = 20260102_000000)]
    impl Migration for Widen {
        fn up(schema: &mut Schema) {
            schema.change_type("users", varchar("nick", 50));
            schema.change_type("users", decimal("score", 12, 4));
        }
    }
    migrate::migrations![Setup, Widen];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Undoing,
        rows: "INSERT INTO users VALUES ('éèêëē', 9999.99)",
        spoil: "INSERT INTO users VALUES ('it''s long', 1)",
        named: &["every `users.nick` fits", "nick = it's long"],
        mend: "DELETE FROM users WHERE score = 1",
        indifferent: "sqlite",
    });
}

#[test]
fn a_fraction_too_fine_for_the_old_type() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("bills").columns([id(), decimal("total", 6, 2)]);
        }
    }
    struct Widen;
    #[migration(version = 20260102_000000)]
    impl Migration for Widen {
        fn up(schema: &mut Schema) {
            schema.change_type("bills", decimal("total", 12, 4));
        }
    }
    migrate::migrations![Setup, Widen];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Undoing,
        rows: "INSERT INTO bills (total) VALUES (-9999.99)",
        spoil: "INSERT INTO bills (total) VALUES (10000), (0.001)",
        named: &["every `bills.total` fits", "id = 2", "id = 3"],
        mend: "DELETE FROM bills WHERE id > 1",
        indifferent: "sqlite",
    });
}

#[test]
fn rows_that_became_the_same() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("users")
                .columns([
                    integer("realm"),
                    varchar("nick", 20),
                    varchar("email", 20).nullable().unique(),
                    integer("age"),
                ])
                .primary_key(["realm", "nick"]);
            schema.create_index("users", ["age", "email"]).unique();
        }
    }
    struct DropKeys;
    #[migration(version = 20260102_000000)]
    impl Migration for DropKeys {
        fn up(schema: &mut Schema) {
            schema.drop_unique("users", ["email"]);
            schema.drop_index("users", ["age", "email"]);
        }
    }
    migrate::migrations![Setup, DropKeys];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Undoing,
        rows: "INSERT INTO users VALUES (1, 'ada', 'a', 1), (1, 'bob', NULL, 1), (1, 'eve', NULL, 1)",
        spoil: "INSERT INTO users VALUES (2, 'ada', 'a', 1)",
        named: &["no two rows of `users` have the same", "realm = 1, nick = ada", "realm = 2, nick = ada"],
        mend: "DELETE FROM users WHERE realm = 2",
        indifferent: "",
    });
}

#[test]
fn keys_that_became_the_same() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([integer("number").primary_key(), varchar("nick", 20).nullable()]);
        }
    }
    struct DropKey;
    #[migration(version = 20260102_000000)]
    impl Migration for DropKey {
        fn up(schema: &mut Schema) {
            schema.drop_primary_key("users");
        }
    }
    migrate::migrations![Setup, DropKey];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Undoing,
        rows: "INSERT INTO users VALUES (1, 'ada'), (2, NULL)",
        spoil: "INSERT INTO users VALUES (2, 'bob')",
        named: &["no two rows of `users` have the same `number`", "number = 2, nick = bob", "number = 2, nick = NULL"],
        mend: "DELETE FROM users WHERE nick = 'bob'",
        indifferent: "",
    });
}

#[test]
fn rows_that_became_orphans() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("teams")
                .columns([integer("realm"), integer("number")])
                .primary_key(["realm", "number"]);
            schema
                .create_table("users")
                .columns([id(), integer("realm").nullable(), integer("team").nullable()])
                .foreign_key(["realm", "team"], "teams", ["realm", "number"]);
        }
    }
    struct DropForeignKey;
    #[migration(version = 20260102_000000)]
    impl Migration for DropForeignKey {
        fn up(schema: &mut Schema) {
            schema.drop_foreign_key("users", ["realm", "team"]);
        }
    }
    migrate::migrations![Setup, DropForeignKey];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Undoing,
        rows: "INSERT INTO teams VALUES (1, 1); INSERT INTO users (realm, team) VALUES (1, 1), (1, NULL), (7, NULL)",
        spoil: "INSERT INTO users (realm, team) VALUES (1, 2)",
        named: &["is found in `teams.realm`, `teams.number`", "id = 4"],
        mend: "DELETE FROM users WHERE team = 2",
        indifferent: "",
    });
}

#[test]
fn rows_that_broke_a_dropped_check() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age").nullable()]).check("grown_up", "age >= 18");
        }
    }
    struct DropCheck;
    #[migration(version = 20260102_000000)]
    impl Migration for DropCheck {
        fn up(schema: &mut Schema) {
            schema.drop_check("users", "grown_up");
        }
    }
    migrate::migrations![Setup, DropCheck];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Undoing,
        rows: "INSERT INTO users (age) VALUES (18), (NULL)",
        spoil: "INSERT INTO users (age) VALUES (17)",
        named: &["every row of `users` satisfies `grown_up`", "id = 3"],
        mend: "DELETE FROM users WHERE age = 17",
        indifferent: "",
    });
}

#[test]
fn up_over_duplicates() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("realm"), varchar("nick", 20).nullable()]);
        }
    }
    struct AddUnique;
    #[migration(version = 20260102_000000)]
    impl Migration for AddUnique {
        fn up(schema: &mut Schema) {
            schema.add_column("users", integer("age").nullable());
            schema.add_unique("users", ["realm", "nick"]);
        }
    }
    migrate::migrations![Setup, AddUnique];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users (realm, nick) VALUES (1, 'ada'), (1, NULL), (1, NULL), (2, 'ada')",
        spoil: "INSERT INTO users (realm, nick) VALUES (1, 'ada')",
        named: &["no two rows of `users` have the same `realm`, `nick`", "id = 1", "id = 5"],
        mend: "DELETE FROM users WHERE id = 5",
        indifferent: "",
    });
}

#[test]
fn up_over_null() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), varchar("nick", 20).nullable()]);
        }
    }
    struct SetNotNull;
    #[migration(version = 20260102_000000)]
    impl Migration for SetNotNull {
        fn up(schema: &mut Schema) {
            schema.create_index("users", ["nick"]);
            schema.set_not_null("users", "nick");
        }
    }
    migrate::migrations![Setup, SetNotNull];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users (nick) VALUES ('ada')",
        spoil: "INSERT INTO users (nick) VALUES (NULL), (NULL), (NULL), (NULL), (NULL), (NULL), (NULL)",
        named: &["no `users.nick` is NULL", "id = 2", "and more"],
        mend: "DELETE FROM users WHERE nick IS NULL",
        indifferent: "",
    });
}

#[test]
fn up_over_a_broken_check() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), varchar("nick", 20).nullable()]);
        }
    }
    struct AddCheck;
    #[migration(version = 20260102_000000)]
    impl Migration for AddCheck {
        fn up(schema: &mut Schema) {
            schema.rename_column("users", "nick", "handle");
            schema.add_check("users", "named", "handle <> '' AND handle <> 'it''s'");
        }
    }
    migrate::migrations![Setup, AddCheck];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users (nick) VALUES ('ada'), (NULL)",
        spoil: "INSERT INTO users (nick) VALUES ('it''s')",
        named: &["every row of `users` satisfies `named`", "id = 3"],
        mend: "DELETE FROM users WHERE id = 3",
        indifferent: "",
    });
}

#[test]
fn up_over_orphans() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), big_integer("boss").nullable()]);
        }
    }
    struct AddForeignKey;
    #[migration(version = 20260102_000000)]
    impl Migration for AddForeignKey {
        fn up(schema: &mut Schema) {
            schema.add_foreign_key("users", ["boss"]).references("users", ["id"]).on_delete(Cascade);
        }
    }
    migrate::migrations![Setup, AddForeignKey];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users (boss) VALUES (NULL), (1), (2)",
        spoil: "INSERT INTO users (boss) VALUES (77)",
        named: &["every `users.boss` is found in `users.id`", "id = 4"],
        mend: "DELETE FROM users WHERE boss = 77",
        indifferent: "",
    });
}

#[test]
fn up_over_keys_that_are_missing() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([integer("number").nullable(), varchar("nick", 20)]);
        }
    }
    struct AddKey;
    #[migration(version = 20260102_000000)]
    impl Migration for AddKey {
        fn up(schema: &mut Schema) {
            schema.set_not_null("users", "number");
            schema.add_primary_key("users", ["number"]);
        }
    }
    migrate::migrations![Setup, AddKey];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users VALUES (1, 'ada')",
        spoil: "INSERT INTO users VALUES (NULL, 'bob')",
        named: &["no `users.number` is NULL", "number = NULL, nick = bob"],
        mend: "DELETE FROM users WHERE number IS NULL",
        indifferent: "",
    });
}
