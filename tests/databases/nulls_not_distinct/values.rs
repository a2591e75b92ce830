//! Which rows such an index takes for the same.

use migrate::error::Position;
use migrate::prelude::*;
use migrate::{Migrations, Migrator};

use crate::check::on_every_database;
use crate::conditions::{Case, check};
use crate::scratch::Scratch;

async fn up(scratch: &Scratch, migrations: &'static Migrations) {
    let key = scratch.server.key();
    Migrator::new(migrations).up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
}

/// Takes rows one after the other; a `=` before one says that there is the same already.
async fn assert_taken(scratch: &Scratch, table: &str, columns: &str, rows: &[&str]) {
    let key = scratch.server.key();
    for row in rows {
        let (is_same, values) = row.strip_prefix("= ").map_or((false, *row), |values| (true, values));
        match scratch.try_run(&format!("INSERT INTO {table} ({columns}) VALUES ({values})")).await {
            Ok(()) => assert!(!is_same, "{key}: `{table}` takes {values} twice"),
            Err(error) => {
                let said = error.to_string().to_lowercase();
                let is_said = ["duplicate", "unique constraint"].iter().any(|word| said.contains(word));
                assert!(is_same && is_said, "{key}: `{table}` does not take {values}: {error}");
            }
        }
    }
}

#[test]
fn every_type_of_a_key() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_enum("mood", ["0", "calm", "very calm"]);
            schema.create_table("words").columns([id(), varchar("v", 20).nullable()]);
            schema.create_index("words", "v").unique().nulls_not_distinct();
            schema.create_table("codes").columns([id(), char("v", 3).nullable()]);
            schema.create_index("codes", "v").unique().nulls_not_distinct();
            schema.create_table("stories").columns([id(), text("v").nullable()]);
            schema.create_index("stories", [column("v").prefix(3)]).unique().nulls_not_distinct();
            schema.create_table("small_ones").columns([id(), small_integer("v").nullable()]);
            schema.create_index("small_ones", "v").unique().nulls_not_distinct();
            schema.create_table("middle_ones").columns([id(), integer("v").nullable()]);
            schema.create_index("middle_ones", [column("v").desc()]).unique().nulls_not_distinct();
            schema.create_table("big_ones").columns([id(), big_integer("v").nullable()]);
            schema.create_index("big_ones", "v").unique().nulls_not_distinct();
            schema.create_table("prices").columns([id(), decimal("v", 30, 10).nullable()]);
            schema.create_index("prices", "v").unique().nulls_not_distinct();
            schema.create_table("lengths").columns([id(), double("v").nullable()]);
            schema.create_index("lengths", "v").unique().nulls_not_distinct();
            schema.create_table("truths").columns([id(), boolean("v").nullable()]);
            schema.create_index("truths", "v").unique().nulls_not_distinct();
            schema.create_table("days").columns([id(), date("v").nullable()]);
            schema.create_index("days", "v").unique().nulls_not_distinct();
            schema.create_table("hours").columns([id(), time("v").nullable()]);
            schema.create_index("hours", "v").unique().nulls_not_distinct();
            schema.create_table("letters").columns([id(), datetime("v").nullable()]);
            schema.create_index("letters", "v").unique().nulls_not_distinct();
            schema.create_table("sights").columns([id(), timestamp("v").nullable()]);
            schema.create_index("sights", "v").unique().nulls_not_distinct();
            schema.create_table("sounds").columns([id(), timestamp_with_time_zone("v").nullable()]);
            schema.create_index("sounds", "v").unique().nulls_not_distinct();
            schema.create_table("numbers").columns([id(), uuid("v").nullable()]);
            schema.create_index("numbers", "v").unique().nulls_not_distinct();
            schema.create_table("bytes").columns([id(), binary("v", 4).nullable()]);
            schema.create_index("bytes", "v").unique().nulls_not_distinct();
            schema.create_table("moods").columns([id(), enumeration("v", "mood").nullable()]);
            schema.create_index("moods", "v").unique().nulls_not_distinct();
            schema.create_table("lowered").columns([id(), varchar("v", 20).nullable()]);
            schema.create_index("lowered", sql("lower(v)")).unique().nulls_not_distinct();
        }
    }
    migrate::migrations![Setup];
    on_every_database(&MIGRATIONS, async |scratch| {
        up(scratch, &MIGRATIONS).await;
        let bytes = |hex: &str| match scratch.server.key() {
            "postgres" => format!("'\\x{hex}'"),
            _ => format!("x'{hex}'"),
        };
        let [none, null_byte, digit, two] = ["", "00", "30", "3030"].map(bytes);
        let uuid = |digit: &str| match scratch.server.key() {
            "postgres" => format!("'{}'", digit.repeat(32)),
            _ => bytes(&digit.repeat(32)),
        };
        let [zeros, threes] = ["0", "3"].map(uuid);
        let moments = ["'2026-01-01 10:00:00'", "'2026-01-01 10:00:00.000001'", "'1999-12-31 23:59:59'"];
        for (table, values) in [
            ("words", &["'0'", "''", "'a'", "'00'", "' 0'"][..]),
            ("codes", &["'0'", "''", "'abc'", "'abd'"]),
            ("stories", &["'0'", "''", "'abcd'", "'ab'", "'abd'"]),
            ("small_ones", &["0", "-1", "32767", "32766", "-32768"]),
            ("middle_ones", &["0", "1", "2147483647", "-2147483648"]),
            ("big_ones", &["0", "1", "9223372036854775807", "9223372036854775806", "-9223372036854775808"]),
            ("prices", &["0", "0.0000000001", "0.0000000002", "12345678901234567890.1"]),
            ("lengths", &["0", "1e-300", "2e-300", "0.1", "0.10000000000000002", "-1e300"]),
            ("truths", &["false", "true"]),
            ("days", &["'2026-01-01'", "'2026-01-02'"]),
            ("hours", &["'00:00:00'", "'10:00:00.000001'", "'10:00:00.000002'"]),
            ("letters", &moments),
            ("sights", &moments),
            ("sounds", &moments),
            ("numbers", &[&zeros, &threes]),
            ("bytes", &[&none, &null_byte, &digit, &two]),
            ("moods", &["'0'", "'calm'", "'very calm'"]),
            ("lowered", &["'0'", "''", "'a'"]),
        ] {
            let values = [values, &["NULL"]].concat();
            let again: Vec<String> = values.iter().map(|value| format!("= {value}")).collect();
            assert_taken(scratch, table, "v", &values).await;
            assert_taken(scratch, table, "v", &again.iter().map(String::as_str).collect::<Vec<_>>()).await;
        }
        assert_taken(scratch, "stories", "v", &["= 'abcx'", "'axc'"]).await;
        assert_taken(scratch, "lowered", "v", &["= 'A'", "'B'", "= 'b'"]).await;
    });
}

#[test]
fn several_columns() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                integer("realm"),
                varchar("nick", 20).nullable(),
                timestamp_with_time_zone("gone_at").nullable(),
            ]);
            schema.create_index("users", ["realm", "nick", "gone_at"]).unique().nulls_not_distinct();
        }
    }
    migrate::migrations![Setup];
    on_every_database(&MIGRATIONS, async |scratch| {
        up(scratch, &MIGRATIONS).await;
        let rows = [
            "1, 'ada', NULL",
            "= 1, 'ada', NULL",
            "1, NULL, NULL",
            "= 1, NULL, NULL",
            "2, NULL, NULL",
            "1, 'ada', '2026-01-01 10:00:00'",
            "= 1, 'ada', '2026-01-01 10:00:00'",
            "1, NULL, '2026-01-01 10:00:00'",
            "= 1, NULL, '2026-01-01 10:00:00'",
        ];
        assert_taken(scratch, "users", "realm, nick, gone_at", &rows).await;
    });
}

/// PostgreSQL compares letter for letter; the others as the column does.
#[test]
fn collations() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                varchar("loose", 20)
                    .nullable()
                    .collate(sql_for().postgres("C").mysql("utf8mb4_general_ci").sqlite("NOCASE")),
                varchar("strict", 20).nullable().collate(sql_for().postgres("C").mysql("utf8mb4_bin").sqlite("BINARY")),
                varchar("said", 20).nullable(),
            ]);
            schema.create_index("users", "loose").unique().nulls_not_distinct();
            schema.create_index("users", ["strict", "loose"]).unique().nulls_not_distinct();
            schema
                .create_index(
                    "users",
                    sql_for().postgres("said").mysql("said COLLATE utf8mb4_bin").sqlite("said COLLATE NOCASE"),
                )
                .unique()
                .nulls_not_distinct();
        }
    }
    migrate::migrations![Setup];
    on_every_database(&MIGRATIONS, async |scratch| {
        up(scratch, &MIGRATIONS).await;
        let key = scratch.server.key();
        assert_taken(scratch, "users", "loose, strict, said", &["'a', 'a', 'a'"]).await;
        let is_same = if key == "postgres" { "" } else { "= " };
        assert_taken(scratch, "users", "loose, strict, said", &[&format!("{is_same}'A', 'b', 'b'")]).await;
        assert_taken(scratch, "users", "loose, strict, said", &["'c', 'A', 'c'"]).await;
        let is_same = if key == "sqlite" { "= " } else { "" };
        assert_taken(scratch, "users", "loose, strict, said", &[&format!("{is_same}'d', 'd', 'A'")]).await;
    });
}

/// MySQL reads a moment in the time zone of whoever asks.
#[test]
fn a_moment_is_the_same_in_every_time_zone() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("events").columns([id(), timestamp_with_time_zone("at").nullable()]);
            schema.create_index("events", "at").unique().nulls_not_distinct();
        }
    }
    migrate::migrations![Setup];
    on_every_database(&MIGRATIONS, async |scratch| {
        up(scratch, &MIGRATIONS).await;
        let insert = |zone: &str, at: &str| match scratch.server.key() {
            "mysql" => format!("SET time_zone = '{zone}'; INSERT INTO events (at) VALUES ('{at}')"),
            _ => format!("INSERT INTO events (at) VALUES ('{at}{zone}')"),
        };
        scratch.run(&insert("+00:00", "2026-01-01 10:00:00")).await;
        scratch.run(&insert("+02:00", "2026-01-01 10:00:00")).await;
        // SQLite holds the text.
        if scratch.server.key() != "sqlite" {
            let same = scratch.try_run(&insert("+02:00", "2026-01-01 12:00:00")).await;
            assert!(same.is_err(), "{}: it is there already", scratch.server.key());
        }
        if scratch.server.key() == "mysql" {
            scratch.run("SET time_zone = '+05:00'; DELETE FROM events").await;
            let checked = scratch.rows("CHECK TABLE events EXTENDED").await;
            assert!(checked.iter().all(|row| row[3].as_deref() == Some("OK")), "{checked:?}");
        }
    });
}

#[test]
fn rows_that_are_the_same_stand_in_the_way() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([
                id(),
                integer("realm"),
                varchar("nick", 20).nullable(),
                timestamp("gone_at").nullable(),
            ]);
        }
    }
    struct Create;
    #[migration(version = 20260102_000000)]
    impl Migration for Create {
        fn up(schema: &mut Schema) {
            schema.create_index("users", ["realm", "nick", "gone_at"]).unique().nulls_not_distinct();
        }
    }
    migrate::migrations![Setup, Create];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users (realm, nick) VALUES (1, 'ada'), (1, NULL), (2, 'ada'), (1, '0')",
        spoil: "INSERT INTO users (realm, nick) VALUES (1, 'ada'), (1, NULL)",
        named: &[
            "no two rows of `users` have the same `realm`, `nick`, `gone_at`",
            "id = 1",
            "id = 2",
            "id = 5",
            "id = 6",
        ],
        mend: "DELETE FROM users WHERE id IN (5, 6)",
        indifferent: "",
    });
}

#[test]
fn beginnings_that_are_the_same_stand_in_the_way() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), text("story").nullable(), text("more").nullable()]);
        }
    }
    struct Create;
    #[migration(version = 20260102_000000)]
    impl Migration for Create {
        fn up(schema: &mut Schema) {
            schema
                .create_index("users", (column("story").prefix(3), sql("lower(substr(more, 1, 9))")))
                .unique()
                .nulls_not_distinct();
        }
    }
    migrate::migrations![Setup, Create];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users (story, more) VALUES ('abcd', NULL), (NULL, NULL), (NULL, 'x')",
        spoil: "INSERT INTO users (story, more) VALUES ('abce', NULL), (NULL, 'X')",
        named: &["no two rows of `users` have the same", "id = 1", "id = 3", "id = 4", "id = 5"],
        mend: "DELETE FROM users WHERE id IN (4, 5)",
        indifferent: "",
    });
}

/// Two rows of which each holds a NULL are told apart by what becomes the same.
#[test]
fn rows_that_become_the_same_stand_in_the_way() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), datetime("seen").nullable(), integer("age").nullable()]);
            schema.create_index("users", ["seen", "age"]).unique().nulls_not_distinct();
        }
    }
    struct Shorten;
    #[migration(version = 20260102_000000)]
    impl Migration for Shorten {
        fn up(schema: &mut Schema) {
            schema.change_type("users", date("seen")).accept_data_loss("the hour is of no use");
        }
    }
    migrate::migrations![Setup, Shorten];
    check(&Case {
        migrations: &MIGRATIONS,
        position: Position::Applying,
        rows: "INSERT INTO users (seen, age) VALUES ('2026-01-01 10:00:00', NULL), (NULL, 1)",
        spoil: "INSERT INTO users (seen, age) VALUES ('2026-01-01 11:00:00', NULL)",
        named: &["no two rows of `users` have the same", "id = 1", "id = 3"],
        mend: "DELETE FROM users WHERE id = 3",
        indifferent: "",
    });
}
