//! A run that a person watches: what it is doing, for how long, and Ctrl-C.

use std::io::{IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::exit::Exit;
use super::message::Failure;
use super::session::Session;
use crate::error::Position;
use crate::{Event, Migrator, Report, Result};

/// Runs migrations, shows on the standard error what is being done, and stops where the person wants it.
pub async fn watched(
    session: &Session<'_>,
    run: impl AsyncFnOnce(Migrator) -> Result<Report>,
) -> Result<Report, Failure> {
    let watch = Arc::new(Watch::new(session.arguments.json));
    let hearing = Arc::clone(&watch);
    let migrator = session.migrator().on_event(move |event| hearing.hear(event));
    let mut signals = Signals::new().map_err(|error| Failure::of_this_program("signals cannot be caught", &error))?;
    let mut ticks = tokio::time::interval(Duration::from_millis(100));
    let run = run(migrator);
    tokio::pin!(run);
    loop {
        tokio::select! {
            biased;
            outcome = &mut run => {
                watch.clear();
                return Ok(outcome?);
            }
            () = signals.next() => {
                if watch.stop() {
                    return Err(left_behind());
                }
            }
            _ = ticks.tick() => watch.draw(),
        }
    }
}

/// Does what works in a scratch database. Where the person wants it to stop, it does so before the next migration, and the
/// scratch database is dropped.
pub async fn stoppable<T>(session: &Session<'_>, work: impl AsyncFnOnce(Migrator) -> Result<T>) -> Result<T, Failure> {
    let is_stopped = Arc::new(AtomicBool::new(false));
    let hearing = Arc::clone(&is_stopped);
    let migrator = session.migrator().on_event(move |_| match hearing.load(Ordering::Relaxed) {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    });
    let mut signals = Signals::new().map_err(|error| Failure::of_this_program("signals cannot be caught", &error))?;
    let work = work(migrator);
    tokio::pin!(work);
    loop {
        tokio::select! {
            biased;
            outcome = &mut work => return Ok(outcome?),
            () = signals.next() => {
                if is_stopped.swap(true, Ordering::Relaxed) {
                    return Err(left_early());
                }
                if !session.arguments.json {
                    tell(STOPPING);
                }
            }
        }
    }
}

/// What is said when a person wants the end for the first time.
const STOPPING: &str = "stopping when the statement that was sent is done; once more leaves it at once";

fn left_behind() -> Failure {
    Failure::Refused {
        text: "the run was left in the middle of a statement\n\
               note: its connection was closed; the database rolls back what was not committed, and a server may finish \
               the statement first\n\
               help: see with `status` what state things are in"
            .to_owned(),
        reason: "left",
        exit: Exit::HalfDone,
    }
}

fn left_early() -> Failure {
    Failure::Refused {
        text: "it was left before it came to its end\n\
               note: its connection was closed; the database rolls back what was not committed\n\
               help: drop the scratch database, if it had made one: its name begins with `migrate_scratch_`"
            .to_owned(),
        reason: "left",
        exit: Exit::Stopped,
    }
}

/// How a run is followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// One line that changes, on a terminal.
    Line,
    /// A line for each migration, elsewhere.
    Log,
    /// Not at all: a program reads the answer.
    Silent,
}

struct Watch {
    manner: Manner,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    task: Option<Task>,
    waited: Option<Duration>,
    is_stopping: bool,
    is_drawn: bool,
}

/// What is being done with which migration.
struct Task {
    verb: &'static str,
    migration: String,
    step: usize,
    steps: usize,
    batches: usize,
    sql: String,
    begin: Instant,
}

impl Watch {
    fn new(is_silent: bool) -> Self {
        let manner = match is_silent {
            true => Manner::Silent,
            false if std::io::stderr().is_terminal() => Manner::Line,
            false => Manner::Log,
        };
        Self { manner, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hears what the run does, and says whether it goes on.
    fn hear(&self, event: &Event) -> ControlFlow<()> {
        let mut state = self.state();
        let was_waiting = state.waited.take().is_some();
        match event {
            Event::Waiting { waited } => {
                state.waited = Some(*waited);
                if !was_waiting {
                    self.log("waiting for another run or session that holds a lock");
                }
            }
            Event::MigrationBegins { migration, position, steps } => {
                let verb = if *position == Position::Applying { "applying" } else { "undoing" };
                self.log(&format!("{verb} {migration}"));
                state.task = Some(Task {
                    verb,
                    migration: migration.clone(),
                    step: 0,
                    steps: *steps,
                    batches: 0,
                    sql: String::new(),
                    begin: Instant::now(),
                });
            }
            Event::StepBegins { step, sql } => {
                if let Some(task) = &mut state.task {
                    (task.step, task.batches, task.sql) = (*step, 0, first_line(sql));
                }
            }
            Event::BatchEnds { .. } => {
                if let Some(task) = &mut state.task {
                    task.batches += 1;
                }
            }
            Event::MigrationEnds { .. } => state.task = None,
        }
        if state.is_stopping { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Stops the run at the next statement; returns whether it was told so before.
    fn stop(&self) -> bool {
        self.clear();
        let was_stopping = std::mem::replace(&mut self.state().is_stopping, true);
        if !was_stopping && self.manner != Manner::Silent {
            tell(STOPPING);
        }
        was_stopping
    }

    fn log(&self, line: &str) {
        if self.manner == Manner::Log {
            tell(line);
        }
    }

    fn draw(&self) {
        let mut state = self.state();
        if self.manner != Manner::Line || (state.task.is_none() && state.waited.is_none()) {
            return;
        }
        state.is_drawn = true;
        // Without wrapping, a long line stays one line on a narrow terminal.
        let mut stderr = std::io::stderr().lock();
        let _drawn = write!(stderr, "\r\x1b[2K\x1b[?7l{}\x1b[?7h", line(&state)).and_then(|()| stderr.flush());
    }

    /// Takes the line away.
    fn clear(&self) {
        let mut state = self.state();
        if std::mem::take(&mut state.is_drawn) {
            let mut stderr = std::io::stderr().lock();
            let _cleared = write!(stderr, "\r\x1b[2K").and_then(|()| stderr.flush());
        }
    }
}

fn line(state: &State) -> String {
    let mut parts = Vec::new();
    if let Some(task) = &state.task {
        parts.push(format!("{} {}", task.verb, task.migration));
        if task.step > 0 {
            parts.push(format!("step {} of {}", task.step, task.steps));
        }
        if task.batches > 0 {
            parts.push(format!("{} batches", task.batches));
        }
        parts.push(time(task.begin.elapsed()));
    }
    if let Some(waited) = state.waited {
        parts.push(format!("waiting for a lock since {}", time(waited)));
    } else if let Some(task) = state.task.as_ref().filter(|task| !task.sql.is_empty()) {
        parts.push(task.sql.clone());
    }
    parts.join(", ")
}

fn first_line(sql: &str) -> String {
    sql.trim().lines().next().unwrap_or_default().to_owned()
}

fn tell(line: &str) {
    // Where this cannot be written, nothing can.
    let _told = writeln!(std::io::stderr(), "{line}");
}

/// How long something took, as a person says it.
pub fn time(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    match duration.as_secs() {
        0 => format!("{:.0} ms", seconds * 1_000.0),
        1..60 => format!("{seconds:.1} s"),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}

/// What tells a program to stop: Ctrl-C, and the signal by which containers are stopped.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(unix)]
    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
