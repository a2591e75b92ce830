//! `check`: what differs is said with what to type, and has an exit code of its own.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::typed::{Desk, assert_text, typed};

#[test]
fn a_database_that_is_what_its_history_says() {
    let desk = Desk::new();
    desk.migrates("up --steps 2");
    assert_text(
        &desk.migrates("check"),
        "
        SQLite <version> at sqlite://app.db

        the history is as this program knows it

        the schema is what the applied migrations make
        ",
    );
}

#[test]
fn what_differs_is_said_with_what_to_type() {
    let desk = Desk::new();
    desk.migrates("up");
    desk.run("DROP INDEX books_status_idx; ALTER TABLE authors ADD COLUMN born date_text");
    desk.run("UPDATE migrate_history SET checksum = '0000000000000000' WHERE name = 'create_authors'");
    let typed = desk.migrate("check");
    assert_eq!(typed.code, Some(6), "{typed:?}");
    let (history, schema) = typed.out.split_once("\nthe schema").expect("both differ");
    let said = "the checksum of `m20260105_090000_create_authors` was changed in the history by hand";
    assert!(history.contains("the history differs in one thing") && history.contains(said), "{history}");
    assert_text(
        &format!("the schema{schema}"),
        "
        the schema differs in 2 things

          index `books_status_idx` of `books` is missing
          help: send: CREATE INDEX \"books_status_idx\" ON \"books\" (\"status\");

          column `authors.born` is there, and no migration made it
          help: let it join with `schema.add_column(\"authors\", date(\"born\").nullable()).already_exists();` in a new migration, or send: ALTER TABLE \"authors\" DROP COLUMN \"born\";
        ",
    );
    let (_, mend) = history.split_once("help: put it back, send: ").expect("it says how");
    desk.run(mend);
    assert_eq!(desk.migrate("check --history-only").code, Some(0));
}

#[test]
fn its_json_says_the_same() {
    let desk = Desk::new();
    desk.migrates("up");
    desk.run("DROP INDEX books_status_idx");
    let answer = desk.migrate("check --json").json();
    let finding = &answer["schema"][0];
    assert_eq!(
        (finding["kind"].as_str(), finding["name"].as_str(), finding["problem"].as_str()),
        (Some("index"), Some("books.books_status_idx"), Some("missing")),
        "{answer}"
    );
    assert_eq!(answer["history"].as_array().map(Vec::len), Some(0));
    assert!(answer["not_compared"].is_null() && answer["released"].is_null(), "{answer}");
    assert_eq!(answer["exit_code"], 6);
}

#[test]
fn the_history_alone_needs_no_scratch_database() {
    let desk = Desk::new();
    desk.migrates("up");
    desk.run("DROP INDEX books_status_idx");
    assert!(!desk.migrates("check --history-only").contains("schema"));
    let answer = desk.migrate("check --history-only --json").json();
    assert_eq!(answer["not_compared"], "it was not asked for");
}

#[test]
fn what_cannot_be_compared_says_why() {
    let desk = Desk::new();
    desk.migrates("up");
    desk.run("UPDATE migrate_history SET state = 'applying' WHERE name = 'widen_prices'");
    let typed = desk.migrate("check");
    assert_eq!(typed.code, Some(6), "{typed:?}");
    assert!(
        typed.out.ends_with("the schema was not compared: `m20260302_090000_widen_prices` is half done\n"),
        "{typed:?}"
    );
}

#[test]
fn what_is_released_is_compared_with_what_is_built() {
    let desk = Desk::new();
    fs::create_dir_all(desk.folder().join("src/migrations")).expect("the folder can be made");
    let root = desk.folder().to_str().expect("it is text").to_owned();
    let migrate = |arguments: &str| desk.with_variable("CARGO_MANIFEST_DIR", &root, arguments);
    migrate("up --steps 3");
    migrate("lock --to 20260105_091500");
    let locked = desk.folder().join("src/migrations/locked/m20260105_091500_create_books.toml");
    let text = fs::read_to_string(&locked).expect("it is locked");
    fs::write(&locked, text.replacen("CREATE TABLE", "CREATE  TABLE", 1)).expect("it can be written");
    let checked = migrate("check --history-only");
    assert_eq!(checked.code, Some(0), "{checked:?}");
    let (_, about) = checked.out.split_once("knows it\n\n").unwrap_or_else(|| panic!("{checked:?}"));
    assert_text(
        about,
        "
        2 migrations are released

          `m20260105_091500_create_books` is rendered otherwise by this version, for mariadb
          note: databases get what was released, unless the build says `MIGRATE_LOCK=ignore`

          `m20260119_100000_index_books_by_status` is applied here, and not released
          help: `lock` releases it
        ",
    );
}

#[test]
fn a_check_that_is_stopped_leaves_no_scratch_database() {
    let desk = Desk::with("slow");
    desk.migrates("up --to 20260106_090000");
    let scratch = desk.folder().join("scratch");
    fs::create_dir(&scratch).expect("the folder is new");
    let files = || fs::read_dir(&scratch).map_or(0, Iterator::count);
    let child = desk.command("check").env("TMPDIR", &scratch).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("the program starts");
    let begin = Instant::now();
    while files() == 0 {
        assert!(begin.elapsed() < Duration::from_secs(30), "it makes a scratch database");
        std::thread::sleep(Duration::from_millis(5));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.is_ok_and(|status| status.success()), "the signal is sent");
    let typed = typed(child.wait_with_output().expect("it ends"));
    assert_eq!((typed.code, files()), (Some(130), 0), "{typed:?}");
}
