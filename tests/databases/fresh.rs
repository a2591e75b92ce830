//! `testing::fresh`: a migrated database of its own for each test, however many begin at once.

use std::collections::BTreeSet;
use std::time::Instant;

use migrate::testing::fresh;
use migrate::{Database, Migrator};
use sqlx::{Connection as _, Row as _};

use crate::check::{block_on, on_every_database};
use crate::scratch::Scratch;

mod history {
    use migrate::prelude::*;

    struct CreateTeams;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateTeams {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), string("name").unique()]);
            schema.create_table("people").columns([id(), reference("team_id", "teams"), string("nick")]);
        }
    }

    struct AddTeams;
    #[migration(version = 20260102_000000)]
    impl DataMigration for AddTeams {
        fn up(data: &mut Data) {
            data.insert("teams").columns(["id", "name"]).row((1, "Engines")).row((2, "Bridges")).key("id");
        }
    }

    struct IndexNicks;
    #[migration(version = 20260103_000000)]
    impl Migration for IndexNicks {
        fn up(schema: &mut Schema) {
            schema.create_index("people", ["nick"]);
        }
    }

    migrate::migrations![CreateTeams, AddTeams, IndexNicks];
}
use history::MIGRATIONS;

/// The one number that a query finds in the database of a URL.
async fn number(url: &str, sql: &'static str) -> i64 {
    match url.split(':').next() {
        #[cfg(feature = "postgres")]
        Some("postgres") => {
            let mut connection = sqlx::PgConnection::connect(url).await.expect("it answers");
            sqlx::query(sql).fetch_one(&mut connection).await.expect(sql).get(0)
        }
        #[cfg(feature = "mysql")]
        Some("mysql") => {
            let mut connection = sqlx::MySqlConnection::connect(url).await.expect("it answers");
            sqlx::query(sql).fetch_one(&mut connection).await.expect(sql).get(0)
        }
        _ => {
            let mut connection = sqlx::SqliteConnection::connect(url).await.expect("it answers");
            sqlx::query(sql).fetch_one(&mut connection).await.expect(sql).get(0)
        }
    }
}

const TEAMS: &str = "SELECT count(*) FROM teams";

async fn execute(url: &str, sql: &'static str) -> Result<(), sqlx::Error> {
    match url.split(':').next() {
        #[cfg(feature = "postgres")]
        Some("postgres") => sqlx::query(sql).execute(&mut sqlx::PgConnection::connect(url).await?).await.map(drop),
        #[cfg(feature = "mysql")]
        Some("mysql") => sqlx::query(sql).execute(&mut sqlx::MySqlConnection::connect(url).await?).await.map(drop),
        _ => sqlx::query(sql).execute(&mut sqlx::SqliteConnection::connect(url).await?).await.map(drop),
    }
}

#[test]
fn twenty_tests_begin_at_once() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let url = scratch.url.clone();
        let one = |number_of_test: usize| {
            let url = url.clone();
            move || {
                block_on(async {
                    let begin = Instant::now();
                    let db = fresh(&MIGRATIONS, &url).await.unwrap_or_else(|error| panic!("{error}"));
                    let time = begin.elapsed();
                    assert_eq!(number(db.url(), TEAMS).await, 2, "the rows of the history are there");
                    for _ in 0..=number_of_test {
                        let sql = "INSERT INTO people (team_id, nick) VALUES (1, 'a')";
                        execute(db.url(), sql).await.expect("it takes rows");
                    }
                    let people = number(db.url(), "SELECT count(*) FROM people").await;
                    assert_eq!(usize::try_from(people), Ok(number_of_test + 1), "nobody else writes into it");
                    let report = Migrator::new(&MIGRATIONS).up(&db).await.expect("it is migrated");
                    assert!(report.is_empty());
                    let url = db.url().to_owned();
                    drop(db);
                    (url, time)
                })
            }
        };
        let threads: Vec<_> = (0..20).map(|number| std::thread::spawn(one(number))).collect();
        let made: Vec<_> = threads.into_iter().map(|thread| thread.join().expect("no test fails")).collect();
        let urls: BTreeSet<&String> = made.iter().map(|(url, _)| url).collect();
        assert_eq!(urls.len(), 20, "each has a database of its own");
        for url in urls {
            let is_gone = if scratch.server.key() == "sqlite" {
                !std::path::Path::new(url.trim_start_matches("sqlite://").trim_end_matches("?mode=rwc")).exists()
            } else {
                Database::connect(url).await.is_err()
            };
            assert!(is_gone, "{url} is left behind");
        }
        let times: Vec<u128> = made.iter().map(|(_, time)| time.as_millis()).collect();
        println!("{}: {times:?} ms", scratch.server.key());
        assert_eq!(scratch.value(&tables(scratch)).await, "0", "the database in the URL is not written");
    });
}

/// Counts the tables of the test's own database.
fn tables(scratch: &Scratch) -> String {
    match scratch.server.key() {
        "sqlite" => "SELECT count(*) FROM sqlite_schema".to_owned(),
        "postgres" => "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'".to_owned(),
        _ => "SELECT count(*) FROM information_schema.tables WHERE table_schema = DATABASE()".to_owned(),
    }
}

#[test]
fn a_transaction_that_is_still_open_keeps_nothing() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let db = fresh(&MIGRATIONS, &scratch.url).await.expect("it is made");
        let url = db.url().to_owned();
        match scratch.server.key() {
            #[cfg(feature = "postgres")]
            "postgres" => {
                let mut connection = sqlx::PgConnection::connect(&url).await.expect("it answers");
                let mut transaction = connection.begin().await.expect("it begins");
                sqlx::query("DELETE FROM teams").execute(&mut *transaction).await.expect("it is empty");
                drop(db);
            }
            #[cfg(feature = "mysql")]
            "mysql" | "mariadb" => {
                let mut connection = sqlx::MySqlConnection::connect(&url).await.expect("it answers");
                let mut transaction = connection.begin().await.expect("it begins");
                sqlx::query("DELETE FROM teams").execute(&mut *transaction).await.expect("it is empty");
                drop(db);
            }
            _ => drop(db),
        }
        let again = fresh(&MIGRATIONS, &scratch.url).await.expect("it is made");
        assert_eq!(number(again.url(), TEAMS).await, 2);
        if scratch.server.key() != "sqlite" {
            assert!(Database::connect(&url).await.is_err(), "{url} is left behind");
        }
    });
}

#[test]
fn a_panic_leaves_nothing_behind() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let url = scratch.url.clone();
        let (sender, receiver) = std::sync::mpsc::channel();
        let test = std::thread::spawn(move || {
            block_on(async {
                let db = fresh(&MIGRATIONS, &url).await.expect("it is made");
                sender.send(db.url().to_owned()).expect("somebody waits");
                panic!("the test fails, as it should");
            });
        });
        let url = receiver.recv().expect("it was made");
        assert!(test.join().is_err());
        if scratch.server.key() == "sqlite" {
            let file = url.trim_start_matches("sqlite://").trim_end_matches("?mode=rwc");
            assert!(!std::path::Path::new(file).exists(), "{url} is left behind");
        } else {
            assert!(Database::connect(&url).await.is_err(), "{url} is left behind");
        }
    });
}

/// A history whose SQLite file is written through a log of its own.
#[cfg(feature = "sqlite")]
fn logged_ahead() -> &'static migrate::Migrations {
    use migrate::__private::{Dialect, Grade, Kind, Migration, Migrations, Script, Step, Steps, Target, Transaction};
    let step = |sql: &str, transaction| Step::new(sql.to_owned(), transaction);
    let up = [
        step("PRAGMA journal_mode = WAL", Transaction::Outside),
        step("CREATE TABLE notes (text)", Transaction::Inside),
        step("INSERT INTO notes VALUES ('a')", Transaction::Inside),
    ];
    let scripts = vec![Script {
        dialect: Dialect::Sqlite,
        grade: Grade::Exact,
        up: Steps::leaked(&up),
        down: Steps::leaked(&[]),
    }];
    let (kind, scripts) = (Kind::Schema, Vec::leak(scripts));
    let migration = Migration {
        version: 1,
        name: "notes",
        kind,
        checksum: 1,
        irreversible: None,
        definition: migrate_core::migration::Definition::NONE,
        scripts,
        independent_of: 0,
    };
    let list = Vec::leak(vec![&*Box::leak(Box::new(migration))]);
    let targets = Vec::leak(vec![Target::new(Dialect::Sqlite)]);
    Box::leak(Box::new(Migrations { name: "logged_ahead", targets, list, ..Migrations::EMPTY }))
}

#[cfg(feature = "sqlite")]
#[test]
fn what_is_in_the_write_ahead_log_is_copied() {
    block_on(async {
        for _ in 0..2 {
            let db = fresh(logged_ahead(), "sqlite::memory:").await.expect("it is made");
            assert_eq!(number(db.url(), "SELECT count(*) FROM notes").await, 1);
            execute(db.url(), "INSERT INTO notes VALUES ('b')").await.expect("it takes rows");
            assert_eq!(number(db.url(), "SELECT count(*) FROM notes").await, 2);
        }
    });
}

/// The same migrations under another name are another history, of which no template is there.
#[cfg(feature = "postgres")]
#[test]
fn a_template_is_made_once_for_each_state_of_a_history() {
    use migrate::Migrations;
    on_every_database(&MIGRATIONS, async |scratch| {
        if scratch.server.key() != "postgres" {
            return;
        }
        let name = String::leak(format!("fresh_{}", std::process::id()));
        let history = |list| -> &'static Migrations {
            Box::leak(Box::new(Migrations { name, targets: MIGRATIONS.targets, list, ..Migrations::EMPTY }))
        };
        let all = history(MIGRATIONS.list);
        for _ in 0..3 {
            let db = fresh(all, &scratch.url).await.expect("it is made");
            assert_eq!(number(db.url(), TEAMS).await, 2);
        }
        let made = templates(scratch, name).await;
        assert_eq!(made.len(), 1, "one template for three databases: {made:?}");
        // A history that has changed has another one.
        let db = fresh(history(&MIGRATIONS.list[..1]), &scratch.url).await.expect("it is made");
        assert_eq!(number(db.url(), TEAMS).await, 0);
        assert_eq!(templates(scratch, name).await.len(), 2);
        // One that somebody drops is made again.
        scratch.run(&format!("DROP DATABASE {}", made[0])).await;
        let db = fresh(all, &scratch.url).await.expect("it is made");
        assert_eq!(number(db.url(), TEAMS).await, 2);
        for template in templates(scratch, name).await {
            scratch.run(&format!("DROP DATABASE {template}")).await;
        }
    });
}

/// The templates of a history, the oldest first.
#[cfg(feature = "postgres")]
async fn templates(scratch: &Scratch, name: &str) -> Vec<String> {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    let begin = format!("migrate_template_{:016x}_", hasher.finish());
    let all = scratch.rows("SELECT datname FROM pg_database ORDER BY oid").await;
    all.into_iter().flatten().flatten().filter(|name| name.starts_with(&begin)).collect()
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
#[test]
fn what_killed_processes_left_behind_is_dropped() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        if key == "sqlite" {
            return;
        }
        let process = std::process::id();
        let (old, new) =
            (format!("migrate_fresh_1_{process}_0_{key}"), format!("migrate_fresh_ffffffff_{process}_0_{key}"));
        let template = format!("migrate_template_{process}");
        let mut made = vec![old.clone(), new.clone()];
        if key == "postgres" {
            made.push(template.clone());
        }
        for name in &made {
            scratch.run(&format!("CREATE DATABASE {name}")).await;
        }
        if key == "postgres" {
            scratch.run(&format!("COMMENT ON DATABASE {template} IS '1'")).await;
        }
        // A process looks once, and this one may have done so.
        let test = std::process::Command::new(std::env::current_exe().expect("it runs"))
            .args(["--exact", "fresh::a_transaction_that_is_still_open_keeps_nothing"])
            .output();
        assert!(test.expect("it runs").status.success());
        let left = match key {
            "postgres" => scratch.rows("SELECT datname FROM pg_database").await,
            _ => scratch.rows("SELECT schema_name FROM information_schema.schemata").await,
        };
        let left: Vec<String> = left.into_iter().flatten().flatten().filter(|name| made.contains(name)).collect();
        assert_eq!(left, std::slice::from_ref(&new), "{key}");
        scratch.run(&format!("DROP DATABASE {new}")).await;
    });
}
