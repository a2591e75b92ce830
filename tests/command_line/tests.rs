//! The command line, typed as a person would: every promise in one file.

/// Databases to work in, and what they hold. A path on a file itself would look for its modules beside it.
#[allow(dead_code, unused_imports, reason = "other tests ask more of it")]
#[path = "../databases"]
mod databases {
    pub mod administration;
    pub mod check;
    pub mod dump;
    pub mod scratch;
    pub mod server;
}

mod adopt;
mod amend;
mod check_command;
mod clock;
mod crowd;
mod edited;
mod exit_codes;
mod full;
mod help;
mod killed;
mod lease;
mod lock;
mod order;
mod own_server;
mod plan;
#[cfg(unix)]
mod read_only;
mod restarted;
mod schema;
mod scripts;
mod secrets;
mod status;
mod terminal;
mod typed;
mod undo;
mod wait;

use databases::{administration, check, dump, scratch, server};
