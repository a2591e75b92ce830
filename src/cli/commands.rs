//! The commands as clap knows them: their sentences, their options and their help.

use clap::builder::{EnumValueParser, PossibleValuesParser, TypedValueParser as _};
use clap::{Arg, ArgAction, Command, value_parser};
use migrate_core::dialect::Dialect;

use super::address::VARIABLE;
use super::arguments::version;
use super::exit::Exit;
use super::paint::Colour;

/// The whole command line of a program of this name.
pub fn command_line(history: &str, program: &str) -> Command {
    Command::new("migrate")
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
            check(program),
            adopt(program),
            baseline(program),
            tombstone(program),
            accept_change(program),
            lock(program),
            wait(program),
            schema(program),
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
fn subcommand(name: &'static str, about: &str, more: &str, examples: &[String]) -> Command {
    let examples = examples.join("\n  ");
    Command::new(name).about(about.to_owned()).after_help(format!("{more}\n\nExamples:\n  {examples}"))
}

fn status(program: &str) -> Command {
    subcommand(
        "status",
        "Shows which migrations are applied and which are pending",
        "Changes nothing.",
        &[format!("{program} status"), format!("{program} status --exit-code || {program} up")],
    )
    .arg(flag("exit-code").help("Ends with 3 where migrations are pending, and with 5 where one is half done"))
}

fn plan(program: &str) -> Command {
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

fn sql(program: &str) -> Command {
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
    .arg(dialect())
    .arg(flag("down").help("Undoes instead of applying"))
    .arg(end("from").help("The newest version that is applied where it begins [default: none; with --down, all]"))
    .arg(end("to").help("The newest version that is applied where it ends [default: all; with --down, none]"))
    .arg(flag("accept-data-loss").help("Undoes also where that throws away what was written since"))
    .arg(late_conditions())
}

fn schema(program: &str) -> Command {
    subcommand(
        "schema",
        "Shows the schema that the history comes to, as SQL, as JSON or as a diagram, without a connection",
        "What the migrations say, folded into one: raw SQL and rows are no part of it.",
        &[
            format!("{program} schema --dialect postgres"),
            format!("{program} schema --json"),
            format!("{program} schema --mermaid"),
        ],
    )
    .arg(dialect())
    .arg(flag("mermaid").help("As an entity relationship diagram in the language of Mermaid"))
}

fn dialect() -> Arg {
    let dialects = PossibleValuesParser::new(["postgres", "mysql", "mariadb", "sqlite"]);
    let dialects = dialects.map(|key| Dialect::from_key(&key).expect("each is a key"));
    Arg::new("dialect").long("dialect").value_name("DATABASE").value_parser(dialects).help("For which database")
}

fn up(program: &str) -> Command {
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
    .arg(flag("refuse-newer").help("Fails where the database has newer migrations than this program"))
    .arg(out_of_order())
    .arg(flag("single-transaction").help("Applies all of them or, where one fails, none: for new databases"))
}

fn out_of_order() -> Arg {
    flag("accept-out-of-order").help("Applies also what is older than applied ones it has nothing in common with")
}

fn down(program: &str) -> Command {
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
    .arg(late_conditions())
}

fn to(program: &str) -> Command {
    subcommand(
        "to",
        "Applies and undoes until a version is the newest that is applied",
        "The version is written as in the file's name, `20261122_103000`; 0 undoes everything. Asks before it undoes.",
        &[format!("{program} to 20261122_103000"), format!("{program} to 0 --yes")],
    )
    .arg(named_version("The version to end at"))
    .args(undoing())
    .arg(late_conditions())
    .arg(out_of_order())
}

fn redo(program: &str) -> Command {
    subcommand(
        "redo",
        "Undoes the migration that was applied last, and applies it as it is written now",
        "For a migration that is still being worked on. Asks before it undoes.",
        &[format!("{program} redo")],
    )
    .args(undoing())
    .arg(late_conditions())
}

fn resume(program: &str) -> Command {
    subcommand(
        "resume",
        "Goes on with a migration that an earlier run left in the middle",
        "`up` does so too where it was being applied, and `down` where it was being undone. What became of the step that was\n\
         under way is found out from the database; where it cannot tell, the message asks you to look and to say it. Asks\n\
         before it undoes.",
        &[format!("{program} resume"), format!("{program} resume --unknown-step not-done")],
    )
    .args(undoing())
    .arg(unknown_step("What became of the next step, if the database cannot tell, or by your hand"))
}

fn unknown_step(help: &'static str) -> Arg {
    let outcome = Arg::new("unknown-step").long("unknown-step").value_name("done|not-done");
    outcome.value_parser(["done", "not-done"]).hide_possible_values(true).help(help)
}

fn repair(program: &str) -> Command {
    subcommand(
        "repair",
        "Takes a migration back to where it began that an earlier run left in the middle",
        "Its finished steps are undone by their own inverses, as they were when it was begun. Asks before it does so.",
        &[format!("{program} repair")],
    )
    .args(undoing())
    .arg(unknown_step("What became of the step of which the database does not tell"))
}

fn check(program: &str) -> Command {
    subcommand(
        "check",
        "Compares the database with what its history says",
        "The applied migrations with those that this program knows, the schema with what they make of a scratch database,\n\
         and what is released, where the sources are, with what is built. Changes nothing in the database. Ends with 6 where\n\
         something differs.",
        &[
            format!("{program} check"),
            format!("{program} check --scratch postgres://localhost/postgres --json"),
            format!("MIGRATE_LOCK=ignore cargo run --bin {program} -- check --history-only"),
        ],
    )
    .arg(scratch())
    .arg(out_of_order())
    .arg(flag("history-only").conflicts_with("scratch").help("Leaves the schema out"))
}

/// Where a schema is made that the database is compared with.
fn scratch() -> Arg {
    let scratch = Arg::new("scratch").long("scratch").value_name("URL");
    scratch.help("On which server a scratch database is made to compare with [default: beside the database]")
}

fn baseline(program: &str) -> Command {
    subcommand(
        "baseline",
        "Records migrations as applied, without carrying them out",
        "For a database that has what they make. It is compared with that first, in a scratch database. What is recorded is\n\
         never undone. A history without a migration gets its first one, as by `adopt`. Asks before it does so.",
        &[format!("{program} baseline --to 20261122_103000")],
    )
    .arg(
        Arg::new("to").long("to").value_name("VERSION").value_parser(version).help("The newest version that the database has"),
    )
    .arg(scratch())
    .arg(flag("accept-differences").help("Records them whatever the database has, and does not compare it"))
    .arg(flag("yes").short('y').help("Answers the question before it is asked"))
}

fn tombstone(program: &str) -> Command {
    subcommand(
        "tombstone",
        "Says of an applied migration that it was deleted on purpose",
        "It counts neither as applied nor as pending any more, and is not undone. The database keeps what it made, which `check`\n\
         shows. Only for a migration that this program does not know. Asks before it does so.",
        &[format!("{program} tombstone 20261122_103000"), format!("{program} tombstone --revive 20261122_103000")],
    )
    .arg(named_version("The version of the migration"))
    .arg(flag("revive").help("Takes the tombstone away: the migration is applied again"))
    .arg(flag("yes").short('y').help("Answers the question before it is asked"))
}

fn accept_change(program: &str) -> Command {
    subcommand(
        "accept-change",
        "Has an applied migration that was changed since count as applied as it is now",
        "For a change that makes the same. Carries nothing out: it is still undone by the steps that were stored when it was\n\
         applied, and `check` shows in what the database differs. One that is half done, as its text was wrong, goes on with\n\
         its new text from where it stands, by `up` or `resume`. Asks before it does so.",
        &[format!("{program} accept-change 20261122_103000")],
    )
    .arg(named_version("The version of the migration"))
    .arg(unknown_step("What became of the step of which the database does not tell"))
    .arg(flag("yes").short('y').help("Answers the question before it is asked"))
}

fn named_version(help: &'static str) -> Arg {
    Arg::new("version").value_name("VERSION").required(true).value_parser(version).help(help)
}

fn adopt(program: &str) -> Command {
    subcommand(
        "adopt",
        "Writes the first migration of a history from the schema that the database has",
        "For a database that sqlx, sea-orm, refinery, diesel or a person made. Changes nothing in it. Needs the sources, and a\n\
         history without a migration.",
        &[format!("{program} adopt"), format!("{program} adopt --print")],
    )
    .arg(flag("print").help("Shows the migration, and writes no file"))
}

fn lock(program: &str) -> Command {
    let of_version = |name: &'static str| Arg::new(name).long(name).value_name("VERSION").value_parser(version);
    subcommand(
        "lock",
        "Writes down what is released, into files that are committed beside the migrations",
        "From then on the build refuses a change of these migrations, and takes their SQL from the files. Needs their\n\
         sources, and no database.",
        &[format!("{program} lock"), format!("{program} lock --to 20261122_103000")],
    )
    .arg(of_version("to").help("The newest version that is released [default: all that the program knows]"))
    .arg(of_version("accept").help("Accepts the change of this released migration, which no database has"))
}

fn wait(program: &str) -> Command {
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

fn late_conditions() -> Arg {
    flag("accept-late-conditions").help("Undoes also where the rows can only be asked on the way whether they allow it")
}

/// What every command has.
fn everywhere() -> [Arg; 8] {
    let global = |arg: Arg| arg.global(true).help_heading("Options of every command");
    let seconds = |name: &'static str, default: &'static str| {
        global(Arg::new(name).long(name).value_name("SECONDS").value_parser(value_parser!(u64)).default_value(default))
    };
    [
        global(Arg::new("database-url").long("database-url").value_name("URL"))
            .help(format!("The database [default: the variable {VARIABLE}]")),
        global(Arg::new("history-table").long("history-table").value_name("NAME"))
            .help("The table of applied migrations [default: migrate_history]"),
        global(flag("json")).help("Answers with one JSON document, also where it fails"),
        global(Arg::new("color").long("color").value_name("WHEN").value_parser(EnumValueParser::<Colour>::new()))
            .help("When to use colour [default: auto]"),
        seconds("connect-timeout", "10").help("How long to wait for a server that is still starting"),
        global(Arg::new("lock").long("lock").value_name("KIND").value_parser(["session", "lease"]))
            .default_value("session")
            .hide_possible_values(true)
            .help("What keeps other runs out: session, or lease behind a pooler"),
        seconds("wait-for-others", "60").help("How long to wait while another run holds the database"),
        seconds("wait-for-locks", "600").help("How long to try again while others hold locks that a step needs"),
    ]
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        command_line("app", "migrate").debug_assert();
    }
}
