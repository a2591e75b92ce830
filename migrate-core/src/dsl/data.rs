//! The data statements, and what can be added to them.

use super::declare::{methods, statements};
use super::modifier::Execute;
use super::statement::Complete;

#[cfg(feature = "source")]
use {
    super::draft::{InsertDraft, StatementKind},
    crate::operation::{self, Subject},
};

/// The rows that a data migration changes.
#[derive(Debug)]
pub struct Data(());

statements! {
    Data, else super::evaluate::not_of_data;

    /// Inserts rows: [`Insert::columns`] names what each has a value for, [`Insert::row`] is one of them. Columns that are not
    /// named get their default. Refused by the database where a row with the same key is there already.
    ///
    /// Undone, with [`Insert::key`], by deleting the rows of those keys: conditional, no row of another table may refer to
    /// them. What was written to them since, and rows of other tables that go with them, count as lost: `down` then wants
    /// the loss accepted. Without a key, `down` must be written.
    fn insert(at, table: Text) -> Insert { StatementKind::Insert(InsertDraft::new(table)) }

    /// Gives columns other values, in the rows of [`Update::only_where`] or in all. What they held is not kept, so `down`
    /// must be written.
    fn update(at, table: Text) -> Update {
        let (sets, only_where, in_batches_of) = (Vec::new(), None, None);
        StatementKind::Update(operation::Update { table, sets, only_where, in_batches_of })
    }

    /// Deletes the rows of [`Delete::only_where`], or all. They are not kept, so `down` must be written.
    fn delete(at, table: Text) -> Delete {
        StatementKind::Delete(operation::Delete { table, only_where: None, in_batches_of: None })
    }

    /// Sends one SQL statement that changes rows, as written. Undone by [`Execute::reverse`]; without it, `down` must be
    /// written.
    fn execute(at, statement: SqlSource) -> Execute {
        StatementKind::Execute(operation::Execute { subject: Subject::Rows, sql: statement, reverse: None })
    }

    /// Only in `down`, alone: says why the migration cannot be undone. `down` is refused with this reason before
    /// anything is changed.
    fn irreversible(at, reason: Text) -> Complete { StatementKind::Irreversible(reason) }

    /// Only in `down`, alone: says why the rows may stay as they are.
    fn nothing_to_undo(at, reason: Text) -> Complete { StatementKind::NothingToUndo(reason) }
}

methods! {
    /// The rows that are inserted.
    Insert as InsertDraft, called by call_insert;

    /// The columns that each row has a value for, in this order.
    fn columns(this, at, columns: Names) { this.set_columns(columns, at)?; }

    /// One row: a tuple of literals, `null()`, `now()` or `sql("…")`, one for each column.
    fn row(this, at, values: Row) { this.rows.push(values); }

    /// The columns that tell these rows from all others: the primary key, or unique. By them `down` finds the rows again.
    fn key(this, at, columns: Names) { this.key = Some(columns); }
}

methods! {
    /// What becomes of the rows.
    Update as operation::Update, called by call_update;

    /// The new value of a column: a literal, `null()`, `now()`, or `sql("…")`, which may name the columns of the row.
    fn set(this, at, column: Text, value: Cell) { this.sets.push((column, value)); }

    /// Changes only the rows for which this is true.
    fn only_where(this, at, condition: SqlSource) { this.only_where = Some(condition); }

    /// Changes at most so many rows in one transaction, in the order of the primary key: others wait for no lock longer than
    /// that. What a run that fails had done by then stays done.
    ///
    /// Rows that are added meanwhile behind the last key are left alone; the deployed code has to write them right.
    fn in_batches_of(this, at, rows: Number) { this.in_batches_of = Some(rows.within(1, MOST_IN_A_BATCH)?); }
}

methods! {
    /// Which rows are deleted.
    Delete as operation::Delete, called by call_delete;

    /// Deletes only the rows for which this is true.
    fn only_where(this, at, condition: SqlSource) { this.only_where = Some(condition); }

    /// Deletes at most so many rows in one transaction, in the order of the primary key: others wait for no lock longer than
    /// that. What a run that fails had deleted by then stays deleted.
    fn in_batches_of(this, at, rows: Number) { this.in_batches_of = Some(rows.within(1, MOST_IN_A_BATCH)?); }
}

/// More than this is no batch.
#[cfg(feature = "source")]
const MOST_IN_A_BATCH: u32 = 1_000_000;
