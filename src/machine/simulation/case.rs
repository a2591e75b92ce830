//! One case of the simulation: where it begins, which runs there are, what goes wrong, and how somebody goes on.

use std::time::Duration;

use migrate_core::dialect::Dialect;

use super::super::{Amendment, Lock, Orders, StepOutcome};
use super::broken::Rule;
use super::command::Command;
use super::coverage::{Address, Coverage, Recipe};
use super::database::Database;
use super::edit::Edit;
use super::fault::Fault;
use super::histories::{DIALECTS, HISTORIES, Tag};
use super::plot::{Planned, Plot, goal, step};
use super::random::Random;
use super::stage::Stage;
use super::watcher::{PREPARING, Watcher};
use super::world::Asked;
use crate::history::HistoryTable;
use crate::plan::{Goal, Terms};

/// What somebody types first when something went wrong.
const RECOVERIES: [Goal; 5] = [Goal::Newest, Goal::Version(0), Goal::Previous, Goal::Resume, Goal::Repair];

/// One case, all of which comes from its seed.
#[derive(Debug)]
pub struct Case {
    seed: u64,
    pub dialect: Dialect,
    /// The newest version of each history that is applied.
    pub applied: [i64; 2],
    /// What the author of the first history has made of it since, which a part of the programs have.
    pub edit: Option<Edit>,
    /// A run that ends with its process, before the others begin.
    before: Option<Planned>,
    /// One run, or two at once.
    runs: Vec<Planned>,
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
    pub recovery: Command,
    /// Whether the program with which somebody goes on is the edited one.
    ends_edited: bool,
    /// How the runs of the case keep others out: where that is not the same for all, somebody has just changed it.
    pub locks: [Lock; 2],
    /// A step whose text is wrong: it never succeeds until its author corrects it.
    pub wrong: Option<Tag>,
}

impl Case {
    pub fn of(seed: u64) -> Self {
        let random = &mut Random::new(seed);
        let dialect = random.one(&DIALECTS);
        let plot = Plot::of(random, dialect);
        let applied = [plot.applied(random), random.one(&[0, 1, 2])];
        let before = random.chance(40).then(|| plot.run_before(random));
        let mut runs = vec![plot.run(random, applied[0])];
        if random.chance(if plot == Plot::Usual { 25 } else { 45 }) {
            runs.push(if random.chance(70) {
                plot.run(random, applied[0])
            } else {
                Planned { history: 1, command: Command::Reach(goal(random, applied[1])), is_edited: false }
            });
        }
        let mut faults = Vec::new();
        if before.is_some() {
            let kill = random.one(&[Fault::KilledBefore, Fault::KilledAfter, Fault::KilledSilently]);
            faults.push(((0, 0, random.below(30)), kill));
        }
        for _ in 0..random.below(4) {
            faults.push(((1, random.below(runs.len()), random.below(30)), random.one(&Fault::ALL)));
        }
        Self {
            seed,
            dialect,
            applied,
            edit: plot.edit(),
            before,
            runs,
            faults,
            more_faults: Vec::new(),
            rows_in_the_way: random.chance(15),
            accepts_data_loss: random.chance(70),
            accepts_late_conditions: random.chance(50),
            in_one_transaction: random.chance(10),
            patience: random.one(&[Duration::ZERO, Duration::from_mins(1)]),
            patience_with_locks: random.one(&[Duration::ZERO, Duration::from_mins(10)]),
            recovery: Command::Reach(random.one(&RECOVERIES)),
            ends_edited: random.chance(50),
            locks: [(); 2]
                .map(|()| if random.chance(45) { Lock::Lease { owner: String::new() } } else { Lock::Session }),
            wrong: (plot == Plot::Usual && random.chance(20)).then(|| step(random, dialect)),
        }
    }

    /// Two runs give the same migration a tombstone, and the first one stands still at this action for longer than its lease
    /// lasts.
    pub fn overtaken(dialect: Dialect, action: usize) -> Self {
        let bury = Planned { history: 0, command: Command::Amend(Amendment::Bury, 3), is_edited: true };
        Self {
            dialect,
            applied: [3, 0],
            edit: Some(Edit::Deleted(3)),
            before: None,
            runs: vec![bury; 2],
            faults: vec![((1, 0, action), Fault::Overslept)],
            patience: Duration::from_mins(1),
            locks: [(); 2].map(|()| Lock::Lease { owner: String::new() }),
            wrong: None,
            ..Self::of(0)
        }
    }

    /// The case of a recipe.
    pub fn by((seed, more_faults): &Recipe) -> Self {
        Self { more_faults: more_faults.clone(), ..Self::of(*seed) }
    }

    pub fn recipe(&self) -> Recipe {
        (self.seed, self.more_faults.clone())
    }

    /// The run at this place.
    fn asked(&self, place: usize, planned: Planned) -> Asked {
        let Planned { history, command, is_edited } = planned;
        let edited = self.edit.filter(|_| is_edited).map(Edit::migrations);
        let orders = Orders {
            lock: self.locks[place].clone(),
            migrations: edited.unwrap_or(&HISTORIES[history]),
            table: HistoryTable::USUAL,
            goal: command.goal(),
            accepts_data_loss: self.accepts_data_loss,
            accepts_late_conditions: self.accepts_late_conditions,
            patience: self.patience,
            patience_with_locks: self.patience_with_locks,
            known_outcome: None,
            shown: None,
            terms: Terms::default(),
            in_one_transaction: self.in_one_transaction,
            is_direct: false,
        };
        Asked { command, orders }
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
                commands: Vec::new(),
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
        stage.database.committed.deleted = self.edit.and_then(Edit::deleted);
        if let Some(planned) = self.before {
            stage.watch.phase = 0;
            let mut asked = self.asked(0, planned);
            asked.orders.accepts_data_loss = true;
            stage.run(&[asked])?;
        }
        stage.watch.phase = 1;
        let runs: Vec<Asked> =
            self.runs.iter().enumerate().map(|(place, planned)| self.asked(place, *planned)).collect();
        stage.run(&runs)?;
        if let Some(edit) = self.edit.filter(|_| self.ends_edited) {
            stage.program[0] = edit.migrations();
        }
        stage.recover()
    }
}

/// A run of somebody who wants to come to an end.
pub fn patient(history: usize, command: Command, known_outcome: Option<StepOutcome>, lock: Lock) -> Asked {
    let orders = Orders {
        lock,
        migrations: &HISTORIES[history],
        table: HistoryTable::USUAL,
        goal: command.goal(),
        accepts_data_loss: true,
        accepts_late_conditions: true,
        patience: Duration::from_mins(2),
        patience_with_locks: Duration::from_mins(10),
        known_outcome,
        shown: None,
        terms: Terms::default(),
        in_one_transaction: false,
        is_direct: false,
    };
    Asked { command, orders }
}
