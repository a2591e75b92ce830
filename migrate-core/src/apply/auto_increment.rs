//! Columns that the database numbers, from some point of their history on or up to it.

use crate::catalog::{Catalog, Name};
use crate::operation::{DropAutoIncrement, SetAutoIncrement};
use crate::refusal::Refusal;

use super::cx::Cx;

pub(super) fn check_set(cx: &mut Cx<'_>, operation: &SetAutoIncrement) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(column) = cx.column(table, &operation.column) else { return };
    let (name, at, table_name) = (&column.name, operation.column.at(), table.name.as_str());
    let first = |statement: &str| format!("write `schema.{statement}({table_name:?}, {:?});` first", name.as_str());
    if column.auto_increment {
        cx.refuse(Refusal::new(at, format!("`{table_name}.{name}` counts up by itself already")));
    } else if column.default.is_some() {
        let refusal = Refusal::new(at, format!("`{name}` has a default, so it cannot count up by itself"));
        cx.refuse(refusal.help(first("drop_default")));
    } else if column.generated.is_some() {
        let refusal = Refusal::new(at, format!("`{name}` is computed, so it cannot count up by itself"));
        cx.refuse(refusal.help(first("drop_generated")));
    } else if column.nullable {
        let refusal = Refusal::new(at, format!("`{name}` is nullable, so it cannot count up by itself"));
        cx.refuse(refusal.help(first("set_not_null")));
    } else {
        let mut after = table.clone();
        if let Some(column) = after.column_mut(name) {
            column.auto_increment = true;
            let column = column.clone();
            cx.check_auto_increment(&after, &column, at, None);
        }
    }
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropAutoIncrement) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(column) = cx.column(table, &operation.column) else { return };
    if !column.auto_increment {
        let problem = format!("`{}.{}` does not count up by itself", table.name, column.name);
        cx.refuse(Refusal::new(operation.column.at(), problem));
    }
}

pub(super) fn set(operation: &SetAutoIncrement, catalog: &mut Catalog) {
    change(catalog, &operation.table, &operation.column, true);
}

pub(super) fn drop(operation: &DropAutoIncrement, catalog: &mut Catalog) {
    change(catalog, &operation.table, &operation.column, false);
}

fn change(catalog: &mut Catalog, table: &Name, column: &Name, counts: bool) {
    let table = catalog.tables.get_mut(table.as_str());
    if let Some(column) = table.and_then(|table| table.column_mut(column)) {
        column.auto_increment = counts;
    }
}
