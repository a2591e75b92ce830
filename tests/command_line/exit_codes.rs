//! The exit codes: each that the help lists, from the command that gives it.

use std::time::{Duration, Instant};

use crate::check::on_every_database;
use crate::typed::{Desk, take_lock};

#[test]
fn done_and_nothing_to_do_is_0() {
    let desk = Desk::new();
    for arguments in ["up", "up", "status", "plan", "--help", "up --help", "down --yes"] {
        assert_eq!(desk.migrate(arguments).code, Some(0), "{arguments}");
    }
}

#[test]
fn what_is_refused_or_fails_is_1() {
    let desk = Desk::new();
    desk.migrates("up");
    for arguments in ["down", "to 20260105_091501 --yes", "status --database-url sqlite://missing.db"] {
        let typed = desk.migrate(arguments);
        assert_eq!(typed.code, Some(1), "{arguments}: {typed:?}");
        assert!(typed.out.is_empty() && typed.err.starts_with("error: "), "{typed:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_1_and_one_that_nobody_reads_is_not() {
    let desk = Desk::new();
    let full = std::fs::File::create("/dev/full").expect("Linux has it");
    let typed = crate::typed::typed(desk.command("status").stdout(full).output().expect("it starts"));
    assert_eq!(typed.code, Some(1), "{typed:?}");
    assert!(typed.err.starts_with("error: the answer cannot be written: "), "{typed:?}");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let typed = crate::typed::typed(desk.command("status").stdout(writer).output().expect("it starts"));
    assert_eq!((typed.code, typed.err.as_str()), (Some(0), ""), "{typed:?}");
}

#[test]
fn what_cannot_be_understood_is_2() {
    let desk = Desk::new();
    for arguments in ["", "upp", "up --steps 0", "up --steps 1 --to 0", "to", "to yesterday", "status --color red"] {
        let typed = desk.migrate(arguments);
        assert_eq!(typed.code, Some(2), "{arguments}: {typed:?}");
        assert!(typed.out.is_empty() && !typed.err.is_empty(), "{typed:?}");
    }
    let typed = crate::typed::typed(desk.command("status").env_remove("DATABASE_URL").output().expect("it starts"));
    assert_eq!(typed.code, Some(2), "{typed:?}");
    assert_eq!(typed.err, "error: no database is named\nhelp: set `DATABASE_URL`, or write `--database-url <URL>`\n");
}

#[test]
fn pending_migrations_are_3_where_that_is_asked() {
    let desk = Desk::new();
    assert_eq!(desk.migrate("status").code, Some(0));
    assert_eq!(desk.migrate("status --exit-code").code, Some(3));
    assert_eq!(desk.migrate("status --exit-code --json").json()["exit_code"], 3);
    desk.migrates("up");
    assert_eq!(desk.migrate("status --exit-code").code, Some(0));
}

#[test]
fn a_database_that_another_run_holds_is_4() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let desk = Desk::new();
        assert_eq!(desk.at(&scratch.url, "up --steps 1").code, Some(0));
        scratch.run(take_lock(scratch.server)).await;
        let begin = Instant::now();
        let typed = desk.at(&scratch.url, "up --wait-for-others 1");
        assert!(begin.elapsed() < Duration::from_secs(20), "it waited for {:?}", begin.elapsed());
        assert_eq!(typed.code, Some(4), "{typed:?}");
        assert!(typed.err.contains("error: another run has held the database for 1 second\n"), "{typed:?}");
        assert!(typed.err.contains("help: wait longer with `--wait-for-others <SECONDS>`"), "{typed:?}");
        assert!(typed.err.contains("waiting for another run"), "{typed:?}");
        assert_eq!(desk.at(&scratch.url, "status").code, Some(0), "who only reads needs no lock");
    });
}

#[test]
fn what_cannot_be_understood_is_told_in_json_too() {
    let desk = Desk::new();
    for arguments in ["up --nonsense --json", "--json", "to never --json"] {
        let typed = desk.migrate(arguments);
        assert_eq!((typed.code, typed.err.as_str()), (Some(2), ""), "{arguments}: {typed:?}");
        let answer = typed.json();
        assert_eq!((&answer["error"]["reason"], &answer["exit_code"]), (&"usage".into(), &2.into()), "{answer}");
        assert_ne!(answer["error"]["message"], "", "{answer}");
    }
    assert!(desk.migrate("up --help --json").out.contains("Examples:"), "who asks for help gets it");
}

#[test]
fn a_migration_that_is_half_done_is_5() {
    let desk = Desk::with("heavy");
    desk.migrates("up --to 20260106090000");
    desk.run(
        "INSERT INTO events (kind, amount) \
         WITH RECURSIVE counted (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM counted WHERE x < 500) SELECT 'a', x FROM counted",
    );
    desk.run("CREATE TRIGGER refuse UPDATE ON events WHEN old.id = 300 BEGIN SELECT RAISE(ABORT, 'not this one'); END");
    for arguments in ["up", "status --exit-code", "up --wait-for-others 0", "resume --wait-for-others 0"] {
        let typed = desk.migrate(arguments);
        assert_eq!(typed.code, Some(5), "{arguments}: {typed:?}");
    }
    let typed = desk.migrate("repair --yes --wait-for-others 0 --json");
    assert_eq!((typed.code, &typed.json()["error"]["reason"]), (Some(5), &"interrupted".into()), "{typed:?}");
}
