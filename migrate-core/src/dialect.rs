//! The four databases, and what their versions allow.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A database that a project can target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// MySQL.
    MySql,
    /// MariaDB.
    MariaDb,
    /// SQLite.
    Sqlite,
}

impl Dialect {
    /// Every database, in the order in which they are listed everywhere.
    pub const ALL: [Self; 4] = [Self::Postgres, Self::MySql, Self::MariaDb, Self::Sqlite];

    /// The name that `migrate.toml` uses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::MySql => "mysql",
            Self::MariaDb => "mariadb",
            Self::Sqlite => "sqlite",
        }
    }

    /// The database whose [`Dialect::key`] is `key`.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.key() == key)
    }

    /// Whether a schema change can be rolled back with its transaction.
    ///
    /// MySQL and MariaDB commit implicitly before and after every DDL statement
    /// (MySQL manual, "Statements That Cause an Implicit Commit").
    #[must_use]
    pub const fn has_transactional_ddl(self) -> bool {
        matches!(self, Self::Postgres | Self::Sqlite)
    }

    /// Whether this is MySQL or MariaDB.
    #[must_use]
    pub const fn is_mysql_family(self) -> bool {
        matches!(self, Self::MySql | Self::MariaDb)
    }

    /// The character that quotes an identifier.
    #[must_use]
    pub const fn quote(self) -> char {
        if self.is_mysql_family() { '`' } else { '"' }
    }

    /// An identifier in its quotes.
    #[must_use]
    pub fn quoted(self, name: &str) -> String {
        let quote = self.quote();
        format!("{quote}{}{quote}", name.replace(quote, &format!("{quote}{quote}")))
    }

    /// The lowest version that is assumed where `migrate.toml` declares none.
    #[must_use]
    pub const fn default_minimum_version(self) -> Version {
        match self {
            Self::Postgres => Version::new(15, 0, 0),
            Self::MySql => Version::new(8, 0, 30),
            Self::MariaDb => Version::new(10, 11, 0),
            Self::Sqlite => Version::new(3, 35, 0),
        }
    }

    /// The lowest version that `migrate.toml` may declare.
    #[must_use]
    pub const fn lowest_version(self) -> Version {
        match self {
            Self::Postgres => Version::new(12, 0, 0),
            Self::MySql => Version::new(8, 0, 13),
            Self::MariaDb => Version::new(10, 6, 0),
            Self::Sqlite => Version::new(3, 35, 0),
        }
    }
}

#[cfg(feature = "source")]
impl Dialect {
    /// What to type where only newer versions can do something.
    pub(crate) fn help_since(self, version: Version) -> String {
        format!("set `{} = \"{version}\"` under `[minimum_version]` in `migrate.toml`", self.key())
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Postgres => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::MariaDb => "MariaDB",
            Self::Sqlite => "SQLite",
        })
    }
}

/// The version of a database server, or of the SQLite library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The first number.
    pub major: u16,
    /// The second number.
    pub minor: u16,
    /// The third number.
    pub patch: u16,
}

impl Version {
    /// A version from its three numbers.
    #[must_use]
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }

    /// Reads the leading numbers of a version text, as `15`, `8.0.30` or `10.11.19-MariaDB`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let mut numbers = text[..end].split('.').map(str::parse::<u16>);
        let major = numbers.next()?.ok()?;
        let minor = numbers.next().transpose().ok()?.unwrap_or(0);
        let patch = numbers.next().transpose().ok()?.unwrap_or(0);
        Some(Self { major, minor, patch })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch > 0 { write!(f, ".{}", self.patch) } else { Ok(()) }
    }
}

/// A database that a history is rendered for, and the oldest version it must run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The database.
    pub dialect: Dialect,
    /// A server older than this is refused on connecting.
    pub minimum_version: Version,
}

impl Target {
    /// A target at the version that is assumed where none is declared.
    #[must_use]
    pub const fn new(dialect: Dialect) -> Self {
        Self { dialect, minimum_version: dialect.default_minimum_version() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_servers_say() {
        let read = |text| Version::parse(text).unwrap();
        assert_eq!(read("15"), Version::new(15, 0, 0));
        assert_eq!(read("15.20 (Debian 15.20-0)"), Version::new(15, 20, 0));
        assert_eq!(read("10.11.19-MariaDB"), Version::new(10, 11, 19));
        assert_eq!(Version::parse("MariaDB"), None);
        assert!(read("8.0.9") < read("8.0.30"));
    }
}
