//! The command line for the database of the bookshop.

use std::process::ExitCode;

fn main() -> ExitCode {
    migrate::cli::main(&bookshop::migrations::MIGRATIONS)
}
