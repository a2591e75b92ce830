//! `tombstone` and `accept-change`, and a history in a table of another name.

use crate::typed::{Desk, assert_text};

/// A migration of a branch that was abandoned is applied.
const ABANDONED: &str = "INSERT INTO migrate_history (history, version, name, kind, checksum, position, state, progress, \
     undo_steps, undo_checksum, history_hash, applied_by, program_version) \
     SELECT history, 20260110000000, 'add_shelves', kind, checksum, position + 1, state, progress, undo_steps, \
     undo_checksum, history_hash, applied_by, program_version FROM migrate_history ORDER BY position DESC LIMIT 1";

#[test]
fn a_migration_that_was_deleted_gets_a_tombstone_and_loses_it() {
    let desk = Desk::new();
    desk.migrates("up");
    desk.run(ABANDONED);
    let typed = desk.migrate("up");
    assert_eq!(typed.code, Some(1), "{typed:?}");
    assert!(typed.err.contains("with `tombstone <VERSION>`"), "{typed:?}");
    let typed = desk.migrate("tombstone 20260110_000000");
    assert_eq!(typed.code, Some(1), "{typed:?}");
    assert!(typed.err.contains("recording needs an answer"), "{typed:?}");
    assert_text(
        &desk.migrates("tombstone 20260110_000000 --yes"),
        "
        SQLite <version>:
          m20260110_000000_add_shelves  has a tombstone; `check` shows what it left
        ",
    );
    assert_text(&desk.migrates("up"), "SQLite <version>: nothing to do");
    assert!(desk.migrates("status").contains("tombstone"), "it is shown");
    let answer = desk.migrate("tombstone 20260110_000000 --revive --yes --json").json();
    assert_eq!(answer["migration"], "m20260110_000000_add_shelves");
    assert_eq!(desk.migrate("up").code, Some(1), "it is applied and not known again");
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
    desk.run("UPDATE migrate_history SET checksum = '0000000000000000' WHERE name = 'create_authors'");
    assert!(desk.migrates("status").contains("changed since"), "it is shown");
    assert_text(
        &desk.migrates("accept-change 20260105_090000 --yes"),
        "
        SQLite <version>:
          m20260105_090000_create_authors  is applied as it is now; `check` shows in what the database differs
        ",
    );
    assert_text(&desk.migrates("up"), "SQLite <version>: nothing to do");
    assert!(!desk.migrates("status").contains("changed since"), "it is what was applied");
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
