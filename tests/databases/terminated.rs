//! Somebody ends the connection of a run, or its transaction meets another one in a deadlock: nothing is lost or done twice.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use migrate::error::{Aftermath, Reason};
use migrate::prelude::*;
use migrate::{Event, Migrations, Migrator};
use tokio::task::JoinHandle;

use crate::check::on_every_database;
use crate::dump::{Dump, dump};
use crate::scratch::Scratch;

/// Steps that are sent together and steps that are not, rows changed at once and in batches.
fn work() -> &'static Migrations {
    struct Scene;
    #[migration(version = 20260101_000000)]
    impl Migration for Scene {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick"), integer("age")]);
            schema.create_table("notes").columns([id(), string("body")]);
        }
    }
    struct Grow;
    #[migration(version = 20260102_000000)]
    impl Migration for Grow {
        fn up(schema: &mut Schema) {
            schema.add_column("users", integer("size").nullable());
            schema.create_index("notes", ["body"]);
        }
    }
    struct Raise;
    #[migration(version = 20260103_000000)]
    impl DataMigration for Raise {
        fn up(data: &mut Data) {
            data.update("notes").set("body", "read").only_where("id > 0");
            data.update("users").set("age", sql("age + 1")).only_where("id > 0");
        }
        fn down(data: &mut Data) {
            data.update("users").set("age", sql("age - 1")).only_where("id > 0");
            data.update("notes").set("body", "new").only_where("id > 0");
        }
    }
    struct RaiseInBatches;
    #[migration(version = 20260104_000000)]
    impl DataMigration for RaiseInBatches {
        fn up(data: &mut Data) {
            data.update("users").set("age", sql("age + 1")).in_batches_of(2);
        }
        fn down(data: &mut Data) {
            data.update("users").set("age", sql("age - 1")).in_batches_of(2);
        }
    }
    migrate::migrations![Scene, Grow, Raise, RaiseInBatches];
    &MIGRATIONS
}

const ROWS: &str = "INSERT INTO notes (body) VALUES ('new'), ('new');
    INSERT INTO users (nick, age) VALUES ('a', 1), ('b', 2), ('c', 3), ('d', 4), ('e', 5), ('f', 6), ('g', 7)";

/// One migration that is to be applied, and what the database holds before and after it.
struct Case<'a> {
    scratch: &'a Scratch,
    version: i64,
    before: Dump,
    after: Dump,
}

impl<'a> Case<'a> {
    /// Applies and undoes it once, to see how that goes.
    async fn new(scratch: &'a Scratch, version: i64) -> Self {
        let migrator = Migrator::new(work());
        let list = work().list;
        let place = list.iter().position(|one| one.version == version).expect("it is one of them");
        migrator.up_to(&scratch.db, list[place - 1].version).await.expect("the scene is set");
        let before = dump(scratch).await;
        migrator.up_to(&scratch.db, version).await.expect("it can be applied");
        let after = dump(scratch).await;
        migrator.down(&scratch.db).await.expect("it can be undone");
        Self { scratch, version, before, after }
    }

    fn up(&self, migrator: Migrator) -> JoinHandle<migrate::Result<migrate::Report>> {
        let (db, version) = (self.scratch.db.clone(), self.version);
        tokio::spawn(async move { migrator.up_to(&db, version).await })
    }

    /// Ends the connection of a run when it has sent a statement like this and waits for the answer.
    async fn terminate(&self, statement: &str) -> migrate::Error {
        let run = self.up(Migrator::new(work()));
        let begin = Instant::now();
        loop {
            assert!(begin.elapsed() < Duration::from_secs(60), "{statement} is not sent");
            assert!(!run.is_finished(), "{statement}: {:?}", run.await);
            if let Some(id) = waiting(self.scratch, statement).await {
                self.scratch.run(&kill(self.scratch, &id)).await;
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        run.await.expect("no panic").expect_err("its connection is gone")
    }

    /// The next run brings it to its end.
    async fn is_completed(&self, what: &str) {
        let key = self.scratch.server.key();
        let migrator = Migrator::new(work());
        migrator.up_to(&self.scratch.db, self.version).await.unwrap_or_else(|error| panic!("{key}, {what}: {error}"));
        self.after.assert_same(&dump(self.scratch).await, &format!("{key}, {what}"));
        migrator.down(&self.scratch.db).await.unwrap_or_else(|error| panic!("{key}, {what}: {error}"));
        self.before.assert_same(&dump(self.scratch).await, &format!("{key}, {what}, undone"));
    }
}

/// The connection that has sent a statement like this and waits for its answer.
async fn waiting(scratch: &Scratch, statement: &str) -> Option<String> {
    let sql = match scratch.server.key() {
        "postgres" => format!(
            "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
             AND state = 'active' AND wait_event_type = 'Lock' AND query LIKE '{statement}%'"
        ),
        _ => format!(
            "SELECT CAST(id AS char(20)) FROM {} \
             WHERE db = DATABASE() AND id <> CONNECTION_ID() AND info LIKE '{statement}%'",
            crate::administration::processlist(scratch.server.key())
        ),
    };
    scratch.rows(&sql).await.into_iter().flatten().flatten().next()
}

fn kill(scratch: &Scratch, id: &str) -> String {
    match scratch.server.key() {
        "postgres" => format!("SELECT pg_terminate_backend({id})"),
        _ => format!("KILL {id}"),
    }
}

/// What a run says whose connection is gone.
fn says_so(error: &migrate::Error, what: &str) {
    let is_lost = match error.reason() {
        Reason::ConnectionLost { .. } => true,
        Reason::Step { aftermath, .. } => *aftermath == Aftermath::ConnectionLost,
        _ => false,
    };
    assert!(is_lost, "{what}: {error}");
    let text = error.to_string();
    assert!(text.starts_with("the connection to the database was lost "), "{what}: {text}");
    assert!(text.contains("\nhelp: run it again when the database answers"), "{what}: {text}");
}

/// The scene with its rows, and connections besides those that the runs use.
async fn scene(scratch: &Scratch) -> Option<Scratch> {
    if scratch.server.key() == "sqlite" {
        return None;
    }
    Migrator::new(work()).up_to(&scratch.db, work().list[0].version).await.expect("the scene is set");
    scratch.run(ROWS).await;
    Some(scratch.again().await)
}

/// A name between the quotes of a server, as in the statements of a run.
fn quoted(scratch: &Scratch, name: &str) -> String {
    if scratch.server.key() == "postgres" { format!("\"{name}\"") } else { format!("`{name}`") }
}

#[test]
fn a_connection_that_is_ended_in_the_middle_of_a_step_loses_nothing() {
    on_every_database(work(), async |scratch| {
        let Some(other) = scene(scratch).await else { return };
        let key = scratch.server.key();
        let users = quoted(scratch, "users");
        let [_, grow, raise, raise_in_batches] = work().list else { panic!("there are four") };
        for (migration, statement, holds) in [
            (grow, format!("ALTER TABLE {users}"), "SELECT * FROM users"),
            (grow, "CREATE INDEX".to_owned(), "UPDATE notes SET body = 'newer' WHERE id = 1"),
            (raise, format!("UPDATE {users}"), "SELECT * FROM users WHERE id = 4 FOR UPDATE"),
            (raise_in_batches, format!("UPDATE {users}"), "SELECT * FROM users WHERE id = 5 FOR UPDATE"),
        ] {
            let case = Case::new(scratch, migration.version).await;
            let what = format!("{key}, {migration}, {statement}");
            other.run("BEGIN").await;
            other.run(holds).await;
            let error = case.terminate(&statement).await;
            other.run("ROLLBACK").await;
            says_so(&error, &what);
            case.is_completed(&what).await;
        }
    });
}

/// PostgreSQL holds a commit until a lock of ours is free that a trigger waits for.
const HOLD: &str = "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END'";

#[cfg(feature = "postgres")]
#[test]
fn a_connection_that_is_ended_during_commit_loses_nothing() {
    on_every_database(work(), async |scratch| {
        let Some(other) = scene(scratch).await else { return };
        if scratch.server.key() != "postgres" {
            return;
        }
        let [_, grow, raise, raise_in_batches] = work().list else { panic!("there are four") };
        for (migration, change) in [(grow, "UPDATE"), (raise, "INSERT"), (raise_in_batches, "UPDATE")] {
            let case = Case::new(scratch, migration.version).await;
            scratch.run(HOLD).await;
            scratch
                .run(&format!(
                    "CREATE CONSTRAINT TRIGGER hold AFTER {change} ON migrate_history DEFERRABLE INITIALLY DEFERRED \
                     FOR EACH ROW EXECUTE FUNCTION hold()"
                ))
                .await;
            other.run("SELECT pg_advisory_lock(7)").await;
            let error = case.terminate("COMMIT").await;
            other.run("SELECT pg_advisory_unlock(7)").await;
            scratch.run("DROP FUNCTION hold CASCADE").await;
            says_so(&error, &migration.to_string());
            case.is_completed(&migration.to_string()).await;
        }
    });
}

#[test]
fn a_run_gives_way_in_a_deadlock_and_succeeds() {
    on_every_database(work(), async |scratch| {
        let Some(other) = scene(scratch).await else { return };
        let key = scratch.server.key();
        let [_, _, raise, _] = work().list else { panic!("there are four") };
        let case = Case::new(scratch, raise.version).await;
        if key == "postgres" {
            // Who finds the deadlock is who gives way.
            other.run("SET deadlock_timeout = '1min'").await;
        }
        other.run("BEGIN").await;
        // MySQL and MariaDB roll back who has changed less.
        for _ in 0..5 {
            other.run("INSERT INTO users (nick, age) SELECT nick, age FROM users").await;
        }
        other.run("UPDATE users SET nick = 'x'").await;
        let waits = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&waits);
        let run = case.up(Migrator::new(work()).on_event(move |event| {
            if let Event::Waiting { .. } = event {
                count.fetch_add(1, Ordering::SeqCst);
            }
            ControlFlow::Continue(())
        }));
        let update = format!("UPDATE {}", quoted(scratch, "users"));
        while waiting(scratch, &update).await.is_none() {
            assert!(!run.is_finished(), "{key}: {:?}", run.await);
        }
        other.run("UPDATE notes SET body = 'x'").await;
        other.run("ROLLBACK").await;
        let report = run.await.expect("no panic").unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(report.applied.len(), 1, "{key}");
        assert!(waits.load(Ordering::SeqCst) > 0, "{key}: nobody met anybody");
        case.is_completed(key).await;
    });
}
