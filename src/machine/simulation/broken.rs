//! Rules that are broken on purpose, between the runner and the database: the simulation has to find each.

use std::collections::BTreeSet;

use super::super::channel::{Failure, Parameter, Row, Statement};
use super::database::Database;
use super::histories::{Key, Tag, step_shape};
use super::noted::BASELINE;
use super::statement::{Lease, Sent, Work};
use crate::history::TOMBSTONE;

/// A rule of the runner or of its database that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The lock is not taken, but taken for taken.
    LockIsNotTaken,
    /// The lock is lost with the first transaction, as where a pooler gives the next one to another connection.
    LockEndsWithTransaction,
    /// A lease that another run has taken over is taken for this run's own.
    LeaseIsNotLookedAt,
    /// Whoever wants the lease gets it, whoever has it.
    LeaseIsTakenAway,
    /// The lock outlives the connection that took it.
    LockOutlivesItsSession,
    /// How far a migration has come is not noted.
    NoteIsSkipped,
    /// How far a change in batches has come is not noted.
    BatchIsNotNoted,
    /// The history says that a migration is applied before its steps are sent.
    AppliedBeforeItIs,
    /// The row of a migration goes before it is undone.
    ForgottenBeforeUndone,
    /// A commit rolls back, and nobody says so.
    CommitRollsBack,
    /// A rollback is not sent.
    RollbackIsSkipped,
    /// A step whose answer never came is sent again without looking.
    UnknownStepIsRepeated,
    /// A step whose answer never came is taken for done without looking.
    UnknownStepIsSkipped,
    /// Finished steps are undone the first first.
    UndoneInForwardOrder,
    /// Foreign keys stay on while a table is made anew.
    ForeignKeysStayOn,
    /// Inside a transaction the history is taken for what it was before.
    HistoryIsNotReadAgain,
    /// An index that could not be built is left.
    InvalidIndexIsLeft,
    /// A step is sent twice.
    StepIsSentTwice,
    /// A statement that was refused is taken for done.
    RefusalIsIgnored,
    /// Each schema change commits, where it must not.
    SchemaChangesCommit,
    /// What is asked before a range is undone is not heard.
    RangeIsNotAsked,
    /// Each row that a baseline records is committed by itself.
    BaselineCommitsEachRow,
    /// A baseline does not look whether the history has rows, and takes those away that are in its way.
    BaselineTakesRowsAway,
    /// A tombstone takes the row away in which the steps are.
    TombstoneTakesRowAway,
    /// The hashes of the rows after a tombstone stay as they were.
    HashesAreNotNoted,
}

impl Rule {
    pub const ALL: [Self; 25] = [
        Self::LockIsNotTaken,
        Self::LeaseIsNotLookedAt,
        Self::LeaseIsTakenAway,
        Self::LockEndsWithTransaction,
        Self::LockOutlivesItsSession,
        Self::NoteIsSkipped,
        Self::BatchIsNotNoted,
        Self::AppliedBeforeItIs,
        Self::ForgottenBeforeUndone,
        Self::CommitRollsBack,
        Self::RollbackIsSkipped,
        Self::UnknownStepIsRepeated,
        Self::UnknownStepIsSkipped,
        Self::UndoneInForwardOrder,
        Self::ForeignKeysStayOn,
        Self::HistoryIsNotReadAgain,
        Self::InvalidIndexIsLeft,
        Self::StepIsSentTwice,
        Self::RefusalIsIgnored,
        Self::SchemaChangesCommit,
        Self::RangeIsNotAsked,
        Self::BaselineCommitsEachRow,
        Self::BaselineTakesRowsAway,
        Self::TombstoneTakesRowAway,
        Self::HashesAreNotNoted,
    ];
}

/// What stands between the runner and the database.
#[derive(Clone, Debug, Default)]
pub struct Bridge {
    pub rule: Option<Rule>,
    /// The last migration of which steps were undone, and the first of these.
    undone: Option<(Key, usize)>,
    /// What a session was told of the history.
    told: Option<(usize, Vec<Row>)>,
    foreign_keys: String,
    /// The questions that were asked once.
    asked: BTreeSet<Tag>,
    /// The sessions of baselines.
    pub baselines: BTreeSet<usize>,
}

/// Passes a statement on, as far as the broken rule lets it.
pub fn pass_on(database: &mut Database, id: usize, statement: &Statement) -> Result<Vec<Row>, Failure> {
    let Some(rule) = database.bridge.rule else { return database.send(id, statement) };
    let sent = Sent::read(statement);
    let one = |value: &str| Ok(vec![vec![Some(value.to_owned())]]);
    match (rule, sent) {
        (Rule::LockIsNotTaken, Sent::TakeLock) => one("true"),
        (Rule::LeaseIsNotLookedAt, Sent::Lease(Lease::Own(_))) => one("fresh"),
        (Rule::LeaseIsTakenAway, Sent::Lease(Lease::State)) => {
            database.forget_lease();
            one("free")
        }
        (Rule::NoteIsSkipped, Sent::Note { .. }) if is_under_way(statement) => Ok(Vec::new()),
        (Rule::BatchIsNotNoted, Sent::NoteBatches) | (Rule::RollbackIsSkipped, Sent::RollBack) => Ok(Vec::new()),
        (Rule::AppliedBeforeItIs, Sent::Insert) => {
            let mut early = statement.clone();
            early.parameters[6] = Parameter::Text("applied".to_owned());
            database.send(id, &early)
        }
        (Rule::ForgottenBeforeUndone, Sent::Note { .. }) if is_text(statement, 0, "undoing") => {
            database.send(id, &delete(statement.parameters[2..].to_vec()))
        }
        (Rule::CommitRollsBack, Sent::Commit) => database.send(id, &Statement::plain("ROLLBACK")),
        (Rule::UnknownStepIsRepeated, Sent::Work(Work::Evidence, _)) => Ok(Vec::new()),
        (Rule::UnknownStepIsSkipped, Sent::Work(Work::Evidence, _)) => one("1"),
        (Rule::UndoneInForwardOrder, Sent::Work(Work::Undo, tag)) => {
            let first = database.bridge.undone.filter(|(key, _)| *key == tag.key).map_or(tag.index, |(_, first)| first);
            database.bridge.undone = Some((tag.key, first));
            let index = first.saturating_sub(tag.index);
            database.send(id, &Statement::plain(format!("UNDO -- {}", Tag { index, ..tag })))
        }
        (Rule::ForeignKeysStayOn, Sent::ChangeSetting("foreign_keys", value)) => {
            value.clone_into(&mut database.bridge.foreign_keys);
            Ok(Vec::new())
        }
        (Rule::ForeignKeysStayOn, Sent::ReadSetting("foreign_keys")) => one(&database.bridge.foreign_keys.clone()),
        (Rule::HistoryIsNotReadAgain, Sent::Rows) => {
            let told = database.send(id, statement)?;
            database.bridge.told = Some((id, told.clone()));
            Ok(told)
        }
        (Rule::HistoryIsNotReadAgain, Sent::NewestRow) => match database.bridge.told.take() {
            Some((of, told)) if of == id && database.has_begun(id) => Ok(database.newest_of(&told)),
            _ => database.send(id, statement),
        },
        (Rule::InvalidIndexIsLeft, Sent::Work(Work::Undo, tag))
            if step_shape(database.dialect, tag).work == Work::Build =>
        {
            Ok(Vec::new())
        }
        (Rule::RangeIsNotAsked, Sent::Work(Work::Condition, tag)) if database.bridge.asked.insert(tag) => {
            Ok(Vec::new())
        }
        (Rule::RangeIsNotAsked, Sent::Work(Work::Loss, tag)) if database.bridge.asked.insert(tag) => one("0"),
        (Rule::StepIsSentTwice, Sent::Work(Work::Change | Work::Add | Work::Batch, _)) => {
            database.send(id, statement)?;
            database.send(id, statement)
        }
        (Rule::BaselineCommitsEachRow, Sent::Insert) if is_text(statement, 3, BASELINE) => {
            database.send(id, statement)?;
            database.send(id, &Statement::plain("COMMIT"))?;
            database.send(id, &Statement::plain("BEGIN"))
        }
        (Rule::BaselineTakesRowsAway, Sent::Rows | Sent::NewestRow) if database.bridge.baselines.contains(&id) => {
            Ok(Vec::new())
        }
        (Rule::BaselineTakesRowsAway, Sent::Insert) if is_text(statement, 3, BASELINE) => {
            database.send(id, &delete(statement.parameters[..2].to_vec()))?;
            database.send(id, statement)
        }
        (Rule::TombstoneTakesRowAway, Sent::SetKind) if is_text(statement, 0, TOMBSTONE) => {
            database.send(id, &delete(statement.parameters[1..].to_vec()))
        }
        (Rule::HashesAreNotNoted, Sent::SetHashes) => Ok(Vec::new()),
        _ => database.send(id, statement),
    }
}

/// Takes the row away that these name.
fn delete(parameters: Vec<Parameter>) -> Statement {
    Statement { sql: "DELETE FROM migrate_history".to_owned(), parameters }
}

fn is_text(statement: &Statement, index: usize, expected: &str) -> bool {
    matches!(&statement.parameters[index], Parameter::Text(text) if text == expected)
}

/// Whether a note says that a migration is not whole.
fn is_under_way(statement: &Statement) -> bool {
    !is_text(statement, 0, "applied")
}
