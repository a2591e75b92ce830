//! What was typed.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;

use clap::ArgMatches;
use migrate_core::dialect::Dialect;
use migrate_core::refusal::nearest;

use crate::commands::command_line;
use crate::program;
use crate::workspace::Selection;

/// What was typed.
#[derive(Debug)]
pub struct Arguments {
    /// Which package is meant.
    pub selection: Selection,
    /// What is to be done.
    pub command: Command,
}

/// What is to be done.
#[derive(Debug)]
pub enum Command {
    /// Set up the migrations of a package.
    Init(InitOptions),
    /// Write a migration.
    New(NewOptions),
    /// Give migrations later dates.
    Redate(RedateOptions),
    /// Call the program of the project.
    OfTheProgram(Call),
}

/// How the migrations of a package are set up.
#[derive(Debug)]
pub struct InitOptions {
    /// The databases, in order.
    pub databases: Vec<Dialect>,
    /// The folder of this project's library, where it is not taken from the registry.
    pub migrate_path: Option<PathBuf>,
}

/// Which migration is to be written.
#[derive(Debug)]
pub struct NewOptions {
    /// What it does.
    pub name: String,
    /// The columns that it is about.
    pub columns: Vec<String>,
    /// Whether it changes rows.
    pub is_data: bool,
    /// Why it is right that values are lost.
    pub accepted: Option<String>,
    /// The list or folder of the history.
    pub path: Option<PathBuf>,
}

/// Which migrations get later dates.
#[derive(Debug)]
pub struct RedateOptions {
    /// Their names; all that are not released where there is none.
    pub names: Vec<String>,
    /// The list or folder of the history.
    pub path: Option<PathBuf>,
}

/// How the program of the project is called.
#[derive(Debug)]
pub struct Call {
    /// What cargo is told.
    pub options: Vec<OsString>,
    /// What the program is told.
    pub arguments: Vec<OsString>,
}

/// A text that ends the program: the help, or what is wrong with what was typed.
pub struct Explained {
    text: String,
    is_mistake: bool,
}

impl Explained {
    /// Writes the text and ends.
    pub fn exit(self) -> ! {
        // Where this cannot be written, nothing can.
        if self.is_mistake {
            let _written = std::io::stderr().write_all(self.text.as_bytes());
            std::process::exit(2)
        }
        let _written = std::io::stdout().write_all(self.text.as_bytes());
        std::process::exit(0)
    }
}

impl From<clap::Error> for Explained {
    fn from(error: clap::Error) -> Self {
        Self { text: error.render().to_string(), is_mistake: error.use_stderr() }
    }
}

/// Reads what was typed.
///
/// # Errors
/// It cannot be understood, or asks for the help.
pub fn read(typed: Vec<OsString>) -> Result<Arguments, Explained> {
    let matches = command_line().try_get_matches_from(typed)?;
    let (name, own) = matches.subcommand().ok_or(Explained { text: String::new(), is_mistake: true })?;
    let selection = Selection {
        package: matches.get_one("package").or_else(|| found(own, "package")).cloned(),
        manifest: matches.get_one("manifest-path").or_else(|| found(own, "manifest-path")).cloned(),
    };
    let path = || own.get_one::<PathBuf>("path").cloned();
    let command = match name {
        "init" => Command::Init(InitOptions {
            databases: own
                .get_many::<String>("database")
                .into_iter()
                .flatten()
                .filter_map(|key| Dialect::from_key(key))
                .collect(),
            migrate_path: own.get_one::<PathBuf>("migrate-path").cloned(),
        }),
        "new" => Command::New(NewOptions {
            name: texts(own, "name").concat(),
            columns: texts(own, "columns"),
            is_data: own.get_flag("data"),
            accepted: own.get_one::<String>("accept-data-loss").cloned(),
            path: path(),
        }),
        "redate" => Command::Redate(RedateOptions { names: texts(own, "names"), path: path() }),
        other => Command::OfTheProgram(call(other, own, &matches)?),
    };
    Ok(Arguments { selection, command })
}

fn texts(own: &ArgMatches, name: &str) -> Vec<String> {
    own.get_many::<String>(name).into_iter().flatten().cloned().collect()
}

/// An argument that the program's own commands do not have.
fn found<'a, T: Clone + Send + Sync + 'static>(own: &'a ArgMatches, name: &str) -> Option<&'a T> {
    own.try_get_one::<T>(name).ok().flatten()
}

fn call(name: &str, own: &ArgMatches, matches: &ArgMatches) -> Result<Call, Explained> {
    // A slip of the fingers is not for the program.
    if !program::COMMANDS.iter().any(|(command, _)| *command == name)
        && let Some(near) = nearest(name, ["init", "new", "redate"])
    {
        let text = format!("error: there is no command `{name}`\nhelp: did you mean `{near}`?\n");
        return Err(Explained { text, is_mistake: true });
    }
    let rest = own.get_many::<OsString>("").into_iter().flatten().cloned();
    let mut options = Vec::new();
    for flag in ["release", "all-features", "no-default-features"] {
        if matches.get_flag(flag) {
            options.push(OsString::from(format!("--{flag}")));
        }
    }
    for features in matches.get_many::<String>("features").into_iter().flatten() {
        options.push(OsString::from(format!("--features={features}")));
    }
    Ok(Call { options, arguments: std::iter::once(OsString::from(name)).chain(rest).collect() })
}
