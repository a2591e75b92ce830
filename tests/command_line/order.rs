//! A database whose migrations are not those of the program.

use crate::typed::{Desk, assert_text};

#[test]
fn a_newer_database_is_told_and_refused_where_that_is_asked_for() {
    let desk = Desk::new();
    desk.migrates("up");
    let older =
        |arguments: &str| desk.with_variable("MIGRATE_TEST_HISTORY", "bookshop without widen_prices", arguments);
    assert_text(&older("up").out, "SQLite <version>: it is ahead of this program");
    let typed = older("up --refuse-newer");
    assert_eq!(typed.code, Some(1), "{typed:?}");
    assert_text(
        &typed.err,
        "
        error: the database is ahead of this program: it has `m20260302_090000_widen_prices`
        note: nothing was changed
        help: run the newer program, or leave `--refuse-newer` away, as while a new version is being deployed
        ",
    );
    assert_eq!(older("plan up --refuse-newer --json").json()["error"]["reason"], "ahead");
}

#[test]
fn what_would_be_applied_below_a_newer_one_is_refused_with_a_way_out() {
    let desk = Desk::new();
    assert_eq!(desk.with_variable("MIGRATE_TEST_HISTORY", "bookshop without add_house_author", "up").code, Some(0));
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
