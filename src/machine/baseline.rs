//! Migrations that are recorded as applied, and not carried out: the database has what they make.

use migrate_core::dialect::Dialect;
use migrate_core::migration::Grade;

use super::channel::Channel;
use super::session::Session;
use super::{Orders, Run, Task, read_rows, script_of};
use crate::error::{Error, Position, Reason};
use crate::history::{Applied, State, Undo};
use crate::report::Report;

/// Why such a migration is not undone.
const REASON: &str = "it was recorded by `baseline`, and not carried out: what it makes was there before the history";

/// Records the migrations up to this version.
pub async fn baseline(channel: Channel, dialect: Dialect, orders: Orders, last: i64) -> Result<Report, Error> {
    let session = Session::begin(&channel, dialect, &orders).await?;
    let run = Run::of(&channel, &session, orders);
    let outcome = run.record(last).await;
    run.end(session, outcome).await
}

impl Run {
    async fn record(&self, last: i64) -> Result<(), Reason> {
        self.have_table().await?;
        if let Some(first) = read_rows(&self.channel, &self.history, self.orders.patience).await?.first() {
            return Err(Reason::NotEmpty { migration: first.id() });
        }
        let task = Task { migration: "the history", position: Position::Applying };
        let recorded = match self.begin(&[], &[]).await {
            Ok(open) => {
                let outcome = self.insert_all(last, task).await;
                self.finish(open, outcome, task).await
            }
            Err(stop) => Err(stop),
        };
        match recorded {
            Ok(()) => Ok(()),
            Err(stop) => Err(self.why_unchanged(stop).await),
        }
    }

    async fn insert_all(&self, last: i64, task: Task<'_>) -> Result<(), Reason> {
        let migrations = self.orders.migrations;
        let mut rows: Vec<Applied> = Vec::new();
        for migration in migrations.list.iter().filter(|one| one.version <= last) {
            let script = script_of(migrations, migration, self.dialect)?;
            let (irreversible, steps) = (Some(REASON.to_owned()), Vec::new());
            let undo = Undo { grade: Grade::None, irreversible, steps, begun: Vec::new() };
            let row = Applied { undo, ..Applied::after(&rows, migration, script) };
            self.note_inside(&self.history.insert_baseline(&row, migrations.program_version), task).await?;
            rows.push(row);
        }
        debug_assert_eq!(rows.last().map(|row| row.state), Some(State::Applied), "a baseline records something");
        Ok(())
    }
}
