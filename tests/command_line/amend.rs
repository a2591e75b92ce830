//! `tombstone` and `accept-change`, and a history in a table of another name.

use crate::typed::{Desk, assert_text};

/// A migration of a branch that was abandoned is applied.
#[test]
fn a_migration_that_was_deleted_gets_a_tombstone_and_loses_it() {
    let desk = Desk::new();
    desk.migrates("up");
    let later = |arguments: &str| {
        desk.with_variable("MIGRATE_TEST_HISTORY", "bookshop without index_books_by_status", arguments)
    };
    let typed = later("up");
    assert_eq!(typed.code, Some(1), "{typed:?}");
    assert!(typed.err.contains("with `tombstone <VERSION>`"), "{typed:?}");
    let typed = later("tombstone 20260119_100000");
    assert_eq!(typed.code, Some(1), "{typed:?}");
    assert!(typed.err.contains("recording needs an answer"), "{typed:?}");
    let typed = later("tombstone 20260119_100000 --yes");
    assert_eq!(typed.code, Some(0), "{typed:?}");
    assert_text(
        &typed.out,
        "
        SQLite <version>:
          m20260119_100000_index_books_by_status  has a tombstone; `check` shows what it left
        ",
    );
    assert_text(&later("up").out, "SQLite <version>: nothing to do");
    assert!(later("status").out.contains("tombstone"), "it is shown");
    assert_eq!(desk.migrate("up").code, Some(1), "the program knows it again");
    assert_eq!(later("down --yes --accept-data-loss").code, Some(0));
    assert_eq!(later("up").code, Some(0));
    let answer = later("tombstone 20260119_100000 --revive --yes --json").json();
    assert_eq!(answer["migration"], "m20260119_100000_index_books_by_status");
    assert_eq!(later("up").code, Some(1), "it is applied and not known again");
    assert_text(&desk.migrates("up"), "SQLite <version>: nothing to do");
}

#[test]
fn a_tombstone_is_for_what_the_program_does_not_know() {
    let desk = Desk::new();
    desk.migrates("up");
    let typed = desk.migrate("tombstone 20260105_090000 --yes");
    assert_eq!(typed.code, Some(1), "{typed:?}");
    assert_text(
        &typed.err,
        "
        error: `m20260105_090000_create_authors` cannot get a tombstone, as this program knows it
        note: a tombstone is for a migration that was deleted on purpose; nothing was changed
        help: undo it with `down`, or delete its file, its `mod` line and what is locked of it first
        ",
    );
    assert_eq!(desk.migrate("tombstone 20300101_000000 --yes --json").json()["error"]["reason"], "unamendable");
}

#[test]
fn a_change_is_accepted() {
    let desk = Desk::new();
    desk.migrates("up");
    let now =
        |arguments: &str| desk.with_variable("MIGRATE_TEST_HISTORY", "bookshop another create_authors", arguments);
    assert!(now("status").out.contains("changed since"), "it is shown");
    assert_eq!(now("up").code, Some(1));
    let typed = now("accept-change 20260105_090000 --yes");
    assert_eq!(typed.code, Some(0), "{typed:?}");
    assert_text(
        &typed.out,
        "
        SQLite <version>:
          m20260105_090000_create_authors  is applied as it is now; `check` shows in what the database differs
        ",
    );
    assert_text(&now("up").out, "SQLite <version>: nothing to do");
    assert!(!now("status").out.contains("changed since"), "it is what was applied");
}

#[test]
fn a_half_done_migration_that_was_corrected_goes_on() {
    let desk = Desk::with("heavy");
    desk.migrates("up --to 20260106090000");
    desk.run(
        "INSERT INTO events (kind, amount) \
         WITH RECURSIVE counted (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM counted WHERE x < 500) SELECT 'a', x FROM counted",
    );
    desk.run("CREATE TRIGGER refuse UPDATE ON events WHEN old.id = 300 BEGIN SELECT RAISE(ABORT, 'not this one'); END");
    assert_eq!(desk.migrate("up").code, Some(5));
    let now = |arguments: &str| desk.with_variable("MIGRATE_TEST_HISTORY", "heavy another raise_events", arguments);
    for command in ["up", "resume", "repair --yes"] {
        let typed = now(&format!("{command} --wait-for-others 0"));
        assert_eq!(typed.code, Some(5), "{command}: {typed:?}");
        assert!(typed.err.contains("with `accept-change <VERSION>`"), "{command}: {typed:?}");
    }
    let typed = now("accept-change 20260107_090000 --yes");
    assert_eq!(typed.code, Some(0), "{typed:?}");
    assert_text(
        &typed.out,
        "
        SQLite <version>:
          m20260107_090000_raise_events  goes on as it is written now, with the next `up` or `resume`
        ",
    );
    desk.run("DROP TRIGGER refuse");
    assert_eq!(now("up").code, Some(0));
    assert!(!now("status").out.contains("changed since"), "it is what was applied");
    assert_eq!(desk.migrate("down --yes").code, Some(0), "it is undone by the steps that were stored");
}

#[test]
fn a_history_in_a_table_of_another_name() {
    let desk = Desk::new();
    desk.migrates("up --history-table applied");
    assert!(desk.migrates("status --history-table applied").contains("nothing is pending"));
    assert!(desk.migrates("sql --history-table applied").contains("INSERT INTO \"applied\" "));
    let typed = desk.migrate("up --history-table audit.applied");
    assert_eq!(typed.code, Some(1), "{typed:?}");
    assert_text(
        &typed.err,
        "
        error: the table of applied migrations cannot be `audit.applied`: SQLite has no schemas
        note: nothing was changed
        help: create the schema, or choose another name with `--history-table <NAME>`
        ",
    );
}
