//! Migrations that are recorded as applied, and not carried out: the database has what they make.

use migrate_core::dialect::Dialect;
use migrate_core::migration::Grade;

use super::channel::Channel;
use super::session::Session;
use super::{Orders, Run, Stop, Task, has_table, read_history, unavailable};
use crate::error::{Error, Position, Reason};
use crate::history::{Applied, History, State, Undo};
use crate::report::Report;

/// Why such a migration is not undone.
const REASON: &str = "it was recorded by `baseline`, and not carried out: what it makes was there before the history";

/// Records the migrations up to this version.
pub async fn baseline(channel: Channel, dialect: Dialect, orders: Orders, last: i64) -> Result<Report, Error> {
    let session = Session::begin(&channel, dialect, orders.migrations, orders.patience).await?;
    let run = Run {
        channel: &channel,
        dialect: session.dialect,
        history: History::new(session.dialect, orders.migrations.name),
        orders,
        report: Report { database: format!("{} {}", session.dialect, session.version), ..Report::default() },
        is_first: false,
    };
    let outcome = run.record(last).await;
    let ended = session.end(&channel).await;
    match outcome.and(ended) {
        Ok(()) => Ok(run.report),
        Err(reason) => Err(Error::new(reason, run.report)),
    }
}

impl Run<'_> {
    async fn record(&self, last: i64) -> Result<(), Reason> {
        let (migrations, patience) = (self.orders.migrations, self.orders.patience);
        if !has_table(self.channel, &self.history, patience).await? {
            let created = self.channel.execute_unless_stopped(&self.history.create_table(), patience).await;
            created.map_err(|failure| unavailable("the table of applied migrations", &failure, patience))?;
        }
        if let Some(first) = read_history(self.channel, &self.history, patience).await?.first() {
            return Err(Reason::NotEmpty { migration: first.id() });
        }
        let task = Task { migration: "the history", position: Position::Applying };
        let open = match self.begin(&[], &[]).await {
            Ok(open) => open,
            // On SQLite the transaction is the lock.
            Err(Stop::HistoryChanged) => return Err(Reason::NotEmpty { migration: migrations.name.to_owned() }),
            Err(Stop::Because(reason)) => return Err(reason),
        };
        let outcome = self.insert_all(last).await;
        match self.finish(open, outcome, task).await {
            Ok(()) => Ok(()),
            Err(Stop::HistoryChanged) => Err(Reason::NotEmpty { migration: migrations.name.to_owned() }),
            Err(Stop::Because(reason)) => Err(reason),
        }
    }

    async fn insert_all(&self, last: i64) -> Result<(), Reason> {
        let migrations = self.orders.migrations;
        let mut rows: Vec<Applied> = Vec::new();
        for migration in migrations.list.iter().filter(|one| one.version <= last) {
            let script = migration.script(self.dialect).ok_or_else(|| Reason::NotTargeted {
                database: self.dialect,
                targets: migrations.targets.iter().map(|target| target.dialect).collect(),
            })?;
            let undo = Undo { grade: Grade::None, irreversible: Some(REASON.to_owned()), steps: Vec::new() };
            let row = Applied { undo, ..Applied::after(&rows, migration, script) };
            self.note(self.history.insert_baseline(&row, migrations.program_version)).await?;
            rows.push(row);
        }
        debug_assert_eq!(rows.last().map(|row| row.state), Some(State::Applied), "a baseline records something");
        Ok(())
    }
}
