//! Creating, dropping and renaming tables.

use crate::catalog::{Catalog, Constraint, Exclusion, Index, Table};
use crate::dialect::Target;
use crate::expression;
use crate::operation::{CreateTable, DropTable, RenameTable};
use crate::refusal::Refusal;

use super::cx::{Cx, note_place, place};
use super::former;
use super::retire;
use super::trigger;
use super::uses::drop_statement;

pub(super) fn check_create(cx: &mut Cx<'_>, operation: &CreateTable) {
    let table = &operation.table;
    let at = table.name.at();
    cx.take_relation("table", &table.name, at);
    if cx.has_refused() {
        // Derived names would be refused for the same reason.
        return;
    }
    if table.columns.is_empty() {
        cx.refuse(Refusal::new(at, format!("table `{}` has no column", table.name)).help("add `.columns([…])`"));
    }
    for (index, column) in table.columns.iter().enumerate() {
        cx.check_column_name(&table.columns[..index], &column.name, at);
        cx.check_definition(table, column, at);
    }
    for constraint in table.constraints() {
        cx.take_constraint(table, &constraint, at);
        cx.check_constraint(table, &constraint, at);
    }
    for index in &table.indexes {
        cx.take_index(&table.name, &index.name, at);
        cx.check_index(table, index, place(&index.name, at));
    }
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropTable) {
    let Some(table) = cx.table(&operation.table) else { return };
    let catalog = cx.catalog;
    for (child, key) in catalog.referencing(&table.name) {
        if child.name == table.name {
            continue;
        }
        let (name, child_name) = (&key.name, &child.name);
        let problem =
            format!("`{}` cannot be dropped while foreign key `{name}` of `{child_name}` refers to it", table.name);
        let other = key.columns.first().map_or(key.name.at(), |column| place(&key.name, column.at()));
        let refusal = note_place(Refusal::new(operation.table.at(), problem), "the foreign key was created in", other);
        let statement = drop_statement(child, &Constraint::ForeignKey(key.clone()));
        cx.refuse(refusal.help(format!("write `{statement}` first")));
    }
    cx.check_read_by_no_view(&table.name, operation.table.at());
    cx.check_named_by_no_trigger(&table.name, operation.table.at());
    cx.check_type_of_no_function("table", &operation.table);
}

pub(super) fn check_rename(cx: &mut Cx<'_>, operation: &RenameTable) {
    if cx.table(&operation.from).is_none() {
        return;
    }
    if operation.from == operation.to {
        cx.refuse_same_name(&operation.to);
    } else if !cx.check_stays_in_schema("table", &operation.from, &operation.to) {
        return;
    } else if operation.from.eq_ignore_ascii_case(&operation.to) {
        cx.check_name("table", &operation.to, operation.from.at());
    } else {
        cx.take_relation("table", &operation.to, operation.from.at());
    }
    cx.check_rename_in_triggers(&operation.from, &operation.to);
}

pub(super) fn create(operation: &CreateTable, catalog: &mut Catalog) {
    let table = operation.table.clone();
    former::forget(catalog, &table.name);
    catalog.tables.insert(table.name.clone(), table);
}

pub(super) fn drop(operation: &DropTable, catalog: &mut Catalog) {
    former::dropped(catalog, operation.table.to_string(), operation.table.at());
    retire::forget(catalog, &operation.table);
    catalog.adopted.remove(&operation.table);
    catalog.tables.remove(operation.table.as_str());
    trigger::drop_of(&operation.table, catalog);
}

/// A table keeps the place where it was created, which tells in which migration it was born.
pub(super) fn rename(operation: &RenameTable, catalog: &mut Catalog, targets: &[Target]) {
    let (from, to) = (&operation.from, &operation.to);
    let Some(mut table) = catalog.tables.remove(from.as_str()) else { return };
    former::forget(catalog, to);
    former::carry(catalog, from, to);
    retire::carry(catalog, from, to);
    if catalog.adopted.remove(from) {
        catalog.adopted.insert(to.clone());
    }
    former::renamed(catalog, from.to_string(), to, to);
    table.name = to.moved_to(table.name.at());
    for check in &mut table.checks {
        check.expression = expression::rename_table(&check.expression, from, to, targets);
    }
    for generated in table.columns.iter_mut().filter_map(|column| column.generated.as_mut()) {
        generated.expression = expression::rename_table(&generated.expression, from, to, targets);
    }
    let indexes = table.indexes.iter_mut().flat_map(Index::expressions_mut);
    for sql in indexes.chain(table.exclusions.iter_mut().flat_map(Exclusion::expressions_mut)) {
        *sql = expression::rename_table(sql, from, to, targets);
    }
    catalog.tables.insert(table.name.clone(), table);
    let refers = |table: &Table| table.foreign_keys.iter().any(|key| key.referenced_table == *from);
    catalog.tables.change(refers, |table| {
        for key in table.foreign_keys.iter_mut().filter(|key| key.referenced_table == *from) {
            key.referenced_table = to.moved_to(key.referenced_table.at());
        }
    });
}
