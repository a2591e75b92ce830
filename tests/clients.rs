//! The clients beside sqlx's: rusqlite and the crate `postgres`, which are not async, and connections of sea-orm's.

/// Databases to work in, and what they hold. A path on a file itself would look for its modules beside it.
#[allow(dead_code, unused_imports, reason = "other tests ask more of it")]
#[path = "databases"]
mod databases {
    pub mod administration;
    pub mod check;
    pub mod dump;
    pub mod scratch;
    pub mod server;
}
#[path = "../examples/quickstart"]
mod example {
    pub mod migrations;
}

use std::ops::ControlFlow;
use std::time::Duration;

use databases::check::on_every_database;
use databases::dump::{dump, history, tables};
use databases::{administration, check, dump, scratch, server};
use example::migrations::MIGRATIONS;
use migrate::error::{Aftermath, Reason};
use migrate::prelude::*;
use migrate::{Database, Event, MigrationState, Migrations, Migrator};
use server::Server;

/// Does the same by the client of this database that is not async, in a thread of its own as `postgres` wants it. Nothing
/// where there is none.
macro_rules! by_client {
    ($scratch:expr, $client:ident => $do:expr) => {
        std::thread::scope(|scope| {
            let task = || match $scratch.server {
                Server::Sqlite => {
                    let path = $scratch.url.trim_start_matches("sqlite://").trim_end_matches("?mode=rwc");
                    let mut $client = rusqlite::Connection::open(path).expect("a connection");
                    Some($do)
                }
                Server::Postgres => {
                    let mut $client = postgres::Client::connect(&$scratch.url, postgres::NoTls).expect("a connection");
                    Some($do)
                }
                Server::MySql | Server::MariaDb => None,
            };
            scope.spawn(task).join().expect("no panic")
        })
    };
}

#[test]
fn a_client_that_is_not_async_does_the_same() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        let Some(report) = by_client!(scratch, client => migrator.blocking(&mut client).up()) else { return };
        assert_eq!(report.expect("it is applied").applied.len(), MIGRATIONS.list.len(), "{key}");
        let history = async || {
            scratch
                .rows("SELECT version, checksum, history_hash, undo_steps FROM migrate_history ORDER BY version")
                .await
        };
        let by_client = (dump(scratch).await, history().await);

        let status = by_client!(scratch, client => migrator.blocking(&mut client).status()).expect("a client");
        let status = status.expect("a status");
        assert!(status.migrations.iter().all(|one| matches!(one.state, MigrationState::Applied { .. })), "{status}");
        let again = by_client!(scratch, client => migrator.blocking(&mut client).up()).expect("a client");
        assert!(again.expect("there is nothing to do").applied.is_empty(), "{key}");

        let undone = by_client!(scratch, client => migrator.blocking(&mut client).to(0)).expect("a client");
        assert_eq!(undone.expect("it is undone").undone.len(), MIGRATIONS.list.len(), "{key}");
        assert!(tables(scratch).await.is_empty(), "{key}");

        migrator.up(&scratch.db).await.expect("it is applied");
        by_client.0.assert_same(&dump(scratch).await, key);
        assert!(history().await == by_client.1, "the history differs on {key}");
    });
}

fn two() -> &'static Migrations {
    struct One;
    #[migration(version = 20260101_000000)]
    impl Migration for One {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id()]);
        }
    }
    struct Two;
    #[migration(version = 20260102_000000)]
    impl Migration for Two {
        fn up(schema: &mut Schema) {
            schema.create_index("notes", "id").named("again");
        }
    }
    migrate::migrations![One, Two];
    &MIGRATIONS
}

/// The same without the newest, and with another text of the oldest.
fn edited() -> &'static Migrations {
    struct One;
    #[migration(version = 20260101_000000)]
    impl Migration for One {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id(), text("body")]);
        }
    }
    migrate::migrations![One];
    &MIGRATIONS
}

#[test]
fn a_client_that_is_not_async_puts_right_what_the_history_says() {
    let (first, now) = (Migrator::new(two()), Migrator::new(edited()));
    let [one, two] = [0, 1].map(|place: usize| two().list[place].version);
    on_every_database(edited(), async |scratch| {
        let Some(up) = by_client!(scratch, client => first.blocking(&mut client).up()) else { return };
        assert_eq!(up.expect("it is applied").applied.len(), 2);
        let ahead = by_client!(scratch, client => now.blocking(&mut client).up()).expect("a client");
        ahead.expect_err("one of them has another text");
        let buried = by_client!(scratch, client => now.blocking(&mut client).tombstone(two)).expect("a client");
        buried.expect("the program does not know it");
        let accepted = by_client!(scratch, client => now.blocking(&mut client).accept_change(one)).expect("a client");
        accepted.expect("it has another text");
        let up = by_client!(scratch, client => now.blocking(&mut client).up()).expect("a client");
        assert!(!up.expect("nothing is in the way").ahead, "what has a tombstone does not count");
        let revived = by_client!(scratch, client => now.blocking(&mut client).revive(two)).expect("a client");
        revived.expect("it has a tombstone");
        let ahead = by_client!(scratch, client => now.blocking(&mut client).up()).expect("a client");
        assert!(ahead.expect("it is newer than what the program knows").ahead, "it counts again");
    });
}

#[test]
fn what_a_database_says_to_a_client_is_told_and_nothing_is_changed() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        scratch.run("CREATE TABLE users (id integer)").await;
        let migrator = Migrator::new(&MIGRATIONS);
        let Some(outcome) = by_client!(scratch, client => migrator.blocking(&mut client).up()) else { return };
        let error = outcome.expect_err("`users` is there");
        let Reason::Step { migration, message, aftermath, .. } = error.reason() else { panic!("{key}: {error}") };
        assert_eq!(migration, "m20260105_091500_create_users", "{key}");
        assert!(message.contains("already exists"), "{key}: {message}");
        assert_eq!(*aftermath, Aftermath::Unchanged, "{key}");
        assert_eq!(history(scratch).await.len(), 1, "{key}");
    });
}

#[test]
fn clients_that_are_not_async_wait_for_each_other() {
    on_every_database(&MIGRATIONS, async |scratch| {
        if matches!(scratch.server, Server::MySql | Server::MariaDb) {
            return;
        }
        let migrator = Migrator::new(&MIGRATIONS);
        let applied: usize = std::thread::scope(|scope| {
            let run = || by_client!(scratch, client => migrator.blocking(&mut client).up()).expect("a client");
            let runs: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
            let reports = runs.into_iter().map(|run| run.join().expect("no panic"));
            reports.map(|report| report.unwrap_or_else(|error| panic!("{error}")).applied.len()).sum()
        });
        assert_eq!(applied, MIGRATIONS.list.len(), "each is applied once, {}", scratch.server.key());
    });
}

#[test]
fn a_client_that_is_not_async_may_lock_by_a_row() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS).lock_by_lease().accept_data_loss();
        let Some(up) = by_client!(scratch, client => migrator.blocking(&mut client).up()) else { return };
        assert_eq!(up.unwrap_or_else(|error| panic!("{key}: {error}")).applied.len(), MIGRATIONS.list.len(), "{key}");
        let down = by_client!(scratch, client => migrator.blocking(&mut client).to(0)).expect("a client");
        assert_eq!(down.unwrap_or_else(|error| panic!("{key}: {error}")).undone.len(), MIGRATIONS.list.len(), "{key}");
        assert!(tables(scratch).await.is_empty(), "{key}");
    });
}

/// A table of which SQLite makes a new one with foreign keys off.
fn rebuilt() -> &'static Migrations {
    struct CreateTeams;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateTeams {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), integer("size").nullable()]);
            schema.create_table("users").columns([id(), reference("team_id", "teams")]);
        }
    }
    struct Grow;
    #[migration(version = 20260102_000000)]
    impl Migration for Grow {
        fn up(schema: &mut Schema) {
            schema.change_type("teams", big_integer("size"));
        }
    }
    migrate::migrations![CreateTeams, Grow];
    &MIGRATIONS
}

/// A migrator whose listener panics in the middle of the last migration.
fn panicking() -> Migrator {
    Migrator::new(rebuilt()).on_event(|event| match event {
        Event::MigrationBegins { migration, .. } if migration.ends_with("grow") => ControlFlow::Continue(()),
        Event::StepBegins { sql, .. } if sql.contains("ALTER TABLE") => panic!("the listener does"),
        _ => ControlFlow::Continue(()),
    })
}

/// A connection as whoever owns it finds it: what keeps others out, whether a transaction is open, and a setting.
trait Left {
    fn left(&mut self) -> (bool, bool, String);
}

impl Left for rusqlite::Connection {
    fn left(&mut self) -> (bool, bool, String) {
        let foreign_keys: i64 = self.query_row("PRAGMA foreign_keys", [], |row| row.get(0)).expect("a setting");
        (false, !self.is_autocommit(), foreign_keys.to_string())
    }
}

impl Left for postgres::Client {
    fn left(&mut self) -> (bool, bool, String) {
        let locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()";
        let locks: i64 = self.query_one(locks, &[]).expect("its locks").get(0);
        // It cannot be in a transaction.
        let open = self.batch_execute("VACUUM teams").is_err();
        (locks > 0, open, self.query_one("SHOW lock_timeout", &[]).expect("a setting").get(0))
    }
}

#[test]
fn a_listener_that_panics_leaves_a_client_as_it_was() {
    on_every_database(rebuilt(), async |scratch| {
        let key = scratch.server.key();
        Migrator::new(rebuilt()).up_to(&scratch.db, rebuilt().list[0].version).await.expect("the first is applied");
        let before = (dump(scratch).await, history(scratch).await);
        let left = by_client!(scratch, client => {
            let before = client.left();
            let run = std::panic::AssertUnwindSafe(|| panicking().blocking(&mut client).up());
            std::panic::catch_unwind(run).expect_err("the listener panics");
            (before, client.left())
        });
        if let Some((before, after)) = left {
            assert_eq!(after, before, "{key}");
        }
        let db = scratch.db.clone();
        let run = tokio::spawn(async move { panicking().up(&db).await });
        assert!(run.await.expect_err("the listener panics").is_panic(), "{key}");
        before.0.assert_same(&dump(scratch).await, key);
        assert_eq!(history(scratch).await, before.1, "{key}");
        let report = Migrator::new(rebuilt()).wait_for_others(Duration::ZERO).up(&scratch.db).await;
        assert_eq!(report.unwrap_or_else(|error| panic!("{key}: {error}")).applied.len(), 1, "{key}");
    });
}

#[test]
fn a_connection_of_sea_orm_s_is_a_database() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let connection = sea_orm::Database::connect(&scratch.url).await.expect("a connection");
        let db = Database::try_from(&connection).unwrap_or_else(|error| panic!("{error}"));
        let report = Migrator::new(&MIGRATIONS).up(&db).await.expect("it is applied");
        assert_eq!(report.applied.len(), MIGRATIONS.list.len(), "{}", scratch.server.key());
        connection.close().await.expect("it can be closed");
    });
    let none = Database::try_from(&sea_orm::DatabaseConnection::default());
    let error = none.expect_err("it is not connected");
    assert!(error.to_string().contains("it is not one of sqlx's"), "{error}");
}
