//! One case of the simulation: where it begins, which runs there are, what goes wrong, and how somebody goes on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use migrate_core::dialect::Dialect;

use super::super::channel::Action;
use super::super::{Orders, StepOutcome};
use super::broken::Rule;
use super::coverage::{Address, Coverage, Place, Recipe};
use super::database::Database;
use super::fault::Fault;
use super::histories::{DIALECTS, Direction, HISTORIES, KEYS, shape};
use super::random::Random;
use super::state::State;
use super::world::{Ending, Watch, play};
use crate::error::{Aftermath, Error, Reason, Unresumable};
use crate::plan::{Goal, Terms};

/// The newest version of each history.
const NEWEST: [i64; 2] = [5, 2];

/// One case, all of which comes from its seed.
#[derive(Debug)]
pub struct Case {
    seed: u64,
    pub dialect: Dialect,
    /// The newest version of each history that is applied.
    applied: [i64; 2],
    /// A run that ends with its process, before the others begin.
    before: Option<Goal>,
    /// One run, or two at once, and the history of each.
    goals: Vec<(usize, Goal)>,
    /// What goes wrong, and where; where it cannot happen, at the next action where it can.
    faults: Vec<(Address, Fault)>,
    /// What else goes wrong, exactly where that says.
    more_faults: Vec<(Address, Fault)>,
    rows_in_the_way: bool,
    accepts_data_loss: bool,
    in_one_transaction: bool,
    patience: Duration,
    patience_with_locks: Duration,
    /// What somebody types afterwards.
    recovery: Goal,
}

impl Case {
    pub fn of(seed: u64) -> Self {
        let random = &mut Random::new(seed);
        let dialect = random.one(&DIALECTS);
        let applied = [random.one(&[0, 0, 1, 2, 3, 4, 5]), random.one(&[0, 1, 2])];
        let before =
            random.chance(40).then(|| random.one(&[Goal::Newest, Goal::Newest, Goal::Version(0), Goal::Previous]));
        let mut goals = vec![(0, goal(random, applied[0]))];
        if random.chance(25) {
            let history = usize::from(random.chance(30));
            goals.push((history, goal(random, applied[history])));
        }
        let mut faults = Vec::new();
        if before.is_some() {
            let kill = random.one(&[Fault::KilledBefore, Fault::KilledAfter, Fault::KilledSilently]);
            faults.push(((0, 0, random.below(30)), kill));
        }
        for _ in 0..random.below(4) {
            faults.push(((1, random.below(goals.len()), random.below(30)), random.one(&Fault::ALL)));
        }
        Self {
            seed,
            dialect,
            applied,
            before,
            goals,
            faults,
            more_faults: Vec::new(),
            rows_in_the_way: random.chance(10),
            accepts_data_loss: random.chance(70),
            in_one_transaction: random.chance(10),
            patience: random.one(&[Duration::ZERO, Duration::from_mins(1)]),
            patience_with_locks: random.one(&[Duration::ZERO, Duration::from_mins(10)]),
            recovery: random.one(&[Goal::Newest, Goal::Version(0), Goal::Previous, Goal::Resume, Goal::Repair]),
        }
    }

    /// The case of a recipe.
    pub fn by((seed, more_faults): &Recipe) -> Self {
        Self { more_faults: more_faults.clone(), ..Self::of(*seed) }
    }

    pub fn recipe(&self) -> Recipe {
        (self.seed, self.more_faults.clone())
    }

    fn orders(&self, (history, goal): (usize, Goal)) -> Orders {
        Orders {
            migrations: &HISTORIES[history],
            goal,
            accepts_data_loss: self.accepts_data_loss,
            patience: self.patience,
            patience_with_locks: self.patience_with_locks,
            known_outcome: None,
            terms: Terms::default(),
            in_one_transaction: self.in_one_transaction,
        }
    }

    /// Plays the case to its end.
    ///
    /// # Errors
    /// Something happened that must not, in words.
    pub fn play<'b>(
        &'b self,
        rule: Option<Rule>,
        coverage: &'b mut Coverage,
        trace: Option<&'b mut Vec<String>>,
    ) -> Result<(), String> {
        let mut stage = Stage {
            case: self,
            database: Database::new(self.dialect),
            random: Random::new(!self.seed),
            watch: Watcher {
                case: self,
                phase: usize::MAX,
                goals: Vec::new(),
                faults: self.faults.clone(),
                more_faults: self.more_faults.clone(),
                settings: [0; 2],
                happened: 0,
                coverage,
                trace,
            },
        };
        stage.begin()?;
        stage.database.bridge.rule = rule;
        stage.database.rows_in_the_way = self.rows_in_the_way;
        if let Some(goal) = self.before {
            stage.watch.phase = 0;
            stage.run(&[Orders { accepts_data_loss: true, ..self.orders((0, goal)) }])?;
        }
        stage.watch.phase = 1;
        let orders: Vec<Orders> = self.goals.iter().map(|goal| self.orders(*goal)).collect();
        stage.run(&orders)?;
        stage.recover()
    }
}

/// A goal that is possible where so much is applied.
fn goal(random: &mut Random, applied: i64) -> Goal {
    let version = random.one(&[1, 2, 3, 4, 5]).min(applied.max(1));
    match random.below(11) {
        0 | 1 => Goal::Newest,
        2 => Goal::Next(random.one(&[1, 2])),
        3 => Goal::UpTo((applied + 1).min(2)),
        4 => Goal::Previous,
        5 => Goal::DownTo(if random.chance(50) { 0 } else { version }),
        6 => Goal::Again,
        7 => Goal::Version(0),
        8 => Goal::Version(version.min(2)),
        9 => Goal::Resume,
        _ => Goal::Repair,
    }
}

/// A run of somebody who wants to come to an end.
fn patient(history: usize, goal: Goal, known_outcome: Option<StepOutcome>) -> Orders {
    Orders {
        migrations: &HISTORIES[history],
        goal,
        accepts_data_loss: true,
        patience: Duration::from_mins(2),
        patience_with_locks: Duration::from_mins(10),
        known_outcome,
        terms: Terms::default(),
        in_one_transaction: false,
    }
}

/// A case being played.
struct Stage<'b> {
    case: &'b Case,
    database: Database,
    random: Random,
    watch: Watcher<'b>,
}

/// Databases in which so much is applied.
type Beginnings = BTreeMap<(&'static str, [i64; 2]), Database>;

thread_local! {
    static BEGINNINGS: RefCell<Beginnings> = const { RefCell::new(BTreeMap::new()) };
}

impl Stage<'_> {
    /// Applies what is applied when the case begins.
    fn begin(&mut self) -> Result<(), String> {
        let key = (self.case.dialect.key(), self.case.applied);
        if let Some(known) = BEGINNINGS.with_borrow(|beginnings| beginnings.get(&key).cloned()) {
            self.database = known;
            return Ok(());
        }
        for (history, version) in self.case.applied.into_iter().enumerate().filter(|(_, version)| *version > 0) {
            self.run(&[patient(history, Goal::UpTo(version), None)])?;
        }
        BEGINNINGS.with_borrow_mut(|beginnings| beginnings.insert(key, self.database.clone()));
        Ok(())
    }

    /// Lets runs come to their end, and looks at what they leave.
    fn run(&mut self, orders: &[Orders]) -> Result<Vec<Ending>, String> {
        self.watch.goals = orders.iter().map(|one| one.goal).collect();
        self.watch.happened = 0;
        self.watch.coverage.runs += u64::try_from(orders.len()).expect("there are few");
        let before = self.database.committed.clone();
        let endings = play(&mut self.database, orders, &mut self.random, &mut self.watch);
        let quiet = self.database.quiet_at();
        self.database.pass(quiet.saturating_sub(self.database.now) + Duration::from_millis(1));
        if let Some(violation) = self.database.violations.first() {
            return Err(format!("{violation}, {}", told(&endings)));
        }
        if let Some(contradiction) = self.database.committed.contradiction(self.database.dialect) {
            return Err(format!("{contradiction}, {}", told(&endings)));
        }
        if let ([orders], [Ending::Finished { result, lost }]) = (orders, endings.as_slice()) {
            self.check_result(*orders, result, *lost, &before)?;
        }
        Ok(endings)
    }

    /// Whether what a run said is so.
    fn check_result(
        &self,
        orders: Orders,
        result: &Result<crate::Report, Error>,
        lost: bool,
        before: &State,
    ) -> Result<(), String> {
        let history = HISTORIES.iter().position(|one| one.name == orders.migrations.name).expect("it is one of them");
        let applied: Vec<i64> =
            KEYS.into_iter().filter(|key| key.0 == history && self.is_applied(*key)).map(|key| key.1).collect();
        let is_under_way = self.under_way().next().is_some_and(|key| key.0 == history);
        let report = match result {
            Ok(report) => report,
            Err(error) => error.report(),
        };
        let says =
            |name: &str| name.trim_start_matches("m00000000_").split('_').next().and_then(|text| text.parse().ok());
        for (ran, is_there) in
            report.undone.iter().map(|ran| (ran, false)).chain(report.applied.iter().map(|ran| (ran, true)))
        {
            let version: i64 = says(&ran.migration).expect("an id holds the version");
            let comes_back = !is_there && report.applied.iter().any(|one| one.migration == ran.migration);
            let is_gone = is_there && report.undone.iter().any(|one| one.migration == ran.migration) && ran.resumed;
            // Nobody knows of a commit whose answer is lost.
            if !lost && !comes_back && !is_gone && applied.contains(&version) != is_there {
                return Err(format!("the report says {report:?}, and {applied:?} are applied"));
            }
        }
        match result {
            Ok(_) => {
                let is_reached = !is_under_way
                    && match orders.goal {
                        Goal::Newest => applied.len() == orders.migrations.list.len(),
                        Goal::UpTo(last) => (1..=last).all(|version| applied.contains(&version)),
                        Goal::Version(last) | Goal::DownTo(last) => applied.iter().copied().eq(1..=last),
                        Goal::Next(_) | Goal::Previous | Goal::Again | Goal::Resume | Goal::Repair => true,
                    };
                if is_reached {
                    Ok(())
                } else {
                    Err(format!("it said that it has reached {:?}, and {applied:?} are applied", orders.goal))
                }
            }
            Err(error) => self.check_aftermath(error, lost, is_under_way, before),
        }
    }

    fn check_aftermath(&self, error: &Error, lost: bool, is_under_way: bool, before: &State) -> Result<(), String> {
        let (Reason::Rows { aftermath, .. }
        | Reason::Different { aftermath, .. }
        | Reason::Loss { aftermath, .. }
        | Reason::Step { aftermath, .. }
        | Reason::Blocked { aftermath, .. }
        | Reason::Stopped { migration: Some(_), aftermath }
        | Reason::ForeignKeys { aftermath, .. }) = error.reason()
        else {
            return Ok(());
        };
        let is_so = match aftermath {
            Aftermath::Unchanged => {
                !is_under_way || self.under_way().all(|key| before.places[&key] == self.database.committed.places[&key])
            }
            Aftermath::StepsUndone => !is_under_way,
            // What is sent outside a transaction on PostgreSQL may be done or undone in part.
            Aftermath::StepsRemain(steps) if self.database.dialect == Dialect::Postgres => {
                is_under_way && (steps.saturating_sub(1)..=steps + 1).any(|steps| self.places_agree(steps))
            }
            Aftermath::StepsRemain(steps) => is_under_way && self.places_agree(*steps),
            Aftermath::NotNoted => is_under_way && self.places_agree(0),
            Aftermath::PartRemains { .. } => is_under_way,
            Aftermath::ConnectionLost => lost,
        };
        if is_so {
            Ok(())
        } else {
            Err(format!("it said {aftermath:?}, and lost {lost}, under way {is_under_way}: {error}"))
        }
    }

    /// Whether so many steps of the migration under way are done in the direction in which it was going.
    fn places_agree(&self, steps: usize) -> bool {
        self.under_way().any(|key| {
            let shape = shape(self.database.dialect, key);
            let place = self.database.committed.places[&key];
            [Direction::Up, Direction::Down].into_iter().any(|direction| place.done(direction, shape) == Some(steps))
        })
    }

    fn is_applied(&self, key: (usize, i64)) -> bool {
        let rows = self.database.committed.history.iter().flatten();
        rows.into_iter().any(|(of, noted)| *of == key && noted.state == "applied")
    }

    /// The migrations that are left in the middle.
    fn under_way(&self) -> impl Iterator<Item = (usize, i64)> {
        let rows = self.database.committed.history.iter().flatten();
        rows.filter(|(_, noted)| noted.state != "applied").map(|(key, _)| *key)
    }

    /// Does what the messages say until everything is applied.
    fn recover(&mut self) -> Result<(), String> {
        for (history, newest) in NEWEST.into_iter().enumerate() {
            let mut goal = if history == 0 { self.case.recovery } else { Goal::Newest };
            let mut known = None;
            let mut is_done = false;
            for _ in 0..12 {
                self.watch.phase += 1;
                self.database.rows_in_the_way = false;
                // What somebody saw holds for one run.
                let endings = self.run(&[patient(history, goal, known.take())])?;
                let Some(Ending::Finished { result, .. }) = endings.into_iter().next() else { continue };
                match result {
                    Ok(_) if goal == Goal::Newest => {
                        is_done = true;
                        break;
                    }
                    Ok(_) => goal = Goal::Newest,
                    // What goes wrong on purpose is tried again.
                    Err(_) if self.watch.happened > 0 => {}
                    Err(error) => (goal, known) = self.way_out(&error)?,
                }
            }
            let all = (1..=newest).all(|version| self.is_applied((history, version)));
            if !is_done || !all {
                return Err(format!("it does not go on: {:?}", self.database.committed));
            }
            let before = self.watch.coverage.actions;
            self.watch.phase += 1;
            self.run(&[patient(history, Goal::Newest, None)])?;
            let actions = self.watch.coverage.actions - before;
            if actions > 1 && self.watch.happened == 0 {
                return Err(format!("a run with nothing to do has {actions} actions"));
            }
        }
        Ok(())
    }

    /// What the message says to type.
    fn way_out(&self, error: &Error) -> Result<(Goal, Option<StepOutcome>), String> {
        match error.reason() {
            Reason::Interrupted { why: Unresumable::UnknownOutcome, steps_done, .. } => {
                // Somebody looks.
                let done = *steps_done;
                let outcome = if self.places_agree(done) { StepOutcome::NotDone } else { StepOutcome::Done };
                Ok((Goal::Resume, Some(outcome)))
            }
            Reason::Interrupted { why: Unresumable::BeingUndone | Unresumable::NotUndoable { .. }, .. } => {
                Ok((Goal::Resume, None))
            }
            _ => Err(format!("the next run does not go on: {error}")),
        }
    }
}

fn told(endings: &[Ending]) -> String {
    let told = endings.iter().map(|ending| match ending {
        Ending::Killed => "a run was killed".to_owned(),
        Ending::Finished { result: Ok(report), .. } => format!("a run said {report:?}"),
        Ending::Finished { result: Err(error), .. } => format!("a run said `{error}`"),
    });
    told.collect::<Vec<_>>().join(", ")
}

/// What makes things go wrong, and counts them.
struct Watcher<'b> {
    case: &'b Case,
    phase: usize,
    goals: Vec<Goal>,
    faults: Vec<(Address, Fault)>,
    /// What goes wrong exactly there.
    more_faults: Vec<(Address, Fault)>,
    /// How many actions of each run changed settings.
    settings: [usize; 2],
    /// How many faults happened in this phase.
    happened: usize,
    coverage: &'b mut Coverage,
    trace: Option<&'b mut Vec<String>>,
}

impl Watcher<'_> {
    fn happens(&mut self, fault: Fault, place: Place) -> Fault {
        self.coverage.fault(place, fault);
        self.happened += 1;
        fault
    }

    fn counted(&mut self, run: usize, number: usize, place: Place) -> usize {
        if number == 0 {
            self.settings[run] = 0;
        }
        let before = self.settings[run];
        self.settings[run] += usize::from(place.is_setting());
        number - before
    }
}

impl Watch for Watcher<'_> {
    fn fault(&mut self, run: usize, number: usize, action: &Action, database: &Database) -> Option<Fault> {
        let dialect = database.dialect;
        let place = Place::of(dialect, self.goals[run], action);
        let address = (self.phase, run, number);
        self.coverage.reach(place, self.case, address, action);
        if let Some(exact) =
            self.more_faults.iter().position(|(at, fault)| *at == address && fault.can_happen(action, dialect))
        {
            let (_, fault) = self.more_faults.swap_remove(exact);
            return Some(self.happens(fault, place));
        }
        // Half of the actions change settings, and are counted with the one after them.
        let number = self.counted(run, number, place);
        let is_due = |(at, fault): &(Address, Fault)| {
            (at.0, at.1) == (self.phase, run) && at.2 <= number && fault.can_happen(action, dialect)
        };
        let due = self.faults.iter().position(is_due)?;
        let (_, fault) = self.faults.swap_remove(due);
        Some(self.happens(fault, place))
    }

    fn trace(&mut self, line: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(line());
        }
    }
}
