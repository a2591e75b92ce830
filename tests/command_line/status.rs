//! `status`: what is applied and what is pending, for a person and for a program.

use serde_json::json;

use crate::typed::{Desk, assert_text};

#[test]
fn it_lists_what_is_applied_and_what_is_pending() {
    let desk = Desk::new();
    desk.migrates("up --steps 5");
    assert_text(
        &desk.migrates("status"),
        "
        SQLite <version> at sqlite://app.db

          m20260105_090000_create_authors         applied at <time>
          m20260105_091500_create_books           applied at <time>
          m20260119_100000_index_books_by_status  applied at <time>
          m20260202_083000_add_isbn_to_books      applied at <time>
          m20260209_110000_add_house_author       applied at <time>
          m20260302_090000_widen_prices           pending

        1 pending; `up` applies it
        ",
    );
}

#[test]
fn it_says_when_nothing_is_pending() {
    let desk = Desk::new();
    desk.migrates("up");
    assert!(desk.migrates("status").ends_with("\n\nnothing is pending\n"));
}

#[test]
fn it_makes_no_table() {
    let desk = Desk::new();
    desk.migrates("status");
    assert_eq!(desk.migrates("status").matches("pending\n").count(), 6);
    desk.run("CREATE TABLE migrate_history (is_mine integer)");
}

#[test]
fn its_json_says_the_same() {
    let desk = Desk::new();
    desk.migrates("up --to 20260105_090000");
    let answer = desk.migrate("status --json").json();
    let list = answer["migrations"].as_array().expect("a list");
    assert_eq!(list.len(), 6);
    assert_eq!(list[0]["version"], 20_260_105_090_000_i64);
    assert_eq!(list[0]["state"], "applied");
    assert!(list[0]["at"].is_string());
    let pending =
        json!({ "version": 20_260_105_091_500_i64, "migration": "m20260105_091500_create_books", "state": "pending" });
    assert_eq!(list[1], pending);
    assert_eq!(answer["address"], "sqlite://app.db");
    assert_eq!(answer["exit_code"], 0);
}

#[test]
fn it_says_what_stands_in_the_way_of_up() {
    let desk = Desk::new();
    assert_eq!(desk.with_variable("MIGRATE_TEST_HISTORY", "bookshop without add_isbn_to_books", "up").code, Some(0));
    let status = desk.migrates("status");
    let (_, last) = status.split_once("\n\n`up` would be refused\n").unwrap_or_else(|| panic!("{status}"));
    assert_text(
        last,
        "
        error: `m20260202_083000_add_isbn_to_books` is pending, but the newer `m20260302_090000_widen_prices` is applied
        note: it was written for a schema without what `m20260209_110000_add_house_author` did, and the two may touch the same things
        help: give it a version after `m20260302_090000_widen_prices`
        ",
    );
    assert_eq!(desk.migrate("status --exit-code").code, Some(1));
    assert_eq!(desk.migrate("status --json").json()["in_the_way"]["reason"], "out_of_order");
}
