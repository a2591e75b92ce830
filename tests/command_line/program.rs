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
    migrate::cli::main(match history.split_once(' ') {
        Some((name, what)) => with(called(name), what),
        None => called(&history),
    })
}

fn called(name: &str) -> &'static Migrations {
    match name {
        "heavy" => &heavy::MIGRATIONS,
        "last_word" => &last_word::MIGRATIONS,
        "nothing" => &nothing::migrations::MIGRATIONS,
        "quickstart" => &quickstart::migrations::MIGRATIONS,
        "slow" => &slow::MIGRATIONS,
        "stubborn" => &stubborn::MIGRATIONS,
        _ => &bookshop::migrations::MIGRATIONS,
    }
}

/// A program at another time: `without <NAME>`, or with `another <NAME>`.
fn with(migrations: &'static Migrations, what: &str) -> &'static Migrations {
    match what.split_once(' ') {
        Some(("without", name)) => without(migrations, name),
        Some(("another", name)) => with_another(migrations, name),
        _ => panic!("`{what}` is nothing that it can be with"),
    }
}

/// The program after it got another text of this migration.
fn with_another(migrations: &'static Migrations, name: &str) -> &'static Migrations {
    let other = |one: &'static Migration| -> &'static Migration {
        if one.name == name { Box::leak(Box::new(Migration { checksum: !one.checksum, ..*one })) } else { one }
    };
    let list = migrations.list.iter().copied().map(other).collect::<Vec<_>>();
    Box::leak(Box::new(Migrations { list: list.leak(), ..*migrations }))
}

/// The program before it had this migration.
fn without(migrations: &'static Migrations, name: &str) -> &'static Migrations {
    let list = migrations.list.iter().copied().filter(|one| one.name != name).collect::<Vec<_>>();
    Box::leak(Box::new(Migrations { list: list.leak(), ..*migrations }))
}
