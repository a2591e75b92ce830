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

fn main() -> ExitCode {
    migrate::cli::main(match std::env::var("MIGRATE_TEST_HISTORY").as_deref() {
        Ok("heavy") => &heavy::MIGRATIONS,
        Ok("last_word") => &last_word::MIGRATIONS,
        Ok("nothing") => &nothing::migrations::MIGRATIONS,
        Ok("quickstart") => &quickstart::migrations::MIGRATIONS,
        Ok("slow") => &slow::MIGRATIONS,
        Ok("stubborn") => &stubborn::MIGRATIONS,
        _ => &bookshop::migrations::MIGRATIONS,
    })
}
