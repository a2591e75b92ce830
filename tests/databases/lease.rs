//! Runs that keep others out by a row: one at a time, and whoever is overtaken changes nothing more.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use migrate::error::Reason;
use migrate::prelude::*;
use migrate::{Database, Migrations, Migrator};
use tokio::sync::Notify;

use crate::administration::processlist;
use crate::check::{block_on, on_every_database};
use crate::dump::{Dump, dump, history};
use crate::scratch::Scratch;
use crate::server::Server;

/// Steps in a transaction and outside one, and a change in batches.
pub fn shop() -> &'static Migrations {
    struct Users;
    #[migration(version = 20260101_000000)]
    impl Migration for Users {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick").nullable(), integer("age").default(1)]);
        }
    }
    struct IndexNicks;
    #[migration(version = 20260102_000000)]
    impl Migration for IndexNicks {
        fn up(schema: &mut Schema) {
            schema.create_index("users", ["nick"]);
            schema.add_column("users", integer("size").nullable());
        }
    }
    struct Age;
    #[migration(version = 20260103_000000)]
    impl DataMigration for Age {
        fn up(data: &mut Data) {
            data.update("users").set("age", sql("age + 1")).in_batches_of(2);
        }

        fn down(data: &mut Data) {
            data.update("users").set("age", sql("age - 1")).in_batches_of(2);
        }
    }
    struct Tags;
    #[migration(version = 20260104_000000)]
    impl Migration for Tags {
        fn up(schema: &mut Schema) {
            schema.create_table("tags").columns([id(), string("name").unique()]);
            schema.create_table("notes").columns([id(), reference("user_id", "users")]);
        }
    }
    migrate::migrations![Users, IndexNicks, Age, Tags];
    &MIGRATIONS
}

/// Rows for its table.
pub const ROWS: &str = "INSERT INTO users (nick) VALUES ('a'), ('b'), ('c'), ('d'), ('e')";

/// A migrator that keeps others out by a row.
pub fn by_lease() -> Migrator {
    Migrator::new(shop()).lock_by_lease().accept_data_loss().wait_for_others(Duration::from_secs(60))
}

/// A database with the first migration and rows, and what it holds with all of them.
async fn begun(scratch: &Scratch) -> Dump {
    by_lease().up_to(&scratch.db, shop().list[0].version).await.expect("the first is applied");
    scratch.run(ROWS).await;
    by_lease().up(&scratch.db).await.expect("the others are applied");
    let all = dump(scratch).await;
    by_lease().to(&scratch.db, shop().list[0].version).await.expect("they are undone");
    all
}

fn now(scratch: &Scratch) -> &'static str {
    if scratch.server.key() == "postgres" { "clock_timestamp()" } else { "CURRENT_TIMESTAMP(6)" }
}

/// The lease of a run that nobody knows ends so many seconds from now.
async fn lease_of_another(scratch: &Scratch, seconds: i64) {
    let now = now(scratch);
    let end = if scratch.server.key() == "postgres" {
        format!("{now} + interval '{seconds} seconds'")
    } else {
        format!("{now} + INTERVAL {seconds} SECOND")
    };
    scratch
        .run(&format!(
            "UPDATE migrate_lease SET owner = 'bob at desk, process 7', taken_at = {now}, expires_at = {end}"
        ))
        .await;
}

/// Ends the lease, unless a transaction holds it.
async fn expire(scratch: &Scratch) -> bool {
    let patience = match scratch.server.key() {
        "postgres" => "SET lock_timeout = '300ms'",
        _ => "SET SESSION innodb_lock_wait_timeout = 1",
    };
    scratch.run(patience).await;
    let end = if scratch.server.key() == "postgres" { "- interval '1 second'" } else { "- INTERVAL 1 SECOND" };
    scratch.try_run(&format!("UPDATE migrate_lease SET expires_at = {} {end}", now(scratch))).await.is_ok()
}

/// SQLite's lock is that of a transaction.
fn has_lease(scratch: &Scratch) -> bool {
    scratch.server != Server::Sqlite
}

#[test]
fn a_history_goes_up_and_down_by_lease() {
    on_every_database(shop(), async |scratch| {
        let key = scratch.server.key();
        begun(scratch).await;
        by_lease().up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(scratch.value("SELECT sum(age) FROM users").await, "10", "{key}");
        assert!(by_lease().up(&scratch.db).await.expect("nothing to do").is_empty(), "{key}");
        let check = Migrator::new(shop()).check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(check.is_clean() && check.not_compared.is_none(), "{key}: {check:?}");
        by_lease().to(&scratch.db, 0).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(history(scratch).await.is_empty(), "{key}");
        if has_lease(scratch) {
            assert_eq!(scratch.value("SELECT owner FROM migrate_lease").await, "", "{key}: it is given back");
        } else {
            assert!(scratch.try_rows("SELECT owner FROM migrate_lease").await.is_err(), "{key}");
        }
    });
}

#[test]
fn it_is_given_back_by_a_run_that_fails_or_is_stopped() {
    on_every_database(shop(), async |scratch| {
        let key = scratch.server.key();
        if !has_lease(scratch) {
            return;
        }
        begun(scratch).await;
        scratch.run("CREATE TABLE tags (id integer)").await;
        let failed = by_lease().up(&scratch.db).await.expect_err("`tags` is there");
        assert!(matches!(failed.reason(), Reason::Step { .. }), "{key}: {failed}");
        assert_eq!(scratch.value("SELECT owner FROM migrate_lease").await, "", "{key}");
        scratch.run("DROP TABLE tags").await;
        let stopped = by_lease().on_event(|event| match event {
            migrate::Event::StepBegins { .. } => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        });
        let stopped = stopped.up(&scratch.db).await.expect_err("it is stopped");
        assert!(matches!(stopped.reason(), Reason::Stopped { .. }), "{key}: {stopped}");
        assert_eq!(scratch.value("SELECT owner FROM migrate_lease").await, "", "{key}");
    });
}

/// So many runs at the same time, each with a connection and a thread of its own; what each applied.
pub fn race(url: &str, runs: usize, migrator: &Migrator) -> Vec<String> {
    let start = std::sync::Barrier::new(runs);
    let run = || {
        block_on(async {
            let db = Database::connect(url).await.expect("a connection");
            start.wait();
            migrator.up(&db).await
        })
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..runs).map(|_| scope.spawn(run)).collect();
        let reports = threads.into_iter().map(|thread| thread.join().expect("no panic"));
        let applied = reports.flat_map(|report| report.unwrap_or_else(|error| panic!("{error}")).applied);
        applied.map(|ran| ran.migration).collect()
    })
}

#[test]
fn ten_at_once_apply_each_migration_once() {
    on_every_database(shop(), async |scratch| {
        let mut applied = race(&scratch.url, 10, &by_lease());
        applied.sort();
        let expected: Vec<String> = shop().list.iter().map(ToString::to_string).collect();
        assert_eq!(applied, expected, "{}", scratch.server.key());
        assert_eq!(history(scratch).await.len(), 4);
    });
}

#[test]
fn who_has_it_is_named_and_a_dead_run_is_waited_for_until_its_time_is_over() {
    on_every_database(shop(), async |scratch| {
        let key = scratch.server.key();
        if !has_lease(scratch) {
            return;
        }
        let all = begun(scratch).await;
        let before = (dump(scratch).await, history(scratch).await);
        lease_of_another(scratch, 600).await;
        // Also those that lock by their session.
        for migrator in [by_lease(), Migrator::new(shop())] {
            let error = migrator.wait_for_others(Duration::from_millis(300)).up(&scratch.db).await;
            let error = error.expect_err("another run has it");
            let text = error.to_string();
            assert!(matches!(error.reason(), Reason::Locked { .. }), "{key}: {error}");
            assert!(
                text.contains("`bob at desk, process 7`, since 20") && text.contains("ends at 20"),
                "{key}: {text}"
            );
            assert!(before == (dump(scratch).await, history(scratch).await), "{key}: something was changed");
        }
        for migrator in [by_lease(), Migrator::new(shop()).accept_data_loss()] {
            lease_of_another(scratch, 1).await;
            let report = migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            assert_eq!(report.applied.len(), 3, "{key}");
            all.assert_same(&dump(scratch).await, key);
            migrator.to(&scratch.db, shop().list[0].version).await.expect("they are undone");
            // A run that wakes up late must not find its name there.
            assert_eq!(scratch.value("SELECT owner FROM migrate_lease").await, "", "{key}");
        }
    });
}

#[test]
fn a_lock_of_a_session_keeps_out_who_locks_by_lease() {
    on_every_database(shop(), async |scratch| {
        let key = scratch.server.key();
        if !has_lease(scratch) {
            return;
        }
        begun(scratch).await;
        let (take, free) = match key {
            "postgres" => {
                ("SELECT pg_advisory_lock(30796665482998885)", "SELECT pg_advisory_unlock(30796665482998885)")
            }
            _ => (
                "SELECT GET_LOCK(CONCAT('migrate:', SHA2(DATABASE(), 224)), 0)",
                "SELECT RELEASE_LOCK(CONCAT('migrate:', SHA2(DATABASE(), 224)))",
            ),
        };
        scratch.rows(take).await;
        let error = by_lease().wait_for_others(Duration::from_millis(300)).up(&scratch.db).await;
        let error = error.expect_err("another run has the lock of its session");
        let Reason::Locked { holder: Some(holder), .. } = error.reason() else { panic!("{key}: {error}") };
        assert!(holder.contains(if key == "postgres" { "process" } else { "connection" }), "{key}: {holder}");
        assert_eq!(scratch.value("SELECT owner FROM migrate_lease").await, "", "{key}");
        scratch.rows(free).await;
        by_lease().up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
    });
}

/// What came of a run that was held up at one of its moments, at which its time was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It has no so many moments.
    None,
    /// It was in a transaction, and nobody could take over.
    Kept,
    /// Another run did, and it stopped.
    Overtaken,
    /// The same in its last moment, when nothing was left to do.
    Done,
}

/// Holds a run up at this moment, and has another one take over if it can.
fn overtake(scratch: &Scratch, moment: usize) -> Outcome {
    let (told, overtaken) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let (url, server, seen) = (scratch.url.clone(), scratch.server, Arc::clone(&overtaken));
    let run = by_lease().on_event(move |_| {
        if told.fetch_add(1, Ordering::Relaxed) == moment {
            let other = || {
                block_on(async {
                    let other = Scratch::at(server, &url).await;
                    if expire(&other).await {
                        by_lease().up(&other.db).await.unwrap_or_else(|error| panic!("the other run: {error}"));
                        seen.store(1, Ordering::Relaxed);
                    } else {
                        seen.store(2, Ordering::Relaxed);
                    }
                });
            };
            std::thread::scope(|scope| scope.spawn(other).join().expect("no panic"));
        }
        ControlFlow::Continue(())
    });
    let url = scratch.url.clone();
    let run = move || block_on(async { run.up(&Database::connect(&url).await.expect("a connection")).await });
    let outcome = std::thread::spawn(run).join().expect("no panic");
    match (overtaken.load(Ordering::Relaxed), outcome) {
        (0, Ok(_)) => Outcome::None,
        (2, Ok(_)) => Outcome::Kept,
        (1, Ok(_)) => Outcome::Done,
        (1, Err(error)) => {
            let Reason::Overtaken { .. } = error.reason() else { panic!("at {moment}: {error}") };
            assert!(error.to_string().contains("another run has taken over"), "{error}");
            Outcome::Overtaken
        }
        (overtaken, outcome) => panic!("at {moment}: {overtaken}, {outcome:?}"),
    }
}

#[test]
fn a_run_that_was_overtaken_at_any_moment_stops_and_changes_nothing() {
    on_every_database(shop(), async |scratch| {
        let key = scratch.server.key();
        if !has_lease(scratch) {
            return;
        }
        let all = begun(scratch).await;
        let mut outcomes = Vec::new();
        for moment in 0.. {
            let outcome = overtake(scratch, moment);
            all.assert_same(&dump(scratch).await, &format!("{key}: at {moment}, {outcome:?}"));
            assert_eq!(history(scratch).await.len(), 4, "{key}: at {moment}");
            assert!(Migrator::new(shop()).up(&scratch.db).await.expect("all is applied").is_empty(), "{key}");
            if outcome == Outcome::None {
                break;
            }
            outcomes.push(outcome);
            by_lease().to(&scratch.db, shop().list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        }
        let count = |of| outcomes.iter().filter(|one| **one == of).count();
        assert!(count(Outcome::Overtaken) > 5, "{key}: {outcomes:?}");
        // Elsewhere no step of these is in a transaction.
        assert_eq!(count(Outcome::Kept) > 0, key == "postgres", "{key}: {outcomes:?}");
        assert_eq!(count(Outcome::Done), 1, "{key}: {outcomes:?}");
    });
}

const SLOW: &str = "SELECT CAST(SLEEP(2) AS char), '🦀'";

#[test]
fn a_statement_that_is_still_running_keeps_the_lease() {
    on_every_database(shop(), async |scratch| {
        let key = scratch.server.key();
        if !has_lease(scratch) {
            return;
        }
        let all = begun(scratch).await;
        let other = scratch.again().await;
        // Both wait for whoever has the table in a transaction.
        scratch.run("BEGIN").await;
        scratch.run("UPDATE users SET nick = nick").await;
        let db = scratch.db.clone();
        let run = tokio::spawn(async move { by_lease().up(&db).await });
        let running = match key {
            "postgres" => {
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                 AND query LIKE '/* %, process %, run % */ CREATE INDEX CONCURRENTLY%'"
            }
            _ => &format!(
                "SELECT 1 FROM {} WHERE db = DATABASE() AND info LIKE '/* %, process %, run % */ %'",
                processlist(key)
            ),
        };
        let waits = async {
            while other.rows(running).await.is_empty() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waits).await.expect("the index waits");
        assert!(expire(&other).await, "{key}: it is in no transaction");
        // Somebody asks for something else meanwhile, with a character that MySQL's older list of what runs cannot show.
        let asking = scratch.again().await;
        let asked = tokio::spawn(async move { asking.rows(if key == "postgres" { "SELECT 1" } else { SLOW }).await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        let error = by_lease().wait_for_others(Duration::from_millis(500)).up(&other.db).await;
        let error = error.expect_err("the statement is running");
        assert!(matches!(error.reason(), Reason::Locked { .. }), "{key}: {error}");
        let left = format!("SELECT count(*) FROM migrate_lease WHERE expires_at > {}", now(scratch));
        assert_eq!(other.value(&left).await, "1", "{key}: whoever waits renews it");
        scratch.run("COMMIT").await;
        assert_eq!(asked.await.expect("no panic").len(), 1, "{key}");
        let report = run.await.expect("no panic").unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(report.applied.len(), 3, "{key}");
        all.assert_same(&dump(scratch).await, key);
    });
}

/// A question comes before anything that is done step by step, as whether the rows allow a unique index.
fn unique_nicks() -> &'static Migrations {
    struct Users;
    #[migration(version = 20260101_000000)]
    impl Migration for Users {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick").nullable()]);
        }
    }
    struct IndexNicks;
    #[migration(version = 20260102_000000)]
    impl Migration for IndexNicks {
        fn up(schema: &mut Schema) {
            schema.create_index("users", ["nick"]).unique();
        }
    }
    migrate::migrations![Users, IndexNicks];
    &MIGRATIONS
}

#[test]
fn a_question_that_is_still_running_keeps_the_lease() {
    on_every_database(unique_nicks(), async |scratch| {
        let key = scratch.server.key();
        if !has_lease(scratch) {
            return;
        }
        let migrator = || {
            Migrator::new(unique_nicks()).lock_by_lease().accept_data_loss().wait_for_others(Duration::from_secs(60))
        };
        migrator().up_to(&scratch.db, unique_nicks().list[0].version).await.expect("the first is applied");
        let other = scratch.again().await;
        let (lock, unlock, running) = match key {
            "postgres" => (
                "BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE",
                "COMMIT",
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                 AND query LIKE '/* %, process %, run % */ SET LOCAL %SELECT%'"
                    .to_owned(),
            ),
            _ => (
                "LOCK TABLES users WRITE",
                "UNLOCK TABLES",
                format!(
                    "SELECT 1 FROM {} WHERE db = DATABASE()
                     AND info LIKE '/* %, process %, run % */ SELECT%users%' AND state LIKE 'Waiting for%'",
                    processlist(key)
                ),
            ),
        };
        scratch.run(lock).await;
        let db = scratch.db.clone();
        let run = tokio::spawn(async move { migrator().up(&db).await });
        let waits = async {
            while other.rows(&running).await.is_empty() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waits).await.expect("the question waits");
        assert!(expire(&other).await, "{key}: it is in no transaction");
        let waiting = Migrator::new(unique_nicks()).lock_by_lease().wait_for_others(Duration::from_millis(500));
        let error = waiting.up(&other.db).await.expect_err("the question is running");
        assert!(matches!(error.reason(), Reason::Locked { .. }), "{key}: {error}");
        scratch.run(unlock).await;
        let report = run.await.expect("no panic").unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(report.applied.len(), 1, "{key}");
    });
}

#[test]
fn a_run_that_is_dropped_leaves_the_lease_until_its_time_is_over() {
    on_every_database(shop(), async |scratch| {
        let key = scratch.server.key();
        if !has_lease(scratch) {
            return;
        }
        let all = begun(scratch).await;
        for moment in 0..6 {
            let (told, reached) = (AtomicUsize::new(0), Arc::new(Notify::new()));
            let tell = Arc::clone(&reached);
            let migrator = by_lease().on_event(move |_| {
                if told.fetch_add(1, Ordering::Relaxed) == moment {
                    tell.notify_one();
                }
                ControlFlow::Continue(())
            });
            tokio::select! {
                biased;
                () = reached.notified() => {}
                report = migrator.up(&scratch.db) => panic!("{key}: it was not cut: {report:?}"),
            }
            assert_ne!(scratch.value("SELECT owner FROM migrate_lease").await, "", "{key}: at {moment}");
            // What it had sent may not be done yet.
            while !expire(scratch).await {}
            by_lease().up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            all.assert_same(&dump(scratch).await, key);
            by_lease().to(&scratch.db, shop().list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        }
    });
}
