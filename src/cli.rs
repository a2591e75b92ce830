//! The command line of a project: `migrate::cli::main(&MIGRATIONS)`.
//!
//! A project gets it in `src/bin/migrate.rs`:
//!
//! ```no_run
//! # mod app {
//! #     pub mod migrations {
//! #         use migrate::prelude::*;
//! #         pub struct CreateTeams;
//! #         #[migration(version = 20261122_101500)]
//! #         impl Migration for CreateTeams {
//! #             fn up(schema: &mut Schema) {
//! #                 schema.create_table("teams").columns([id(), string("name").unique()]);
//! #             }
//! #         }
//! #         migrate::migrations![CreateTeams];
//! #     }
//! # }
//! use std::process::ExitCode;
//!
//! fn main() -> ExitCode {
//!     migrate::cli::main(&app::migrations::MIGRATIONS)
//! }
//! ```
//!
//! `migrate --help` lists the commands and the exit codes; `docs/command-line.md` of this project explains them.

mod address;
mod adopt;
mod amend;
mod arguments;
mod baseline;
mod check;
mod commands;
mod exit;
mod lock;
mod message;
mod output;
mod paint;
mod plan;
mod question;
mod run;
mod schema;
mod session;
mod sql;
mod status;
mod wait;
mod watch;

use std::process::ExitCode;

use migrate_core::migration::Migrations;

use arguments::{Arguments, Command};
use message::Failure;
use output::{Answer, Output};
use session::Session;

/// Does what the arguments of the program say, and tells how it went by the exit code.
///
/// Starts a runtime of its own, so that it is called from an ordinary `main`.
#[must_use]
pub fn main(migrations: &'static Migrations) -> ExitCode {
    let typed: Vec<_> = std::env::args_os().collect();
    let arguments = match arguments::read(migrations, &typed) {
        Ok(arguments) => arguments,
        Err(error) => return arguments::explain(&error, &typed).into(),
    };
    let output = Output::new(&arguments, &typed);
    let outcome = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(carry_out(migrations, &arguments)),
        Err(error) => Err(Failure::of_this_program("the runtime cannot be started", &error)),
    };
    output.tell(outcome).into()
}

async fn carry_out(migrations: &'static Migrations, arguments: &Arguments) -> Result<Answer, Failure> {
    let session = Session { migrations, arguments };
    match &arguments.command {
        Command::Status { exit_code } => status::show(&session, *exit_code).await,
        Command::Plan(goal) => plan::show(&session, *goal).await,
        Command::Run(goal) => run::run(&session, *goal).await,
        Command::Schema { dialect, is_diagram } => schema::show(&session, *dialect, *is_diagram),
        Command::Sql(options) => sql::write(&session, options),
        Command::Adopt { is_printed } => adopt::adopt(&session, *is_printed).await,
        Command::Check { is_history_only } => check::check(&session, *is_history_only).await,
        Command::Baseline(options) => baseline::baseline(&session, options).await,
        Command::Amend(amendment, version) => amend::amend(&session, *amendment, *version).await,
        Command::Lock(options) => lock::lock(&session, options),
        Command::Wait { timeout } => wait::wait(&session, *timeout).await,
    }
}
