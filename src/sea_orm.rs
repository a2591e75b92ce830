//! A connection of sea-orm's as a database.

use ::sea_orm::{DatabaseConnection, DatabaseConnectionType};

use crate::Database;
use crate::error::{Error, Reason};

/// The pool of sqlx's that the connection has.
///
/// # Errors
/// It has none, as it is disconnected or made up for tests.
impl TryFrom<&DatabaseConnection> for Database {
    type Error = Error;

    fn try_from(connection: &DatabaseConnection) -> Result<Self, Error> {
        match &connection.inner {
            #[cfg(feature = "postgres")]
            DatabaseConnectionType::SqlxPostgresPoolConnection(_) => {
                Ok(connection.get_postgres_connection_pool().clone().into())
            }
            #[cfg(feature = "mysql")]
            DatabaseConnectionType::SqlxMySqlPoolConnection(_) => {
                Ok(connection.get_mysql_connection_pool().clone().into())
            }
            #[cfg(feature = "sqlite")]
            DatabaseConnectionType::SqlxSqlitePoolConnection(_) => {
                Ok(connection.get_sqlite_connection_pool().clone().into())
            }
            _ => Err(Error::from(Reason::Database {
                during: "the connection".to_owned(),
                message: "it is not one of sqlx's".to_owned(),
                cause: None,
            })),
        }
    }
}
