//! Rows that are changed in batches, each in a transaction of its own.

use migrate::error::{Aftermath, Reason, Unresumable};
use migrate::prelude::*;
use migrate::{MigrationState, Migrations, Migrator};

use crate::check::on_every_database;
use crate::dump::history;
use crate::scratch::Scratch;

/// A table without rows, and an update of all of them that counts how often each was met.
fn counting() -> &'static Migrations {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("numbers").columns([id(), integer("met").default(0).check("met < 5")]);
            schema.create_table("words").columns([varchar("word", 20).primary_key(), integer("met").default(0)]);
            schema.create_table("tokens").columns([uuid_id(), integer("met").default(0)]);
        }
    }
    struct Count;
    #[migration(version = 20260102_000000)]
    impl DataMigration for Count {
        fn up(data: &mut Data) {
            data.update("numbers").set("met", sql("met + 1")).in_batches_of(7);
            data.update("words").set("met", sql("met + 1")).only_where("word <> 'b' OR met > 7").in_batches_of(2);
            data.update("tokens").set("met", sql("met + 1")).in_batches_of(2);
        }

        fn down(data: &mut Data) {
            data.update("numbers").set("met", sql("met - 1")).in_batches_of(1_000);
            data.update("words").set("met", 0).in_batches_of(1);
            data.update("tokens").set("met", 0).in_batches_of(100);
        }
    }
    migrate::migrations![Setup, Count];
    &MIGRATIONS
}

async fn prepared(scratch: &Scratch, migrations: &'static Migrations) -> Migrator {
    let migrator = Migrator::new(migrations);
    migrator.to(&scratch.db, migrations.list[0].version).await.expect("the tables are made");
    migrator
}

/// Puts so many rows into `numbers`, with gaps between their keys, which begin below zero.
async fn fill(scratch: &Scratch, count: usize) {
    scratch.run("DELETE FROM numbers").await;
    let keys: Vec<String> =
        (0..count).map(|number| format!("({})", number * 3 + 1 + usize::from(number % 5 > 2))).collect();
    for some in keys.chunks(2_000) {
        scratch.run(&format!("INSERT INTO numbers (id) VALUES {}", some.join(", "))).await;
    }
    if count > 0 {
        scratch.run("UPDATE numbers SET id = -9000000000000000000 WHERE id = 1").await;
    }
}

#[test]
fn each_row_is_met_once() {
    on_every_database(counting(), async |scratch| {
        let key = scratch.server.key();
        let migrator = prepared(scratch, counting()).await;
        scratch.run("INSERT INTO words (word) VALUES ('a'), ('b'), ('it''s'), ('\u{e9} \u{1f980}'), ('Z'), ('')").await;
        let token = |number: u8| match key {
            "mysql" => format!("(unhex('{}'))", format!("{number:02x}").repeat(16)),
            _ => format!("('{0:02x}{0:02x}{0:02x}{0:02x}-0000-4000-8000-000000000000')", number),
        };
        let tokens: Vec<String> = [9, 200, 77, 0, 255].map(token).into();
        scratch.run(&format!("INSERT INTO tokens (id) VALUES {}", tokens.join(", "))).await;
        for count in [0, 1, 6, 7, 8, 14, 15, 10_000] {
            fill(scratch, count).await;
            migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {count}: {error}"));
            let met = scratch.value("SELECT count(*) FROM numbers WHERE met = 1").await;
            assert_eq!(met, count.to_string(), "{key}");
            let met = scratch.rows("SELECT word FROM words WHERE met <> 1").await;
            assert_eq!(met, [[Some("b".to_owned())]], "{key}: {count}");
            assert_eq!(scratch.value("SELECT count(*) FROM tokens WHERE met = 1").await, "5", "{key}");
            migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {count}: {error}"));
            let met = scratch.value("SELECT count(*) FROM numbers WHERE met = 0").await;
            assert_eq!(met, count.to_string(), "{key}: undone");
        }
    });
}

#[test]
fn rows_are_deleted_in_batches() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("numbers").columns([small_integer("id").primary_key(), integer("age").nullable()]);
        }
    }
    struct Forget;
    #[migration(version = 20260102_000000)]
    impl DataMigration for Forget {
        fn up(data: &mut Data) {
            data.delete("numbers").only_where("age < 10 OR age IS NULL").in_batches_of(3);
        }

        fn down(data: &mut Data) {
            data.nothing_to_undo("they were too young");
        }
    }
    migrate::migrations![Setup, Forget];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = prepared(scratch, &MIGRATIONS).await;
        scratch
            .run("INSERT INTO numbers VALUES (1, 1), (2, 20), (3, 3), (5, 5), (7, NULL), (8, 80), (9, 9), (11, 11), (12, 2)")
            .await;
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(scratch.value("SELECT sum(id) FROM numbers WHERE age > 10").await, "21", "{key}");
        assert_eq!(scratch.value("SELECT count(*) FROM numbers").await, "3", "{key}");
        migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(scratch.value("SELECT count(*) FROM numbers").await, "3", "{key}: nothing is undone");
    });
}

#[test]
fn a_batch_that_fails_leaves_those_before_it() {
    on_every_database(counting(), async |scratch| {
        let key = scratch.server.key();
        let migrator = prepared(scratch, counting()).await.wait_for_others(std::time::Duration::from_millis(60));
        scratch
            .run("INSERT INTO numbers (id) VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (20), (31), (32), (33)")
            .await;
        scratch.run("INSERT INTO numbers (id, met) VALUES (40, 0), (50, 4), (60, 0)").await;
        let error = migrator.up(&scratch.db).await.expect_err("a row of the third batch cannot count on");
        let Reason::Step { step, steps, aftermath, .. } = error.reason() else { panic!("{key}: {error}") };
        let expected = Aftermath::PartRemains { steps: 0, up_to: "40".to_owned() };
        assert_eq!((*step, *steps, aftermath), (1, 3, &expected), "{key}: {error}");
        assert!(error.to_string().contains("the batches up to the key `40` remain done"), "{key}: {error}");
        assert_eq!(scratch.value("SELECT count(*) FROM numbers WHERE met = 1 AND id <= 40").await, "14", "{key}");
        assert_eq!(scratch.value("SELECT met FROM numbers WHERE id = 60").await, "0", "{key}");

        let status = migrator.status(&scratch.db).await.expect("the history can be read");
        assert_eq!(status.migrations[1].state, MigrationState::Interrupted { steps_done: 0 }, "{key}");
        let next = migrator.up(&scratch.db).await.expect_err("the row is still in the way");
        assert!(matches!(next.reason(), Reason::Step { aftermath, .. } if *aftermath == expected), "{key}: {next}");
        let met_once = "SELECT count(*) FROM numbers WHERE met = 1";
        assert_eq!(scratch.value(met_once).await, "14", "{key}: nothing is done twice");
        let back = migrator.down(&scratch.db).await.expect_err("what is done in part cannot be taken back");
        let Reason::Interrupted { why, .. } = back.reason() else { panic!("{key}: {back}") };
        assert_eq!(*why, Unresumable::NotUndoable { step: 1 }, "{key}: {back}");
        scratch.run("UPDATE numbers SET met = 0 WHERE id = 50").await;
        let report = migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(report.applied[0].resumed, "{key}");
    });
}

#[test]
fn a_first_batch_that_fails_leaves_nothing() {
    on_every_database(counting(), async |scratch| {
        let key = scratch.server.key();
        let migrator = prepared(scratch, counting()).await;
        scratch.run("INSERT INTO numbers (id, met) VALUES (1, 0), (2, 4), (3, 0)").await;
        let before = history(scratch).await;
        let error = migrator.up(&scratch.db).await.expect_err("a row cannot count on");
        let Reason::Step { aftermath, .. } = error.reason() else { panic!("{key}: {error}") };
        assert_eq!(aftermath, &Aftermath::Unchanged, "{key}: {error}");
        assert_eq!(history(scratch).await, before, "{key}");
        assert_eq!(scratch.value("SELECT sum(met) FROM numbers").await, "4", "{key}");
        scratch.run("UPDATE numbers SET met = 3 WHERE id = 2").await;
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(scratch.value("SELECT sum(met) FROM numbers").await, "6", "{key}");
    });
}

#[test]
fn two_runs_at_once_meet_each_row_once() {
    on_every_database(counting(), async |scratch| {
        let key = scratch.server.key();
        prepared(scratch, counting()).await;
        fill(scratch, 500).await;
        let run = || {
            crate::check::block_on(async {
                let db = migrate::Database::connect(&scratch.url).await.expect("a pool");
                Migrator::new(counting()).up(&db).await.map(|report| report.applied.len())
            })
        };
        let applied: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..3).map(|_| scope.spawn(run)).collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        let applied: Vec<usize> =
            applied.into_iter().map(|one| one.unwrap_or_else(|error| panic!("{key}: {error}"))).collect();
        assert_eq!(applied.iter().sum::<usize>(), 1, "{key}: {applied:?}");
        assert_eq!(scratch.value("SELECT count(*) FROM numbers WHERE met = 1").await, "500", "{key}");
    });
}
