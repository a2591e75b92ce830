//! Marking what deployed code has stopped using.

use crate::catalog::{Catalog, Name};
use crate::location::Location;
use crate::operation::{Operation, RetireColumn, RetireTable};
use crate::refusal::Refusal;

use super::column::{self, check_drop_not_null};
use super::cx::{Cx, note_place};
use super::former::column_key;

pub(super) fn check_column(cx: &mut Cx<'_>, operation: &RetireColumn) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(column) = cx.column(table, &operation.column) else { return };
    let (name, at) = (&column.name, operation.column.at());
    cx.check_not_retired(&column_key(&table.name, name), &format!("{}.{name}", table.name), at);
    let key = table.primary_key.as_ref().filter(|key| key.columns.contains(name));
    match (key, operation.drop_not_null.as_deref()) {
        (Some(key), Some(_)) => {
            let problem = format!("`{name}` is in the primary key, so no row can be inserted without it");
            let refusal = note_place(Refusal::new(at, problem), "the key was created in", key.columns[0].at());
            let help = format!("write `schema.drop_primary_key(\"{}\")` first, or give it a default", table.name);
            cx.refuse(refusal.help(help));
        }
        (None, Some(Operation::DropNotNull(drop))) => check_drop_not_null(cx, drop),
        _ => {}
    }
}

pub(super) fn check_table(cx: &mut Cx<'_>, operation: &RetireTable) {
    if let Some(table) = cx.table(&operation.table) {
        cx.check_not_retired(&table.name, &table.name, operation.table.at());
    }
}

impl Cx<'_> {
    fn check_not_retired(&mut self, key: &str, what: &str, at: Location) {
        if let Some(before) = self.catalog.retired.get(key) {
            let refusal = Refusal::new(at, format!("`{what}` is retired already"));
            self.refuse(note_place(refusal, "it was retired in", *before).help("delete this statement"));
        }
    }
}

pub(super) fn column(operation: &RetireColumn, catalog: &mut Catalog) {
    if let Some(Operation::DropNotNull(drop)) = operation.drop_not_null.as_deref() {
        column::drop_not_null(drop, catalog);
    }
    catalog.retired.insert(column_key(&operation.table, &operation.column), operation.column.at());
}

pub(super) fn table(operation: &RetireTable, catalog: &mut Catalog) {
    catalog.retired.insert(operation.table.to_string(), operation.table.at());
}

/// Forgets the mark of what has this key: a column, or a table with its columns.
pub(super) fn forget(catalog: &mut Catalog, key: &str) {
    catalog.retired.retain(|marked, _| !belongs(marked, key));
}

/// Carries the marks of what had one key to another.
pub(super) fn carry(catalog: &mut Catalog, from: &str, to: &str) {
    let marks = std::mem::take(&mut catalog.retired);
    let carried = |(key, at): (String, Location)| {
        let key = if belongs(&key, from) { format!("{to}{}", &key[from.len()..]) } else { key };
        (key, at)
    };
    catalog.retired = marks.into_iter().map(carried).collect();
}

/// Whether a key is this one, or that of a column of this table.
fn belongs(key: &str, of: &str) -> bool {
    key.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

/// Where a table was retired.
#[must_use]
pub fn retired_table(catalog: &Catalog, table: &Name) -> Option<Location> {
    catalog.retired.get(table.as_str()).copied()
}

/// Where a column, or its whole table, was retired.
#[must_use]
pub fn retired_column(catalog: &Catalog, table: &Name, column: &Name) -> Option<Location> {
    catalog.retired.get(&column_key(table, column)).copied().or_else(|| retired_table(catalog, table))
}
