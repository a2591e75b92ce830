//! What is asked of the rows: whether they allow a step, and what undoing by it would throw away.

use migrate_core::migration::{Query, Step};

use super::channel::FailureKind;
use super::script::blocked;
use super::{Run, Task, plain, refused};
use crate::error::{Aftermath, Position, Reason};

impl Run<'_> {
    /// Asks whether the rows allow a step, and what undoing by it would throw away.
    pub(super) async fn ask_rows(&self, step: &Step, task: Task<'_>) -> Result<(), Reason> {
        self.ask(step, task, |_| true).await
    }

    pub(super) async fn ask(
        &self,
        step: &Step,
        task: Task<'_>,
        is_asked: impl Fn(&Query) -> bool,
    ) -> Result<(), Reason> {
        if let Some(condition) = step.condition.as_ref().filter(|query| is_asked(query)) {
            let rows = self.channel.query(plain(&condition.sql)).await;
            let rows = rows.map_err(|failure| match failure.kind {
                FailureKind::Busy => blocked(step, task),
                _ => refused(&format!("to say whether {}", condition.meaning), &failure),
            })?;
            let rows: Vec<String> = rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect();
            if !rows.is_empty() && step.is_there {
                return Err(Reason::Different {
                    migration: task.migration.to_owned(),
                    expected: condition.meaning.clone(),
                    differences: rows,
                    aftermath: Aftermath::Unchanged,
                });
            }
            if !rows.is_empty() {
                return Err(Reason::Rows {
                    migration: task.migration.to_owned(),
                    position: task.position,
                    condition: condition.meaning.to_string(),
                    rows,
                    aftermath: Aftermath::Unchanged,
                });
            }
        }
        self.ask_losses(step, task, is_asked).await
    }

    /// Asks what undoing by a step would throw away.
    pub(super) async fn ask_losses(
        &self,
        step: &Step,
        task: Task<'_>,
        is_asked: impl Fn(&Query) -> bool,
    ) -> Result<(), Reason> {
        let counts = |query: &&Query| task.position == Position::Undoing && is_asked(query);
        let Some(discards) = step.discards.as_ref().filter(counts) else { return Ok(()) };
        if self.orders.accepts_data_loss {
            return Ok(());
        }
        let count = self.channel.query_value(plain(&discards.sql)).await;
        let count = count.map_err(|failure| refused(&format!("to count {}", discards.meaning), &failure))?;
        match count.as_deref().and_then(|count| count.parse::<u64>().ok()) {
            Some(0) => Ok(()),
            Some(count) => Err(Reason::Loss {
                migration: task.migration.to_owned(),
                what: discards.meaning.to_string(),
                count,
                aftermath: Aftermath::Unchanged,
            }),
            None => Err(Reason::Database {
                during: format!("to count {}", discards.meaning),
                message: format!("it answered {count:?}"),
                cause: None,
            }),
        }
    }
}
