//! Every type a column can have, added and changed.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};

#[test]
#[expect(clippy::excessive_precision, reason = "decimals are read as written, never as a float")]
fn every_type_nullable_and_with_a_default() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("things").columns([id()]);
        }
    }
    struct Numbers;
    #[migration(version = 20260102_000000)]
    impl Migration for Numbers {
        fn up(schema: &mut Schema) {
            schema.add_column("things", small_integer("small").default(-32768));
            schema.add_column("things", integer("normal").default(2147483647));
            schema.add_column("things", big_integer("big").default(-9223372036854775807));
            schema.add_column("things", decimal("exact", 20, 5).default(123456789012345.67891));
            schema.add_column("things", float("short").default(0.5));
            schema.add_column("things", double("long").default(-0.1));
            schema.add_column("things", boolean("yes").default(true));
            schema.add_column("things", boolean("no").default(false));
        }
    }
    struct Texts;
    #[migration(version = 20260103_000000)]
    impl Migration for Texts {
        fn up(schema: &mut Schema) {
            schema.add_column("things", char("fixed", 3).default("abc"));
            schema.add_column("things", string("line").default(""));
            schema.add_column("things", varchar("word", 7).default("it's"));
            schema.add_column("things", text("page").default("\\ é 🦀"));
            schema.add_column("things", json("notes").default("{\"a\": [1, 2]}"));
            schema.add_column("things", json_binary("facts").default("{\"a\": \"it's\"}"));
            schema.add_column("things", uuid("token").default("00112233-4455-6677-8899-aabbccddeeff"));
            schema.add_column("things", binary("hash", 20).default("abc\\"));
            schema.add_column("things", blob("body").default("'"));
        }
    }
    struct Times;
    #[migration(version = 20260104_000000)]
    impl Migration for Times {
        fn up(schema: &mut Schema) {
            schema.add_column("things", date("day").default("2026-02-28"));
            schema.add_column("things", time("at").default("23:59:59.123456"));
            schema.add_column("things", datetime("local").default("2026-02-28 23:59:59.5"));
            schema.add_column("things", timestamp("stamp").default("2026-02-28 12:00:00"));
            schema.add_column("things", timestamp_with_time_zone("moment").default("2026-02-28 12:00:00"));
        }
    }
    struct Nullables;
    #[migration(version = 20260105_000000)]
    impl Migration for Nullables {
        fn up(schema: &mut Schema) {
            schema.create_table("blanks").columns([
                uuid_id(),
                small_integer("small").nullable(),
                integer("normal").nullable(),
                big_integer("big").nullable(),
                decimal("exact", 20, 5).nullable(),
                float("short").nullable(),
                double("long").nullable(),
                boolean("yes").nullable(),
                char("fixed", 3).nullable(),
                string("line").nullable(),
                varchar("word", 7).nullable(),
                text("page").nullable(),
                json("notes").nullable(),
                json_binary("facts").nullable(),
                uuid("token").nullable(),
                binary("hash", 20).nullable(),
                blob("body").nullable(),
                date("day").nullable(),
                time("at").nullable(),
                datetime("local").nullable(),
                timestamp("stamp").nullable(),
                timestamp_with_time_zone("moment").nullable(),
                custom("own", sql_for().postgres("citext").mysql("mediumint").sqlite("whatever")).nullable(),
            ]);
        }
    }
    migrate::migrations![Setup, Numbers, Texts, Times, Nullables];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO things (id) VALUES (1), (2)")
            .rows_on("postgres", "CREATE EXTENSION citext"),
    );
}

#[test]
fn a_wider_type_and_back() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("places").columns([id(), varchar("code", 8).unique()]);
            schema
                .create_table("things")
                .columns([
                    small_integer("small"),
                    integer("normal").default(5).check("normal > 0"),
                    varchar("word", 20).default("a").comment("a word"),
                    varchar("line", 100).nullable().default("it's"),
                    decimal("price", 8, 2).default(1.25),
                    float("short").nullable(),
                    binary("hash", 4).nullable(),
                    char("fixed", 2).default("xy"),
                    integer("place").nullable(),
                ])
                .primary_key(["small"])
                .unique(["word", "normal"])
                .index(["normal", "price"])
                .check("things_price_is_positive", "price > 0");
            schema.create_table("parts").columns([id(), small_integer("thing"), integer("thing_number")]);
        }
    }
    struct Numbers;
    #[migration(version = 20260102_000000)]
    impl Migration for Numbers {
        fn up(schema: &mut Schema) {
            schema.change_type("things", big_integer("normal"));
            schema.change_type("things", decimal("price", 12, 4));
            schema.change_type("things", double("short"));
        }
    }
    struct Keys;
    #[migration(version = 20260103_000000)]
    impl Migration for Keys {
        fn up(schema: &mut Schema) {
            schema.change_type("things", integer("small"));
            schema.change_type("things", varchar("word", 200));
        }
    }
    struct Texts;
    #[migration(version = 20260104_000000)]
    impl Migration for Texts {
        fn up(schema: &mut Schema) {
            schema.change_type("things", text("line"));
            schema.change_type("things", blob("hash"));
            schema.change_type("things", char("fixed", 9));
        }
    }
    migrate::migrations![Setup, Numbers, Keys, Texts];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO things (small, normal, word, line, price, short) VALUES (-7, 9, 'b', NULL, 99.5, 0.5)")
            .rows("INSERT INTO things (small) VALUES (8)"),
    );
}

#[test]
fn another_type_converted_by_the_database() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("things").columns([
                id(),
                integer("number").default(5),
                big_integer("big").nullable(),
                text("page").nullable(),
                varchar("digits", 20).default("17"),
                timestamp("seen").nullable(),
                decimal("price", 10, 4).default(2.5000),
                boolean("flag").default(true),
            ]);
        }
    }
    struct Narrower;
    #[migration(version = 20260102_000000)]
    impl Migration for Narrower {
        fn up(schema: &mut Schema) {
            schema.change_type("things", small_integer("number")).accept_data_loss("none is as big");
            schema.change_type("things", integer("big")).accept_data_loss("none is as big");
            schema.change_type("things", varchar("page", 10)).accept_data_loss("none is as long");
            schema.change_type("things", decimal("price", 6, 2)).accept_data_loss("cents will do");
        }
    }
    struct Other;
    #[migration(version = 20260103_000000)]
    impl Migration for Other {
        fn up(schema: &mut Schema) {
            schema.change_type("things", date("seen")).accept_data_loss("the day will do");
            schema
                .change_type("things", text("big"))
                .reverse_using(
                    sql_for().postgres("big::integer").nothing_on(MySql).nothing_on(MariaDb).nothing_on(Sqlite),
                )
                .accept_data_loss("it was never a number");
        }
    }
    struct Converted;
    #[migration(version = 20260104_000000)]
    impl Migration for Converted {
        fn up(schema: &mut Schema) {
            schema.drop_default("things", "digits");
            schema
                .change_type("things", integer("digits"))
                .using(
                    sql_for()
                        .postgres("digits::integer + 1")
                        .mysql("CAST(digits AS SIGNED) + 1")
                        .sqlite("CAST(digits AS INTEGER) + 1"),
                )
                .reverse_using(
                    sql_for()
                        .postgres("(digits - 1)::text")
                        .mysql("CAST(digits - 1 AS CHAR)")
                        .sqlite("CAST(digits - 1 AS TEXT)"),
                )
                .accept_data_loss("they were always numbers");
        }
    }
    migrate::migrations![Setup, Narrower, Other, Converted];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO things (number, big, page, seen) VALUES (-1, 77, 'a page', '2026-01-02 03:04:05')")
            .rows("INSERT INTO things (big) VALUES (NULL)")
            .losing(&["things.seen"]),
    );
}

#[test]
fn days_and_times_are_cut_out_of_moments() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("things").columns([
                id(),
                timestamp("day"),
                datetime("hour"),
                date("moment").nullable(),
                date("local"),
                timestamp_with_time_zone("zoned"),
                text("odd").nullable(),
            ]);
        }
    }
    struct Change;
    #[migration(version = 20260102_000000)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.change_type("things", date("day")).accept_data_loss("the day will do");
            schema
                .change_type("things", time("hour"))
                .reverse_using(
                    sql_for()
                        .postgres("'2026-01-01'::date + hour")
                        .nothing_on(MySql)
                        .nothing_on(MariaDb)
                        .nothing_on(Sqlite),
                )
                .accept_data_loss("the hour will do");
            schema.change_type("things", timestamp("moment")).accept_data_loss("midnight will do");
            schema.change_type("things", datetime("local")).accept_data_loss("midnight will do");
            schema.change_type("things", date("zoned")).accept_data_loss("the day will do");
        }
    }
    migrate::migrations![Setup, Change];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("up");
        scratch
            .run(
                "INSERT INTO things (day, hour, moment, local, zoned) VALUES
                 ('2026-01-02 03:04:05', '2026-01-02 03:04:05.5', '2026-01-02', '2026-01-02', '2026-01-02 03:04:05')",
            )
            .await;
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let text = if scratch.server.is_transactional() { "text" } else { "char" };
        for (column, begin, length) in [
            ("day", "2026-01-02", 10),
            ("hour", "03:04:05.5", 15),
            ("moment", "2026-01-02 00:00:00", 26),
            ("local", "2026-01-02 00:00:00", 26),
            ("zoned", "2026-01-02", 10),
        ] {
            let value = scratch.value(&format!("SELECT CAST({column} AS {text}) FROM things")).await;
            assert!(value.starts_with(begin) && value.len() <= length, "{key}: {column} is {value}");
        }
        migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let value = scratch.value(&format!("SELECT CAST(day AS {text}) FROM things")).await;
        assert!(value.starts_with("2026-01-02 00:00:00"), "{key}: day is {value}");
    });
}
