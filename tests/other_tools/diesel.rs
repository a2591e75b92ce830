//! A history of diesel's, with the functions that `diesel setup` begins one with on PostgreSQL.

use diesel::{Connection as _, PgConnection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

const ON_POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/diesel/postgres");
const ON_SQLITE: EmbeddedMigrations = embed_migrations!("migrations/diesel/sqlite");

/// Applies it to a database of PostgreSQL.
pub fn apply_on_postgres(url: &str) {
    let mut connection = PgConnection::establish(url).expect("a database");
    connection.run_pending_migrations(ON_POSTGRES).expect("diesel applies its migrations");
}

/// Applies it to a file of SQLite.
pub fn apply_on_sqlite(file: &std::path::Path) {
    let mut connection = SqliteConnection::establish(file.to_str().expect("it is text")).expect("a file");
    connection.run_pending_migrations(ON_SQLITE).expect("diesel applies its migrations");
}
