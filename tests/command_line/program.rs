//! The program that the tests type to: the command line of one of several histories.

#[path = "histories/heavy.rs"]
mod heavy;
#[path = "histories/last_word.rs"]
mod last_word;
#[path = "histories/slow.rs"]
mod slow;
#[path = "histories/stubborn.rs"]
mod stubborn;

/// A path on a file itself would look for its migrations beside it.
#[path = "histories/nothing"]
mod nothing {
    pub mod migrations;
}

#[path = "../../examples/quickstart"]
mod quickstart {
    pub mod migrations;
}

use std::process::ExitCode;

use migrate::__private::Migration;
use migrate::Migrations;

fn main() -> ExitCode {
    let history = std::env::var("MIGRATE_TEST_HISTORY").unwrap_or_default();
    migrate::cli::main(match history.as_str() {
        "heavy" => &heavy::MIGRATIONS,
        "last_word" => &last_word::MIGRATIONS,
        "nothing" => &nothing::migrations::MIGRATIONS,
        "quickstart" => &quickstart::migrations::MIGRATIONS,
        "slow" => &slow::MIGRATIONS,
        "stubborn" => &stubborn::MIGRATIONS,
        other => match other.split_once(' ') {
            Some(("bookshop", of)) => bookshop_with(of),
            _ => &bookshop::migrations::MIGRATIONS,
        },
    })
}

/// The program of the bookshop at another time: `without <NAME>`, or with `another <NAME>`.
fn bookshop_with(what: &str) -> &'static Migrations {
    match what.split_once(' ') {
        Some(("without", name)) => without(name),
        Some(("another", name)) => with_another(name),
        _ => panic!("`{what}` is nothing that it can be with"),
    }
}

/// The bookshop's program after it got another text of this migration.
fn with_another(name: &str) -> &'static Migrations {
    let bookshop = &bookshop::migrations::MIGRATIONS;
    let other = |one: &'static Migration| -> &'static Migration {
        if one.name == name { Box::leak(Box::new(Migration { checksum: !one.checksum, ..*one })) } else { one }
    };
    let list = bookshop.list.iter().copied().map(other).collect::<Vec<_>>();
    Box::leak(Box::new(Migrations { list: list.leak(), ..*bookshop }))
}

/// The bookshop's program before it had this migration.
fn without(name: &str) -> &'static Migrations {
    let bookshop = &bookshop::migrations::MIGRATIONS;
    let list = bookshop.list.iter().copied().filter(|one| one.name != name).collect::<Vec<_>>();
    Box::leak(Box::new(Migrations { list: list.leak(), ..*bookshop }))
}
