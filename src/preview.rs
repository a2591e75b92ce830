//! What a run would do.

use std::fmt;

use migrate_core::migration::{Grade, Lock, LockMode, Step, Transaction};
use serde::Serialize;

use crate::counted::counted;

/// What a run would do, in this order: first it undoes, then it applies.
///
/// Shown as text with the lock and the SQL of each step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// The database and its version.
    pub database: String,
    /// What an earlier run left in the middle, and this one would bring to an end first.
    pub unfinished: Option<Unfinished>,
    /// The migrations that would be undone.
    pub undo: Vec<PlannedMigration>,
    /// The migrations that would be applied.
    pub apply: Vec<PlannedMigration>,
    /// Whether the database knows newer migrations than the program.
    pub ahead: bool,
}

/// A migration that an earlier run left in the middle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Unfinished {
    /// Its version.
    pub version: i64,
    /// `m20261122_103000_create_users`.
    pub migration: String,
    /// How many of its steps are noted as done.
    pub steps_done: usize,
    /// Whether it is applied afterwards, or undone.
    pub will_be_applied: bool,
}

/// A migration that would be applied or undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlannedMigration {
    /// Its version.
    pub version: i64,
    /// `m20261122_103000_create_users`.
    pub migration: String,
    /// How well it can be undone.
    pub grade: Grade,
    /// Whether it is done as a whole or not at all, together with its row in the history.
    pub in_one_transaction: bool,
    /// What is sent, in order.
    pub steps: Vec<PlannedStep>,
}

/// A statement that would be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlannedStep {
    /// The statement.
    pub sql: String,
    /// Whether what it would make is there already, so that it is compared and not sent.
    pub is_there: bool,
    /// Whether it runs in a transaction.
    pub in_transaction: bool,
    /// The strongest lock it takes.
    pub lock: LockMode,
    /// The tables that it locks; none where the whole database is locked.
    pub locked_tables: Vec<String>,
    /// How many rows it changes at a time, where it goes through them in batches.
    pub in_batches_of: Option<u32>,
    /// What has to hold before it is sent, in words.
    pub needs: Option<String>,
    /// Why that cannot be asked before what comes before it is undone.
    pub asked_on_the_way: Option<String>,
    /// What it would throw away.
    pub loses: Option<PlannedLoss>,
}

/// What undoing would throw away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlannedLoss {
    /// What it is: ``values of `users.nick` ``.
    pub what: String,
    /// How many of them there are now; nothing where that can only be counted on the way.
    pub count: Option<u64>,
    /// Why they cannot be counted before what comes before it is undone.
    pub asked_on_the_way: Option<String>,
}

impl Plan {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.unfinished.is_none() && self.undo.is_empty() && self.apply.is_empty()
    }
}

impl PlannedMigration {
    /// What it would throw away, as far as there is any.
    pub fn losses(&self) -> impl Iterator<Item = &PlannedLoss> {
        self.steps.iter().filter_map(|step| step.loses.as_ref()).filter(|loss| loss.count != Some(0))
    }
}

impl PlannedStep {
    /// A step that applies.
    pub(crate) fn applying(step: &Step) -> Self {
        Self::of(step, None, None)
    }

    pub(crate) fn of(step: &Step, asked_on_the_way: Option<String>, loses: Option<PlannedLoss>) -> Self {
        let Lock { mode, tables } = step.lock.clone();
        Self {
            sql: step.sql.clone(),
            is_there: step.is_there,
            in_transaction: step.transaction == Transaction::Inside,
            lock: mode,
            locked_tables: tables,
            in_batches_of: step.batches.as_ref().map(|batches| batches.size),
            needs: step.condition.as_ref().map(|query| query.meaning.clone()),
            asked_on_the_way,
            loses,
        }
    }
}

impl fmt::Display for PlannedLoss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count {
            Some(count) => f.write_str(&counted(count, &self.what)),
            None => write!(f, "{}, counted on the way", self.what),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            let state = if self.ahead { "it is ahead of this program" } else { "nothing to do" };
            return write!(f, "{}: {state}", self.database);
        }
        write!(f, "{}:", self.database)?;
        if let Some(Unfinished { migration, steps_done, will_be_applied, .. }) = &self.unfinished {
            let end = if *will_be_applied { "applied" } else { "undone" };
            write!(f, "\n\nfinish {migration}, which an earlier run left in the middle: it is {end} afterwards")?;
            write!(f, "\n     {steps_done} of its steps are noted as done; of the next one the database tells")?;
        }
        let undo = self.undo.iter().map(|one| ("undo", one));
        for (verb, one) in undo.chain(self.apply.iter().map(|one| ("apply", one))) {
            let extent = if one.in_one_transaction { "in one transaction" } else { "step by step" };
            write!(f, "\n\n{verb} {}  ({}, {extent})", one.migration, one.grade)?;
            for (number, step) in (1..).zip(&one.steps) {
                write!(f, "\n{number:>3}. {step}")?;
            }
            if one.steps.is_empty() {
                f.write_str("\n     nothing is sent")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for PlannedStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_there {
            f.write_str("is there already: compared with the database, not sent")?;
        } else {
            write!(f, "{}", self.lock)?;
            if !self.locked_tables.is_empty() {
                write!(f, " on {}", self.locked_tables.join(", "))?;
            }
            if let Some(size) = self.in_batches_of {
                write!(f, "; in batches of {size} rows, each committed")?;
            } else if !self.in_transaction {
                f.write_str("; outside a transaction")?;
            }
        }
        if let Some(needs) = &self.needs {
            write!(f, "\n     needs that {needs}")?;
        }
        if let Some(why) = &self.asked_on_the_way {
            write!(f, "\n     asked on the way: {why}")?;
        }
        if let Some(loss) = self.loses.as_ref().filter(|loss| loss.count != Some(0)) {
            write!(f, "\n     throws away {loss}")?;
            if let Some(why) = &loss.asked_on_the_way {
                write!(f, "\n     counted on the way: {why}")?;
            }
        }
        for line in self.sql.trim().lines() {
            write!(f, "\n     {line}")?;
        }
        Ok(())
    }
}
