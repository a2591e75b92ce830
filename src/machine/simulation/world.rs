//! Runs under way, one or two at once, and what goes wrong at their actions.

use std::ops::ControlFlow;
use std::time::Duration;

use super::super::channel::{Action, Answer, Failure, FailureKind, Machine, Progress};
use super::super::{Lock, Orders};
use super::broken::{Rule, pass_on};
use super::command::{Command, Kind};
use super::database::Database;
use super::fault::{Fault, LONG, WHILE};
use super::random::Random;
use super::statement::{Sent, Work};
use crate::error::Error;
use crate::report::Report;

/// A run that somebody starts.
#[derive(Clone)]
pub struct Asked {
    pub command: Command,
    pub orders: Orders,
}

/// How a run ended.
pub enum Ending {
    /// By itself. Whether its connection was lost before.
    Finished { result: Result<Report, Error>, lost: bool },
    /// With its process.
    Killed,
}

/// What decides what goes wrong, and sees what is done.
pub trait Watch {
    /// What goes wrong at this action of this run, its `number`th.
    fn fault(&mut self, run: usize, number: usize, action: &Action, database: &Database) -> Option<Fault>;

    /// What was done, if somebody wants to read it.
    fn trace(&mut self, line: impl FnOnce() -> String);
}

struct Runner {
    command: Command,
    machine: Option<Machine<'static, Result<Report, Error>>>,
    asks: Option<Action>,
    session: usize,
    begin: Duration,
    wakes_at: Duration,
    actions: usize,
    lost: bool,
    ending: Option<Ending>,
}

/// Lets runs go on by turns until all have ended.
pub fn play(database: &mut Database, runs: &[Asked], random: &mut Random, watch: &mut impl Watch) -> Vec<Ending> {
    let mut runners: Vec<Runner> = runs.iter().map(|asked| Runner::begin(database, asked.clone())).collect();
    loop {
        let open: Vec<usize> = (0..runners.len()).filter(|one| runners[*one].ending.is_none()).collect();
        let Some(next) = open.iter().map(|one| runners[*one].wakes_at).min() else { break };
        database.pass(next.saturating_sub(database.now));
        let awake: Vec<usize> = open.into_iter().filter(|one| runners[*one].wakes_at <= database.now).collect();
        let turn = random.one(&awake);
        if let ControlFlow::Break(ending) = runners[turn].go_on(turn, database, watch) {
            runners[turn].ending = Some(ending);
        }
        if runners[turn].actions > 20_000 {
            database.violations.push("a run does not come to its end".to_owned());
            break;
        }
    }
    runners.into_iter().filter_map(|runner| runner.ending).collect()
}

impl Runner {
    fn begin(database: &mut Database, asked: Asked) -> Self {
        let Asked { command, mut orders } = asked;
        let session = database.connect();
        if command.kind() == Kind::Baseline {
            database.bridge.baselines.insert(session);
        }
        if let Lock::Lease { owner } = &mut orders.lock {
            *owner = format!("run {session}");
        }
        let dialect = match database.dialect {
            migrate_core::dialect::Dialect::MariaDb => migrate_core::dialect::Dialect::MySql,
            dialect => dialect,
        };
        let mut machine = command.machine(dialect, orders);
        let Progress::Asks(first) = machine.begin() else { panic!("a run asks before it ends") };
        Self {
            command,
            machine: Some(machine),
            asks: Some(first),
            session,
            begin: database.now,
            wakes_at: database.now,
            actions: 0,
            lost: false,
            ending: None,
        }
    }

    /// Carries one action out.
    fn go_on(&mut self, turn: usize, database: &mut Database, watch: &mut impl Watch) -> ControlFlow<Ending> {
        let action = self.asks.take().expect("it asks as long as it has not ended");
        let fault = watch.fault(turn, self.actions, &action, database);
        self.actions += 1;
        if let Some(Fault::Asleep | Fault::Overslept) = fault {
            self.wakes_at = database.now + if fault == Some(Fault::Asleep) { WHILE } else { LONG };
            self.asks = Some(action);
            return ControlFlow::Continue(());
        }
        database.pass(Duration::from_micros(1_300));
        let answer = self.answer(&action, fault, database);
        watch.trace(|| {
            let said = match &action {
                Action::Execute(statement) | Action::Query(statement) => {
                    format!("{:?} {:?}", Sent::read(statement), statement.parameters)
                }
                other => format!("{other:?}"),
            };
            let fault = fault.map_or(String::new(), |one| format!(" [{one:?}]"));
            let line = format!("{:?} run {turn}: {said}", database.now);
            format!("{line:.240}{fault} => {:.100}", format!("{answer:?}"))
        });
        if fault.is_some_and(Fault::kills) {
            return ControlFlow::Break(Ending::Killed);
        }
        match self.machine.as_mut().expect("it has not ended").answer(answer) {
            Progress::Asks(action) => {
                self.asks = Some(action);
                ControlFlow::Continue(())
            }
            Progress::Finished(result) => {
                self.end_session(&result, database);
                ControlFlow::Break(Ending::Finished { result, lost: self.lost })
            }
        }
    }

    fn answer(&mut self, action: &Action, fault: Option<Fault>, database: &mut Database) -> Answer {
        let (Action::Execute(statement) | Action::Query(statement)) = action else {
            if fault.is_some_and(Fault::kills) {
                database.close(self.session);
            }
            return match action {
                Action::Wait(time) => {
                    self.wakes_at = database.now + *time;
                    Answer::Done
                }
                Action::Clock => Answer::Time(database.now - self.begin),
                Action::QueryBeside(_) => Answer::Rows(vec![vec![Some("another".to_owned())]]),
                _ if fault == Some(Fault::Stop) => Answer::Stop,
                _ => Answer::Done,
            };
        };
        let sent = Sent::read(statement);
        if let Sent::Work(work, tag) = sent
            && !self.command.may_send(work)
        {
            database.violations.push(format!("{:?} sends {work:?} of {tag}", self.command));
        }
        if let Some(refusal) = fault.and_then(Fault::refusal) {
            let failure = database.refuse(self.session, sent, refusal);
            return if database.bridge.rule == Some(Rule::RefusalIsIgnored) {
                Answer::Done
            } else {
                Answer::Failed(failure)
            };
        }
        if fault == Some(Fault::Held) {
            database.held_until = database.now + WHILE;
        }
        let is_end = fault.is_some_and(|one| one != Fault::Held);
        if fault.is_some_and(Fault::is_silent) && matches!(sent, Sent::Work(Work::Build | Work::Drop, _)) {
            // The server finds out in the middle of it.
            database.leave_index(sent, true);
        } else if !is_end || fault.is_some_and(Fault::comes_after) {
            let outcome = pass_on(database, self.session, statement);
            if !is_end {
                return outcome.map_or_else(Answer::Failed, Answer::Rows);
            }
        }
        if fault.is_some_and(Fault::is_silent) {
            database.close_later(self.session, WHILE);
        } else {
            database.close(self.session);
        }
        // Nothing that is said over this connection arrives any more.
        self.session = usize::MAX;
        self.lost = true;
        Answer::Failed(Failure { message: "the connection is lost".to_owned(), kind: FailureKind::ConnectionLost })
    }

    /// As the library does it: a connection goes back to its pool after a success, and always on SQLite.
    fn end_session(&self, result: &Result<Report, Error>, database: &mut Database) {
        if result.is_ok() || database.dialect == migrate_core::dialect::Dialect::Sqlite {
            let left = database.left_behind(self.session);
            database.violations.extend(left);
        } else if database.has_lock(self.session) {
            // A client that is not async keeps its connection.
            database.violations.push("the lock is left taken by a run that failed".to_owned());
        }
        database.close(self.session);
    }
}
