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
            schema.set_not_null("things", "small").restore_with(9);
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
