//! What only MySQL and MariaDB have: unsigned numbers and collations, kept through every redefinition of a column.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn a_redefined_column_keeps_what_was_said_of_it() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("things")
                .columns([
                    integer("number").unsigned().auto_increment().primary_key().comment("its; 'number'"),
                    small_integer("small").unsigned().nullable().default(7).comment("at most 65535"),
                    varchar("word", 20).collate("utf8mb4_bin").default("a").comment("\\ as it is written"),
                    decimal("price", 10, 2).unsigned().default(1.50),
                    timestamp("seen").nullable(),
                ])
                .unique(["word"]);
        }
    }
    struct Change;
    #[migration(version = 20260102_000000)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.change_type("things", big_integer("number").unsigned());
            schema.change_type("things", integer("small").unsigned());
            schema.change_type("things", varchar("word", 20).collate("utf8mb4_general_ci"));
            schema.set_not_null("things", "small").restore_with(9).accept_data_loss("nobody asks which rows held none");
            schema.drop_not_null("things", "price");
        }
    }
    struct Defaults;
    #[migration(version = 20260103_000000)]
    impl Migration for Defaults {
        fn up(schema: &mut Schema) {
            schema.set_default("things", "seen", now());
            schema.drop_default("things", "word");
            schema.drop_default("things", "price");
            schema.set_default("things", "small", 65535);
        }
    }
    migrate::migrations![Setup, Change, Defaults];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO things (small, word) VALUES (65535, 'a'), (NULL, 'b')")
            .losing(&["things.small"]),
    );
}

#[test]
fn the_time_of_a_change_is_kept_through_every_redefinition() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("things").columns([
                id(),
                varchar("word", 20).nullable(),
                timestamp_with_time_zone("changed").default(now()).on_update_now().comment("it's"),
            ]);
        }
    }
    struct Add;
    #[migration(version = 20260102_000000)]
    impl Migration for Add {
        fn up(schema: &mut Schema) {
            schema.add_column("things", datetime("touched").nullable().on_update_now());
        }
    }
    struct Alter;
    #[migration(version = 20260103_000000)]
    impl Migration for Alter {
        fn up(schema: &mut Schema) {
            schema.set_default("things", "changed", "2026-01-01 00:00:00");
            schema.drop_not_null("things", "changed");
            schema.set_default("things", "touched", now());
            schema.rename_column("things", "touched", "seen");
        }
    }
    struct Default;
    #[migration(version = 20260104_000000)]
    impl Migration for Default {
        fn up(schema: &mut Schema) {
            schema.drop_default("things", "changed");
        }
    }
    struct Drop;
    #[migration(version = 20260105_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_column("things", "seen").accept_data_loss("nobody reads it");
        }
    }
    migrate::migrations![Setup, Add, Alter, Default, Drop];
    check(
        &Case::of(&MIGRATIONS)
            .rows(
                "INSERT INTO things (word, changed) VALUES ('a', '2026-01-02 03:04:05'), (NULL, '2026-01-02 03:04:05')",
            )
            .losing(&["things.seen", "things.touched"]),
    );
}

/// What a migration writes to a row is no change of the application's.
#[test]
fn a_migration_leaves_the_time_of_the_last_change_alone() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("things").columns([
                id(),
                varchar("word", 20).nullable(),
                integer("count"),
                integer("twice").generated("count * 2"),
                timestamp("changed").nullable().on_update_now(),
            ]);
        }
    }
    struct Fill;
    #[migration(version = 20260102_000000)]
    impl Migration for Fill {
        fn up(schema: &mut Schema) {
            schema
                .set_not_null("things", "word")
                .restore_with("none")
                .accept_data_loss("nobody asks which rows held none");
            schema.drop_generated("things", "twice");
            schema
                .change_type("things", text("count"))
                .using("concat(count, '!')")
                .reverse_using("replace(count, '!', '')")
                .accept_data_loss("it is shown as a text everywhere");
        }
    }
    migrate::migrations![Setup, Fill];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO things (word, count, changed) VALUES (NULL, 3, '2026-01-02 03:04:05')")
            .losing(&["things.word"]),
    );
}
