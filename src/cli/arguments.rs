//! What may be typed: the commands, their options, and the help.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use clap::builder::{EnumValueParser, PossibleValuesParser, TypedValueParser as _};
use clap::{Arg, ArgAction, ArgMatches, ValueEnum, value_parser};
use migrate_core::dialect::Dialect;
use migrate_core::migration::Migrations;

use super::address::{Secrets, VARIABLE};
use super::exit::Exit;
use super::paint::Colour;
use crate::machine::StepOutcome;
use crate::plan::Goal;

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
    /// When to use colour.
    pub colour: Colour,
    /// How long to wait for a server that is still starting.
    pub connect_timeout: Duration,
    /// How long to wait for another run.
    pub wait_for_others: Duration,
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
    /// Apply and undo, and what is known of the step in which an earlier run came to its end.
    Run(Goal, Option<StepOutcome>),
    /// Write the history as a script.
    Sql(ScriptOptions),
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
        colour: own.get_one::<Colour>("color").copied().unwrap_or(Colour::Auto),
        connect_timeout: seconds(own, "connect-timeout"),
        wait_for_others: seconds(own, "wait-for-others"),
        wait_for_locks: seconds(own, "wait-for-locks"),
    })
}

/// Writes the help, or what is wrong with what was typed.
pub fn explain(error: &clap::Error, typed: &[OsString]) -> Exit {
    let text = Secrets::of(typed).hide(&error.render().to_string());
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
        "sql" => Command::Sql(ScriptOptions {
            dialect: own.get_one("dialect").copied(),
            from: own.get_one("from").copied(),
            to: own.get_one("to").copied(),
            is_down: own.get_flag("down"),
        }),
        "wait" => Command::Wait { timeout: seconds(own, "timeout") },
        "resume" => {
            Command::Run(Goal::Resume, own.get_one::<String>("unknown-step").map(|outcome| step_outcome(outcome)))
        }
        name => Command::Run(goal(name, own), None),
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
        "to" => Goal::Version(*own.get_one("version").expect("clap asks for it")),
        name => unreachable!("no command is called {name}"),
    }
}

fn step_outcome(text: &str) -> StepOutcome {
    if text == "done" { StepOutcome::Done } else { StepOutcome::NotDone }
}

fn seconds(own: &ArgMatches, name: &str) -> Duration {
    Duration::from_secs(*own.get_one::<u64>(name).expect("it has a default"))
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

fn command_line(history: &str, program: &str) -> clap::Command {
    clap::Command::new("migrate")
        .bin_name(program)
        .about(format!("Applies and undoes the migrations of `{history}`, which are compiled into this program."))
        .after_help(after_help(program))
        .override_usage(format!("{program} <COMMAND> [OPTIONS]"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommands([
            status(program),
            plan(program),
            sql(program),
            up(program),
            down(program),
            to(program),
            redo(program),
            resume(program),
            repair(program),
            wait(program),
        ])
        .args(everywhere())
}

fn after_help(program: &str) -> String {
    let codes: Vec<String> = Exit::ALL.iter().map(|exit| format!("{:>5}  {}", *exit as u8, exit.meaning())).collect();
    format!(
        "Examples:
  {program} status                    which migrations are applied?
  {program} plan down                 what would undoing the last one do?
  {program} up                        apply what is pending
  {program} to 20261122_103000        make this version the newest that is applied
  {program} to 0 --yes                undo everything, without a question

Exit codes:
{}

`{program} <COMMAND> --help` says more about a command.",
        codes.join("\n")
    )
}

/// A command with its sentence, what else is to be said of it, and what one may type.
///
/// With a long sentence of its own, clap would give every option three lines.
fn subcommand(name: &'static str, about: &str, more: &str, examples: &[String]) -> clap::Command {
    let examples = examples.join("\n  ");
    clap::Command::new(name).about(about.to_owned()).after_help(format!("{more}\n\nExamples:\n  {examples}"))
}

fn status(program: &str) -> clap::Command {
    subcommand(
        "status",
        "Shows which migrations are applied and which are pending",
        "Changes nothing.",
        &[format!("{program} status"), format!("{program} status --exit-code || {program} up")],
    )
    .arg(flag("exit-code").help("Ends with 3 where migrations are pending, and with 5 where one is half done"))
}

fn plan(program: &str) -> clap::Command {
    let what = [up(program), down(program), to(program), redo(program), resume(program), repair(program)];
    subcommand(
        "plan",
        "Shows what a run would do, step by step, without doing it",
        "For each migration its grade, and for each step the lock it takes, what it needs, what it throws away, and its\n\
         SQL. Without a command of its own: what `up` would do.",
        &[format!("{program} plan"), format!("{program} plan down"), format!("{program} plan to 20261122_103000 --json")],
    )
    .subcommands(what.map(|one| {
        let about = format!("Shows what `{}` would do", one.get_name());
        one.about(about).after_help("")
    }))
    .disable_help_subcommand(true)
}

fn sql(program: &str) -> clap::Command {
    let dialects = PossibleValuesParser::new(["postgres", "mysql", "mariadb", "sqlite"]);
    let dialects = dialects.map(|key| Dialect::from_key(&key).expect("each is a key"));
    let end = |name: &'static str| Arg::new(name).long(name).value_name("VERSION").value_parser(version);
    subcommand(
        "sql",
        "Writes the history as a script for psql, mysql, mariadb or sqlite3, without a connection",
        "The script asks the rows what a run would ask, and writes the history too, so that later runs know of it. It stops\n\
         at the first error, and before it changes anything where the database is not at the version it begins from.",
        &[
            format!("{program} sql --dialect postgres > all.sql"),
            format!("{program} sql --from 20261122_103000 | psql app"),
            format!("{program} sql --down --to 20261122_103000"),
        ],
    )
    .arg(Arg::new("dialect").long("dialect").value_name("DATABASE").value_parser(dialects).help("For which database"))
    .arg(flag("down").help("Undoes instead of applying"))
    .arg(end("from").help("The newest version that is applied where it begins [default: none; with --down, all]"))
    .arg(end("to").help("The newest version that is applied where it ends [default: all; with --down, none]"))
    .arg(flag("accept-data-loss").help("Undoes also where that throws away what was written since"))
}

fn up(program: &str) -> clap::Command {
    subcommand(
        "up",
        "Applies every migration that is pending, the oldest first",
        "Never asks: what a migration loses was accepted where it is written.",
        &[format!("{program} up"), format!("{program} up --to 20261122_103000"), format!("{program} up --steps 1")],
    )
    .arg(Arg::new("to").long("to").value_name("VERSION").value_parser(version).help("Applies those up to this version"))
    .arg(
        Arg::new("steps")
            .long("steps")
            .value_name("COUNT")
            .value_parser(value_parser!(u64).range(1..))
            .conflicts_with("to")
            .help("Applies so many migrations"),
    )
}

fn down(program: &str) -> clap::Command {
    subcommand(
        "down",
        "Undoes the migration that was applied last",
        "Shows first what that is, how well it can be undone and what it would throw away, and asks.",
        &[format!("{program} down"), format!("{program} down --to 20261122_103000 --yes --accept-data-loss")],
    )
    .arg(
        Arg::new("to")
            .long("to")
            .value_name("VERSION")
            .value_parser(version)
            .help("Undoes all that were applied after this version, which stays; 0 for all"),
    )
    .args(undoing())
}

fn to(program: &str) -> clap::Command {
    subcommand(
        "to",
        "Applies and undoes until a version is the newest that is applied",
        "The version is written as in the file's name, `20261122_103000`; 0 undoes everything. Asks before it undoes.",
        &[format!("{program} to 20261122_103000"), format!("{program} to 0 --yes")],
    )
    .arg(Arg::new("version").value_name("VERSION").required(true).value_parser(version).help("The version to end at"))
    .args(undoing())
}

fn redo(program: &str) -> clap::Command {
    subcommand(
        "redo",
        "Undoes the migration that was applied last, and applies it as it is written now",
        "For a migration that is still being worked on. Asks before it undoes.",
        &[format!("{program} redo")],
    )
    .args(undoing())
}

fn resume(program: &str) -> clap::Command {
    subcommand(
        "resume",
        "Goes on with a migration that an earlier run left in the middle",
        "`up` does so too where it was being applied, and `down` where it was being undone. What became of the step that was\n\
         under way is found out from the database; where it cannot tell, the message asks you to look and to say it.",
        &[format!("{program} resume"), format!("{program} resume --unknown-step not-done")],
    )
    .arg(
        Arg::new("unknown-step")
            .long("unknown-step")
            .value_name("done|not-done")
            .value_parser(["done", "not-done"])
            .hide_possible_values(true)
            .help("What became of the step of which the database does not tell"),
    )
}

fn repair(program: &str) -> clap::Command {
    subcommand(
        "repair",
        "Takes a migration back to where it began that an earlier run left in the middle",
        "Its finished steps are undone by their own inverses. Asks before it does so.",
        &[format!("{program} repair")],
    )
    .args(undoing())
}

fn wait(program: &str) -> clap::Command {
    let timeout = Arg::new("timeout").long("timeout").value_name("SECONDS").value_parser(value_parser!(u64));
    subcommand(
        "wait",
        "Waits until the database has every migration that this program knows",
        "For a container that starts beside the one that runs `up`. Ends with 3 where it waited in vain.",
        &[format!("{program} wait --timeout 120 && exec service")],
    )
    .arg(timeout.default_value("60").help("How long to wait, also for the server to start"))
}

/// What commands have that undo.
fn undoing() -> [Arg; 2] {
    [
        flag("yes").short('y').help("Answers the question before it is asked"),
        flag("accept-data-loss").help("Undoes also where that throws away what was written since"),
    ]
}

/// What every command has.
fn everywhere() -> [Arg; 6] {
    let global = |arg: Arg| arg.global(true).help_heading("Options of every command");
    let seconds = |name: &'static str, default: &'static str| {
        global(Arg::new(name).long(name).value_name("SECONDS").value_parser(value_parser!(u64)).default_value(default))
    };
    [
        global(Arg::new("database-url").long("database-url").value_name("URL"))
            .help(format!("The database [default: the variable {VARIABLE}]")),
        global(flag("json")).help("Answers with one JSON document, also where it fails"),
        global(Arg::new("color").long("color").value_name("WHEN").value_parser(EnumValueParser::<Colour>::new()))
            .help("When to use colour [default: auto]"),
        seconds("connect-timeout", "10").help("How long to wait for a server that is still starting"),
        seconds("wait-for-others", "60").help("How long to wait while another run holds the database"),
        seconds("wait-for-locks", "600").help("How long to try again while others hold locks that a step needs"),
    ]
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}

/// A version as file names and messages write it, with or without what surrounds it there.
fn version(text: &str) -> Result<i64, String> {
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
    fn the_command_line_is_sound() {
        command_line("app", "migrate").debug_assert();
    }

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
