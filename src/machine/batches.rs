//! A change of rows in ranges of their primary key, each in a transaction of its own.

use migrate_core::migration::Batches;

use super::Run;
use super::channel::{Failure, FailureKind, Parameter, Statement};
use crate::event::Event;

impl Run<'_> {
    /// Goes through the rows, range after range, up to the key that is the greatest when it begins: what is added behind it
    /// meanwhile is left alone, so that this comes to an end. A range begins where the one before it ended, so that no row
    /// is skipped and none met twice.
    ///
    /// # Errors
    /// The database refused a batch; with the key up to which batches are done, if one is.
    pub(super) async fn send_batches(&self, batches: &Batches) -> Result<(), (Failure, Option<String>)> {
        let last = self.find_key(&batches.last_key, &[]).await.map_err(|failure| (failure, None))?;
        let Some(last) = last else { return Ok(()) };
        let mut done: Option<String> = None;
        loop {
            match self.send_batch(batches, done.as_deref(), &last).await {
                Ok(Some(end)) => {
                    let told = self.channel.tell(Event::BatchEnds { up_to: end.clone() }).await;
                    if told.is_break() {
                        return Err((Failure::stopped(), Some(end)));
                    }
                    done = Some(end);
                }
                Ok(None) => return Ok(()),
                Err(failure) => return Err((failure, done)),
            }
        }
    }

    /// Sends the batch after those that are done, and tells where it ends; nothing where no row is left.
    async fn send_batch(&self, batches: &Batches, done: Option<&str>, last: &str) -> Result<Option<String>, Failure> {
        let end = match done {
            None => self.find_key(&batches.first_end, &[last]).await?,
            Some(done) => self.find_key(&batches.next_end, &[done, last]).await?,
        };
        let Some(end) = end else { return Ok(None) };
        if done == Some(end.as_str()) {
            let message = format!("the key `{end}` comes back as another one than it was");
            return Err(Failure { message, kind: FailureKind::Refused });
        }
        let batch = match done {
            None => statement(&batches.first, &[&end]),
            Some(done) => statement(&batches.next, &[done, &end]),
        };
        self.channel.execute_patiently(&batch, self.orders.patience).await?;
        Ok(Some(end))
    }

    async fn find_key(&self, sql: &str, parameters: &[&str]) -> Result<Option<String>, Failure> {
        let rows = self.channel.query_patiently(&statement(sql, parameters), self.orders.patience).await?;
        Ok(rows.into_iter().flatten().next().flatten())
    }
}

fn statement(sql: &str, parameters: &[&str]) -> Statement {
    let parameters = parameters.iter().map(|text| Parameter::Text((*text).to_owned())).collect();
    Statement { sql: sql.to_owned(), parameters }
}
