//! The door to a database: what carries out the actions of a machine.

#[cfg(feature = "postgres-sync")]
mod postgres;
#[cfg(feature = "rusqlite")]
mod rusqlite;
mod sqlx;

use std::any::Any;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

use migrate_core::dialect::Dialect;
use tracing::Instrument as _;

use crate::error::Cause;
use crate::event::{Event, Listener};
use crate::machine::channel::{Action, Answer, Channel, Failure, FailureKind, Machine, Progress, Row, Statement};
use crate::trace::Trace;

#[cfg(feature = "cli")]
pub(crate) use self::sqlx::connect_within;
pub(crate) use self::sqlx::{Connection, Pool, Source, connect};

/// A connection that carries out statements. It decides nothing.
pub(crate) trait Driver: Send {
    /// The database; of MySQL and MariaDB, MySQL.
    fn dialect(&self) -> Dialect;

    /// Sends a statement that returns nothing.
    fn execute(&mut self, statement: &Statement) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Sends a statement that returns rows.
    fn query(&mut self, statement: &Statement) -> impl Future<Output = Result<Vec<Row>, Failure>> + Send;

    /// Sends a statement that returns rows over another connection to the same database, which stays open.
    fn query_beside(&mut self, _: &Statement) -> impl Future<Output = Result<Vec<Row>, Failure>> + Send {
        let message = "nobody knows how to open another connection".to_owned();
        std::future::ready(Err(Failure { message, kind: FailureKind::Refused(None) }))
    }

    /// Closes that connection.
    fn close_beside(&mut self) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }

    /// Lets time pass.
    fn wait(&mut self, time: Duration) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(time)
    }
}

/// What an error code of PostgreSQL (SQLSTATE) or SQLite (an extended result code) means for a run.
fn failure_kind(code: &str) -> FailureKind {
    match code {
        // SQLite: SQLITE_BUSY, SQLITE_BUSY_RECOVERY, SQLITE_BUSY_SNAPSHOT.
        "5" | "261" | "517" => FailureKind::Busy,
        // PostgreSQL: lock_not_available, deadlock_detected, and serialization_failure where that is the default.
        "55P03" | "40P01" | "40001" => FailureKind::Busy,
        // PostgreSQL: admin_shutdown, crash_shutdown, cannot_connect_now.
        "57P01" | "57P02" | "57P03" => FailureKind::ConnectionLost,
        // PostgreSQL: disk_full. SQLite: SQLITE_FULL.
        "53100" | "13" => FailureKind::Refused(Some(Cause::NoSpace)),
        // PostgreSQL: insufficient_privilege.
        "42501" => FailureKind::Refused(Some(Cause::NoRight)),
        // PostgreSQL: read_only_sql_transaction. SQLite: SQLITE_READONLY, SQLITE_READONLY_DIRECTORY, and SQLITE_CANTOPEN where
        // a journal cannot be made beside the file.
        "25006" | "8" | "1544" | "14" => FailureKind::Refused(Some(Cause::ReadOnly)),
        _ => FailureKind::Refused(None),
    }
}

/// What PostgreSQL says, with its detail where that names the objects it is about. Another detail may name values of rows,
/// which do not belong into a log.
#[cfg(feature = "postgres")]
fn with_detail(message: &str, detail: Option<&str>, code: &str) -> String {
    // dependent_objects_still_exist, feature_not_supported.
    match detail.filter(|_| matches!(code, "2BP01" | "0A000")) {
        Some(detail) => format!("{message}: {}", detail.replace('\n', ", ")),
        None => message.to_owned(),
    }
}

/// Carries out what a machine asks for, until it ends.
pub(crate) async fn drive<D, T, W>(driver: &mut D, listener: Option<&Listener>, work: impl FnOnce(Channel) -> W) -> T
where
    D: Driver,
    W: Future<Output = T> + Send,
{
    let begin = Instant::now();
    let mut hearing = Hearing { listener, panic: None };
    let mut machine = Machine::new(work);
    let mut progress = machine.begin();
    let mut trace = Trace::begin();
    loop {
        let answer = match progress {
            Progress::Finished(result) => match hearing.panic {
                Some(panic) => resume_unwind(panic),
                None => return result,
            },
            Progress::Asks(Action::Execute(statement)) => {
                driver.execute(&statement).instrument(trace.span()).await.map_or_else(Answer::Failed, |()| Answer::Done)
            }
            Progress::Asks(Action::Query(statement)) => {
                driver.query(&statement).instrument(trace.span()).await.map_or_else(Answer::Failed, Answer::Rows)
            }
            Progress::Asks(Action::QueryBeside(statement)) => {
                driver.query_beside(&statement).await.map_or_else(Answer::Failed, Answer::Rows)
            }
            Progress::Asks(Action::CloseBeside) => {
                driver.close_beside().await;
                Answer::Done
            }
            Progress::Asks(Action::Wait(time)) => {
                driver.wait(time).await;
                Answer::Done
            }
            Progress::Asks(Action::Clock) => Answer::Time(begin.elapsed()),
            Progress::Asks(Action::Tell(event)) => {
                trace.tell(&event);
                match hearing.hear(&event) {
                    ControlFlow::Break(()) => Answer::Stop,
                    ControlFlow::Continue(()) => Answer::Done,
                }
            }
        };
        progress = machine.answer(answer);
    }
}

/// Who watches a run. A panic of theirs stops the run, and goes on when that has put back what it had changed: a client that is
/// used again must not be left with a transaction, a lock or a setting.
struct Hearing<'a> {
    listener: Option<&'a Listener>,
    panic: Option<Box<dyn Any + Send>>,
}

impl Hearing<'_> {
    fn hear(&mut self, event: &Event) -> ControlFlow<()> {
        if self.panic.is_some() {
            return ControlFlow::Break(());
        }
        let Some(listener) = self.listener else { return ControlFlow::Continue(()) };
        catch_unwind(AssertUnwindSafe(|| listener(event))).unwrap_or_else(|panic| {
            self.panic = Some(panic);
            ControlFlow::Break(())
        })
    }
}
