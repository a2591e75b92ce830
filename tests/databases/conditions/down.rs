//! What undoing needs of the rows.

use migrate::error::Position;
use migrate::prelude::*;

use super::{Case, check};

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
fn blanks_that_the_old_type_would_not_keep() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("cards").columns([id(), char("code", 6), char("note", 6)]);
        }
    }
    struct Widen;
    #[migration(version = 20260102_000000)]
    impl Migration for Widen {
        fn up(schema: &mut Schema) {
            schema.change_type("cards", varchar("code", 8));
            schema.change_type("cards", text("note"));
        }
    }
    migrate::migrations![Setup, Widen];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Undoing,
        rows: "INSERT INTO cards (code, note) VALUES ('ab', 'cd'), (' abcde', '')",
        spoil: "INSERT INTO cards (code, note) VALUES ('ab ', 'x'), ('abcdefg', 'x'), (' a', 'x')",
        named: &["every `cards.code` fits", "id = 3", "id = 4"],
        mend: "DELETE FROM cards WHERE id > 2",
        indifferent: "sqlite",
    });
}

#[test]
fn values_that_the_old_collation_makes_the_same() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                varchar("nick", 20)
                    .collate(sql_for().postgres("POSIX").mysql("utf8mb4_general_ci").sqlite("NOCASE"))
                    .unique(),
            ]);
        }
    }
    struct TellCasesApart;
    #[migration(version = 20260102_000000)]
    impl Migration for TellCasesApart {
        fn up(schema: &mut Schema) {
            schema.change_type(
                "users",
                varchar("nick", 20).collate(sql_for().postgres("C").mysql("utf8mb4_bin").sqlite("BINARY")),
            );
        }
    }
    migrate::migrations![Setup, TellCasesApart];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Undoing,
        rows: "INSERT INTO users (nick) VALUES ('ada')",
        spoil: "INSERT INTO users (nick) VALUES ('Ada')",
        named: &["no two rows of `users` have the same", "id = 1", "id = 2"],
        mend: "DELETE FROM users WHERE id = 2",
        // Its collations tell apart whatever differs.
        indifferent: "postgres",
    });
}
