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
        other => other.strip_prefix("bookshop without ").map_or(&bookshop::migrations::MIGRATIONS, without),
    })
}

/// The bookshop's program before it had this migration.
fn without(name: &str) -> &'static Migrations {
    let bookshop = &bookshop::migrations::MIGRATIONS;
    let list = bookshop.list.iter().copied().filter(|one| one.name != name).collect::<Vec<_>>();
    Box::leak(Box::new(Migrations { list: list.leak(), ..*bookshop }))
}
