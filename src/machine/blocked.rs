//! Giving way: a schema change that waits for a lock holds up everybody who comes after it, so that it waits briefly, lets
//! them through and tries again.

use std::time::Duration;

use migrate_core::dialect::Dialect;
use migrate_core::migration::Step;

use super::channel::Statement;
use super::{Run, plain, stopped};
use crate::error::Reason;
use crate::event::Event;

/// PostgreSQL: how long a statement waits for a lock, in seconds. Longer on MySQL and MariaDB, see the settings of a session.
const LOCK_TIMEOUT: u32 = 2;

/// PostgreSQL: how long a change of rows waits for one of them. It holds up those who write to the rows that it has changed,
/// and nobody else; and a long one that gives way begins anew.
const ROW_LOCK_TIMEOUT: u32 = 10;

/// The pause after the first try; each further one is twice as long, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(500);

const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How long a script has given way.
pub(super) struct Waits {
    begin: Option<Duration>,
    pause: Duration,
}

impl Waits {
    pub const NONE: Self = Self { begin: None, pause: FIRST_PAUSE };
}

impl Run {
    /// Pauses, if the reason is that somebody else holds a lock and there is patience left.
    ///
    /// # Errors
    /// The reason, with who holds the lock; or that the run is to stop.
    pub(super) async fn give_way(&self, waits: &mut Waits, reason: Reason) -> Result<(), Reason> {
        let Reason::Blocked { migration, sql, tables, aftermath, .. } = reason else { return Err(reason) };
        let now = self.channel.elapsed().await;
        let waited = now.saturating_sub(*waits.begin.get_or_insert(now));
        if waited >= self.orders.patience_with_locks {
            let holders = self.holders(&tables).await;
            return Err(Reason::Blocked { migration, sql, tables, holders, waited, aftermath });
        }
        if self.channel.tell(Event::Waiting { waited }).await.is_break() {
            return Err(stopped(Some(&migration)));
        }
        // What was renewed in a transaction was rolled back with it. A lease lasts longer than a pause.
        self.keep_lock().await?;
        self.channel.wait(jittered(waits.pause, now)).await;
        waits.pause = (waits.pause * 2).min(LONGEST_PAUSE);
        self.keep_lock().await
    }

    /// Who holds locks on these tables, in words, at most five; nobody where the database does not say.
    async fn holders(&self, tables: &[String]) -> Vec<String> {
        let Some(query) = holders(tables, self.dialect) else { return Vec::new() };
        let rows = self.channel.query(plain(&query)).await.unwrap_or_default();
        rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect()
    }
}

/// Begins a transaction for these steps. Which locks an author's SQL takes is not known.
pub fn begin_statement(steps: &[Step], dialect: Dialect) -> Statement {
    match dialect {
        Dialect::Sqlite => plain("BEGIN IMMEDIATE"),
        Dialect::Postgres if !steps.is_empty() => {
            let timeout = if steps.iter().all(changes_rows) { ROW_LOCK_TIMEOUT } else { LOCK_TIMEOUT };
            Statement::plain(format!("BEGIN; SET LOCAL lock_timeout = '{timeout}s'"))
        }
        Dialect::Postgres | Dialect::MySql | Dialect::MariaDb => plain("BEGIN"),
    }
}

fn changes_rows(step: &Step) -> bool {
    let verb = step.sql.split_whitespace().next().unwrap_or_default();
    ["INSERT", "UPDATE", "DELETE", "MERGE", "WITH"].iter().any(|one| verb.eq_ignore_ascii_case(one))
}

/// Between half of a pause and the whole: programs that were held up together do not come back together.
fn jittered(pause: Duration, now: Duration) -> Duration {
    pause / 2 + pause.mul_f64(f64::from(now.subsec_micros() % 1_000) / 2_000.0)
}

fn holders(tables: &[String], dialect: Dialect) -> Option<String> {
    let names: Vec<String> = tables.iter().map(|name| format!("'{}'", name.replace('\'', "''"))).collect();
    let names = if names.is_empty() { "NULL".to_owned() } else { names.join(", ") };
    match dialect {
        // What a change of rows or an author's SQL waits for is not known; mostly it is a transaction that has long been open.
        Dialect::Postgres if tables.is_empty() => Some(
            "SELECT 'process ' || pid || ' of ' || coalesce(usename, '?') || ', ' || coalesce(state, '?') || ' since ' \
             || coalesce(state_change::text, '?') || ': ' || left(query, 80) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL \
             ORDER BY xact_start LIMIT 5"
                .to_owned(),
        ),
        Dialect::Postgres => Some(format!(
            "SELECT DISTINCT 'process ' || a.pid || ' of ' || coalesce(a.usename, '?') || ', ' || coalesce(a.state, '?') \
             || ' since ' || coalesce(a.state_change::text, '?') || ': ' || left(a.query, 80) \
             FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_stat_activity a ON a.pid = l.pid \
             WHERE l.granted AND l.pid <> pg_backend_pid() AND c.relname IN ({names}) \
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 5"
        )),
        // MariaDB lists these locks with a plugin only, and both list the transactions that change rows.
        Dialect::MySql => Some(format!(
            "SELECT DISTINCT concat('connection ', t.processlist_id, ' of ', t.processlist_user) \
             FROM performance_schema.metadata_locks m JOIN performance_schema.threads t ON t.thread_id = m.owner_thread_id \
             WHERE m.object_schema = DATABASE() AND m.object_name IN ({names}) AND m.lock_status = 'GRANTED' \
             AND t.processlist_id <> CONNECTION_ID() LIMIT 5"
        )),
        Dialect::MariaDb => Some(
            "SELECT concat('connection ', trx_mysql_thread_id, ', in a transaction since ', trx_started) \
             FROM information_schema.innodb_trx JOIN information_schema.processlist ON id = trx_mysql_thread_id \
             WHERE db = DATABASE() AND trx_mysql_thread_id <> CONNECTION_ID() \
             GROUP BY trx_mysql_thread_id, trx_started ORDER BY trx_started LIMIT 5"
                .to_owned(),
        ),
        Dialect::Sqlite => None,
    }
}
