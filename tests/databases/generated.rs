//! Columns whose values the database computes: added, changed, ended, renamed around and dropped.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};

#[test]
fn stored_columns_are_added_and_ended() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("items")
                .columns([
                    id(),
                    integer("count"),
                    decimal("price", 10, 2).nullable(),
                    varchar("word", 20),
                    integer("twice").generated("count * 2").stored().comment("it's twice"),
                    decimal("total", 12, 2).generated("count * price").stored().nullable(),
                ])
                .index(["total"])
                .check("twice_is_small", "twice < 1000");
        }
    }
    struct Add;
    #[migration(version = 20260102_000000)]
    impl Migration for Add {
        fn up(schema: &mut Schema) {
            schema.add_column("items", integer("next").generated("count + 1").stored().check("next > 0"));
            schema.add_column("items", varchar("lower_word", 20).generated("lower(word)").stored().unique());
        }
    }
    struct End;
    #[migration(version = 20260103_000000)]
    impl Migration for End {
        fn up(schema: &mut Schema) {
            schema.drop_generated("items", "twice");
            schema.drop_generated("items", "total");
        }
    }
    struct EndUnique;
    #[migration(version = 20260104_000000)]
    impl Migration for EndUnique {
        fn up(schema: &mut Schema) {
            schema.drop_generated("items", "lower_word");
            schema.set_default("items", "twice", 7);
        }
    }
    migrate::migrations![Setup, Add, End, EndUnique];
    check(
        &Case::of(&MIGRATIONS).rows("INSERT INTO items (count, price, word) VALUES (3, 1.25, 'Ada'), (4, NULL, 'Bob')"),
    );
}

#[test]
fn a_written_column_is_computed_from_then_on() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("items")
                .columns([
                    id(),
                    integer("count"),
                    integer("twice").unique().comment("as often again").check("twice > -5"),
                    integer("half").nullable().generated("count / 2").stored(),
                ])
                .index(["twice", "count"])
                .unique(["half", "twice"])
                .check("twice_is_small", "twice < 1000");
            schema.create_table("marks").columns([
                id(),
                integer("mark").nullable().references("items", "twice"),
                reference("line_id", "items"),
            ]);
        }
    }
    struct Compute;
    #[migration(version = 20260102_000000)]
    impl Migration for Compute {
        fn up(schema: &mut Schema) {
            schema.set_generated("items", "twice", "count * 2").stored().accept_data_loss("they were always twice");
        }
    }
    struct ComputeOtherwise;
    #[migration(version = 20260103_000000)]
    impl Migration for ComputeOtherwise {
        fn up(schema: &mut Schema) {
            schema.set_generated("items", "twice", "count + count").stored();
            schema.set_generated("items", "half", "count / 3").stored();
        }
    }
    migrate::migrations![Setup, Compute, ComputeOtherwise];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO items (id, count, twice) VALUES (1, 3, 6), (2, 4, 8)")
            .rows("INSERT INTO marks (mark, line_id) VALUES (6, 1), (NULL, 2)"),
    );
}

#[test]
fn what_a_column_is_computed_from_is_renamed_changed_and_dropped() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id()]);
            schema
                .create_table("items")
                .columns([
                    id(),
                    integer("count"),
                    big_integer("team_id").nullable(),
                    big_integer("twice").generated("count * 2 + count").stored().unique(),
                    integer("thrice").generated("3 * count").stored().comment("three times").check("thrice > 0"),
                ])
                .index(["thrice"])
                .check("count_is_small", "count < 1000")
                .foreign_key(["team_id"], "teams", ["id"]);
            schema.create_table("marks").columns([id(), big_integer("mark").references("items", "twice")]);
        }
    }
    struct Rename;
    #[migration(version = 20260102_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_column("items", "count", "number");
            schema.rename_column("items", "twice", "order");
            schema.rename_column("items", "thrice", "three times");
        }
    }
    struct RenameTable;
    #[migration(version = 20260103_000000)]
    impl Migration for RenameTable {
        fn up(schema: &mut Schema) {
            schema.rename_table("items", "rows of it");
            schema.rename_column("rows of it", "number", "select");
        }
    }
    struct ChangeTypes;
    #[migration(version = 20260104_000000)]
    impl Migration for ChangeTypes {
        fn up(schema: &mut Schema) {
            schema.change_type("rows of it", big_integer("select"));
            schema.change_type("rows of it", big_integer("three times"));
            schema.set_default("rows of it", "select", 5);
        }
    }
    struct Nulls;
    #[migration(version = 20260105_000000)]
    impl Migration for Nulls {
        fn up(schema: &mut Schema) {
            schema.drop_not_null("rows of it", "three times");
        }
    }
    struct Drop;
    #[migration(version = 20260106_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_check("rows of it", "items_thrice_check");
            schema.drop_index("rows of it", "items_thrice_idx");
            schema.drop_column("rows of it", "three times");
        }
    }
    migrate::migrations![Setup, Rename, RenameTable, ChangeTypes, Nulls, Drop];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO teams (id) VALUES (1)")
            .rows("INSERT INTO items (count, team_id) VALUES (3, 1), (4, NULL)")
            .rows("INSERT INTO marks (mark) VALUES (9)"),
    );
}

#[test]
fn computed_values_become_written_ones_and_the_other_way_round() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("items").columns([
                id(),
                integer("count").nullable(),
                integer("twice").generated("count * 2").stored(),
            ]);
        }
    }
    struct End;
    #[migration(version = 20260102_000000)]
    impl Migration for End {
        fn up(schema: &mut Schema) {
            schema.drop_generated("items", "twice");
        }
    }
    migrate::migrations![Setup, End];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let careful = Migrator::new(&MIGRATIONS);
        let careless = Migrator::new(&MIGRATIONS).accept_data_loss();
        careful.to(&scratch.db, MIGRATIONS.list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO items (count) VALUES (3)").await;
        careful.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(scratch.value("SELECT twice FROM items").await, "6", "{key}: the value stays");
        // What is computed anyway is nobody's loss.
        careful.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        careful.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("UPDATE items SET twice = 7").await;
        let refused = careful.down(&scratch.db).await.expect_err("a value would be lost").to_string();
        assert!(refused.contains("not computed to"), "{key}: {refused}");
        scratch.run("INSERT INTO items (count, twice) VALUES (NULL, 1)").await;
        let refused = careless.down(&scratch.db).await.expect_err("a row gives no value").to_string();
        assert!(refused.contains("every row of `items` gives `twice` a value"), "{key}: {refused}");
        scratch.run("DELETE FROM items WHERE count IS NULL").await;
        careless.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(scratch.value("SELECT twice FROM items").await, "6", "{key}: the value is computed");
        scratch.run("UPDATE items SET count = 5").await;
        assert_eq!(scratch.value("SELECT twice FROM items").await, "10", "{key}: and follows");
    });
}
