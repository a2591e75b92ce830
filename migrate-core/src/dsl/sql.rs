//! SQL inside a migration: `sql("…")`, `sql_for()`, `now()` and `null()`.

use super::declare::{functions, methods};

#[cfg(feature = "source")]
use {super::value::SqlDraft, crate::dialect::Dialect};

/// The time at which a statement runs, made by [`now`].
#[derive(Debug)]
pub struct Now(());

impl Now {
    const UNEVALUATED: Self = Self(());
}

/// NULL, made by [`null`].
#[derive(Debug)]
pub struct Null(());

impl Null {
    const UNEVALUATED: Self = Self(());
}

functions! {
    /// The time at which a statement runs.
    fn now(at) -> Now { super::value::NowValue(at) }

    /// No value, for a column of a row that is inserted or updated.
    fn null(at) -> Null { super::value::NullValue(at) }

    /// An SQL expression, the same for every database or, with [`sql_for`], one for each.
    fn sql(at, text: SqlSource) -> Sql { SqlDraft::from_sql(text, at) }

    /// SQL that differs between databases: `sql_for().postgres("…").sqlite("…")`. Every database of the project is named;
    /// MariaDB is served by MySQL's text unless it has its own.
    fn sql_for(at) -> Sql { SqlDraft::empty(at) }
}

methods! {
    /// SQL, made by [`sql`] or [`sql_for`].
    Sql as SqlDraft, called by call_on;

    /// The text for PostgreSQL.
    fn postgres(this, at, text: Text) { this.set(Dialect::Postgres, Some(text), at)?; }

    /// The text for MySQL, and for MariaDB unless [`Sql::mariadb`] is given.
    fn mysql(this, at, text: Text) { this.set(Dialect::MySql, Some(text), at)?; }

    /// The text for MariaDB.
    fn mariadb(this, at, text: Text) { this.set(Dialect::MariaDb, Some(text), at)?; }

    /// The text for SQLite.
    fn sqlite(this, at, text: Text) { this.set(Dialect::Sqlite, Some(text), at)?; }

    /// The columns that it names, where the build cannot read it: `["email"]` in an expression of a table, `["users.email"]`
    /// in the query of a view. They must be there, they cannot be dropped or renamed before what uses them, and the build
    /// takes its author's word that there are no others. Nor does it ask then whether each database has the functions and
    /// operators of the text, which an extension may bring. What the build can read, and knows, needs none of this.
    fn uses(this, at, columns: UsedColumns) { this.uses = Some(columns.names); }

    /// Sends nothing to this database.
    fn nothing_on(this, at, database: Database) { this.set(database, None, at)?; }
}

#[cfg(feature = "source")]
pub(super) const METHODS: &[&str] = Sql::METHODS;

#[cfg(feature = "source")]
pub(super) fn call_method(
    mut sql: SqlDraft,
    name: &crate::catalog::Name,
    arguments: Vec<super::value::Value>,
) -> Result<super::value::Value, crate::refusal::Refusal> {
    call_on(&mut sql, name, arguments)?;
    Ok(super::value::Value::from(sql))
}
