//! What is asked of the rows: whether they allow a step, and what undoing by it would throw away.

use migrate_core::dialect::Dialect;
use migrate_core::migration::{Query, Read, Step};

use super::channel::{Failure, FailureKind, Row};
use super::script::{blocked, is_atomic};
use super::today::{Asked, Sort, Today, today};
use super::{Run, Task, plain, refused};
use crate::error::{Aftermath, Position, Reason};
use crate::history::Applied;

impl Run {
    /// Asks whether the rows allow a step, and what undoing by it would throw away, right before it is sent.
    pub(super) async fn ask_rows(&self, step: &Step, task: Task<'_>) -> Result<(), Reason> {
        if task.position == Position::Undoing
            && !self.orders.accepts_data_loss
            && let Some(lock) = lock_of_dropped(step, self.dialect)
        {
            // Where there are rows, nobody is kept out while they are counted.
            self.ask_losses(step, task, |_| true).await?;
            let locked = self.channel.execute(plain(&lock)).await;
            locked.map_err(|failure| match failure.kind {
                FailureKind::Busy => blocked(step, task),
                _ => refused(&format!("to lock what `{}` drops", task.migration), &failure),
            })?;
        }
        self.ask(step, task, |_| true).await
    }

    pub(super) async fn ask(
        &self,
        step: &Step,
        task: Task<'_>,
        is_asked: impl Fn(&Query) -> bool,
    ) -> Result<(), Reason> {
        if let Some(condition) = step.condition.as_ref().filter(|query| is_asked(query)) {
            self.ask_condition(condition, step, task).await?;
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
        match step.discards.as_ref().filter(counts) {
            Some(discards) => self.count_loss(discards, task).await,
            None => Ok(()),
        }
    }

    /// Asks every question of a range before anything of it is undone, of today's schema.
    ///
    /// # Errors
    /// An answer forbids it; or there is a question that can only be asked on the way, and an answer then would come when
    /// others are undone already.
    pub(super) async fn ask_range(&self, range: &[&Applied], is_together: bool) -> Result<(), Reason> {
        let mut refusal = None;
        for asked in Asked::of_range(range) {
            let is_asked_anyway = asked.place == 0 && asked.query.at_start;
            let is_accepted = asked.sort == Sort::Loss && self.orders.accepts_data_loss;
            if is_asked_anyway || is_accepted {
                continue;
            }
            let Some(why) = self.ask_today(&asked).await? else { continue };
            // Of the first migration nothing but its own steps is done by then: that is taken back, or gone on with.
            let is_harmless = is_together || self.orders.accepts_late_conditions || asked.place == 0;
            if !is_harmless {
                refusal.get_or_insert_with(|| asked.refusal(why, self.dialect));
            }
        }
        refusal.map_or(Ok(()), Err)
    }

    /// Asks a question of today's schema; why it has to be asked on the way, where that cannot answer.
    async fn ask_today(&self, asked: &Asked<'_>) -> Result<Option<String>, Reason> {
        let Today { query, unless } = match today(asked, self.dialect) {
            Ok(today) => today,
            Err(late) => return Ok(Some(late.to_string())),
        };
        let (step, id) = (asked.asking(), asked.migration().id());
        let task = Task { migration: &id, position: Position::Undoing };
        let rows = match self.channel.query(plain(&query.sql)).await {
            Ok(rows) => rows,
            // Somebody changed the schema, so that it is not what the history says.
            Err(Failure { kind: FailureKind::Refused(_), message }) => {
                return Ok(Some(format!("today's schema does not answer: {message}")));
            }
            Err(failure) => return Err(not_said(&query, step, task, &failure)),
        };
        let judged = match asked.sort {
            Sort::Condition => judge_condition(&query, rows, step, task),
            Sort::Loss => judge_loss(&query, &rows, task),
        };
        match (judged, unless) {
            (Ok(()), _) => Ok(None),
            (Err(Reason::Loss { .. } | Reason::Rows { .. }), Some(late)) => Ok(Some(late.to_string())),
            (Err(reason), _) => Err(reason),
        }
    }

    async fn ask_condition(&self, condition: &Query, step: &Step, task: Task<'_>) -> Result<(), Reason> {
        let rows = self.channel.query(plain(&condition.sql)).await;
        judge_condition(condition, rows.map_err(|failure| not_said(condition, step, task, &failure))?, step, task)
    }

    async fn count_loss(&self, discards: &Query, task: Task<'_>) -> Result<(), Reason> {
        if self.orders.accepts_data_loss {
            return Ok(());
        }
        let count = self.channel.query(plain(&discards.sql)).await;
        let count = count
            .map_err(|failure| refused(&format!("to count {} for `{}`", discards.meaning, task.migration), &failure))?;
        judge_loss(discards, &count, task)
    }
}

/// What locks the tables that a step drops, so that no row comes in after they were counted. Their values are dropped with
/// a column too, but a look at each row of a table is too long a time to keep others out of it; and MySQL and MariaDB have no
/// lock that lasts until a table is dropped.
pub fn lock_of_dropped(step: &Step, dialect: Dialect) -> Option<String> {
    let reads = step.discards.iter().flat_map(|query| query.reads.iter().flatten());
    let dropped = reads.filter_map(|read| match read {
        Read::Rows { table, columns, .. } if columns.is_empty() => Some(qualified(table, dialect)),
        Read::Rows { .. } | Read::Table(_) | Read::Name(_) | Read::Functions => None,
    });
    let dropped: Vec<String> = dropped.collect();
    let is_possible = dialect == Dialect::Postgres && is_atomic(step) && !dropped.is_empty();
    is_possible.then(|| format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", dropped.join(", ")))
}

fn qualified(table: &str, dialect: Dialect) -> String {
    table.split('.').map(|part| dialect.quoted(part)).collect::<Vec<_>>().join(".")
}

fn not_said(condition: &Query, step: &Step, task: Task<'_>, failure: &Failure) -> Reason {
    match failure.kind {
        FailureKind::Busy => blocked(step, task),
        FailureKind::ConnectionLost | FailureKind::Overtaken | FailureKind::Refused(_) | FailureKind::Stopped => {
            refused(&format!("to say for `{}` whether {}", task.migration, condition.meaning), failure)
        }
    }
}

/// Refuses a step where rows stand in its way.
fn judge_condition(condition: &Query, rows: Vec<Row>, step: &Step, task: Task<'_>) -> Result<(), Reason> {
    let rows: Vec<String> = rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let (migration, aftermath) = (task.migration.to_owned(), Aftermath::Unchanged);
    Err(if step.is_there {
        Reason::Different { migration, expected: condition.meaning.clone(), differences: rows, aftermath }
    } else {
        let condition = condition.meaning.clone();
        Reason::Rows { migration, position: task.position, condition, rows, aftermath }
    })
}

/// Refuses a step that throws something away.
fn judge_loss(discards: &Query, rows: &[Row], task: Task<'_>) -> Result<(), Reason> {
    let count = rows.first().and_then(|row| row.first()?.as_deref());
    match count.and_then(|count| count.parse::<u64>().ok()) {
        Some(0) => Ok(()),
        Some(count) => Err(Reason::Loss {
            migration: task.migration.to_owned(),
            what: discards.meaning.clone(),
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
