//! `sql`: what the database's own client makes of a script is what a run makes.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::administration::skip;
use crate::check::on_every_database;
use crate::dump::{dump, tables};
use crate::scratch::{Rows, Scratch};
use crate::typed::{Desk, Typed, take_lock, typed};

/// Gives a script to the client of the database; nothing, and a line that says so, where it is not installed.
fn give(scratch: &Scratch, script: &str) -> Option<Typed> {
    let url = &scratch.url;
    let mut command = match scratch.server.key() {
        "postgres" => {
            let mut psql = Command::new("psql");
            psql.args(["--no-psqlrc", "--quiet", "--dbname", url]);
            psql
        }
        "sqlite" => {
            let file = url.trim_start_matches("sqlite://").split('?').next().expect("a file");
            let mut sqlite = Command::new("sqlite3");
            sqlite.arg(file);
            sqlite
        }
        _ => {
            let (server, database) = url.trim_start_matches("mysql://").rsplit_once('/').expect("a database");
            let (user, place) = server.rsplit_once('@').expect("a user");
            let (host, port) = place.split_once(':').expect("a port");
            // It speaks to MySQL too.
            let mut mariadb = Command::new("mariadb");
            mariadb.args(["--no-defaults", "--host", host, "--port", port, "--user", user, database]);
            mariadb
        }
    };
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut client) = spawned else {
        skip(&format!("`{}` is not installed", command.get_program().to_string_lossy()));
        return None;
    };
    let mut input = client.stdin.take().expect("it is piped");
    let text = script.to_owned();
    let writer = std::thread::spawn(move || drop(input.write_all(text.as_bytes())));
    let output = client.wait_with_output().expect("it ends");
    writer.join().expect("no panic");
    Some(typed(output))
}

/// The same, where it has to succeed.
#[must_use]
pub fn gives(scratch: &Scratch, script: &str) -> bool {
    let Some(given) = give(scratch, script) else { return false };
    assert_eq!(given.code, Some(0), "{}: {given:?}\n{script}", scratch.server.key());
    assert_eq!(given.err, "", "{}", scratch.server.key());
    true
}

fn script(desk: &Desk, scratch: &Scratch, options: &str) -> String {
    desk.migrates(&format!("sql --dialect {} {options}", scratch.server.key()))
}

/// What the history holds but for times, and who and how long.
async fn history(scratch: &Scratch) -> Rows {
    let columns = "version, name, kind, checksum, state, progress, undo_steps, undo_checksum, history_hash";
    scratch.rows(&format!("SELECT {columns} FROM migrate_history ORDER BY version")).await
}

/// Up and down by scripts and by runs, in turn, and the same databases each time.
async fn check(name: &'static str, first: i64, rows: &str, scratch: &Scratch) {
    let desk = Desk::with(name);
    let key = scratch.server.key();
    let run = |arguments: &str| {
        let typed = desk.at(&scratch.url, arguments);
        assert_eq!(typed.code, Some(0), "{key}: {arguments}: {typed:?}");
        typed
    };
    run("up");
    let (by_run, noted_by_run) = (dump(scratch).await, history(scratch).await);
    assert!(by_run.schema.len() > 5, "there is something to compare");
    run("to 0 --yes --accept-data-loss --accept-late-conditions");
    assert!(tables(scratch).await.is_empty(), "{key}");

    if !gives(scratch, &script(&desk, scratch, "")) {
        return;
    }
    by_run.assert_same(&dump(scratch).await, &format!("{key}: the whole history by a script"));
    assert_eq!(history(scratch).await, noted_by_run, "{key}");
    run("status --exit-code");
    assert!(run("up").out.contains("nothing to do"), "{key}");
    run("redo --yes --accept-data-loss");

    assert!(gives(scratch, &script(&desk, scratch, "--down --accept-late-conditions")));
    assert!(tables(scratch).await.is_empty(), "{key}");
    assert_eq!(desk.at(&scratch.url, "status --exit-code").code, Some(3));

    // In two parts, with rows between them, as they are in a database that is in use.
    assert!(gives(scratch, &script(&desk, scratch, &format!("--to {first}"))));
    scratch.run(rows).await;
    let in_use = dump(scratch).await;
    run("up");
    let (by_run, noted_by_run) = (dump(scratch).await, history(scratch).await);
    run(&format!("to {first} --yes --accept-data-loss --accept-late-conditions"));
    assert!(gives(scratch, &script(&desk, scratch, &format!("--from {first}"))));
    // An id that was given once is not given again.
    let (by_run, by_script) = (by_run.without(&["authors.id"]), dump(scratch).await.without(&["authors.id"]));
    by_run.assert_same(&by_script, &format!("{key}: the rest of the history by a script"));
    assert_eq!(history(scratch).await, noted_by_run, "{key}");
    assert!(gives(
        scratch,
        &script(&desk, scratch, &format!("--down --accept-data-loss --accept-late-conditions --to {first}"))
    ));
    assert_eq!(dump(scratch).await.schema, in_use.schema, "{key}");
}

#[test]
fn the_bookshop_goes_up_and_down_by_scripts() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let rows = "INSERT INTO authors (name) VALUES ('O''Neill'); \
                    INSERT INTO books (author_id, title, cents) VALUES (1, 'Notes; -- and more', 995)";
        check("bookshop", 20_260_105_091_500, rows, scratch).await;
    });
}

#[test]
fn the_quickstart_goes_up_and_down_by_scripts() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let rows = "
            INSERT INTO teams (name) VALUES ('Engines'), ('Bridges');
            INSERT INTO users (email, full_name, nick, team_id) VALUES ('ada@example.org', 'Ada Lovelace', 'ada', 1);
            INSERT INTO invoices (user_id, cents, status, due_on) VALUES (1, 995, 'open', '2026-02-01')";
        check("quickstart", 20_260_112_140_000, rows, scratch).await;
    });
}

#[test]
fn a_script_stops_where_the_database_is_not_where_it_begins() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let desk = Desk::new();
        let key = scratch.server.key();
        let Some(early) = give(scratch, &script(&desk, scratch, "--from 20260105_091500")) else { return };
        assert_ne!(early.code, Some(0), "{key}: {early:?}");
        assert!(tables(scratch).await.is_empty(), "{key}");
        assert_eq!(desk.at(&scratch.url, "up --steps 2").code, Some(0));
        let before = dump(scratch).await;
        for options in ["", "--from 20260119_100000", "--down --accept-late-conditions"] {
            let wrong = give(scratch, &script(&desk, scratch, options)).expect("it was there");
            assert_ne!(wrong.code, Some(0), "{key}: {options}: {wrong:?}");
            before.assert_same(&dump(scratch).await, key);
        }
    });
}

#[test]
fn a_script_throws_nothing_away_unless_it_was_accepted() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let desk = Desk::new();
        let key = scratch.server.key();
        assert_eq!(desk.at(&scratch.url, "up --to 20260202_083000").code, Some(0));
        scratch.run("INSERT INTO authors (name) VALUES ('Ada')").await;
        scratch.run("INSERT INTO books (author_id, title, cents, isbn) VALUES (1, 'Notes', 995, '1')").await;
        let options = "--down --from 20260202_083000 --to 20260119_100000";
        let Some(refused) = give(scratch, &script(&desk, scratch, options)) else { return };
        assert_ne!(refused.code, Some(0), "{key}: {refused:?}");
        assert_eq!(scratch.value("SELECT isbn FROM books").await, "1", "{key}");
        if scratch.server.is_transactional() {
            assert_eq!(desk.at(&scratch.url, "status").code, Some(0), "{key}");
        }
        assert_eq!(desk.at(&scratch.url, "repair --yes").code, Some(0), "{key}");
        assert!(gives(scratch, &script(&desk, scratch, &format!("{options} --accept-data-loss"))));
        assert_eq!(desk.at(&scratch.url, "status").out.matches("applied at").count(), 3, "{key}");
    });
}

#[test]
fn a_script_waits_for_nobody() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        scratch.run(take_lock(scratch.server)).await;
        let Some(refused) = give(scratch, &script(&Desk::new(), scratch, "")) else { return };
        assert_ne!(refused.code, Some(0), "{key}: {refused:?}");
        scratch.run(if key == "sqlite" { "ROLLBACK" } else { "SELECT 1" }).await;
        assert!(tables(scratch).await.is_empty(), "{key}");
    });
}

#[test]
fn what_cannot_be_written_is_said() {
    let desk = Desk::new();
    let refusal = |arguments: &str, code| {
        let typed = desk.migrate(arguments);
        assert_eq!(typed.code, Some(code), "{arguments}: {typed:?}");
        typed.err
    };
    assert!(refusal("sql --dialect sqlite --to 20260105_091501", 1).contains("did you mean 20260105_091500?"));
    assert!(refusal("sql --dialect sqlite --from 20260119_100000 --to 20260105_091500", 2).contains("add `--down`"));
    assert!(
        refusal("sql --dialect sqlite --down --to 20260119_100000 --from 20260105_091500", 2).contains("leave out")
    );
    assert!(refusal("sql --dialect oracle", 2).contains("possible values: postgres, mysql, mariadb, sqlite"));
    assert!(
        refusal("sql --database-url mysql://127.0.0.1:1/app", 2).contains("--dialect postgres|mysql|mariadb|sqlite")
    );
    let last_word = Desk::with("last_word").migrate("sql --dialect sqlite --down");
    assert!(last_word.err.contains("expired sessions are gone"), "{last_word:?}");
}

#[test]
fn it_needs_no_database() {
    let desk = Desk::new();
    let without = desk.command("sql --dialect postgres").env_remove("DATABASE_URL").output().expect("it starts");
    let script = typed(without).out;
    assert!(
        script.starts_with("-- The history `bookshop` on PostgreSQL, from no migration to 20260302_090000"),
        "{script}"
    );
    assert!(script.contains("\nINSERT INTO \"migrate_history\" "), "{script}");
    let answer = desk.migrate("sql --json --from 20260105_090000 --to 20260105_091500").json();
    assert_eq!((answer["dialect"].as_str(), answer["from"].as_i64()), (Some("sqlite"), Some(20_260_105_090_000)));
    assert!(answer["sql"].as_str().is_some_and(|sql| sql.contains("CREATE TABLE \"books\"")), "{answer}");
}
