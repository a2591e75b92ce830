//! The commands of the project's own program, which is built and called.

use std::process::{Command, ExitCode};

use crate::arguments::Call;
use crate::failure::Failure;
use crate::workspace::{Found, Package, Selection, Workspace, cargo, several};

/// The program that `init` sets up.
pub const NAME: &str = "migrate";

/// The commands of the program, with their sentences.
pub const COMMANDS: &[(&str, &str)] = &[
    ("status", "Shows which migrations are applied and which are pending"),
    ("plan", "Shows what a run would do, step by step, without doing it"),
    ("sql", "Writes the history as a script for psql, mysql, mariadb or sqlite3, without a connection"),
    ("up", "Applies every migration that is pending, the oldest first"),
    ("down", "Undoes the migration that was applied last"),
    ("to", "Applies and undoes until a version is the newest that is applied"),
    ("redo", "Undoes the migration that was applied last, and applies it as it is written now"),
    ("resume", "Goes on with a migration that an earlier run left in the middle"),
    ("repair", "Takes a migration back to where it began that an earlier run left in the middle"),
    ("check", "Compares the database with what its history says"),
    ("adopt", "Writes the first migration of a history from the schema that the database has"),
    ("baseline", "Records migrations as applied, without carrying them out"),
    ("tombstone", "Says of an applied migration that it was deleted on purpose"),
    ("accept-change", "Has an applied migration that was changed since count as applied as it is now"),
    ("lock", "Writes down what is released, into files that are committed beside the migrations"),
    ("wait", "Waits until the database has every migration that this program knows"),
    ("schema", "Shows the schema that the history comes to, as SQL, as JSON or as a diagram, without a connection"),
];

/// Calls the program of the nearest package that has one, and ends as it does.
///
/// # Errors
/// There is no such program, or several.
pub fn call(selection: &Selection, call: &Call) -> Result<ExitCode, Failure> {
    let workspace = Workspace::read(selection)?;
    let has_program = |package: &Package| package.programs().any(|program| program.name == NAME).then_some(());
    let package = match workspace.find(has_program) {
        Found::One(package, ()) => package,
        Found::Several(names) => {
            return Err(several("several packages of this workspace have a program `migrate`", &names));
        }
        Found::None => {
            let command = call.arguments.first().map(|name| name.to_string_lossy()).unwrap_or_default();
            return Err(Failure::refused(format!("no package here has a program `{NAME}`, which knows `{command}`"))
                .with("help: write `cargo migrate init`, which sets it up"));
        }
    };
    let mut command = cargo();
    command.args(["run", "--bin", NAME, "--manifest-path"]).arg(&package.manifest_path);
    // The first build takes its time, and says so.
    if is_built(&workspace, call) {
        command.arg("--quiet");
    }
    command.args(&call.options).arg("--").args(&call.arguments);
    become_or_run(command)
}

/// Whether the program was built before.
fn is_built(workspace: &Workspace, call: &Call) -> bool {
    let profile = if call.options.iter().any(|option| option == "--release") { "release" } else { "debug" };
    workspace.target.join(profile).join(format!("{NAME}{}", std::env::consts::EXE_SUFFIX)).is_file()
}

/// Cargo takes the place of this program, as the project's program takes that of cargo: there is one process, which hears
/// Ctrl-C once and whose exit code is the answer.
#[cfg(unix)]
fn become_or_run(mut command: Command) -> Result<ExitCode, Failure> {
    use std::os::unix::process::CommandExt as _;

    Err(Failure::of_the_machine("cargo cannot be called", &command.exec()))
}

/// Ctrl-C reaches every process of the console: this one leaves it to the program and waits for its end.
#[cfg(not(unix))]
fn become_or_run(command: Command) -> Result<ExitCode, Failure> {
    let failed = |error: std::io::Error| Failure::of_the_machine("cargo cannot be called", &error);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    runtime.block_on(async {
        let mut child = tokio::process::Command::from(command).spawn().map_err(failed)?;
        loop {
            tokio::select! {
                status = child.wait() => {
                    let code = status.map_err(failed)?.code().and_then(|code| u8::try_from(code).ok());
                    return Ok(ExitCode::from(code.unwrap_or(1)));
                }
                _heard = tokio::signal::ctrl_c() => {}
            }
        }
    })
}
