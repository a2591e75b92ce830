//! What a run finds on the connection that it is given: the application's settings, few rights, no connection at all.

use std::time::Duration;

use migrate::error::{Aftermath, Reason};
use migrate::prelude::*;
use migrate::{Database, Migrations, Migrator};
use sqlx::{AssertSqlSafe, Connection as _};

use crate::check::{block_on, on_every_database};
use crate::dump::{history, tables};
use crate::scratch::Scratch;
use crate::server::Server;

fn two() -> &'static Migrations {
    struct Users;
    #[migration(version = 20260101_000000)]
    impl Migration for Users {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick").nullable(), text("note").default("a\\b")]);
        }
    }
    struct Require;
    #[migration(version = 20260102_000000)]
    impl Migration for Require {
        fn up(schema: &mut Schema) {
            schema
                .set_not_null("users", "nick")
                .restore_with("a\\b")
                .accept_data_loss("nobody asks which rows held none");
            schema.add_column("users", integer("age").nullable().check("age > 0"));
        }
    }
    migrate::migrations![Users, Require];
    &MIGRATIONS
}

/// A pool of one connection on which the application has sent something.
macro_rules! pool {
    ($options:ident, $url:expr, $sent:expr) => {{
        let sent = $sent.to_owned();
        let options = sqlx::pool::PoolOptions::<sqlx::$options>::new().max_connections(1);
        let options = options.after_connect(move |connection, _| {
            let sent = sqlx::raw_sql(AssertSqlSafe(sent.clone()));
            Box::pin(async move { sent.execute(connection).await.map(drop) })
        });
        options.connect($url).await.expect("the pool opens")
    }};
}

/// The database as an application sees it that has set this for itself, and the value of what tells.
pub async fn set(scratch: &Scratch, sent: &str, told: &'static str) -> (Database, impl AsyncFn() -> String + use<>) {
    #[derive(Clone)]
    enum Pool {
        Postgres(sqlx::PgPool),
        MySql(sqlx::MySqlPool),
        Sqlite(sqlx::SqlitePool),
    }
    let url = &scratch.url;
    let pool = match scratch.server {
        Server::Postgres => Pool::Postgres(pool!(Postgres, url, sent)),
        Server::MySql | Server::MariaDb => Pool::MySql(pool!(MySql, url, sent)),
        Server::Sqlite => Pool::Sqlite(pool!(Sqlite, url, sent)),
    };
    let db = match pool.clone() {
        Pool::Postgres(pool) => Database::from(pool),
        Pool::MySql(pool) => Database::from(pool),
        Pool::Sqlite(pool) => Database::from(pool),
    };
    let tell = async move || {
        match &pool {
            Pool::Postgres(pool) => sqlx::query_scalar::<_, String>(told).fetch_one(pool).await,
            Pool::MySql(pool) => sqlx::query_scalar::<_, String>(told).fetch_one(pool).await,
            Pool::Sqlite(pool) => sqlx::query_scalar::<_, String>(told).fetch_one(pool).await,
        }
        .expect("it can be asked")
    };
    (db, tell)
}

#[test]
fn what_the_application_has_set_changes_nothing_and_is_put_back() {
    on_every_database(two(), async |scratch| {
        let key = scratch.server.key();
        let (sent, told) = match key {
            "postgres" => (
                "SET statement_timeout = '7s'; SET standard_conforming_strings = off; SET escape_string_warning = off; \
                 SET idle_session_timeout = '8s'",
                "SELECT current_setting('statement_timeout') || current_setting('standard_conforming_strings') || \
                 current_setting('idle_session_timeout')",
            ),
            "sqlite" => (
                "PRAGMA foreign_keys = 0; PRAGMA legacy_alter_table = 1; PRAGMA ignore_check_constraints = 1",
                "SELECT foreign_keys || legacy_alter_table || ignore_check_constraints
                 FROM pragma_foreign_keys, pragma_legacy_alter_table, pragma_ignore_check_constraints",
            ),
            "mysql" => (
                "SET autocommit = 0, sql_safe_updates = 1, sql_select_limit = 1, sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
                "SELECT CONCAT(@@autocommit, @@sql_safe_updates, @@sql_select_limit, @@sql_mode)",
            ),
            _ => (
                "SET autocommit = 0, sql_safe_updates = 1, sql_select_limit = 1, check_constraint_checks = 0, \
                 max_statement_time = 77",
                "SELECT CONCAT(@@autocommit, @@sql_safe_updates, @@sql_select_limit, @@check_constraint_checks, \
                 @@max_statement_time)",
            ),
        };
        let (db, tell) = set(scratch, sent, told).await;
        let before = tell().await;
        let migrator = Migrator::new(two()).accept_data_loss();
        migrator.to(&db, two().list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(tell().await, before, "{key}: the settings");
        scratch.run("INSERT INTO users (nick) VALUES (NULL), (NULL)").await;
        migrator.up(&db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(scratch.value("SELECT min(nick) FROM users").await, "a\\b", "{key}");
        assert_eq!(scratch.value("SELECT min(note) FROM users").await, "a\\b", "{key}");
        assert!(migrator.up(&db).await.expect("nothing is pending").is_empty(), "{key}");
        let states = scratch.rows("SELECT state FROM migrate_history").await;
        assert_eq!(states, [[Some("applied".to_owned())], [Some("applied".to_owned())]], "{key}");
        migrator.to(&db, 0).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(tell().await, before, "{key}: the settings");
        assert!(tables(scratch).await.is_empty(), "{key}");
    });
}

#[test]
fn a_run_with_nothing_to_do_needs_no_right_to_write() {
    on_every_database(two(), async |scratch| {
        let key = scratch.server.key();
        Migrator::new(two()).up(&scratch.db).await.expect("up");
        let db = match scratch.server {
            Server::Postgres => {
                let sent = "SET default_transaction_read_only = on";
                Database::from(pool!(Postgres, &scratch.url, sent))
            }
            Server::Sqlite => Database::connect(&scratch.url.replace("mode=rwc", "mode=ro")).await.expect("it opens"),
            Server::MySql | Server::MariaDb => {
                let sent = "SET SESSION TRANSACTION READ ONLY";
                Database::from(pool!(MySql, &scratch.url, sent))
            }
        };
        let report = Migrator::new(two()).up(&db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(report.is_empty(), "{key}: {report}");
        assert_eq!(Migrator::new(two()).status(&db).await.expect("a status").pending().count(), 0, "{key}");
        assert!(Migrator::new(two()).down(&db).await.is_err(), "{key}: it may not be undone");
        assert_eq!(history(scratch).await.len(), 2, "{key}");
    });
}

#[test]
fn a_history_in_another_schema_is_another_history() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        Migrator::new(two()).up(&scratch.db).await.expect("up");
        scratch.run("CREATE SCHEMA tenant").await;
        let db = Database::from(pool!(Postgres, &scratch.url, "SET search_path = tenant, public"));
        let status = Migrator::new(two()).status(&db).await.expect("a status");
        assert_eq!(status.pending().count(), 2, "{status}");
        assert_eq!(Migrator::new(two()).up(&db).await.expect("up").applied.len(), 2);
        assert_eq!(scratch.value("SELECT count(*) FROM tenant.migrate_history").await, "2");
        assert_eq!(scratch.value("SELECT count(*) FROM migrate_history").await, "2");
    });
}

#[test]
fn histories_whose_names_are_alike_are_two() {
    let named = |name: &'static str, of: &'static Migrations| -> &'static Migrations {
        Box::leak(Box::new(Migrations { name, targets: of.targets, list: &of.list[..1], ..Migrations::EMPTY }))
    };
    on_every_database(two(), async |scratch| {
        let key = scratch.server.key();
        for name in ["shop", "Shop", "shóp", "it's a \"shop\" `x` \\ 🦀"] {
            let report = Migrator::new(named(name, two())).up(&scratch.db).await;
            assert_eq!(
                report.unwrap_or_else(|error| panic!("{key}: {name}: {error}")).applied.len(),
                1,
                "{key}: {name}"
            );
            scratch.run("DROP TABLE users").await;
        }
    });
}

#[test]
fn a_run_that_is_dropped_in_the_middle_leaves_no_lock() {
    on_every_database(two(), async |scratch| {
        let key = scratch.server.key();
        let (db, _) = set(scratch, "SELECT 1", "SELECT 'x'").await;
        let migrator = Migrator::new(two()).accept_data_loss().wait_for_others(Duration::from_secs(10));
        let mut cut = 0;
        // Close together at first: on SQLite a run takes a few milliseconds.
        for microseconds in (0..40).map(|number| number * number * 40) {
            let run = migrator.up(&db);
            cut += usize::from(tokio::time::timeout(Duration::from_micros(microseconds), run).await.is_err());
            migrator.up(&db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            assert_eq!(tables(scratch).await, ["users"], "{key}");
            migrator.to(&db, 0).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        }
        assert!(cut > 3, "{key}: {cut} runs were cut");
    });
}

/// Migrations whose last step takes a while.
fn slow() -> &'static Migrations {
    struct Users;
    #[migration(version = 20260101_000000)]
    impl Migration for Users {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
        }
    }
    struct Slow;
    #[migration(version = 20260102_000000)]
    impl Migration for Slow {
        fn up(schema: &mut Schema) {
            schema.add_column("users", integer("age").nullable());
            schema.add_column("users", integer("size").nullable());
        }
    }
    migrate::migrations![Users, Slow];
    &MIGRATIONS
}

#[test]
fn a_connection_that_is_killed_is_told_as_such() {
    on_every_database(slow(), async |scratch| {
        let key = scratch.server.key();
        if key == "sqlite" {
            return;
        }
        let migrator = Migrator::new(slow());
        migrator.to(&scratch.db, slow().list[0].version).await.expect("up");
        // A reader that is not done holds up the first step.
        scratch.run("BEGIN").await;
        scratch.rows("SELECT * FROM users").await;
        let (db, version) = (scratch.db.clone(), slow().list[1].version);
        let run = tokio::spawn(async move { Migrator::new(slow()).to(&db, version).await });
        let find = match key {
            "postgres" => {
                "SELECT pid::text FROM pg_stat_activity WHERE query LIKE 'ALTER TABLE%' AND datname = current_database()"
            }
            _ => &format!(
                "SELECT CAST(id AS char) FROM {} WHERE info LIKE 'ALTER TABLE%' AND db = DATABASE()",
                crate::administration::processlist(key)
            ),
        };
        let waiting = async {
            loop {
                if key == "postgres" {
                    scratch.rows("SELECT pg_stat_clear_snapshot()").await;
                }
                if let [row] = scratch.rows(find).await.as_slice() {
                    break row[0].clone().expect("a number");
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let id = tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("the run waits");
        match key {
            "postgres" => drop(scratch.rows(&format!("SELECT pg_terminate_backend({id})")).await),
            _ => scratch.run(&format!("KILL {id}")).await,
        }
        let error = run.await.expect("no panic").expect_err("it was killed");
        assert!(
            matches!(error.reason(), Reason::Step { step: 1, aftermath: Aftermath::ConnectionLost, .. }),
            "{key}: {error:?}"
        );
        scratch.run("COMMIT").await;
        let again = migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(again.applied.len(), 1, "{key}");
        assert_eq!(again.applied[0].resumed, !scratch.server.is_transactional(), "{key}");
    });
}

#[cfg(feature = "sqlite")]
#[test]
fn a_sqlite_that_is_busy_is_waited_for() {
    block_on(async {
        let scratch = Scratch::new(Server::Sqlite).await.expect("a file");
        let db = Database::from(pool!(Sqlite, &scratch.url, "PRAGMA busy_timeout = 0"));
        let other = scratch.url.clone();
        let run = async {
            let migrator = Migrator::new(two());
            migrator.up(&db).await
        };
        scratch.run("BEGIN EXCLUSIVE").await;
        let end = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            scratch.run("COMMIT").await;
        };
        let (report, ()) = tokio::join!(run, end);
        assert_eq!(report.expect("it waits").applied.len(), 2, "{other}");

        // Somebody who reads holds up the end of the transaction.
        scratch.run("BEGIN; SELECT * FROM users").await;
        let end = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            scratch.run("COMMIT").await;
        };
        let migrator = Migrator::new(two());
        let (report, ()) = tokio::join!(migrator.down(&db), end);
        assert_eq!(report.expect("it waits").undone.len(), 1);

        scratch.run("BEGIN EXCLUSIVE").await;
        let error = Migrator::new(two()).wait_for_others(Duration::from_millis(100)).up(&db).await;
        assert!(matches!(error.expect_err("it is busy").reason(), Reason::Locked { .. }));
    });
}

#[test]
fn a_range_that_would_throw_something_away_is_refused_as_a_whole() {
    struct Kept;
    #[migration(version = 20260101_000000)]
    impl Migration for Kept {
        fn up(schema: &mut Schema) {
            schema.create_table("kept").columns([id(), integer("age")]);
        }
    }
    struct Empty;
    #[migration(version = 20260102_000000)]
    impl Migration for Empty {
        fn up(schema: &mut Schema) {
            schema.create_table("empty").columns([id()]);
        }
    }
    migrate::migrations![Kept, Empty];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.up(&scratch.db).await.expect("up");
        scratch.run("INSERT INTO kept (age) VALUES (1)").await;
        let before = history(scratch).await;
        let error = migrator.to(&scratch.db, 0).await.expect_err("a row would be lost");
        assert!(matches!(error.reason(), Reason::Loss { count: 1, .. }), "{key}: {error}");
        assert!(error.report().undone.is_empty(), "{key}: {error}");
        assert_eq!(history(scratch).await, before, "{key}");
        assert_eq!(tables(scratch).await, ["empty", "kept"], "{key}");
        migrator.clone().accept_data_loss().to(&scratch.db, 0).await.expect("it is accepted");
    });
}

/// The one connection of a database, as the program has it.
async fn one_connection(scratch: &Scratch) -> Database {
    match scratch.server {
        Server::Postgres => sqlx::PgConnection::connect(&scratch.url).await.expect("it answers").into(),
        Server::MySql | Server::MariaDb => {
            sqlx::MySqlConnection::connect(&scratch.url).await.expect("it answers").into()
        }
        Server::Sqlite => sqlx::SqliteConnection::connect(&scratch.url).await.expect("it answers").into(),
    }
}

#[test]
fn one_connection_serves_one_run_after_the_other() {
    on_every_database(two(), async |scratch| {
        let key = scratch.server.key();
        let db = one_connection(scratch).await;
        let migrator = Migrator::new(two()).accept_data_loss();
        // At once, too: one waits until the other is done.
        let (one, other) = tokio::join!(migrator.up(&db), migrator.up(&db));
        let applied = [one, other].map(|report| report.unwrap_or_else(|error| panic!("{key}: {error}")).applied.len());
        assert_eq!(applied.iter().sum::<usize>(), 2, "{key}: {applied:?}");
        assert_eq!(migrator.status(&db).await.expect("a status").pending().count(), 0, "{key}");
        assert_eq!(migrator.to(&db, 0).await.unwrap_or_else(|error| panic!("{key}: {error}")).undone.len(), 2, "{key}");
        assert!(tables(scratch).await.is_empty(), "{key}");

        // A scratch database cannot be made beside one of which nobody knows where it is. SQLite's is a file of its own.
        match migrator.check(&db).await {
            Ok(check) => assert_eq!((key, check.is_clean()), ("sqlite", true), "{check}"),
            Err(error) => {
                assert!(matches!(error.reason(), Reason::Scratch { .. }) && key != "sqlite", "{key}: {error}")
            }
        }
        let check =
            migrator.clone().scratch(&scratch.url).check(&db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(check.is_clean() && check.not_compared.is_none(), "{key}: {check}");

        scratch.run("CREATE TABLE users (id integer)").await;
        let failed = migrator.up(&db).await.expect_err("`users` is there");
        assert!(matches!(failed.reason(), Reason::Step { .. }), "{key}: {failed}");
        scratch.run("DROP TABLE users").await;
        match migrator.up(&db).await {
            Ok(report) => assert_eq!((key, report.applied.len()), ("sqlite", 2)),
            Err(error) => {
                assert_ne!(key, "sqlite", "{error}");
                assert!(error.to_string().contains("it was closed when an earlier run on it failed"), "{key}: {error}");
                let again = migrator.up(&one_connection(scratch).await).await;
                assert_eq!(again.unwrap_or_else(|error| panic!("{key}: {error}")).applied.len(), 2, "{key}");
            }
        }
    });
}
