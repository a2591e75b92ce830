//! The commands as clap knows them: their sentences, their options and their help.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, value_parser};
use migrate_core::dialect::Dialect;

use crate::program;

/// The whole command line.
pub fn command_line() -> Command {
    let global = |arg: Arg| arg.global(true).help_heading("Options of every command");
    let of_cargo = |name: &'static str, help: &'static str| {
        flag(name, help).help_heading("Options of cargo, before a command of the program")
    };
    Command::new("cargo migrate")
        .bin_name("cargo migrate")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Sets up a project's migrations, writes new ones, and calls the project's own command line.")
        .override_usage("cargo migrate [OPTIONS] <COMMAND> [ARGUMENTS]")
        .after_help(after_help())
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .allow_external_subcommands(true)
        .external_subcommand_value_parser(value_parser!(OsString))
        .subcommand_help_heading("Commands of `cargo migrate`")
        .subcommands([init(), new(), redate()])
        .args([
            global(Arg::new("package").short('p').long("package").value_name("NAME"))
                .help("The package, where the workspace has several"),
            global(Arg::new("manifest-path").long("manifest-path").value_name("FILE"))
                .value_parser(value_parser!(PathBuf))
                .help("Its `Cargo.toml`, where it is not this folder's"),
            of_cargo("release", "Builds the program with optimisations"),
            Arg::new("features")
                .short('F')
                .long("features")
                .value_name("FEATURES")
                .action(ArgAction::Append)
                .help_heading("Options of cargo, before a command of the program")
                .help("Features of the package to build the program with"),
            of_cargo("all-features", "All features of the package"),
            of_cargo("no-default-features", "No default features of the package"),
        ])
}

fn after_help() -> String {
    let commands: Vec<String> =
        program::COMMANDS.iter().map(|(command, about)| format!("  {command:<15}{about}")).collect();
    format!(
        "Commands of the project's program, which is built and called:
{}

Examples:
  cargo migrate init --database postgres
  cargo migrate new create_users email:string:unique team:references
  cargo migrate up
  cargo migrate down

`cargo migrate <COMMAND> --help` says more about a command.",
        commands.join("\n")
    )
}

/// A command with its sentence, what else is to be said of it, and what one may type.
fn subcommand(name: &'static str, about: &'static str, more: &str, examples: &[&str]) -> Command {
    let examples = examples.join("\n  ");
    Command::new(name).about(about).after_help(format!("{more}\n\nExamples:\n  {examples}"))
}

fn init() -> Command {
    let databases = PossibleValuesParser::new(Dialect::ALL.map(Dialect::key));
    subcommand(
        "init",
        "Sets up migrations in a package: the dependency, the list, and the program that runs them",
        "What is there already stays as it is, so that it may be called again, to add a database too. Without `--database`\n\
         it is the one of `DATABASE_URL`, or SQLite.",
        &["cargo migrate init --database postgres", "cargo migrate init --database postgres,sqlite"],
    )
    .arg(
        Arg::new("database")
            .long("database")
            .short('d')
            .value_name("DATABASE")
            .value_delimiter(',')
            .action(ArgAction::Append)
            .value_parser(databases)
            .help("A database that the migrations are for"),
    )
    .arg(
        Arg::new("migrate-path")
            .long("migrate-path")
            .value_name("FOLDER")
            .value_parser(value_parser!(PathBuf))
            .help("Depends on the library in this folder, not on the one of the registry"),
    )
}

fn new() -> Command {
    subcommand(
        "new",
        "Writes a migration, whose statements follow from its name and its columns",
        "\
What a name says:
  create_users                  creates the table, with an `id` before the columns
  add_email_to_users            adds the columns
  retire_email_of_users         says that deployed code has stopped using it, before it is dropped
  remove_email_from_users       drops the columns, and first what uses them
  change_price_of_products      changes the type, and allows NULL or sets a default where the column says so
  rename_nick_to_handle_in_users, rename_users_to_people
  index_email_on_users, index_users_by_email, add_index_to_users, add_unique_to_users
  add_foreign_key_to_posts      each column with its table, `author_id:users`
  remove_index_from_users, remove_unique_from_users, remove_foreign_key_from_posts
  retire_users, drop_users
Every other name gets an empty body.

A column is `name:type:modifier…`, and without a type a `string`:
  email:string:unique  title:varchar:80  price:decimal:10:2  role:string:default=member  born_on:date:null
  team:references  author:references:users:on_delete=cascade  status:enumeration:order_status  tags:text[]:index
`timestamps` adds `created_at` and `updated_at`.",
        &[
            "cargo migrate new create_users email:string:unique team:references timestamps",
            "cargo migrate new remove_nick_from_users --accept-data-loss \"the handle took its place\"",
            "cargo migrate new fill_handles --data",
        ],
    )
    .arg(Arg::new("name").value_name("NAME").required(true).help("What it does, in snake case"))
    .arg(Arg::new("columns").value_name("COLUMN").num_args(0..).help("The columns that it is about"))
    .arg(flag("data", "Writes a migration of rows, not of the schema"))
    .arg(
        Arg::new("accept-data-loss")
            .long("accept-data-loss")
            .value_name("REASON")
            .help("Why it is right that values are lost, for a migration that drops or changes them"),
    )
    .arg(path())
}

fn redate() -> Command {
    subcommand(
        "redate",
        "Gives migrations that are not released a later date, behind those that are",
        "Renames their files and their `mod` lines; their own order stays. Without names: all that are not released, if one\n\
         of them is dated before one that is. The sources need not compile.",
        &["cargo migrate redate", "cargo migrate redate add_email_to_users"],
    )
    .arg(
        Arg::new("names")
            .value_name("NAME")
            .num_args(0..)
            .help("A migration, by its name or by that of its file [default: all that are not released]"),
    )
    .arg(path())
}

fn path() -> Arg {
    Arg::new("path")
        .long("path")
        .value_name("PATH")
        .value_parser(value_parser!(PathBuf))
        .help("The list or the folder of the history, where there are several")
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        command_line().debug_assert();
    }
}
