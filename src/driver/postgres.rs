//! The crate `postgres`: PostgreSQL, without async.

use ::postgres::{Client as PostgresClient, SimpleQueryMessage};
use migrate_core::dialect::Dialect;

use super::{failure_kind, with_detail};
use crate::blocking::sealed::Client;
use crate::machine::channel::{Failure, FailureKind, Row, Statement};

impl Client for PostgresClient {
    const DIALECT: Dialect = Dialect::Postgres;

    fn send(&mut self, statement: &Statement) -> Result<(), Failure> {
        let sent = self.batch_execute(&statement.written_out(Self::DIALECT));
        sent.map_err(|error| failure(&error))
    }

    fn ask(&mut self, statement: &Statement) -> Result<Vec<Row>, Failure> {
        // As text, whatever the types.
        let messages = self.simple_query(&statement.written_out(Self::DIALECT));
        let rows = messages.map(|messages| messages.iter().filter_map(row).collect());
        rows.map_err(|error| failure(&error))
    }
}

fn row(message: &SimpleQueryMessage) -> Option<Row> {
    match message {
        SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|index| row.get(index).map(str::to_owned)).collect()),
        _ => None,
    }
}

fn failure(error: &::postgres::Error) -> Failure {
    match error.as_db_error() {
        Some(said) => Failure {
            message: with_detail(said.message(), said.detail(), said.code().code()),
            kind: failure_kind(said.code().code()),
        },
        None => Failure { message: error.to_string(), kind: FailureKind::ConnectionLost },
    }
}
