//! The crate `postgres`: PostgreSQL, without async.

use ::postgres::types::{ToSql, Type};
use ::postgres::{Client as PostgresClient, SimpleQueryMessage};
use migrate_core::dialect::Dialect;

use super::failure_kind;
use crate::blocking::sealed::Client;
use crate::machine::channel::{Failure, FailureKind, Parameter, Row, Statement};

impl Client for PostgresClient {
    const DIALECT: Dialect = Dialect::Postgres;

    fn send(&mut self, statement: &Statement) -> Result<(), Failure> {
        let sent = if statement.parameters.is_empty() {
            self.batch_execute(&statement.sql)
        } else {
            let prepared = self.prepare_typed(&statement.sql, &types(statement));
            prepared.and_then(|prepared| self.execute(&prepared, &values(statement)).map(drop))
        };
        sent.map_err(|error| failure(&error))
    }

    fn ask(&mut self, statement: &Statement) -> Result<Vec<Row>, Failure> {
        let rows = if statement.parameters.is_empty() {
            // As text, whatever the types.
            self.simple_query(&statement.sql).map(|messages| messages.iter().filter_map(row).collect())
        } else {
            let prepared = self.prepare_typed(&statement.sql, &types(statement));
            let rows = prepared.and_then(|prepared| self.query(&prepared, &values(statement)));
            rows.and_then(|rows| {
                rows.iter().map(|row| (0..row.len()).map(|index| row.try_get(index)).collect()).collect()
            })
        };
        rows.map_err(|error| failure(&error))
    }
}

fn row(message: &SimpleQueryMessage) -> Option<Row> {
    match message {
        SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|index| row.get(index).map(str::to_owned)).collect()),
        _ => None,
    }
}

/// Without them the server would want an `integer` where the column is one.
fn types(statement: &Statement) -> Vec<Type> {
    let types = statement.parameters.iter().map(|parameter| match parameter {
        Parameter::Integer(_) => Type::INT8,
        Parameter::Text(_) => Type::TEXT,
    });
    types.collect()
}

fn values(statement: &Statement) -> Vec<&(dyn ToSql + Sync)> {
    let values = statement.parameters.iter().map(|parameter| match parameter {
        Parameter::Integer(value) => value as &(dyn ToSql + Sync),
        Parameter::Text(text) => text,
    });
    values.collect()
}

fn failure(error: &::postgres::Error) -> Failure {
    match error.as_db_error() {
        Some(said) => Failure { message: said.message().to_owned(), kind: failure_kind(said.code().code()) },
        None => Failure { message: error.to_string(), kind: FailureKind::ConnectionLost },
    }
}
