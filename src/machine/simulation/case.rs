//! One case of the simulation: where it begins, which runs there are, what goes wrong, and how somebody goes on.

use std::time::Duration;

use migrate_core::dialect::Dialect;

use super::super::{Lock, Orders, StepOutcome};
use super::broken::Rule;
use super::coverage::{Address, Coverage, Recipe};
use super::database::Database;
use super::fault::Fault;
use super::histories::{DIALECTS, Direction, HISTORIES, Tag, shape};
use super::random::Random;
use super::stage::Stage;
use super::watcher::{PREPARING, Watcher};
use crate::history::HistoryTable;
use crate::plan::{Goal, Terms};

/// One case, all of which comes from its seed.
#[derive(Debug)]
pub struct Case {
    seed: u64,
    pub dialect: Dialect,
    /// The newest version of each history that is applied.
    pub applied: [i64; 2],
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
    accepts_late_conditions: bool,
    in_one_transaction: bool,
    patience: Duration,
    patience_with_locks: Duration,
    /// What somebody types afterwards.
    pub recovery: Goal,
    /// How the runs of the case keep others out: where that is not the same for all, somebody has just changed it.
    pub locks: [Lock; 2],
    /// A step whose text is wrong: it never succeeds until its author corrects it.
    pub wrong: Option<Tag>,
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
            accepts_late_conditions: random.chance(50),
            in_one_transaction: random.chance(10),
            patience: random.one(&[Duration::ZERO, Duration::from_mins(1)]),
            patience_with_locks: random.one(&[Duration::ZERO, Duration::from_mins(10)]),
            recovery: random.one(&[Goal::Newest, Goal::Version(0), Goal::Previous, Goal::Resume, Goal::Repair]),
            locks: [(); 2]
                .map(|()| if random.chance(45) { Lock::Lease { owner: String::new() } } else { Lock::Session }),
            wrong: random.chance(15).then(|| wrong(random, dialect)),
        }
    }

    /// The case of a recipe.
    pub fn by((seed, more_faults): &Recipe) -> Self {
        Self { more_faults: more_faults.clone(), ..Self::of(*seed) }
    }

    pub fn recipe(&self) -> Recipe {
        (self.seed, self.more_faults.clone())
    }

    /// The orders of the run at this place.
    fn orders(&self, place: usize, (history, goal): (usize, Goal)) -> Orders {
        Orders {
            lock: self.locks[place].clone(),
            migrations: &HISTORIES[history],
            table: HistoryTable::USUAL,
            goal,
            accepts_data_loss: self.accepts_data_loss,
            accepts_late_conditions: self.accepts_late_conditions,
            patience: self.patience,
            patience_with_locks: self.patience_with_locks,
            known_outcome: None,
            shown: None,
            terms: Terms::default(),
            in_one_transaction: self.in_one_transaction,
            is_direct: false,
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
            program: HISTORIES.each_ref(),
            watch: Watcher {
                case: self,
                phase: PREPARING,
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
        // The same whether or not that had to be prepared.
        stage.random = Random::new(!self.seed);
        stage.database.bridge.rule = rule;
        stage.database.rows_in_the_way = self.rows_in_the_way;
        stage.database.wrong = self.wrong;
        if let Some(goal) = self.before {
            stage.watch.phase = 0;
            stage.run(&[Orders { accepts_data_loss: true, ..self.orders(0, (0, goal)) }])?;
        }
        stage.watch.phase = 1;
        let orders: Vec<Orders> =
            self.goals.iter().enumerate().map(|(place, goal)| self.orders(place, *goal)).collect();
        stage.run(&orders)?;
        stage.recover()
    }
}

/// A step of the first history.
fn wrong(random: &mut Random, dialect: Dialect) -> Tag {
    let key = (0, random.one(&[1, 2, 3, 4, 5]));
    let direction = if random.chance(70) { Direction::Up } else { Direction::Down };
    let shape = shape(dialect, key);
    let count = if direction == Direction::Up { shape.up.len() } else { shape.down.len() };
    Tag { key, direction, index: random.below(count) }
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
pub fn patient(history: usize, goal: Goal, known_outcome: Option<StepOutcome>, lock: Lock) -> Orders {
    Orders {
        lock,
        migrations: &HISTORIES[history],
        table: HistoryTable::USUAL,
        goal,
        accepts_data_loss: true,
        accepts_late_conditions: true,
        patience: Duration::from_mins(2),
        patience_with_locks: Duration::from_mins(10),
        known_outcome,
        shown: None,
        terms: Terms::default(),
        in_one_transaction: false,
        is_direct: false,
    }
}
