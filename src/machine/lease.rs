//! The lock as a row, for where no session lasts: a run has it for a while, renews it as it goes on, and looks in each
//! transaction whether it still has it.

use migrate_core::dialect::{Dialect, Version};

use super::channel::{Channel, Failure, FailureKind, Statement};
use super::{refused, session};
use crate::error::Reason;
use crate::history::{LEASE, LEASE_TABLE as TABLE};

/// For how many seconds a run has the lease after it last renewed it.
const SECONDS: u32 = 45;

/// For how many seconds after that nobody needs to look again before something is sent that cannot be in a transaction.
const FRESH_SECONDS: u32 = 10;

/// The row in a database, and the run that wants it. SQLite has none: its lock is that of a transaction, and needs no session.
#[derive(Clone, Debug)]
pub struct Lease {
    dialect: Dialect,
    version: Version,
    /// What the run is called: letters, digits, spaces and `,_.-`.
    owner: String,
}

impl Lease {
    /// The lease of a run.
    pub fn new(dialect: Dialect, version: Version, owner: &str) -> Self {
        Self { dialect, version, owner: owner.to_owned() }
    }

    /// Takes the lease, if nobody has it.
    pub async fn try_take(&self, channel: &Channel) -> Result<bool, Reason> {
        if !self.have_row(channel).await? || !self.replace_owner(channel).await? {
            return Ok(false);
        }
        let is_own = self.renew(channel).await.map_err(|failure| refused("the lease", &failure))?;
        // Each kind of lock is taken before it is looked for the other, so that not both can be missed.
        if is_own && session::is_lock_held(channel, self.dialect).await? {
            self.release(channel).await?;
            return Ok(false);
        }
        Ok(is_own)
    }

    /// Whether the lease is in the way of a run that has the lock of a session. One that has expired is taken away, so that
    /// whoever had it finds out.
    pub async fn is_in_the_way(channel: &Channel, dialect: Dialect, version: Version) -> Result<bool, Reason> {
        let nobody = Self::new(dialect, version, NOBODY);
        if !nobody.find_table(channel).await? {
            return Ok(false);
        }
        if !nobody.replace_owner(channel).await? {
            return Ok(true);
        }
        let others = channel.query(nobody.find_others()).await.map_err(|failure| refused("the lease", &failure))?;
        Ok(!others.is_empty())
    }

    /// Who has the lease, in words; nothing where nobody has it.
    pub async fn holder(channel: &Channel, dialect: Dialect) -> Option<String> {
        // This is asked in the same way of every version.
        let nobody = Self::new(dialect, dialect.lowest_version(), NOBODY);
        match nobody.find_table(channel).await {
            Ok(true) => channel.query_value(nobody.describe()).await.ok().flatten(),
            Ok(false) | Err(_) => None,
        }
    }

    /// Renews the lease, if it is still this run's own. In a transaction nobody takes it from there on.
    pub async fn renew(&self, channel: &Channel) -> Result<bool, Failure> {
        loop {
            channel.execute(self.renewal()).await?;
            match channel.query_value(self.find_own()).await?.as_deref() {
                None => return Ok(false),
                Some("fresh") => return Ok(true),
                // The process stood still in between.
                Some(_) => {}
            }
        }
    }

    /// Lets others have it.
    pub async fn release(&self, channel: &Channel) -> Result<(), Reason> {
        channel.execute(self.free()).await.map_err(|failure| refused("to release the lease", &failure))
    }

    /// A statement that cannot be in a transaction, marked so that others see as long as it runs who sent it.
    pub fn marked(&self, sql: &str) -> Statement {
        Statement::plain(self.mark() + sql)
    }

    /// How a statement begins by which others see as long as it runs that whoever sent it goes on.
    pub fn mark(&self) -> String {
        format!("/* {} */ ", self.owner)
    }

    async fn find_table(&self, channel: &Channel) -> Result<bool, Reason> {
        let found = channel.query(LEASE.find(self.dialect)).await;
        Ok(!found.map_err(|failure| refused("the lease", &failure))?.is_empty())
    }

    /// Makes the table and its row, unless they are there. Returns whether it is worth to try to take it.
    async fn have_row(&self, channel: &Channel) -> Result<bool, Reason> {
        if !self.find_table(channel).await? {
            let created = channel.execute(self.create_table()).await;
            // PostgreSQL refuses it where somebody else does so at the same moment.
            if let Err(failure) = created
                && !self.find_table(channel).await?
            {
                return Err(refused("the lease", &failure));
            }
        }
        let state = channel.query_value(self.state()).await.map_err(|failure| refused("the lease", &failure))?;
        match state.as_deref() {
            Some(state) => Ok(state == "free"),
            None => match channel.execute(self.insert()).await {
                Err(failure) if failure.kind != FailureKind::Busy => Err(refused("the lease", &failure)),
                inserted => Ok(inserted.is_ok()),
            },
        }
    }

    /// Puts this owner in the place of one whose lease has expired, and of whom no statement is running. Returns whether it
    /// could be tried: whoever is in a transaction keeps the row.
    async fn replace_owner(&self, channel: &Channel) -> Result<bool, Reason> {
        for statement in [self.extend_while_running(), self.take()] {
            match channel.execute(statement).await {
                Err(failure) if failure.kind == FailureKind::Busy => return Ok(false),
                outcome => outcome.map_err(|failure| refused("the lease", &failure))?,
            }
        }
        Ok(true)
    }
}

/// The owner of a lease that nobody has.
const NOBODY: &str = "";

/// The statements. Time is the database's alone: the clocks of two programs differ.
impl Lease {
    fn create_table(&self) -> Statement {
        let (time, end) = if self.is_postgres() {
            ("timestamp with time zone NOT NULL", "")
        } else {
            // Without a default of one's own MariaDB has the first one change with each update.
            ("timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)", " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4")
        };
        Statement::plain(format!(
            "CREATE TABLE IF NOT EXISTS {TABLE} (
    id smallint NOT NULL PRIMARY KEY,
    owner varchar(255) NOT NULL,
    taken_at {time},
    renewed_at {time},
    expires_at {time}
){end}"
        ))
    }

    /// Adds the row that there is one of.
    fn insert(&self) -> Statement {
        let now = self.now();
        let (insert, end) =
            if self.is_postgres() { ("INSERT", " ON CONFLICT (id) DO NOTHING") } else { ("INSERT IGNORE", "") };
        Statement::plain(format!(
            "{insert} INTO {TABLE} (id, owner, taken_at, renewed_at, expires_at) \
             VALUES (1, '{NOBODY}', {now}, {now}, {now}){end}"
        ))
    }

    fn state(&self) -> Statement {
        Statement::plain(format!("SELECT CASE WHEN {} THEN 'free' ELSE 'taken' END FROM {TABLE}", self.is_free()))
    }

    fn take(&self) -> Statement {
        let (now, owner) = (self.now(), &self.owner);
        Statement::plain(format!(
            "UPDATE {TABLE} SET owner = '{owner}', taken_at = {now}, renewed_at = {now}, expires_at = {} WHERE {}",
            self.end(),
            self.unlocked(&self.is_free())
        ))
    }

    /// Who waits renews the lease of one whose statement is still running, and who can send nothing meanwhile.
    fn extend_while_running(&self) -> Statement {
        let running = if self.is_postgres() {
            "EXISTS (SELECT 1 FROM pg_stat_activity AS a WHERE a.datname = current_database() AND a.state = 'active' \
             AND a.query LIKE '/* ' || owner || ' */%')"
                .to_owned()
        } else {
            self.is_in_processlist()
        };
        let expired = format!("owner <> '{NOBODY}' AND expires_at <= {}", self.now());
        Statement::plain(format!(
            "UPDATE {TABLE} SET expires_at = {} WHERE {} AND {running}",
            self.end(),
            self.unlocked(&expired)
        ))
    }

    /// Whether the owner's statement is in the list of what runs. MySQL's older list cannot be read while anybody's statement
    /// holds a character of four bytes (error 3854), and the newer one, since 8.0.22, is empty where `performance_schema` is off.
    fn is_in_processlist(&self) -> String {
        let is_in = |schema: &str| {
            format!(
                "EXISTS (SELECT 1 FROM {schema}.processlist AS a \
                 WHERE a.info LIKE CONCAT('/* ', owner, ' */%') COLLATE utf8mb4_bin)"
            )
        };
        let older = is_in("information_schema");
        if self.dialect == Dialect::MySql && self.version >= Version::new(8, 0, 22) {
            format!("({} OR @@performance_schema = 0 AND {older})", is_in("performance_schema"))
        } else {
            older
        }
    }

    /// Renews the lease.
    pub fn renewal(&self) -> Statement {
        let (now, end, owner) = (self.now(), self.end(), &self.owner);
        Statement::plain(format!("UPDATE {TABLE} SET renewed_at = {now}, expires_at = {end} WHERE owner = '{owner}'"))
    }

    fn free(&self) -> Statement {
        let (now, owner) = (self.now(), &self.owner);
        Statement::plain(format!("UPDATE {TABLE} SET owner = '{NOBODY}', expires_at = {now} WHERE owner = '{owner}'"))
    }

    /// Returns a value if the lease is this run's own, and whether what was found out still holds for most of its time.
    fn find_own(&self) -> Statement {
        let (since, owner) = (self.seconds_away("-", FRESH_SECONDS), &self.owner);
        Statement::plain(format!(
            "SELECT CASE WHEN renewed_at > {since} THEN 'fresh' ELSE 'stale' END FROM {TABLE} WHERE owner = '{owner}'"
        ))
    }

    fn find_others(&self) -> Statement {
        Statement::plain(format!("SELECT 1 FROM {TABLE} WHERE owner <> '{}'", self.owner))
    }

    fn describe(&self) -> Statement {
        let text = if self.is_postgres() { "text" } else { "char" };
        Statement::plain(format!(
            "SELECT CONCAT('`', owner, '`, since ', CAST(taken_at AS {text}), '; its lease ends at ', \
             CAST(expires_at AS {text}), ' unless it renews it') FROM {TABLE} WHERE owner <> '{NOBODY}'"
        ))
    }

    fn is_free(&self) -> String {
        format!("(owner = '{NOBODY}' OR expires_at <= {})", self.now())
    }

    /// A condition that does not wait for whoever has the row in a transaction. On MySQL and MariaDB an update cannot ask
    /// its own table, and waits for as long as the settings of a session say.
    fn unlocked(&self, condition: &str) -> String {
        if self.is_postgres() {
            format!("id IN (SELECT id FROM {TABLE} WHERE {condition} FOR UPDATE SKIP LOCKED)")
        } else {
            condition.to_owned()
        }
    }

    fn now(&self) -> &'static str {
        if self.is_postgres() { "clock_timestamp()" } else { "CURRENT_TIMESTAMP(6)" }
    }

    fn end(&self) -> String {
        self.seconds_away("+", SECONDS)
    }

    fn seconds_away(&self, sign: &str, seconds: u32) -> String {
        let now = self.now();
        if self.is_postgres() {
            format!("{now} {sign} interval '{seconds} seconds'")
        } else {
            format!("{now} {sign} INTERVAL {seconds} SECOND")
        }
    }

    fn is_postgres(&self) -> bool {
        self.dialect == Dialect::Postgres
    }
}
