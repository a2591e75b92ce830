//! Keeping the lock where it is a row: each transaction renews it first and last, and what cannot be in one is sent only
//! after that was seen to succeed.

use migrate_core::dialect::Dialect;
use migrate_core::migration::Step;

use super::channel::{Failure, FailureKind, Statement};
use super::lease::Lease;
use super::{Run, begin_statement, plain, refused, session};
use crate::error::Reason;

/// As what PostgreSQL may know the zone that migrations rely on.
const UTC: [&str; 4] = ["UTC", "Etc/UTC", "GMT", "Etc/GMT"];

impl Run {
    /// Whether nothing keeps others out between two transactions but what each of them finds when it begins.
    pub(super) fn looks_in_each_transaction(&self) -> bool {
        self.dialect == Dialect::Sqlite || self.lease.is_some()
    }

    /// Renews the lock, if it is still this run's own; that of a session is.
    pub(super) async fn has_lock(&self) -> Result<bool, Failure> {
        match &self.lease {
            Some(lease) => lease.renew(&self.channel).await,
            None => Ok(true),
        }
    }

    /// The same where the run ends if it is not.
    pub(super) async fn keep_lock(&self) -> Result<(), Reason> {
        match self.has_lock().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Reason::Overtaken { holder: Lease::holder(&self.channel, self.dialect).await }),
            Err(failure) => Err(refused("the lease", &failure)),
        }
    }

    /// Begins a transaction for these steps, with the settings that no session keeps.
    pub(super) fn begin_statement(&self, steps: &[Step]) -> Statement {
        let begin = begin_statement(steps, self.dialect);
        if self.lease.is_none() || self.dialect != Dialect::Postgres {
            return begin;
        }
        let own = begin.sql.strip_prefix("BEGIN").unwrap_or_default();
        Statement::plain(format!("BEGIN{}{own}", session::settings_of_transaction(self.version)))
    }

    /// Commits. What was renewed when a long transaction began has expired by its end.
    pub(super) async fn send_commit(&self) -> Result<(), Failure> {
        if let Some(lease) = &self.lease {
            self.execute_inside(&lease.renewal()).await?;
        }
        self.execute_inside(&plain("COMMIT")).await
    }

    /// Sends a statement that cannot be in a transaction. As long as it runs, others see that it does, and leave the lease
    /// alone.
    pub(super) async fn execute_outside(&self, sql: &str) -> Result<(), Failure> {
        let Some(lease) = &self.lease else { return self.channel.execute(plain(sql)).await };
        if !self.has_lock().await? {
            return Err(Failure::overtaken());
        }
        self.check_time_zone(sql).await?;
        self.channel.execute(lease.marked(sql)).await
    }

    /// PostgreSQL: what a text in a statement means may depend on a setting for which there is no place outside a transaction.
    async fn check_time_zone(&self, sql: &str) -> Result<(), Failure> {
        if self.dialect != Dialect::Postgres || !sql.contains('\'') {
            return Ok(());
        }
        // As the session has it, and not as this run sets it for its own queries.
        let zone = self.channel.with("").query_value(plain("SHOW TimeZone")).await?;
        match zone {
            Some(zone) if !UTC.iter().any(|utc| utc.eq_ignore_ascii_case(&zone)) => {
                let message = format!(
                    "the time zone of its session is `{zone}`, and a statement that cannot be in a transaction cannot \
                     change it: send `ALTER ROLE CURRENT_USER SET TimeZone = 'UTC'`"
                );
                Err(Failure { message, kind: FailureKind::Refused(None) })
            }
            _ => Ok(()),
        }
    }
}
