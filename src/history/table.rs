//! The table of applied migrations: its name, and where it lies.

use std::borrow::Cow;
use std::fmt;

use migrate_core::dialect::Dialect;

use crate::error::Reason;
use crate::machine::channel::Statement;

/// The name of the table, unless it is to be called otherwise.
pub const DEFAULT: &str = "migrate_history";

/// The table beside it that has a row for the run under way, where no session lasts.
pub const LEASE: HistoryTable = HistoryTable { schema: None, name: Cow::Borrowed(LEASE_TABLE) };

/// Its name.
pub const LEASE_TABLE: &str = "migrate_lease";

/// The longest name that every database takes.
const LONGEST: usize = 63;

/// The name of the table, and of the schema or the database that it lies in, unless that is the one of the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryTable {
    schema: Option<Cow<'static, str>>,
    name: Cow<'static, str>,
}

impl HistoryTable {
    /// As it is called without a word.
    pub const USUAL: Self = Self { schema: None, name: Cow::Borrowed(DEFAULT) };

    /// Reads `name` or `schema.name`.
    ///
    /// # Errors
    /// It cannot be called so.
    pub fn parse(text: &str, dialect: Dialect) -> Result<Self, Reason> {
        let refused = |problem: &str| Reason::HistoryTable { name: text.to_owned(), problem: problem.to_owned() };
        let (schema, name) = text.split_once('.').map_or((None, text), |(schema, name)| (Some(schema), name));
        for part in schema.into_iter().chain([name]) {
            let begins_well = part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
            if !begins_well || !part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                return Err(refused("a name consists of letters, digits and `_`, and does not begin with a digit"));
            }
            if part.len() > LONGEST {
                return Err(refused("it is longer than 63 characters"));
            }
        }
        if dialect == Dialect::Sqlite && schema.is_some() {
            return Err(refused("SQLite has no schemas"));
        }
        if dialect == Dialect::Sqlite && name.to_ascii_lowercase().starts_with("sqlite_") {
            return Err(refused("SQLite keeps names that begin with `sqlite_` for itself"));
        }
        let owned = |part: &str| Cow::Owned(part.to_owned());
        Ok(Self { schema: schema.map(owned), name: owned(name) })
    }

    /// The schema or database, where it is another one than that of the connection.
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// The name alone.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns a row if the table is there.
    pub fn find(&self, dialect: Dialect) -> Statement {
        let name = self.name();
        Statement::plain(match dialect {
            Dialect::Postgres => format!("SELECT 1 FROM pg_class WHERE oid = {}", self.relation(dialect)),
            Dialect::MySql | Dialect::MariaDb => {
                let database = self.schema().map_or_else(|| "DATABASE()".to_owned(), |name| format!("'{name}'"));
                format!(
                    "SELECT 1 FROM information_schema.tables WHERE table_schema = {database} AND table_name = '{name}'"
                )
            }
            Dialect::Sqlite => {
                format!("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '{name}' COLLATE NOCASE")
            }
        })
    }

    /// PostgreSQL: what this table is. One of that name in a later schema of the search path is another one.
    pub fn relation(&self, dialect: Dialect) -> String {
        match self.schema() {
            Some(_) => format!("to_regclass('{}')", self.sql(dialect)),
            None => format!("to_regclass(quote_ident(current_schema()) || '.{}')", self.sql(dialect)),
        }
    }

    /// As statements name it.
    pub fn sql(&self, dialect: Dialect) -> String {
        let parts = self.schema().into_iter().chain([self.name()]);
        parts.map(|part| dialect.quoted(part)).collect::<Vec<_>>().join(".")
    }
}

/// As it is written.
impl fmt::Display for HistoryTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_and_quoted() {
        let table = HistoryTable::parse("audit.migrations", Dialect::Postgres).expect("it is a name");
        assert_eq!(table.sql(Dialect::Postgres), r#""audit"."migrations""#);
        assert_eq!(table.sql(Dialect::MySql), "`audit`.`migrations`");
        assert_eq!(table.to_string(), "audit.migrations");
        let usual = HistoryTable::parse(DEFAULT, Dialect::Sqlite).expect("it is a name");
        assert_eq!(usual, HistoryTable::USUAL);
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for (text, problem) in [
            ("", "a name consists of"),
            ("a.b.c", "a name consists of"),
            (".a", "a name consists of"),
            ("1st", "a name consists of"),
            ("my history", "a name consists of"),
            ("x\"; DROP TABLE users", "a name consists of"),
            ("audit.migrations", "SQLite has no schemas"),
            ("SQLite_history", "SQLite keeps names"),
            (&*"a".repeat(64), "it is longer than 63 characters"),
        ] {
            let Err(Reason::HistoryTable { name, problem: found }) = HistoryTable::parse(text, Dialect::Sqlite) else {
                panic!("`{text}` is taken for a name")
            };
            assert!(name == text && found.contains(problem), "{text}: {found}");
        }
    }
}
