//! Inserting, updating and deleting rows: they change nothing of the schema, and have to fit it.

use crate::catalog::{Column, Index, Name, SqlType, Table, Value};
use crate::expression::{self, Role};
use crate::operation::{Cell, Delete, Insert, Row, Update};
use crate::refusal::{Call, Refusal};

use super::cx::{Cx, array, list, note_place};
use super::default;

pub(super) fn check_insert(cx: &mut Cx<'_>, operation: &Insert) {
    let Insert { table, columns, rows, key } = operation;
    let Some(table) = cx.table_of_rows(table) else { return };
    let Some(found) = cx.columns_of_rows(table, columns) else { return };
    cx.check_left_out(table, operation);
    for row in rows {
        if row.cells.len() != columns.len() {
            cx.refuse(wrong_number(row, columns));
            continue;
        }
        for (column, cell) in found.iter().zip(&row.cells) {
            cx.check_cell(table, column, cell, Role::Inserted);
        }
    }
    if !key.is_empty() && !cx.has_refused() {
        cx.check_key(table, operation);
    }
}

pub(super) fn check_update(cx: &mut Cx<'_>, operation: &Update) {
    let Some(table) = cx.table_of_rows(&operation.table) else { return };
    for (place, (name, cell)) in operation.sets.iter().enumerate() {
        let Some(column) = cx.column(table, name) else { continue };
        if operation.sets[..place].iter().any(|(earlier, _)| earlier == name) {
            cx.refuse(Refusal::new(name.at(), format!("`{name}` is set twice")).help("delete one of the two"));
            continue;
        }
        let is_in_key = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(name));
        if is_in_key && operation.in_batches_of.is_some() {
            let problem = format!("`{name}` is in the primary key, by which the batches are told apart");
            cx.refuse(
                Refusal::new(name.at(), problem)
                    .note("a row whose key changes would be met again in a later batch, or in none")
                    .help("leave out `.in_batches_of(…)`"),
            );
            continue;
        }
        cx.check_cell(table, column, cell, Role::NewValue);
    }
    if let Some(condition) = &operation.only_where {
        let at = operation.table.at();
        cx.extend(expression::check_in_rows(condition, Role::Rows, table, cx.catalog, cx.targets, at));
    }
    if operation.in_batches_of.is_some() {
        cx.check_batches(table, &operation.table);
    }
}

pub(super) fn check_delete(cx: &mut Cx<'_>, operation: &Delete) {
    let Some(table) = cx.table_of_rows(&operation.table) else { return };
    if let Some(condition) = &operation.only_where {
        let at = operation.table.at();
        cx.extend(expression::check_in_rows(condition, Role::Rows, table, cx.catalog, cx.targets, at));
    }
    if operation.in_batches_of.is_some() {
        cx.check_batches(table, &operation.table);
    }
}

/// The one column of a primary key whose values can be sent back to the database as they came from it.
#[must_use]
pub fn batch_key(table: &Table) -> Option<&Column> {
    let [only] = table.primary_key.as_ref()?.columns.as_slice() else { return None };
    let column = table.column(only)?;
    let is_simple = matches!(
        column.column_type.sql_type,
        SqlType::SmallInteger
            | SqlType::Integer
            | SqlType::BigInteger
            | SqlType::Uuid
            | SqlType::Char(_)
            | SqlType::Varchar(_)
            | SqlType::Text
    );
    is_simple.then_some(column)
}

/// Whether no two rows have the same values in these columns.
fn is_key(table: &Table, columns: &[Name]) -> bool {
    let keys = table.primary_key.iter().chain(&table.uniques).map(|key| key.columns.clone());
    let mut keys = keys.chain(table.indexes.iter().filter_map(Index::unique_columns));
    keys.any(|key| key.len() == columns.len() && columns.iter().all(|column| key.contains(column)))
}

fn wrong_number(row: &Row, columns: &[Name]) -> Refusal {
    let values = match row.cells.len() {
        1 => "one value".to_owned(),
        count => format!("{count} values"),
    };
    let problem = match columns.len() {
        1 => format!("the row has {values} for one column"),
        count => format!("the row has {values} for {count} columns"),
    };
    Refusal::new(row.at, problem).note(format!("the columns are {}", list(columns)))
}

impl<'a> Cx<'a> {
    /// The table of this name, or a refusal.
    fn table_of_rows(&mut self, name: &Name) -> Option<&'a Table> {
        if let Some(view) = self.catalog.view(name) {
            let refusal =
                Refusal::new(name.at(), format!("`{name}` is a {}, which has no rows of its own", view.kind.noun()));
            let refusal = note_place(refusal, "it was created in", view.name.at());
            self.refuse(refusal.help("name the table that it reads"));
            return None;
        }
        self.table(name)
    }

    /// The columns of these names, each there once, or refusals.
    fn columns_of_rows(&mut self, table: &'a Table, names: &[Name]) -> Option<Vec<&'a Column>> {
        let mut columns = Vec::with_capacity(names.len());
        for (place, name) in names.iter().enumerate() {
            columns.extend(self.column(table, name));
            if names[..place].contains(name) {
                self.refuse(Refusal::new(name.at(), format!("`{name}` is listed twice")).help("delete one of the two"));
            }
        }
        (!self.has_refused()).then_some(columns)
    }

    /// Refuses an insert that leaves out a column which needs a value.
    fn check_left_out(&mut self, table: &Table, operation: &Insert) {
        let has_its_own = |column: &Column| column.auto_increment || column.generated.is_some();
        let needs_one = |column: &&Column| !column.nullable && column.default.is_none() && !has_its_own(column);
        let is_left_out = |column: &&Column| !operation.columns.contains(&column.name);
        let left_out: Vec<&Column> = table.columns.iter().filter(needs_one).filter(is_left_out).collect();
        let [first, ..] = left_out.as_slice() else { return };
        let names = list(left_out.iter().map(|column| &column.name));
        let problem = match left_out.len() {
            1 => {
                format!("{names} of `{}` is NOT NULL and has no default, so each row needs a value for it", table.name)
            }
            _ => format!("{names} of `{}` are NOT NULL and have no default, so each row needs values", table.name),
        };
        let refusal = Refusal::new(operation.table.at(), problem).of(Call::ArgumentAfter("columns"));
        let refusal = note_place(refusal, &format!("`{}` was added in", first.name), first.name.at());
        self.refuse(refusal.help(format!("add {names} to the columns, and its value to each row")));
    }

    /// Refuses a value that the column cannot hold.
    fn check_cell(&mut self, table: &Table, column: &Column, cell: &Cell, role: Role) {
        let name = format!("`{}.{}`", table.name, column.name);
        if column.generated.is_some() {
            let refusal = Refusal::new(cell.at, format!("{name} is computed, so no value can be written to it"));
            let refusal = note_place(refusal, "it was added in", column.name.at());
            self.refuse(refusal.help("leave out the column, and write those that it is computed from"));
            return;
        }
        match &cell.value {
            None if !column.nullable => {
                let refusal = Refusal::new(cell.at, format!("{name} is NOT NULL, so it cannot get NULL"));
                self.refuse(note_place(refusal, "it was added in", column.name.at()).help("write a value"));
            }
            None => {}
            Some(Value::Sql(sql)) => {
                self.extend(expression::check_in_rows(sql, role, table, self.catalog, self.targets, cell.at));
            }
            Some(value) => {
                if let Err(reason) = default::fits(value, &column.column_type, self.targets) {
                    let problem = format!("the value {} does not fit {name}", default::shown(value));
                    self.refuse(Refusal::new(cell.at, problem).note(reason));
                }
            }
        }
    }

    /// Refuses a key by which the rows cannot be found again.
    fn check_key(&mut self, table: &'a Table, operation: &Insert) {
        let Insert { columns, rows, key, .. } = operation;
        let mut places = Vec::with_capacity(key.len());
        for (index, name) in key.iter().enumerate() {
            let Some(_) = self.column(table, name) else { return };
            if key[..index].contains(name) {
                self.refuse(Refusal::new(name.at(), format!("`{name}` is listed twice")).help("delete one of the two"));
                return;
            }
            let Some(place) = columns.iter().position(|column| column == name) else {
                let problem = format!("the rows have no value for `{name}`, so it cannot tell them from others");
                self.refuse(
                    Refusal::new(name.at(), problem).help(format!("add `{name}` to the columns, or leave it out")),
                );
                return;
            };
            places.push(place);
        }
        let at = key.first().map_or(operation.table.at(), Name::at);
        if !is_key(table, key) {
            let names = list(key);
            let problem = format!("{names} of `{}` is neither its primary key nor unique", table.name);
            let refusal = Refusal::new(at, problem).note("`down` would delete every row that has the same values");
            self.refuse(match &table.primary_key {
                Some(primary) => refusal.help(format!("write `.key({})`", array(&primary.columns))),
                None => refusal.help(format!("make {names} unique first, or write `fn down` beside `up`")),
            });
            return;
        }
        for (index, row) in rows.iter().enumerate() {
            let cells = || places.iter().map(|place| &row.cells[*place]);
            if let Some(cell) = cells().find(|cell| matches!(cell.value, None | Some(Value::Now | Value::Sql(_)))) {
                let refusal = Refusal::new(cell.at, "the value of a key is a literal here");
                self.refuse(
                    refusal.note("`down` finds the row by it").help("write the value out, or leave out `.key(…)`"),
                );
            } else if rows[..index].iter().any(|other| places.iter().map(|place| &other.cells[*place]).eq(cells())) {
                self.refuse(Refusal::new(row.at, "two rows have the same key").help("delete one of the two"));
            }
        }
    }

    /// Refuses batches of a table whose key cannot tell them apart.
    fn check_batches(&mut self, table: &Table, name: &Name) {
        if batch_key(table).is_some() {
            return;
        }
        let refusal = |problem: String| Refusal::new(name.at(), problem).of(Call::After("in_batches_of"));
        let refusal = match &table.primary_key {
            None => refusal(format!("`{}` has no primary key to tell batches apart by", table.name)),
            Some(key) if key.columns.len() > 1 => refusal(format!(
                "batches by a primary key of several columns, {}, are not supported yet",
                list(&key.columns)
            )),
            Some(key) => {
                let types = key.columns.iter().filter_map(|name| table.column(name));
                let types = list(types.map(|column| column.column_type.to_string()));
                refusal(format!("batches by a primary key of type {types} are not supported yet"))
            }
        };
        self.refuse(refusal.help("leave out `.in_batches_of(…)`, or write an `execute` for each part of the rows"));
    }
}
