//! Others hold locks: a run gives way, so that nobody has to wait for it, and tries again.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use migrate::error::{Aftermath, Reason};
use migrate::prelude::*;
use migrate::{Event, Migrations, Migrator};
use tokio::sync::Notify;

use crate::check::{block_on, on_every_database};
use crate::connections::set;
use crate::dump::{dump, history};
use crate::scratch::Scratch;
use crate::server::Server;

fn widening() -> &'static Migrations {
    struct Users;
    #[migration(version = 20260101_000000)]
    impl Migration for Users {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick")]);
        }
    }
    struct Widen;
    #[migration(version = 20260102_000000)]
    impl Migration for Widen {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id(), text("body")]);
            schema.add_column("users", integer("age").nullable());
        }
    }
    migrate::migrations![Users, Widen];
    &MIGRATIONS
}

/// Holds what a migration needs until it gives way, and looks whether others have to wait meanwhile.
async fn gives_way(scratch: &Scratch, migrations: &'static Migrations, to: i64, held: &str) {
    let key = scratch.server.key();
    let (_other, count) = set(scratch, "SELECT 1", "SELECT max(nick) FROM users").await;
    scratch.run("BEGIN").await;
    scratch.run(held).await;
    let waits = Arc::new(Notify::new());
    let told = Arc::clone(&waits);
    let migrator = Migrator::new(migrations).on_event(move |event| {
        if let Event::Waiting { .. } = event {
            told.notify_one();
        }
        ControlFlow::Continue(())
    });
    let db = scratch.db.clone();
    let run = tokio::spawn(async move { migrator.up_to(&db, to).await });
    tokio::time::timeout(Duration::from_secs(60), waits.notified()).await.expect("the run gives way");
    let read = tokio::time::timeout(Duration::from_secs(60), count()).await;
    assert_eq!(read.expect("another reader does not wait for the run"), "a", "{key}");
    scratch.run("COMMIT").await;
    let report = run.await.expect("no panic").unwrap_or_else(|error| panic!("{key}: {error}"));
    assert_eq!(report.applied.len(), 1, "{key}");
}

#[test]
fn a_reader_that_is_not_done_holds_up_the_run_and_nobody_else() {
    on_every_database(widening(), async |scratch| {
        let key = scratch.server.key();
        if key == "sqlite" {
            return;
        }
        let first = widening().list[0].version;
        Migrator::new(widening()).up_to(&scratch.db, first).await.expect("the scene is set");
        scratch.run("INSERT INTO users (nick) VALUES ('a')").await;
        let before = (dump(scratch).await, history(scratch).await);
        gives_way(scratch, widening(), widening().list[1].version, "SELECT * FROM users").await;
        Migrator::new(widening()).down(&scratch.db).await.expect("it is undone");
        assert_eq!((dump(scratch).await, history(scratch).await), before, "{key}");
    });
}

#[test]
fn a_run_without_patience_says_who_is_in_its_way() {
    on_every_database(widening(), async |scratch| {
        let key = scratch.server.key();
        if key == "sqlite" {
            return;
        }
        let migrator = Migrator::new(widening()).wait_for_locks(Duration::ZERO);
        migrator.up_to(&scratch.db, widening().list[0].version).await.expect("the scene is set");
        let before = (dump(scratch).await, history(scratch).await);
        scratch.run("BEGIN").await;
        scratch.run("INSERT INTO users (nick) VALUES ('a')").await;
        let error = migrator.up(&scratch.db).await.expect_err("somebody writes");
        let Reason::Blocked { sql, tables, holders, aftermath, .. } = error.reason() else { panic!("{key}: {error}") };
        assert!(sql.starts_with("ALTER TABLE"), "{key}: {sql}");
        assert_eq!(*tables, ["users"], "{key}");
        assert_eq!(holders.len(), 1, "{key}: {holders:?}");
        let undone = if scratch.server.is_transactional() { Aftermath::Unchanged } else { Aftermath::StepsUndone };
        assert_eq!(*aftermath, undone, "{key}: {error}");
        scratch.run("ROLLBACK").await;
        assert_eq!((dump(scratch).await, history(scratch).await), before, "{key}");
    });
}

fn raw() -> &'static Migrations {
    struct Users;
    #[migration(version = 20260101_000000)]
    impl Migration for Users {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick")]);
        }
    }
    struct Store;
    #[migration(version = 20260102_000000)]
    impl Migration for Store {
        fn up(schema: &mut Schema) {
            schema
                .execute(
                    sql_for()
                        .postgres("ALTER TABLE users ENABLE ROW LEVEL SECURITY")
                        .mysql("ALTER TABLE users STATS_PERSISTENT = 1")
                        .nothing_on(Sqlite),
                )
                .reverse(
                    sql_for()
                        .postgres("ALTER TABLE users DISABLE ROW LEVEL SECURITY")
                        .mysql("ALTER TABLE users STATS_PERSISTENT = DEFAULT")
                        .nothing_on(Sqlite),
                );
        }
    }
    struct Shorten;
    #[migration(version = 20260103_000000)]
    impl DataMigration for Shorten {
        fn up(data: &mut Data) {
            data.update("users").set("nick", "b").only_where("nick = 'a'");
        }
        fn down(data: &mut Data) {
            data.nothing_to_undo("both mean the same");
        }
    }
    migrate::migrations![Users, Store, Shorten];
    &MIGRATIONS
}

#[test]
fn sql_of_an_author_and_a_change_of_rows_give_way_too() {
    on_every_database(raw(), async |scratch| {
        if scratch.server.key() == "sqlite" {
            return;
        }
        let [first, second, third] = [0, 1, 2].map(|place| raw().list[place].version);
        Migrator::new(raw()).up_to(&scratch.db, first).await.expect("the scene is set");
        scratch.run("INSERT INTO users (nick) VALUES ('a')").await;
        gives_way(scratch, raw(), second, "SELECT * FROM users").await;
        gives_way(scratch, raw(), third, "SELECT * FROM users FOR UPDATE").await;
        assert_eq!(scratch.value("SELECT nick FROM users").await, "b", "{}", scratch.server.key());
    });
}

#[test]
fn a_row_that_comes_while_its_table_is_about_to_be_dropped_is_counted() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let migrator = Migrator::new(widening());
        migrator.up(&scratch.db).await.expect("the scene is set");
        let waiting = "SELECT count(*)::text FROM pg_locks WHERE NOT granted AND relation = 'notes'::regclass";
        let (_other, count) = set(&scratch, "SELECT 1", waiting).await;
        scratch.run("BEGIN").await;
        scratch.run("INSERT INTO notes (body) VALUES ('a')").await;
        let db = scratch.db.clone();
        let run = tokio::spawn(async move { migrator.down(&db).await });
        tokio::time::timeout(Duration::from_secs(60), async {
            while count().await == "0" {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await
        .expect("the run waits for the table");
        scratch.run("COMMIT").await;
        let error = run.await.expect("no panic").expect_err("there is a row");
        assert!(matches!(error.reason(), Reason::Loss { count: 1, .. }), "{error}");
        assert_eq!(scratch.value("SELECT body FROM notes").await, "a");
    });
}
