//! Inserting, updating and deleting rows.

use crate::catalog::{Column, Name, Sql, Value};
use crate::location::Location;

/// Inserts rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insert {
    /// The table.
    pub table: Name,
    /// The columns that get a value.
    pub columns: Vec<Name>,
    /// The rows.
    pub rows: Vec<Row>,
    /// The columns by which the rows are found again; none where its author names none.
    pub key: Vec<Name>,
}

/// A row that is inserted.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its values, in the order of the columns.
    pub cells: Vec<Cell>,
    /// Where it was written.
    pub at: Location,
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.cells == other.cells
    }
}

impl Eq for Row {}

/// A value that a row gets.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The value; none for NULL.
    pub value: Option<Value>,
    /// Where it was written.
    pub at: Location,
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Cell {}

/// Deletes the rows that an insert made, by the key that it names. No author writes it: it undoes the insert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteInserted {
    /// The insert.
    pub insert: Insert,
    /// The columns of its key.
    pub key: Vec<Column>,
}

impl DeleteInserted {
    /// The key of each row, in the order of the key's columns.
    #[must_use]
    pub fn keys(&self) -> Vec<Vec<&Value>> {
        let place = |column: &Column| self.insert.columns.iter().position(|name| *name == column.name);
        let places: Vec<usize> = self.key.iter().filter_map(place).collect();
        let mut keys = Vec::with_capacity(self.insert.rows.len());
        for row in &self.insert.rows {
            let cells = places.iter().filter_map(|place| row.cells.get(*place));
            keys.push(cells.filter_map(|cell| cell.value.as_ref()).collect());
        }
        keys
    }
}

/// Gives columns of rows other values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The table.
    pub table: Name,
    /// The columns, each with its new value.
    pub sets: Vec<(Name, Cell)>,
    /// Which rows; all where nothing is said.
    pub only_where: Option<Sql>,
    /// How many rows are changed in one transaction; all where nothing is said.
    pub in_batches_of: Option<u32>,
}

/// Deletes rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// The table.
    pub table: Name,
    /// Which rows; all where nothing is said.
    pub only_where: Option<Sql>,
    /// How many rows are deleted in one transaction; all where nothing is said.
    pub in_batches_of: Option<u32>,
}
