//! A change of rows in ranges of their primary key, each in a transaction of its own, with the note how far it came.

use migrate_core::migration::Batches;

use super::channel::{Failure, FailureKind, Parameter, Statement};
use super::journal::{Journal, Noted};
use super::script::step_refused;
use super::sending::Unsent;
use super::transaction::ConnectionLost;
use super::{Run, plain};
use crate::event::Event;
use crate::history::BatchProgress;

impl Run {
    /// Goes through the rows, range after range, up to the key that is the greatest when it begins: what is added behind it
    /// meanwhile is left alone, so that this comes to an end. A range begins where the one before it ended, so that no row
    /// is skipped and none met twice, and one that was committed is noted.
    pub(super) async fn send_batches(
        &self,
        batches: &Batches,
        journal: Journal<'_>,
        index: usize,
        begun: Option<BatchProgress>,
    ) -> Result<(), Unsent> {
        let refused = |failure: &Failure| step_refused(journal.steps, index, journal.task, failure);
        let unsent = |failure: Failure, done: Option<BatchProgress>| match (failure.kind, done) {
            (FailureKind::ConnectionLost, _) => Unsent::ConnectionLost(refused(&failure)),
            (_, Some(done)) => Unsent::InPart(refused(&failure), done),
            (_, None) => Unsent::Refused(refused(&failure)),
        };
        let begin = self.begin_statement(&journal.steps[index..=index]);
        let mut done = begun;
        let last = match &done {
            Some(done) => done.last.clone(),
            None => match self.find_key(&batches.last_key, &[]).await {
                Ok(Some(last)) => last,
                Ok(None) => return Ok(()),
                Err(failure) => return Err(unsent(failure, None)),
            },
        };
        loop {
            match self.send_batch(batches, journal, &begin, done.as_ref(), &last).await {
                Ok(Batch::Done(end)) => {
                    done = Some(BatchProgress { done: end.clone(), last: last.clone() });
                    journal.is_noted(Noted { steps: index, batches: done.clone() });
                    let told = self.channel.tell(Event::BatchEnds { up_to: end }).await;
                    if told.is_break() {
                        return Err(unsent(Failure::stopped(), done));
                    }
                }
                Ok(Batch::NoRowLeft) => return Ok(()),
                Ok(Batch::NotOurs) => return Err(Unsent::HistoryChanged),
                Err(failure) => return Err(unsent(failure, done)),
            }
        }
    }

    /// Sends the batch after those that are done.
    async fn send_batch(
        &self,
        batches: &Batches,
        journal: Journal<'_>,
        begin: &Statement,
        done: Option<&BatchProgress>,
        last: &str,
    ) -> Result<Batch, Failure> {
        let before = done.map(|done| done.done.as_str());
        let end = match before {
            None => self.find_key(&batches.first_end, &[last]).await?,
            Some(before) => self.find_key(&batches.next_end, &[before, last]).await?,
        };
        let Some(end) = end else { return Ok(Batch::NoRowLeft) };
        if before == Some(end.as_str()) {
            let message = format!("the key `{end}` comes back as another one than it was");
            return Err(Failure { message, kind: FailureKind::Refused(None) });
        }
        let batch = match before {
            None => statement(&batches.first, &[&end]),
            Some(before) => statement(&batches.next, &[before, &end]),
        };
        let note = BatchProgress { done: end.clone(), last: last.to_owned() };
        self.channel.execute_unless_stopped(begin, self.orders.patience).await?;
        let sent = async {
            if !self.is_ours(journal).await? {
                self.channel.execute(plain("ROLLBACK")).await?;
                return Ok(Batch::NotOurs);
            }
            self.channel.execute(batch).await?;
            self.channel.execute(self.history.set_batches(journal.row.version, &note)).await?;
            self.send_commit().await?;
            Ok(Batch::Done(end))
        };
        match sent.await {
            Ok(batch) => Ok(batch),
            Err(failure) => match self.roll_back().await {
                Ok(()) => Err(failure),
                Err(ConnectionLost) => Err(Failure { kind: FailureKind::ConnectionLost, ..failure }),
            },
        }
    }

    async fn find_key(&self, sql: &str, parameters: &[&str]) -> Result<Option<String>, Failure> {
        let rows = self.channel.query_patiently(&statement(sql, parameters), self.orders.patience).await?;
        Ok(rows.into_iter().flatten().next().flatten())
    }
}

/// What came of a batch.
enum Batch {
    /// It is committed, up to this key.
    Done(String),
    /// There is none any more.
    NoRowLeft,
    /// Somebody else goes on with the migration.
    NotOurs,
}

fn statement(sql: &str, parameters: &[&str]) -> Statement {
    let parameters = parameters.iter().map(|text| Parameter::Text((*text).to_owned())).collect();
    Statement { sql: sql.to_owned(), parameters }
}
