//! NOT NULL and defaults, set and dropped.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn not_null_comes_and_goes() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id()]);
            schema
                .create_table("users")
                .columns([
                    id(),
                    string("nick").nullable().unique().comment("how they are called"),
                    integer("age").nullable().default(18).check("age > 0"),
                    date("born").nullable(),
                    string("email"),
                    big_integer("team_id").nullable().references("teams", "id"),
                    boolean("active"),
                ])
                .index(["born", "age"]);
        }
    }
    struct Set;
    #[migration(version = 20260102_000000)]
    impl Migration for Set {
        fn up(schema: &mut Schema) {
            schema.set_not_null("users", "nick");
        }
    }
    struct Filled;
    #[migration(version = 20260103_000000)]
    impl Migration for Filled {
        fn up(schema: &mut Schema) {
            schema.set_not_null("users", "age").restore_with(21).accept_data_loss("nobody asks which rows held none");
            schema
                .set_not_null("users", "born")
                .restore_with("2000-01-01")
                .accept_data_loss("nobody asks which rows held none");
            schema
                .set_not_null("users", "team_id")
                .restore_with(sql("1 + 0"))
                .accept_data_loss("nobody asks which rows held none");
        }
    }
    struct Dropped;
    #[migration(version = 20260104_000000)]
    impl Migration for Dropped {
        fn up(schema: &mut Schema) {
            schema.drop_not_null("users", "email");
            schema.drop_not_null("users", "active").restore_with(true);
            schema.drop_not_null("users", "nick").restore_with(sql("lower('NOBODY')"));
        }
    }
    migrate::migrations![Setup, Set, Filled, Dropped];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO teams (id) VALUES (1), (2)")
            .rows("INSERT INTO users (nick, age, email, active, team_id) VALUES ('a', NULL, 'x', TRUE, NULL)")
            .rows("INSERT INTO users (nick, born, email, active, team_id) VALUES ('b', '1999-09-09', 'y', FALSE, 2)")
            .losing(&["users.age", "users.born", "users.team_id"]),
    );
}

#[test]
fn a_default_of_every_kind() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("things")
                .columns([
                    id(),
                    integer("number"),
                    decimal("price", 10, 2).nullable().default(9.99).comment("each"),
                    boolean("flag").default(false),
                    varchar("word", 20).default("old"),
                    text("page").nullable().default("old"),
                    json("notes").nullable(),
                    blob("body").nullable(),
                    date("day").nullable(),
                    timestamp("stamp").nullable().default(now()),
                    timestamp_with_time_zone("moment").nullable(),
                    double("ratio").default(0.5).check("ratio < 1000"),
                ])
                .unique(["number", "word"]);
        }
    }
    struct Set;
    #[migration(version = 20260102_000000)]
    impl Migration for Set {
        fn up(schema: &mut Schema) {
            schema.set_default("things", "number", -7);
            schema.set_default("things", "price", 1.25);
            schema.set_default("things", "flag", true);
            schema.set_default("things", "word", "it's; \\");
            schema.set_default("things", "page", "new 'page'");
            schema.set_default("things", "notes", "{\"a\": 1}");
            schema.set_default("things", "body", "bytes");
        }
    }
    struct Moments;
    #[migration(version = 20260103_000000)]
    impl Migration for Moments {
        fn up(schema: &mut Schema) {
            schema.set_default("things", "day", now());
            schema.set_default("things", "moment", now());
            schema.set_default("things", "stamp", "2026-01-02 03:04:05");
            schema.set_default("things", "ratio", sql("1.5 * 2"));
        }
    }
    struct Dropped;
    #[migration(version = 20260104_000000)]
    impl Migration for Dropped {
        fn up(schema: &mut Schema) {
            schema.drop_default("things", "number");
            schema.drop_default("things", "price");
            schema.drop_default("things", "flag");
            schema.drop_default("things", "word");
            schema.drop_default("things", "page");
            schema.drop_default("things", "notes");
            schema.drop_default("things", "body");
            schema.drop_default("things", "day");
            schema.drop_default("things", "stamp");
            schema.drop_default("things", "moment");
            schema.drop_default("things", "ratio");
        }
    }
    migrate::migrations![Setup, Set, Moments, Dropped];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO things (number) VALUES (1)")
            .rows("INSERT INTO things (number, page) VALUES (2, NULL)"),
    );
}

#[test]
fn what_comes_back_or_in_is_of_any_kind() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("things").columns([
                id(),
                uuid("token").nullable(),
                boolean("flag").nullable(),
                json("notes").nullable(),
                binary("hash", 8).nullable(),
                timestamp("seen").nullable(),
                text("page").nullable(),
                uuid("old_token"),
                date("old_day"),
                timestamp_with_time_zone("old_moment"),
                integer("old_number").default(4),
                text("old_page"),
                blob("old_body"),
                decimal("old_price", 10, 2).default(1.25),
            ]);
        }
    }
    struct Fill;
    #[migration(version = 20260102_000000)]
    impl Migration for Fill {
        fn up(schema: &mut Schema) {
            schema
                .set_not_null("things", "token")
                .restore_with("00112233-4455-6677-8899-aabbccddeeff")
                .accept_data_loss("nobody asks which rows held none");
            schema
                .set_not_null("things", "flag")
                .restore_with(true)
                .accept_data_loss("nobody asks which rows held none");
            schema
                .set_not_null("things", "notes")
                .restore_with("[\"it's\"]")
                .accept_data_loss("nobody asks which rows held none");
            schema
                .set_not_null("things", "hash")
                .restore_with("'\\")
                .accept_data_loss("nobody asks which rows held none");
            schema
                .set_not_null("things", "seen")
                .restore_with("2026-01-02 03:04:05")
                .accept_data_loss("nobody asks which rows held none");
            schema.set_not_null("things", "page").restore_with("").accept_data_loss("nobody asks which rows held none");
        }
    }
    struct Drop;
    #[migration(version = 20260103_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema
                .drop_column("things", "old_token")
                .restore_with("00112233-4455-6677-8899-aabbccddeeff")
                .accept_data_loss("it goes");
            schema.drop_column("things", "old_day").restore_with(now()).accept_data_loss("it goes");
            schema.drop_column("things", "old_moment").restore_with(now()).accept_data_loss("it goes");
            schema.drop_column("things", "old_number").restore_with(sql("3 + 4")).accept_data_loss("it goes");
            schema.drop_column("things", "old_page").restore_with("a; 'page'").accept_data_loss("it goes");
            schema.drop_column("things", "old_body").restore_with("bytes").accept_data_loss("it goes");
            schema.drop_column("things", "old_price").restore_with(9.99).accept_data_loss("it goes");
        }
    }
    migrate::migrations![Setup, Fill, Drop];
    check(
        &Case::of(&MIGRATIONS)
            .rows_on("mysql", "INSERT INTO things (old_token, old_day, old_moment, old_page, old_body) VALUES ('1234567890123456', '2026-01-01', '2026-01-01', '', '')")
            .rows_on("mariadb", "INSERT INTO things (old_token, old_day, old_moment, old_page, old_body) VALUES (uuid(), '2026-01-01', '2026-01-01', '', '')")
            .rows_on("postgres", "INSERT INTO things (old_token, old_day, old_moment, old_page, old_body) VALUES (gen_random_uuid(), '2026-01-01', '2026-01-01', '', '')")
            .rows_on("sqlite", "INSERT INTO things (old_token, old_day, old_moment, old_page, old_body) VALUES ('x', '2026-01-01', '2026-01-01', '', '')")
            .losing(&[
                "things.token", "things.flag", "things.notes", "things.hash", "things.seen", "things.page",
                "things.old_token", "things.old_day", "things.old_moment", "things.old_number", "things.old_page",
                "things.old_body", "things.old_price",
            ]),
    );
}
