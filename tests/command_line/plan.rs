//! `plan`: what a run would do, and nothing is done.

use crate::check::on_every_database;
use crate::scratch::Scratch;
use crate::typed::{Desk, assert_text};

#[test]
fn it_shows_grade_lock_and_sql_of_each_step() {
    let desk = Desk::new();
    desk.migrates("up --steps 3");
    assert_text(
        &desk.migrates("plan up --steps 2"),
        "
        SQLite <version>:

        apply m20260202_083000_add_isbn_to_books  (exact, in one transaction)
          1. database write lock
             ALTER TABLE \"books\" ADD COLUMN \"isbn\" varchar(13)

        apply m20260209_110000_add_house_author  (conditional, in one transaction)
          1. database write lock
             INSERT INTO \"authors\" (\"name\") VALUES ('The bookshop''s own')
        ",
    );
    assert_eq!(desk.migrates("status").matches("applied at").count(), 3);
}

#[test]
fn it_says_when_there_is_nothing_to_do() {
    let desk = Desk::new();
    desk.migrates("up");
    assert_text(&desk.migrates("plan"), "SQLite <version>: nothing to do");
}

#[test]
fn it_counts_what_undoing_would_throw_away() {
    let desk = Desk::new();
    desk.migrates("up --to 20260202_083000");
    desk.run("INSERT INTO authors (name) VALUES ('Ada')");
    desk.run("INSERT INTO books (author_id, title, cents, isbn) VALUES (1, 'Notes', 1, '1'), (1, 'More', 1, '2')");
    assert_text(
        &desk.migrates("plan down"),
        "
        SQLite <version>:

        undo m20260202_083000_add_isbn_to_books  (exact, in one transaction)
          1. database write lock
             throws away 2 values of `books.isbn`
             ALTER TABLE \"books\" DROP COLUMN \"isbn\"
        ",
    );
    let answer = desk.migrate("plan down --json").json();
    assert_eq!(answer["undo"][0]["steps"][0]["loses"]["count"], 2);
    assert_eq!(answer["undo"][0]["steps"][0]["lock"], "database");
    assert_eq!(answer["undo"][0]["in_one_transaction"], true);
    assert_eq!(answer["apply"].as_array().map(Vec::len), Some(0));
}

#[test]
fn what_a_run_would_refuse_is_refused() {
    let desk = Desk::with("last_word");
    desk.migrates("up");
    assert_eq!(desk.migrate("plan down").code, Some(1));
    assert_eq!(desk.migrate("plan to 20260105_090001").code, Some(1));
}

#[test]
fn it_plans_what_a_run_does_everywhere() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch: &Scratch| {
        let desk = Desk::new();
        let json = |arguments: &str| {
            let typed = desk.migrate(&format!("{arguments} --json --database-url {}", scratch.url));
            assert_eq!(typed.code, Some(0), "{}: {typed:?}", scratch.server.key());
            typed.json()
        };
        for (plan, run) in [
            ("plan up --steps 2", "up --steps 2"),
            ("plan", "up"),
            ("plan redo", "redo --yes"),
            ("plan to 20260105_090000", "to 20260105_090000 --yes --accept-data-loss"),
            ("plan down --to 0", "down --to 0 --yes"),
        ] {
            let (planned, done) = (json(plan), json(run));
            assert_eq!(sent(&planned["undo"]), ran(&done["undone"]), "{}: {plan}", scratch.server.key());
            assert_eq!(sent(&planned["apply"]), ran(&done["applied"]), "{}: {plan}", scratch.server.key());
        }
    });
}

#[cfg(feature = "postgres")]
#[test]
fn an_index_of_a_table_in_use_is_planned_outside_a_transaction() {
    crate::check::block_on(async {
        let Some(scratch) = Scratch::new(crate::server::Server::Postgres).await else { return };
        let desk = Desk::new();
        let url = &scratch.url;
        let first = desk.migrates(&format!("plan --database-url {url}"));
        assert!(!first.contains("CONCURRENTLY"), "nobody uses an empty database: {first}");
        desk.migrates(&format!("up --steps 2 --database-url {url}"));
        let later = desk.migrates(&format!("plan up --steps 1 --database-url {url}"));
        let expected = "apply m20260119_100000_index_books_by_status  (exact, step by step)
  1. SHARE UPDATE EXCLUSIVE on books; outside a transaction
     needs that nothing is called `books_status_idx`
     CREATE INDEX CONCURRENTLY";
        assert!(later.contains(expected), "{later}");
    });
}

/// The migrations of a plan with the number of their steps.
fn sent(planned: &serde_json::Value) -> Vec<(String, u64)> {
    let list = planned.as_array().expect("a list");
    let steps = |one: &serde_json::Value| one["steps"].as_array().map_or(0, |steps| steps.len() as u64);
    list.iter().map(|one| (one["migration"].to_string(), steps(one))).collect()
}

/// The migrations of a report with the number of their steps.
fn ran(report: &serde_json::Value) -> Vec<(String, u64)> {
    let list = report.as_array().expect("a list");
    list.iter().map(|one| (one["migration"].to_string(), one["steps"].as_u64().expect("a number"))).collect()
}
