//! Clocks that are wrong: nothing that is decided depends on the time of the machine that runs the program.

use std::process::Command;

use crate::administration::skip;
use crate::check::on_every_database;
use crate::scratch::Scratch;
use crate::typed::{Desk, PROGRAM, Typed, typed};

/// Whether `faketime` is there; if not, a line says so.
fn has_faketime() -> bool {
    let is_there = Command::new("faketime").arg("--version").output().is_ok_and(|output| output.status.success());
    if !is_there {
        skip("`faketime` is not installed");
    }
    is_there
}

/// Types a command on a machine whose clock is off by so much.
fn types(desk: &Desk, clock: &str, url: &str, arguments: &str) -> Typed {
    let mut command = Command::new("faketime");
    command.args(["-f", clock, PROGRAM]).args(arguments.split_whitespace()).args(["--database-url", url]);
    desk.prepare(&mut command);
    typed(command.output().expect("it starts"))
}

/// The migrations in the order in which they were applied, and how long each took.
async fn history(scratch: &Scratch) -> Vec<(String, i64)> {
    let rows = "SELECT name, CAST(milliseconds AS char(20)) FROM migrate_history ORDER BY migrate_history.position";
    let number = |text: &Option<String>| text.as_deref().expect("a number").trim().parse().expect("a number");
    scratch.rows(rows).await.iter().map(|row| (row[0].clone().expect("a name"), number(&row[1]))).collect()
}

const NAMES: [&str; 6] = [
    "create_authors",
    "create_books",
    "index_books_by_status",
    "add_isbn_to_books",
    "add_house_author",
    "widen_prices",
];

#[test]
fn runs_on_machines_whose_clocks_differ_go_on_from_each_other() {
    if !has_faketime() {
        return;
    }
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let (key, desk) = (scratch.server.key(), Desk::new());
        let url = scratch.url.as_str();
        // A day ahead, one behind, years ahead, and decades back.
        for (clock, steps) in [("+1d", 2), ("-1d", 1), ("+10y", 1), ("-20y", 2)] {
            let typed = types(&desk, clock, url, &format!("up --steps {steps} --json"));
            assert_eq!(typed.code, Some(0), "{key}, {clock}: {typed:?}");
            for ran in typed.json()["applied"].as_array().expect("a list") {
                let took = ran["milliseconds"].as_f64().expect("a number");
                assert!((0.0..60_000.0).contains(&took), "{key}, {clock}: {typed:?}");
            }
            let history = history(scratch).await;
            let names: Vec<&str> = history.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, NAMES[..names.len()], "{key}, {clock}");
            assert!(history.iter().all(|(_, took)| (0..60_000).contains(took)), "{key}, {clock}: {history:?}");
        }
        for clock in ["+1d", "-1d"] {
            assert_eq!(types(&desk, clock, url, "check").code, Some(0), "{key}, {clock}");
            assert_eq!(types(&desk, clock, url, "up").code, Some(0), "{key}, {clock}");
        }
        // The newest is the one that was applied last, whatever the time says.
        for (clock, name) in [("-1d", "widen_prices"), ("+1d", "add_house_author"), ("-10y", "add_isbn_to_books")] {
            let typed = types(&desk, clock, url, "down --yes --accept-data-loss --json");
            let undone = typed.json()["undone"][0]["migration"].as_str().expect("a name").to_owned();
            assert!(undone.ends_with(name), "{key}, {clock}: {typed:?}");
        }
        assert_eq!(types(&desk, "-1d", url, "up").code, Some(0), "{key}");
        assert_eq!(history(scratch).await.len(), NAMES.len(), "{key}");
    });
}
