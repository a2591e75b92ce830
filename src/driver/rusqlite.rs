//! rusqlite: SQLite, without async.

use migrate_core::dialect::Dialect;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, params_from_iter};

use super::failure_kind;
use crate::blocking::sealed::Client;
use crate::machine::channel::{Failure, FailureKind, Parameter, Row, Statement};

impl Client for Connection {
    const DIALECT: Dialect = Dialect::Sqlite;

    fn send(&mut self, statement: &Statement) -> Result<(), Failure> {
        let sent = if statement.parameters.is_empty() {
            self.execute_batch(&statement.sql)
        } else {
            let prepared = self.prepare_cached(&statement.sql);
            prepared.and_then(|mut prepared| prepared.execute(params_from_iter(&statement.parameters)).map(drop))
        };
        sent.map_err(|error| failure(&error))
    }

    fn ask(&mut self, statement: &Statement) -> Result<Vec<Row>, Failure> {
        let ask = || {
            let mut prepared = self.prepare_cached(&statement.sql)?;
            let columns = prepared.column_count();
            let rows = prepared.query_map(params_from_iter(&statement.parameters), |row| {
                (0..columns).map(|index| row.get_ref(index).map(text)).collect::<rusqlite::Result<Row>>()
            })?;
            rows.collect::<rusqlite::Result<Vec<Row>>>()
        };
        ask().map_err(|error| failure(&error))
    }
}

impl ToSql for Parameter {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Integer(value) => value.to_sql(),
            Self::Text(text) => text.to_sql(),
        }
    }
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(value) => Some(value.to_string()),
        ValueRef::Real(value) => Some(format!("{value:?}")),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
    }
}

fn failure(error: &rusqlite::Error) -> Failure {
    match error {
        rusqlite::Error::SqliteFailure(code, message) => Failure {
            message: message.clone().unwrap_or_else(|| code.to_string()),
            kind: failure_kind(&code.extended_code.to_string()),
        },
        error => Failure { message: error.to_string(), kind: FailureKind::Refused(None) },
    }
}
