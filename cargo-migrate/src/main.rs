//! `cargo migrate`: sets up a project's migrations, writes new ones, and calls the project's own command line.
#![forbid(unsafe_code)]

mod arguments;
mod commands;
mod failure;
mod files;
mod histories;
mod init;
mod layout;
mod new;
mod program;
mod redate;
mod workspace;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use arguments::{Arguments, Command};
use failure::Failure;

fn main() -> ExitCode {
    let arguments = match arguments::read(typed()) {
        Ok(arguments) => arguments,
        Err(explained) => explained.exit(),
    };
    match carry_out(&arguments) {
        Ok(Outcome::Said(text)) => {
            // Who stopped to listen knows enough.
            let _written = writeln!(std::io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Ok(Outcome::Ended(code)) => code,
        Err(failure) => failure.tell(),
    }
}

/// How a command ended.
enum Outcome {
    /// It is done, and this is what was done.
    Said(String),
    /// The program of the project did it, and ended with this.
    Ended(ExitCode),
}

fn carry_out(arguments: &Arguments) -> Result<Outcome, Failure> {
    let Arguments { selection, command } = arguments;
    match command {
        Command::Init(options) => init::init(selection, options).map(Outcome::Said),
        Command::New(options) => new::new(selection, options).map(Outcome::Said),
        Command::Redate(options) => redate::redate(selection, options).map(Outcome::Said),
        Command::OfTheProgram(call) => program::call(selection, call).map(Outcome::Ended),
    }
}

/// What was typed. Cargo puts its own word for this program before it.
fn typed() -> Vec<OsString> {
    let mut typed: Vec<OsString> = std::env::args_os().collect();
    if typed.get(1).is_some_and(|word| word == "migrate") {
        typed.remove(1);
    }
    typed
}
