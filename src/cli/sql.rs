//! `sql`: the history as a script, without a connection.

use migrate_core::dialect::Dialect;
use migrate_core::migration::Migrations;
use serde_json::json;

use super::address::Address;
use super::arguments::ScriptOptions;
use super::exit::Exit;
use super::message::Failure;
use super::output::Answer;
use super::session::Session;
use crate::client_script::{self, Accepted, Range};

/// Writes the script.
pub fn write(session: &Session<'_>, options: &ScriptOptions) -> Result<Answer, Failure> {
    let migrations = session.migrations;
    let dialect = dialect(session, options.dialect)?;
    let newest = migrations.list.last().map_or(0, |one| one.version);
    let (first, last) = if options.is_down { (newest, 0) } else { (0, newest) };
    let range = Range { from: options.from.unwrap_or(first), to: options.to.unwrap_or(last) };
    if (range.from < range.to) == options.is_down && range.from != range.to {
        let (higher, option) = if options.is_down { ("from", "leave out") } else { ("to", "add") };
        return Err(Failure::usage(&format!(
            "the version of `--{higher}` must be the higher one\nhelp: {option} `--down`, or swap the versions"
        )));
    }
    let accepted = Accepted {
        data_loss: session.arguments.accept_data_loss,
        late_conditions: session.arguments.accept_late_conditions,
    };
    let table = session.migrator().table(dialect)?;
    let script = client_script::write(migrations, dialect, &table, range, accepted)?;
    let json = json!({
        "dialect": dialect.key(),
        "from": range.from,
        "to": range.to,
        "sql": script,
        "exit_code": Exit::Done as u8,
    });
    Ok(Answer { json, text: Box::new(|_| script), exit: Exit::Done })
}

/// The one that is named, or the only one, or the one of the database.
pub fn dialect(session: &Session<'_>, named: Option<Dialect>) -> Result<Dialect, Failure> {
    let targets: Vec<Dialect> = session.migrations.targets.iter().map(|target| target.dialect).collect();
    let of_address = || {
        let address = Address::find(session.arguments.database_url.as_ref())?;
        of_scheme(address.url().split(':').next()?, session.migrations)
    };
    let only = || if let [only] = targets.as_slice() { Some(*only) } else { None };
    named.or_else(only).or_else(of_address).ok_or_else(|| {
        let keys: Vec<&str> = targets.iter().map(|target| target.key()).collect();
        Failure::usage(&format!(
            "the history is built for several databases\nhelp: write `--dialect {}`",
            keys.join("|")
        ))
    })
}

/// MySQL and MariaDB share a scheme; which of them it is then depends on what the history is built for.
fn of_scheme(scheme: &str, migrations: &Migrations) -> Option<Dialect> {
    let is_target = |dialect| migrations.targets.iter().any(|target| target.dialect == dialect);
    match scheme {
        "postgres" | "postgresql" => Some(Dialect::Postgres),
        "sqlite" => Some(Dialect::Sqlite),
        "mariadb" => Some(Dialect::MariaDb),
        "mysql" if !is_target(Dialect::MariaDb) => Some(Dialect::MySql),
        "mysql" if !is_target(Dialect::MySql) => Some(Dialect::MariaDb),
        _ => None,
    }
}
