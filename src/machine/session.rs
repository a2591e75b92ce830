//! What surrounds a run: which database it is, the lock that keeps others out, and settings that are put back.

use std::time::Duration;

use migrate_core::dialect::{Dialect, Version};
use migrate_core::migration::Migrations;

use super::channel::{Channel, Statement};
use super::lease::Lease;
use super::{Orders, not_targeted, pooler, refused, stopped, unavailable};
use crate::error::Reason;
use crate::event::Event;

/// What keeps other runs out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lock {
    /// A lock of the session.
    Session,
    /// A row, for where statements do not stay in one session.
    Lease {
        /// What the run is called in it: letters, digits, spaces and `,_.-`.
        owner: String,
    },
}

/// A connection that belongs to this run until [`Session::end`].
pub struct Session {
    /// The database: the client cannot tell MySQL from MariaDB.
    pub dialect: Dialect,
    /// Its version.
    pub version: Version,
    /// The lock, where it is a row.
    pub lease: Option<Lease>,
    /// The settings to put back, each with the value it had.
    changed: Vec<(&'static str, String)>,
}

impl Session {
    /// Identifies the database, changes the settings that migrations rely on, and takes the lock.
    pub async fn begin(channel: &Channel, dialect: Dialect, orders: &Orders) -> Result<Self, Reason> {
        let (dialect, version) = identify(channel, dialect, orders.migrations, orders.patience).await?;
        let lease = match &orders.lock {
            // The lock of SQLite is that of a transaction, and needs no session.
            Lock::Lease { owner } if dialect != Dialect::Sqlite => Some(Lease::new(dialect, version, owner)),
            Lock::Lease { .. } | Lock::Session => None,
        };
        let mut session = Self { dialect, version, lease, changed: Vec::new() };
        if dialect == Dialect::Postgres {
            match session.lease {
                Some(_) => refuse_other_texts(channel).await?,
                None if orders.is_direct => {}
                None => pooler::refuse(channel).await?,
            }
        }
        let begun = match session.change_settings(channel).await {
            Ok(()) => session.lock(channel, orders.patience).await,
            Err(reason) => Err(reason),
        };
        match begun {
            Ok(()) => Ok(session),
            Err(reason) => {
                // The first reason is the one to tell.
                if let Some(lease) = &session.lease {
                    let _freed = lease.release(channel).await;
                }
                let _settings = session.restore_settings(channel).await;
                Err(reason)
            }
        }
    }

    /// Releases the lock and puts the settings back.
    pub async fn end(&self, channel: &Channel) -> Result<(), Reason> {
        match &self.lease {
            Some(lease) => lease.release(channel).await?,
            None => self.unlock(channel).await?,
        }
        self.restore_settings(channel).await
    }

    /// The channel for what is asked in the session. A question that takes its time keeps the lease too.
    pub fn settled(&self, channel: &Channel) -> Channel {
        let mark = self.lease.as_ref().map(Lease::mark).unwrap_or_default();
        channel.with(mark + if self.sets_locally() { SETTINGS_OF_QUERY } else { "" })
    }

    /// Whether each transaction has to change the settings for itself, as no session keeps them.
    pub fn sets_locally(&self) -> bool {
        self.lease.is_some() && self.dialect == Dialect::Postgres
    }

    async fn change_settings(&mut self, channel: &Channel) -> Result<(), Reason> {
        if self.sets_locally() {
            return Ok(());
        }
        for (name, value) in settings(self.dialect, self.version) {
            let read = match self.dialect {
                Dialect::Postgres => format!("SHOW {name}"),
                Dialect::MySql | Dialect::MariaDb => format!("SELECT @@SESSION.{name}"),
                Dialect::Sqlite => format!("PRAGMA {name}"),
            };
            let before = channel.query_value(Statement::plain(read)).await;
            let before = before.map_err(|failure| refused("a setting", &failure))?.unwrap_or_default();
            self.changed.push((name, before));
            self.set(channel, name, value).await?;
        }
        Ok(())
    }

    async fn restore_settings(&self, channel: &Channel) -> Result<(), Reason> {
        for (name, value) in self.changed.iter().rev() {
            self.set(channel, name, value).await?;
        }
        Ok(())
    }

    async fn set(&self, channel: &Channel, name: &str, value: &str) -> Result<(), Reason> {
        let set = setting(self.dialect, name, value);
        channel.execute(Statement::plain(set)).await.map_err(|failure| refused("a setting", &failure))
    }

    async fn lock(&self, channel: &Channel, patience: Duration) -> Result<(), Reason> {
        let Some(lock) = lock(self.dialect) else { return Ok(()) };
        let take = async || match &self.lease {
            Some(lease) => lease.try_take(channel).await,
            None => self.try_take(channel, &lock).await,
        };
        let begin = channel.elapsed().await;
        let mut pause = Duration::from_millis(20);
        loop {
            // No transaction is open meanwhile: whoever builds an index concurrently waits for every snapshot.
            if take().await? {
                return Ok(());
            }
            let waited = channel.elapsed().await - begin;
            if waited >= patience {
                let holder = self.holder(channel).await;
                return Err(Reason::Locked { seconds: waited.as_secs(), holder });
            }
            if channel.tell(Event::Waiting { waited }).await.is_break() {
                return Err(stopped(None));
            }
            channel.wait(pause.min(patience - waited)).await;
            pause = (pause * 2).min(Duration::from_secs(1));
        }
    }

    /// Takes the lock of the session, if it is free.
    async fn try_take(&self, channel: &Channel, lock: &Statement) -> Result<bool, Reason> {
        let taken = channel.query_value(lock.clone()).await;
        let taken = taken.map_err(|failure| refused("the lock", &failure))?;
        if !matches!(taken.as_deref(), Some("1" | "t" | "true")) {
            return Ok(false);
        }
        // Each kind of lock is taken before it is looked for the other, so that not both can be missed.
        let is_in_the_way = Lease::is_in_the_way(channel, self.dialect, self.version).await;
        if is_in_the_way == Ok(false) {
            return Ok(true);
        }
        let unlocked = self.unlock(channel).await;
        // The first reason is the one to tell.
        is_in_the_way.and_then(|_| unlocked.map(|()| false))
    }

    async fn unlock(&self, channel: &Channel) -> Result<(), Reason> {
        let Some(unlock) = unlock(self.dialect) else { return Ok(()) };
        channel.query(unlock).await.map(drop).map_err(|failure| refused("to release the lock", &failure))
    }

    /// Who holds the database, by either kind of lock.
    async fn holder(&self, channel: &Channel) -> Option<String> {
        match Lease::holder(channel, self.dialect).await {
            Some(holder) => Some(holder),
            None => channel.query_value(holder(self.dialect)).await.ok().flatten(),
        }
    }
}

/// Whether somebody has the lock of a session.
pub async fn is_lock_held(channel: &Channel, dialect: Dialect) -> Result<bool, Reason> {
    let is_held = match dialect {
        Dialect::Postgres => format!("SELECT CASE WHEN EXISTS (SELECT 1 FROM {}) THEN 1 ELSE 0 END", postgres_locks()),
        Dialect::MySql | Dialect::MariaDb => format!("SELECT IF(IS_USED_LOCK({MYSQL_LOCK}) IS NULL, 0, 1)"),
        Dialect::Sqlite => return Ok(false),
    };
    let is_held = channel.query_value(Statement::plain(is_held)).await;
    Ok(is_held.map_err(|failure| refused("the lock", &failure))?.as_deref() == Some("1"))
}

/// Refuses a PostgreSQL on which a backslash in a text is no backslash: a statement is read before a setting can be changed
/// together with it.
async fn refuse_other_texts(channel: &Channel) -> Result<(), Reason> {
    let value = channel.query_value(Statement::plain("SHOW standard_conforming_strings")).await;
    match value.map_err(|failure| refused("a setting", &failure))? {
        Some(value) if value != "on" => {
            Err(Reason::Setting { name: "standard_conforming_strings".to_owned(), value, needed: "on".to_owned() })
        }
        _ => Ok(()),
    }
}

/// Asks the database what it is, and refuses one that the history was not built for.
pub async fn identify(
    channel: &Channel,
    dialect: Dialect,
    migrations: &Migrations,
    patience: Duration,
) -> Result<(Dialect, Version), Reason> {
    let ask = match dialect {
        Dialect::Postgres => "SHOW server_version",
        Dialect::MySql | Dialect::MariaDb => "SELECT VERSION()",
        Dialect::Sqlite => "SELECT sqlite_version()",
    };
    let answer = channel.query_patiently(&Statement::plain(ask), patience).await;
    let rows = answer.map_err(|failure| unavailable("its version", &failure, patience))?;
    let text = rows.into_iter().flatten().flatten().next().unwrap_or_default();
    recognize(&text, dialect, migrations)
}

/// The database of which this is the version, unless the history was not built for it.
pub fn recognize(text: &str, dialect: Dialect, migrations: &Migrations) -> Result<(Dialect, Version), Reason> {
    let dialect = match dialect {
        Dialect::MySql | Dialect::MariaDb if text.contains("MariaDB") => Dialect::MariaDb,
        Dialect::MariaDb => Dialect::MySql,
        dialect => dialect,
    };
    let Some(version) = Version::parse(text.strip_prefix("5.5.5-").unwrap_or(text)) else {
        return Err(Reason::Database { during: "its version".to_owned(), message: format!("`{text}`"), cause: None });
    };
    let Some(target) = migrations.targets.iter().find(|target| target.dialect == dialect) else {
        return Err(not_targeted(migrations, dialect));
    };
    let minimum = target.minimum_version;
    if version < minimum {
        return Err(Reason::TooOld { database: dialect, version, minimum });
    }
    Ok((dialect, version))
}

/// The statement that changes a setting.
fn setting(dialect: Dialect, name: &str, value: &str) -> String {
    let value = value.replace('\'', "''");
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match dialect {
        Dialect::Sqlite => format!("PRAGMA {name} = {value}"),
        Dialect::Postgres => format!("SET SESSION {name} = '{value}'"),
        Dialect::MySql | Dialect::MariaDb if is_number => format!("SET SESSION {name} = {value}"),
        Dialect::MySql | Dialect::MariaDb => format!("SET SESSION {name} = '{value}'"),
    }
}

/// The statements that make the settings what migrations rely on.
#[cfg(feature = "cli")]
pub fn settings_of(dialect: Dialect, version: Version) -> impl Iterator<Item = String> {
    settings(dialect, version).map(move |(name, value)| setting(dialect, name, value))
}

/// The same for one transaction of PostgreSQL.
pub fn settings_of_transaction(version: Version) -> String {
    let settings = settings(Dialect::Postgres, version);
    settings.map(|(name, value)| format!("; SET LOCAL {name} = '{value}'")).collect()
}

/// What a query of PostgreSQL relies on, sent together with it: a transaction of its own, or one in which this holds anyway.
pub const SETTINGS_OF_QUERY: &str =
    "SET LOCAL statement_timeout = '0'; SET LOCAL row_security = 'off'; SET LOCAL TimeZone = 'UTC'; ";

/// What migrations rely on, as far as this version has it.
fn settings(dialect: Dialect, version: Version) -> impl Iterator<Item = (&'static str, &'static str)> {
    let newer: &[(u16, &'static str, &'static str)] = match dialect {
        Dialect::Postgres => &[(14, "idle_session_timeout", "0"), (17, "transaction_timeout", "0")],
        Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite => &[],
    };
    let newer = newer.iter().filter(move |(since, ..)| version.major >= *since).map(|(_, name, value)| (*name, *value));
    settings_of_all_versions(dialect).iter().copied().chain(newer)
}

/// What migrations rely on.
///
/// Everywhere, a limit that the application set for its own statements or for pauses between them must not end a migration.
/// PostgreSQL: a backslash in a text is a backslash; what a policy hides from the owner of a table is refused, and not left
/// out of what is counted and changed. MySQL and MariaDB: what is noted in the history is committed at once; an update needs no key;
/// without a strict mode, NULL becomes an invented value where NOT NULL is set, and in others a backslash or `||`
/// means something else; a row whose number is 0 keeps it when its table is made anew. On the servers, a conversion between types of time means the same wherever it runs. SQLite: a
/// rename is carried into what names the table.
const fn settings_of_all_versions(dialect: Dialect) -> &'static [(&'static str, &'static str)] {
    match dialect {
        Dialect::Postgres => &[
            ("statement_timeout", "0"),
            ("lock_timeout", "0"),
            ("idle_in_transaction_session_timeout", "0"),
            ("standard_conforming_strings", "on"),
            ("row_security", "off"),
            ("TimeZone", "UTC"),
        ],
        Dialect::MySql => &[
            ("autocommit", "1"),
            ("sql_mode", SQL_MODE),
            ("foreign_key_checks", "1"),
            ("unique_checks", "1"),
            ("sql_safe_updates", "0"),
            ("sql_select_limit", NO_LIMIT),
            ("max_execution_time", "0"),
            ("lock_wait_timeout", LOCK_WAIT_TIMEOUT),
            ("innodb_lock_wait_timeout", LOCK_WAIT_TIMEOUT),
            ("wait_timeout", WAIT_TIMEOUT),
            ("time_zone", "+00:00"),
        ],
        Dialect::MariaDb => &[
            ("autocommit", "1"),
            ("sql_mode", SQL_MODE),
            ("foreign_key_checks", "1"),
            ("unique_checks", "1"),
            ("check_constraint_checks", "1"),
            ("sql_safe_updates", "0"),
            ("sql_select_limit", NO_LIMIT),
            ("max_statement_time", "0"),
            ("lock_wait_timeout", LOCK_WAIT_TIMEOUT),
            ("innodb_lock_wait_timeout", LOCK_WAIT_TIMEOUT),
            ("wait_timeout", WAIT_TIMEOUT),
            ("time_zone", "+00:00"),
        ],
        Dialect::Sqlite => &[("foreign_keys", "1"), ("legacy_alter_table", "0"), ("ignore_check_constraints", "0")],
    }
}

const SQL_MODE: &str = "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,\
                        ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION";

/// How long a statement waits for a lock, in seconds: everybody who comes after it waits too. Without a limit of one's
/// own it is a day on MariaDB and a year on MySQL.
const LOCK_WAIT_TIMEOUT: &str = "5";

/// How long a connection may be idle, in seconds, as both have it without a limit of one's own: longer than any pause.
const WAIT_TIMEOUT: &str = "28800";

/// The number of rows that MySQL and MariaDB understand as all of them.
const NO_LIMIT: &str = "18446744073709551615";

/// A number of its own for this library's lock among the advisory locks of a PostgreSQL database: `migrate` in ASCII.
const POSTGRES_LOCK: i64 = 0x006d_6967_7261_7465;

/// Whoever holds it, as `FROM` and `WHERE` name them.
fn postgres_locks() -> String {
    format!(
        "pg_locks WHERE locktype = 'advisory' AND granted AND ((classid::bigint << 32) | objid::bigint) = \
         {POSTGRES_LOCK} AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
}

/// MySQL's named locks belong to the whole server, so that the name holds the database's; it has at most 64 characters.
const MYSQL_LOCK: &str = "CONCAT('migrate:', SHA2(coalesce(DATABASE(), ''), 224))";

/// Takes the lock if it is free. SQLite has none but that of a write transaction.
fn lock(dialect: Dialect) -> Option<Statement> {
    match dialect {
        Dialect::Postgres => Some(Statement::plain(format!("SELECT pg_try_advisory_lock({POSTGRES_LOCK})"))),
        Dialect::MySql | Dialect::MariaDb => Some(Statement::plain(format!("SELECT GET_LOCK({MYSQL_LOCK}, 0)"))),
        Dialect::Sqlite => None,
    }
}

/// Whether the lock is free, and taken by asking.
#[cfg(feature = "cli")]
pub fn takes_lock(dialect: Dialect) -> Option<String> {
    match dialect {
        Dialect::Postgres => Some(format!("pg_try_advisory_lock({POSTGRES_LOCK})")),
        Dialect::MySql | Dialect::MariaDb => Some(format!("GET_LOCK({MYSQL_LOCK}, 0) = 1")),
        Dialect::Sqlite => None,
    }
}

/// Releases the lock.
pub fn unlock(dialect: Dialect) -> Option<Statement> {
    match dialect {
        Dialect::Postgres => Some(Statement::plain(format!("SELECT pg_advisory_unlock({POSTGRES_LOCK})"))),
        Dialect::MySql | Dialect::MariaDb => Some(Statement::plain(format!("SELECT RELEASE_LOCK({MYSQL_LOCK})"))),
        Dialect::Sqlite => None,
    }
}

/// Who has the lock, in words.
fn holder(dialect: Dialect) -> Statement {
    Statement::plain(match dialect {
        Dialect::Postgres => format!(
            "SELECT 'process ' || a.pid || ' of ' || a.usename || ', connected since ' || a.backend_start::text \
             FROM pg_stat_activity a JOIN (SELECT pid FROM {}) AS l USING (pid)",
            postgres_locks()
        ),
        Dialect::MySql | Dialect::MariaDb => format!("SELECT CONCAT('connection ', IS_USED_LOCK({MYSQL_LOCK}))"),
        Dialect::Sqlite => "SELECT NULL".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{Dialect, Version, settings};

    #[test]
    fn a_version_is_asked_for_no_setting_that_it_does_not_have() {
        let names =
            |major| settings(Dialect::Postgres, Version::new(major, 0, 0)).map(|(name, _)| name).collect::<Vec<_>>();
        assert!(names(13).contains(&"statement_timeout") && !names(13).contains(&"idle_session_timeout"));
        assert!(names(14).contains(&"idle_session_timeout") && !names(16).contains(&"transaction_timeout"));
        assert!(names(17).contains(&"idle_session_timeout") && names(17).contains(&"transaction_timeout"));
    }
}
