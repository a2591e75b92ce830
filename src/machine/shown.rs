//! What somebody was shown of a run and agreed to: nothing else is done, whatever has become of the database meanwhile.

use crate::history::{Applied, State};
use crate::plan::{self, Way};
#[cfg(any(feature = "cli", test))]
use crate::preview;

/// What was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The version of what an earlier run left in the middle, how many of its steps are done, and whether it is applied then.
    unfinished: Option<(i64, usize, bool)>,
    undo: Vec<i64>,
    apply: Vec<i64>,
}

impl Shown {
    /// A plan that was shown, which the command line does.
    #[cfg(any(feature = "cli", test))]
    pub fn of(plan: &preview::Plan) -> Self {
        Self {
            unfinished: plan.unfinished.as_ref().map(|one| (one.version, one.steps_done, one.will_be_applied)),
            undo: plan.undo.iter().map(|one| one.version).collect(),
            apply: plan.apply.iter().map(|one| one.version).collect(),
        }
    }

    /// Whether all of this plan was shown.
    pub fn holds(&self, plan: &plan::Plan<'_>) -> bool {
        plan.undo.iter().all(|one| self.undo.contains(&one.version))
            && plan.apply.iter().all(|one| self.apply.contains(&one.version))
    }

    /// Whether it was shown that this is gone on with, or taken back.
    pub fn holds_unfinished(&self, row: &Applied, way: Way) -> bool {
        let will_be_applied = (row.state != State::Undoing) == (way == Way::Onward);
        self.unfinished == Some((row.version, row.progress, will_be_applied))
    }
}
