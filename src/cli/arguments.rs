//! What was typed.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use clap::{ArgMatches, ValueEnum};
use migrate_core::dialect::Dialect;
use migrate_core::migration::Migrations;

use super::address::Secrets;
use super::commands::command_line;
use super::exit::Exit;
use super::message::Failure;
use super::paint::Colour;
use crate::machine::{Amendment, StepOutcome};
use crate::plan::{Goal, Terms};

/// What was typed.
#[derive(Debug)]
pub struct Arguments {
    /// The command and its own arguments.
    pub command: Command,
    /// The URL of the database.
    pub database_url: Option<String>,
    /// Whether the answer is to be JSON.
    pub json: bool,
    /// Whether questions are answered already.
    pub yes: bool,
    /// Whether undoing may throw something away.
    pub accept_data_loss: bool,
    /// Whether what the rows must allow may be asked on the way.
    pub accept_late_conditions: bool,
    /// The table in which the history is kept, if not in the usual one.
    pub history_table: Option<String>,
    /// The URL of the server on which scratch databases are made.
    pub scratch: Option<String>,
    /// What is said of a database whose order is not the program's.
    pub terms: Terms,
    /// Whether everything is applied in one transaction.
    pub single_transaction: bool,
    /// When to use colour.
    pub colour: Colour,
    /// What is known of the step in which an earlier run came to its end.
    pub known_outcome: Option<StepOutcome>,
    /// How long to wait for a server that is still starting.
    pub connect_timeout: Duration,
    /// How long to wait for another run.
    pub wait_for_others: Duration,
    /// Whether a row keeps other runs out.
    pub locks_by_lease: bool,
    /// How long to try again while others hold locks.
    pub wait_for_locks: Duration,
}

/// What is to be done.
#[derive(Debug)]
pub enum Command {
    /// Show what is applied and what is pending.
    Status {
        /// Whether pending migrations have an exit code of their own.
        exit_code: bool,
    },
    /// Show what a run would do.
    Plan(Goal),
    /// Apply and undo.
    Run(Goal),
    /// Show what the history comes to.
    Schema {
        /// For which database.
        dialect: Option<Dialect>,
        /// Whether as a diagram.
        is_diagram: bool,
    },
    /// Write the history as a script.
    Sql(ScriptOptions),
    /// Compare the database with its history.
    Check {
        /// Whether the schema is left out.
        is_history_only: bool,
    },
    /// Record migrations as applied.
    Baseline(BaselineOptions),
    /// Change what the history says of a migration.
    Amend(Amendment, i64),
    /// Write down a schema that is there already.
    Adopt {
        /// Whether it is only shown.
        is_printed: bool,
    },
    /// Write down what is released.
    Lock(LockOptions),
    /// Wait until somebody else has applied everything.
    Wait {
        /// How long.
        timeout: Duration,
    },
}

/// Which script is to be written.
#[derive(Debug)]
pub struct ScriptOptions {
    /// For which database.
    pub dialect: Option<Dialect>,
    /// The newest version that is applied where it begins.
    pub from: Option<i64>,
    /// The newest version that is applied where it ends.
    pub to: Option<i64>,
    /// Whether it undoes.
    pub is_down: bool,
}

/// What is to be recorded as applied.
#[derive(Debug)]
pub struct BaselineOptions {
    /// The newest version that the database has.
    pub to: Option<i64>,
    /// Whether it is not compared.
    pub accepts_differences: bool,
}

/// What is to be locked.
#[derive(Debug)]
pub struct LockOptions {
    /// The newest version that is released.
    pub to: Option<i64>,
    /// The version of a released migration whose change is accepted.
    pub accept: Option<i64>,
}

/// Reads what was typed.
///
/// # Errors
/// It cannot be understood, or asks for the help.
pub fn read(migrations: &Migrations, typed: &[OsString]) -> Result<Arguments, clap::Error> {
    let matches = command_line(migrations.name, &program(typed)).try_get_matches_from(typed)?;
    let (name, own) = matches.subcommand().expect("clap asks for a command");
    Ok(Arguments {
        command: command(name, own),
        database_url: own.get_one::<String>("database-url").cloned(),
        json: own.get_flag("json"),
        yes: is_set(own, "yes"),
        accept_data_loss: is_set(own, "accept-data-loss"),
        accept_late_conditions: is_set(own, "accept-late-conditions"),
        history_table: own.get_one::<String>("history-table").cloned(),
        known_outcome: known_outcome(own),
        scratch: own.try_get_one::<String>("scratch").ok().flatten().cloned(),
        terms: terms(own),
        single_transaction: is_set(own, "single-transaction"),
        colour: own.get_one::<Colour>("color").copied().unwrap_or(Colour::Auto),
        connect_timeout: seconds(own, "connect-timeout"),
        wait_for_others: seconds(own, "wait-for-others"),
        locks_by_lease: own.get_one::<String>("lock").is_some_and(|lock| lock == "lease"),
        wait_for_locks: seconds(own, "wait-for-locks"),
    })
}

/// Writes the help, or what is wrong with what was typed.
pub fn explain(error: &clap::Error, typed: &[OsString]) -> Exit {
    let text = Secrets::of(typed).hide(&error.render().to_string());
    let wants_json = typed.iter().take_while(|word| *word != "--").any(|word| word == "--json");
    if error.use_stderr() && wants_json {
        let failure = Failure::usage(text.trim_start_matches("error: ").trim_end());
        let _written = writeln!(std::io::stdout(), "{:#}", failure.json(str::to_owned));
        return Exit::Usage;
    }
    // Where this cannot be written, nothing can.
    if error.use_stderr() {
        let _written = std::io::stderr().write_all(text.as_bytes());
        return Exit::Usage;
    }
    let _written = std::io::stdout().write_all(text.as_bytes());
    Exit::Done
}

fn command(name: &str, own: &ArgMatches) -> Command {
    match name {
        "status" => Command::Status { exit_code: own.get_flag("exit-code") },
        "plan" => Command::Plan(own.subcommand().map_or(Goal::Newest, |(name, own)| goal(name, own))),
        "schema" => Command::Schema { dialect: own.get_one("dialect").copied(), is_diagram: own.get_flag("mermaid") },
        "sql" => Command::Sql(ScriptOptions {
            dialect: own.get_one("dialect").copied(),
            from: own.get_one("from").copied(),
            to: own.get_one("to").copied(),
            is_down: own.get_flag("down"),
        }),
        "adopt" => Command::Adopt { is_printed: own.get_flag("print") },
        "check" => Command::Check { is_history_only: own.get_flag("history-only") },
        "baseline" => Command::Baseline(BaselineOptions {
            to: own.get_one("to").copied(),
            accepts_differences: own.get_flag("accept-differences"),
        }),
        "tombstone" if own.get_flag("revive") => Command::Amend(Amendment::Revive, named_version(own)),
        "tombstone" => Command::Amend(Amendment::Bury, named_version(own)),
        "accept-change" => Command::Amend(Amendment::Accept, named_version(own)),
        "lock" => Command::Lock(LockOptions { to: own.get_one("to").copied(), accept: own.get_one("accept").copied() }),
        "wait" => Command::Wait { timeout: seconds(own, "timeout") },
        name => Command::Run(goal(name, own)),
    }
}

/// Where a command brings the database.
fn goal(name: &str, own: &ArgMatches) -> Goal {
    let to = || own.get_one::<i64>("to").copied();
    match name {
        "up" => match (to(), own.get_one::<u64>("steps")) {
            (Some(version), _) => Goal::UpTo(version),
            (None, Some(count)) => Goal::Next(usize::try_from(*count).unwrap_or(usize::MAX)),
            (None, None) => Goal::Newest,
        },
        "down" => to().map_or(Goal::Previous, Goal::DownTo),
        "redo" => Goal::Again,
        "resume" => Goal::Resume,
        "repair" => Goal::Repair,
        "to" => Goal::Version(named_version(own)),
        name => unreachable!("no command is called {name}"),
    }
}

fn named_version(own: &ArgMatches) -> i64 {
    *own.get_one("version").expect("clap asks for it")
}

fn known_outcome(own: &ArgMatches) -> Option<StepOutcome> {
    let outcome = own.try_get_one::<String>("unknown-step").ok().flatten()?;
    Some(if outcome == "done" { StepOutcome::Done } else { StepOutcome::NotDone })
}

fn seconds(own: &ArgMatches, name: &str) -> Duration {
    Duration::from_secs(*own.get_one::<u64>(name).expect("it has a default"))
}

fn terms(own: &ArgMatches) -> Terms {
    // Those of `plan up` stand behind the second word.
    let own = own.subcommand().map_or(own, |(_, own)| own);
    Terms { refuses_newer: is_set(own, "refuse-newer"), accepts_out_of_order: is_set(own, "accept-out-of-order") }
}

/// Whether a flag is set that not every command has.
fn is_set(own: &ArgMatches, name: &str) -> bool {
    matches!(own.try_get_one::<bool>(name), Ok(Some(true)))
}

/// As what the program was called.
fn program(typed: &[OsString]) -> String {
    let called = typed.first().map(Path::new).and_then(Path::file_stem);
    called.map_or_else(|| "migrate".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// A version as file names and messages write it, with or without what surrounds it there.
pub fn version(text: &str) -> Result<i64, String> {
    let fault = || "a version is written as `20261122_103000`, or 0 for none".to_owned();
    if text == "0" {
        return Ok(0);
    }
    let rest = text.strip_prefix('m').unwrap_or(text);
    let digits: String =
        rest.chars().enumerate().filter(|(index, c)| !(*index == 8 && *c == '_')).map(|(_, c)| c).collect();
    let (version, name) = digits.split_at_checked(14).ok_or_else(fault)?;
    let is_version = version.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = name.is_empty() || name.starts_with('_') || name == ".rs";
    if is_version && is_name { version.parse().map_err(|_| fault()) } else { Err(fault()) }
}

impl ValueEnum for Colour {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Auto, Self::Always, Self::Never]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_it_is_written_anywhere() {
        let expected = Ok(20_261_122_103_000);
        for text in
            ["20261122_103000", "20261122103000", "m20261122_103000_create_users", "m20261122_103000_create_users.rs"]
        {
            assert_eq!(version(text), expected, "{text}");
        }
        assert_eq!(version("0"), Ok(0));
        for text in ["", "1", "-1", "20261122_10300", "20261122_1030000", "create_users", "20261122-103000", "é"] {
            assert!(version(text).is_err(), "{text}");
        }
    }
}
