//! How the machine speaks: it asks for one action at a time and is told what came of it.

use std::fmt;
use std::future::poll_fn;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::error::Cause;
use crate::event::Event;

/// What a machine wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Send a statement that returns nothing.
    Execute(Statement),
    /// Send a statement that returns rows.
    Query(Statement),
    /// Send one over another connection to the same database, which stays open.
    QueryBeside(Statement),
    /// Close that connection.
    CloseBeside,
    /// Wait before going on.
    Wait(Duration),
    /// Tell how much time has passed since the run began.
    Clock,
    /// Tell whoever watches the run what is going on.
    Tell(Event),
}

/// One SQL statement with the values of its placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The SQL.
    pub sql: String,
    /// The values of its placeholders, in order. Without any, it is sent as it is, without being prepared.
    pub parameters: Vec<Parameter>,
}

/// The value of a placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// A 64-bit integer.
    Integer(i64),
    /// A text.
    Text(String),
}

/// What came of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is done.
    Done,
    /// The rows of a query, each value as text.
    Rows(Vec<Row>),
    /// The time since the run began.
    Time(Duration),
    /// Who watches the run wants it to stop.
    Stop,
    /// The database refused, or cannot be reached.
    Failed(Failure),
}

/// A row: each value as text, or NULL.
pub type Row = Vec<Option<String>>;

/// Why the database did not do what it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What it said.
    pub message: String,
    /// What that means for the run.
    pub kind: FailureKind,
}

/// What a failure means for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// Somebody else holds a lock; trying again may help.
    Busy,
    /// The connection is gone, so that nothing is known of the last statement.
    ConnectionLost,
    /// The statement was refused, and why, where that is known and can be mended.
    Refused(Option<Cause>),
    /// Who watches the run wanted it to stop, so that the statement was not sent.
    Stopped,
    /// Another run has taken the lease over, so that the statement was not sent.
    Overtaken,
}

impl Failure {
    /// Who watches the run wanted it to stop.
    pub fn stopped() -> Self {
        Self { message: "the run was stopped".to_owned(), kind: FailureKind::Stopped }
    }

    /// Another run has taken the lease over.
    pub fn overtaken() -> Self {
        Self { message: "another run has taken the lease over".to_owned(), kind: FailureKind::Overtaken }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Statement {
    /// A statement without placeholders.
    pub fn plain(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), parameters: Vec::new() }
    }
}

/// A piece of work that does no I/O: it runs until it asks for something, and goes on when it is told.
///
/// The work is an ordinary async function over a [`Channel`]; the compiler makes its states. No executor is involved:
/// whoever carries the actions out may be async or not.
pub struct Machine<'a, T> {
    work: Pin<Box<dyn Future<Output = T> + Send + 'a>>,
    channel: Channel,
}

/// Where a machine stands.
pub enum Progress<T> {
    /// It wants this done, and its [`Answer`].
    Asks(Action),
    /// It has come to its end.
    Finished(T),
}

impl<'a, T> Machine<'a, T> {
    /// A machine that has not begun.
    pub fn new<W: Future<Output = T> + Send + 'a>(work: impl FnOnce(Channel) -> W) -> Self {
        let channel = Channel::default();
        Self { work: Box::pin(work(channel.clone())), channel }
    }

    /// Runs until the first question.
    pub fn begin(&mut self) -> Progress<T> {
        match self.work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => Progress::Finished(result),
            Poll::Pending => match self.channel.replace(Slot::Empty) {
                Slot::Asked(action) => Progress::Asks(action),
                Slot::Empty | Slot::Answered(_) => unreachable!("a machine waits for nothing but its answers"),
            },
        }
    }

    /// Goes on with the answer to the last question, until the next one.
    pub fn answer(&mut self, answer: Answer) -> Progress<T> {
        self.channel.replace(Slot::Answered(answer));
        self.begin()
    }
}

/// The machine's end of the conversation.
#[derive(Clone, Default)]
pub struct Channel {
    slot: Arc<Mutex<Slot>>,
    /// What is sent with each query, before it.
    before_queries: Arc<str>,
}

#[derive(Default)]
enum Slot {
    #[default]
    Empty,
    Asked(Action),
    Answered(Answer),
}

impl Channel {
    fn replace(&self, slot: Slot) -> Slot {
        std::mem::replace(&mut *self.slot.lock().unwrap_or_else(PoisonError::into_inner), slot)
    }

    /// The same channel with something to be sent before each query, together with it: settings that hold for it alone, where
    /// no session keeps them, and who sends it.
    pub fn with(&self, before_queries: impl Into<Arc<str>>) -> Self {
        Self { slot: Arc::clone(&self.slot), before_queries: before_queries.into() }
    }

    async fn ask(&self, action: Action) -> Answer {
        self.replace(Slot::Asked(action));
        poll_fn(|_| match self.replace(Slot::Empty) {
            Slot::Answered(answer) => Poll::Ready(answer),
            open => {
                self.replace(open);
                Poll::Pending
            }
        })
        .await
    }

    /// Sends a statement that returns nothing.
    pub async fn execute(&self, statement: Statement) -> Result<(), Failure> {
        self.send(Action::Execute(statement)).await.map(drop)
    }

    /// Sends a statement that returns rows.
    pub async fn query(&self, statement: Statement) -> Result<Vec<Row>, Failure> {
        self.send(self.asking(statement)).await
    }

    fn asking(&self, statement: Statement) -> Action {
        Action::Query(Statement { sql: format!("{}{}", self.before_queries, statement.sql), ..statement })
    }

    /// Sends a statement that returns rows over another connection to the same database, which stays open.
    ///
    /// # Errors
    /// Also that there is no other connection to be had.
    pub async fn query_beside(&self, statement: Statement) -> Result<Vec<Row>, Failure> {
        self.send(Action::QueryBeside(statement)).await
    }

    /// Closes that connection.
    pub async fn close_beside(&self) {
        self.ask(Action::CloseBeside).await;
    }

    async fn send(&self, action: Action) -> Result<Vec<Row>, Failure> {
        match self.ask(action).await {
            Answer::Failed(failure) => Err(failure),
            Answer::Rows(rows) => Ok(rows),
            Answer::Done | Answer::Time(_) | Answer::Stop => Ok(Vec::new()),
        }
    }

    /// Sends a statement, again while somebody else holds a lock, for as long as the patience lasts. It has to be one
    /// that changes nothing when it is refused.
    pub async fn execute_patiently(&self, statement: &Statement, patience: Duration) -> Result<(), Failure> {
        // What is to be noted is noted, whoever wants the run to stop.
        self.send_patiently(Action::Execute(statement.clone()), patience, false).await.map(drop)
    }

    /// The same for a statement with which a run begins something, and may as well not begin it.
    pub async fn execute_unless_stopped(&self, statement: &Statement, patience: Duration) -> Result<(), Failure> {
        self.send_patiently(Action::Execute(statement.clone()), patience, true).await.map(drop)
    }

    /// The same for a statement that returns rows.
    pub async fn query_patiently(&self, statement: &Statement, patience: Duration) -> Result<Vec<Row>, Failure> {
        self.send_patiently(self.asking(statement.clone()), patience, true).await
    }

    async fn send_patiently(&self, action: Action, patience: Duration, may_stop: bool) -> Result<Vec<Row>, Failure> {
        let mut since = None;
        loop {
            match self.send(action.clone()).await {
                Err(failure) if failure.kind == FailureKind::Busy => {
                    let waited = self.waited_since(&mut since).await;
                    if waited >= patience {
                        return Err(failure);
                    }
                    let paused = self.pause(waited).await;
                    if may_stop {
                        paused?;
                    }
                }
                outcome => return outcome,
            }
        }
    }

    /// The time since it was first asked. By the clock: SQLite's client waits for seconds itself before it says that
    /// somebody else is busy.
    async fn waited_since(&self, since: &mut Option<Duration>) -> Duration {
        let now = self.elapsed().await;
        now - *since.get_or_insert(now)
    }

    /// Lets somebody else come to an end, and returns for how long.
    ///
    /// # Errors
    /// Who watches the run wants it to stop.
    pub async fn pause(&self, waited: Duration) -> Result<Duration, Failure> {
        let pause = Duration::from_millis(50);
        let stop = self.tell(Event::Waiting { waited }).await;
        self.wait(pause).await;
        if stop.is_break() { Err(Failure::stopped()) } else { Ok(pause) }
    }

    /// The first value of the first row.
    pub async fn query_value(&self, statement: Statement) -> Result<Option<String>, Failure> {
        let rows = self.query(statement).await?;
        Ok(rows.into_iter().next().and_then(|row| row.into_iter().next()).flatten())
    }

    /// Waits.
    pub async fn wait(&self, time: Duration) {
        self.ask(Action::Wait(time)).await;
    }

    /// The time since the run began.
    pub async fn elapsed(&self) -> Duration {
        match self.ask(Action::Clock).await {
            Answer::Time(time) => time,
            Answer::Done | Answer::Rows(_) | Answer::Failed(_) | Answer::Stop => Duration::ZERO,
        }
    }

    /// Tells whoever watches the run what is going on, and is told whether to go on.
    pub async fn tell(&self, event: Event) -> ControlFlow<()> {
        match self.ask(Action::Tell(event)).await {
            Answer::Stop => ControlFlow::Break(()),
            Answer::Done | Answer::Rows(_) | Answer::Time(_) | Answer::Failed(_) => ControlFlow::Continue(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_asks_and_goes_on_with_the_answer() {
        let mut machine = Machine::new(|channel| async move {
            let found = channel.query_value(Statement::plain("SELECT 1")).await;
            let failed = channel.execute(Statement::plain("DROP")).await;
            (found, failed)
        });
        let Progress::Asks(first) = machine.begin() else { panic!("it ended without a question") };
        assert_eq!(first, Action::Query(Statement::plain("SELECT 1")));
        let Progress::Asks(second) = machine.answer(Answer::Rows(vec![vec![Some("1".to_owned())]])) else {
            panic!("it ended after one question")
        };
        assert_eq!(second, Action::Execute(Statement::plain("DROP")));
        let failure = Failure { message: "no".to_owned(), kind: FailureKind::Refused(None) };
        let Progress::Finished(result) = machine.answer(Answer::Failed(failure.clone())) else {
            panic!("it asks a third time")
        };
        assert_eq!(result, (Ok(Some("1".to_owned())), Err(failure)));
    }
}
