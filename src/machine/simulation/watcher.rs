//! What makes things go wrong in a case, and counts what was reached.

use super::super::channel::Action;
use super::case::Case;
use super::command::Command;
use super::coverage::{Address, Coverage, Place};
use super::database::Database;
use super::fault::Fault;
use super::world::Watch;

/// The phase of the runs that prepare a case, in which nothing goes wrong.
pub const PREPARING: usize = usize::MAX;

/// What makes things go wrong, and counts them.
pub struct Watcher<'b> {
    pub case: &'b Case,
    /// Which of the runs of the case, one after the other; the first ones prepare it.
    pub phase: usize,
    pub commands: Vec<Command>,
    pub faults: Vec<(Address, Fault)>,
    /// What goes wrong exactly there.
    pub more_faults: Vec<(Address, Fault)>,
    /// How many actions of each run changed settings.
    pub settings: [usize; 2],
    /// How many faults happened in this phase.
    pub happened: usize,
    pub coverage: &'b mut Coverage,
    pub trace: Option<&'b mut Vec<String>>,
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
        let place = Place::of(dialect, self.commands[run], action);
        if self.phase == PREPARING {
            return None;
        }
        let address = (self.phase, run, number);
        self.coverage.reach(place, self.case, address, action);
        // Half of the actions change settings, and are counted with the one after them.
        let number = self.counted(run, number, place);
        if let Some(exact) =
            self.more_faults.iter().position(|(at, fault)| *at == address && fault.can_happen(action, dialect))
        {
            let (_, fault) = self.more_faults.swap_remove(exact);
            return Some(self.happens(fault, place));
        }
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
