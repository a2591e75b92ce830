//! The database servers that tests run on.

/// A database server that tests run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    #[cfg(feature = "postgres")]
    Postgres,
    #[cfg(feature = "mysql")]
    MySql,
    #[cfg(feature = "mysql")]
    MariaDb,
    #[cfg(feature = "sqlite")]
    Sqlite,
}

impl Server {
    /// Those whose client is compiled in.
    pub const ALL: &[Self] = &[
        #[cfg(feature = "postgres")]
        Self::Postgres,
        #[cfg(feature = "mysql")]
        Self::MySql,
        #[cfg(feature = "mysql")]
        Self::MariaDb,
        #[cfg(feature = "sqlite")]
        Self::Sqlite,
    ];

    /// As `migrate.toml` calls it.
    pub const fn key(self) -> &'static str {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres => "postgres",
            #[cfg(feature = "mysql")]
            Self::MySql => "mysql",
            #[cfg(feature = "mysql")]
            Self::MariaDb => "mariadb",
            #[cfg(feature = "sqlite")]
            Self::Sqlite => "sqlite",
        }
    }

    /// Whether a history is built for it.
    pub fn is_target_of(self, migrations: &migrate::Migrations) -> bool {
        migrations.targets.iter().any(|target| target.dialect.key() == self.key())
    }

    /// Whether schema changes are rolled back with their transaction.
    pub fn is_transactional(self) -> bool {
        ["postgres", "sqlite"].contains(&self.key())
    }
}
