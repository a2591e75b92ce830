//! Columns that are computed when they are read: every database but PostgreSQL has them. SQLite adds most of them by a
//! rebuild.

use migrate::prelude::*;

use crate::check::{Case, check};

#[test]
fn computed_when_read_and_back() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("items")
                .columns([
                    id(),
                    integer("count"),
                    integer("twice").generated("count * 2").unique().comment("as often again"),
                    integer("more").generated("twice + 1").nullable(),
                    varchar("word", 20)
                        .collate(sql_for().mysql("utf8mb4_bin").sqlite("NOCASE"))
                        .generated("lower('A')")
                        .check("word <> ''"),
                    integer("plain"),
                ])
                .index(["more", "count"])
                .check("twice_is_small", "twice + more < 1000");
        }
    }
    struct Add;
    #[migration(version = 20260102_000000)]
    impl Migration for Add {
        fn up(schema: &mut Schema) {
            schema.add_column("items", integer("next").generated("count + 1").check("next > 0"));
        }
    }
    struct End;
    #[migration(version = 20260103_000000)]
    impl Migration for End {
        fn up(schema: &mut Schema) {
            schema.drop_generated("items", "more");
            schema.drop_generated("items", "twice");
            schema.drop_generated("items", "word");
        }
    }
    struct Store;
    #[migration(version = 20260104_000000)]
    impl Migration for Store {
        fn up(schema: &mut Schema) {
            schema.set_generated("items", "next", "count + 1").stored();
            // Only SQLite then computes `next` otherwise while another column is computed from it.
            schema
                .set_generated("items", "plain", sql_for().mysql("count + 6").sqlite("next + 5"))
                .accept_data_loss("it was always more");
        }
    }
    struct Otherwise;
    #[migration(version = 20260105_000000)]
    impl Migration for Otherwise {
        fn up(schema: &mut Schema) {
            schema.set_generated("items", "plain", sql_for().mysql("6 + count").sqlite("count + 6"));
            schema.set_generated("items", "next", "count + 1");
            schema.drop_not_null("items", "next");
            schema.change_type("items", big_integer("plain"));
        }
    }
    struct Rename;
    #[migration(version = 20260106_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_column("items", "count", "number");
            schema.rename_column("items", "next", "following");
            schema.rename_table("items", "rows_of_it");
        }
    }
    struct Drop;
    #[migration(version = 20260107_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_check("rows_of_it", "items_next_check");
            schema.drop_column("rows_of_it", "following");
            schema.drop_column("rows_of_it", "plain");
        }
    }
    migrate::migrations![Setup, Add, End, Store, Otherwise, Rename, Drop];
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO items (count, plain) VALUES (3, 9), (4, 10)"));
}
