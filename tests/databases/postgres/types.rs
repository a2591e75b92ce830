//! The types, names and changes that PostgreSQL alone has.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn types_of_its_own() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("things")
                .columns([
                    id(),
                    interval("wait").nullable(),
                    array(integer("numbers")).default("{1,2}"),
                    array(varchar("words", 10)).nullable(),
                    json("notes").default("{}"),
                    text("name").collate("C"),
                    custom("place", "point").nullable(),
                    timestamp("local").default("2026-01-02 03:04:05"),
                ])
                .index(["numbers"]);
        }
    }
    struct Change;
    #[migration(version = 20260102_000000)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.change_type("things", array(big_integer("numbers")));
            schema.change_type("things", array(text("words")));
            schema.change_type("things", text("name").collate("POSIX"));
        }
    }
    struct Convert;
    #[migration(version = 20260103_000000)]
    impl Migration for Convert {
        fn up(schema: &mut Schema) {
            schema.change_type("things", json_binary("notes")).accept_data_loss("spaces are not kept");
            schema.change_type("things", time("wait")).accept_data_loss("days are not kept");
            schema
                .change_type("things", text("place"))
                .using("place::text")
                .reverse_using("place::point")
                .accept_data_loss("it is shown as a text everywhere");
        }
    }
    struct Add;
    #[migration(version = 20260104_000000)]
    impl Migration for Add {
        fn up(schema: &mut Schema) {
            schema.add_column("things", array(uuid("tokens")).default("{}"));
            schema.add_column("things", interval("pause").nullable());
            schema.rename_constraint("things", "things_pkey", "who they are");
        }
    }
    migrate::migrations![Setup, Change, Convert, Add];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO things (words, name, place, wait) VALUES ('{a,NULL}', 'x', '(1,2)', '1 day 2 hours'), (NULL, 'y', NULL, NULL)")
            .losing(&["things.wait"]),
    );
}

#[test]
fn identity_goes_on_counting() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("things").columns([id(), integer("n")]);
        }
    }
    struct Rename;
    #[migration(version = 20260102_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_table("things", "items");
            schema.rename_column("items", "id", "number");
        }
    }
    migrate::migrations![Setup, Rename];
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO things (n) VALUES (1), (2)"));
}

/// PostgreSQL would keep `((age)::numeric > (0)::numeric)` for good.
mod expressions {
    use migrate::prelude::*;

    use crate::check::{Case, check};

    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("users")
                .columns([
                    id(),
                    integer("age"),
                    varchar("nick", 20).nullable(),
                    datetime("seen").nullable(),
                    integer("next").generated("age + 1").stored(),
                ])
                .check("grown", "age > 0 AND (nick IS NULL OR length(nick::text) < 30)");
            schema.create_index("users", sql("(age + 1)")).named("ages");
            schema.create_index("users", sql("lower(nick::text)")).named("nicks").unique();
            schema.create_index("users", ["age", "next"]).named("both").only_where("age < 90");
            schema.create_index("users", ["seen"]).named("times").only_where("seen IS NOT NULL");
        }
    }

    struct Numbers;
    #[migration(version = 20260102_000000)]
    impl Migration for Numbers {
        fn up(schema: &mut Schema) {
            schema.change_type("users", decimal("age", 12, 2)).accept_data_loss("none is older");
        }
    }

    struct Texts;
    #[migration(version = 20260103_000000)]
    impl Migration for Texts {
        fn up(schema: &mut Schema) {
            schema.change_type("users", text("nick"));
            schema.change_type("users", date("seen")).accept_data_loss("the day is enough");
        }
    }

    migrate::migrations![Setup, Numbers, Texts];

    #[test]
    fn expressions_come_back_as_they_were_written() {
        check(
            &Case::of(&MIGRATIONS)
                .rows("INSERT INTO users (age, nick, seen) VALUES (1, 'A', '2026-01-02'), (2, NULL, NULL)")
                .losing(&["users.age", "users.seen"]),
        );
    }
}
