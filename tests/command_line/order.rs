//! A database whose migrations are not those of the program.

use crate::typed::{Desk, assert_text};

/// A newer program has been there.
const NEWER: &str = "INSERT INTO migrate_history (history, version, name, kind, checksum, position, state, progress, \
     undo_steps, undo_checksum, history_hash, applied_by, program_version) \
     SELECT history, 20990101000000, 'add_shelves', kind, checksum, position + 1, state, progress, undo_steps, \
     undo_checksum, history_hash, applied_by, program_version FROM migrate_history ORDER BY position DESC LIMIT 1";

#[test]
fn a_newer_database_is_told_and_refused_where_that_is_asked_for() {
    let desk = Desk::new();
    desk.migrates("up");
    desk.run(NEWER);
    assert_text(&desk.migrates("up"), "SQLite <version>: it is ahead of this program");
    let typed = desk.migrate("up --refuse-newer");
    assert_eq!(typed.code, Some(1), "{typed:?}");
    assert_text(
        &typed.err,
        "
        error: the database is ahead of this program: it has `m20990101_000000_add_shelves`
        note: nothing was changed
        help: run the newer program, or leave `--refuse-newer` away, as while a new version is being deployed
        ",
    );
    assert_eq!(desk.migrate("plan up --refuse-newer --json").json()["error"]["reason"], "ahead");
}

#[test]
fn what_would_be_applied_below_a_newer_one_is_refused_with_a_way_out() {
    let desk = Desk::new();
    desk.migrates("up");
    desk.run("DELETE FROM migrate_history WHERE version = 20260209110000");
    let typed = desk.migrate("up --accept-out-of-order");
    assert_eq!(typed.code, Some(1), "{typed:?}");
    assert_text(
        &typed.err,
        "
        error: `m20260209_110000_add_house_author` is pending, but the newer `m20260302_090000_widen_prices` is applied
        note: it was written for a schema without what `m20260302_090000_widen_prices` did, and the two may touch the same things
        help: give it a version after `m20260302_090000_widen_prices`
        ",
    );
}
