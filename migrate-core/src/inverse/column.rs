//! What undoes an operation on a column.

use super::{Inverse, nothing_known};
use crate::apply::{goes_with_column, has_cast};
use crate::catalog::{Catalog, Column, ColumnType, Constraint, ConstraintKind, Name, Table};
use crate::condition::{conditions, is_widening};
use crate::dialect::{Dialect, Target};
use crate::migration::Grade;
use crate::operation::{
    AddColumn, ChangeType, DropColumn, DropConstraint, DropDefault, DropIndex, DropNotNull, Operation, RenameColumn,
    SetDefault, SetNotNull,
};
use crate::refusal::Refusal;

/// Drops what was written on the column, one by one, then the column. A foreign key goes first: it
/// may rest on one of the others.
pub(super) fn added(operation: &AddColumn) -> Inverse {
    let table = &operation.table;
    let mut constraints: Vec<&Constraint> =
        operation.constraints.iter().filter(|constraint| !goes_with_column(constraint, &operation.column)).collect();
    constraints.sort_by_key(|constraint| match constraint.kind() {
        ConstraintKind::ForeignKey => 0,
        ConstraintKind::Check | ConstraintKind::Exclusion => 1,
        ConstraintKind::Unique => 2,
        ConstraintKind::PrimaryKey => 3,
    });
    let drop_constraint = |constraint: &Constraint| {
        let (kind, name) = (constraint.kind(), constraint.name().clone());
        Operation::DropConstraint(DropConstraint { table: table.clone(), kind, name })
    };
    let mut operations: Vec<Operation> = constraints.into_iter().map(drop_constraint).collect();
    operations.extend(
        operation
            .indexes
            .iter()
            .map(|index| Operation::DropIndex(DropIndex { table: table.clone(), index: index.name.clone() })),
    );
    let column = operation.column.name.clone();
    operations.push(Operation::DropColumn(DropColumn { table: table.clone(), column, restore_with: None }));
    Inverse::new(Grade::Exact, operations)
}

pub(super) fn dropped(operation: &DropColumn, before: &Catalog) -> Inverse {
    let (table_name, name) = (&operation.table, &operation.column);
    let Some(table) = before.table(table_name) else { return nothing_known(table_name.at()) };
    let Some(column) = table.column(name) else { return nothing_known(name.at()) };
    let is_computed = column.generated.is_some();
    let brings_a_value = column.nullable || column.default.is_some() || column.auto_increment || is_computed;
    if operation.restore_with.is_none() && !brings_a_value {
        return Inverse::none(
            Refusal::new(name.at(), format!("`down` cannot bring back `{table_name}.{name}`"))
                .note("the column is NOT NULL without a default, so it cannot be re-added to a table with rows")
                .help("add `.restore_with(value)`, or write `fn down` beside `up`"),
        );
    }
    let mut again = column.clone();
    let mut operations = Vec::new();
    if let Some(value) = &operation.restore_with {
        again.default = Some(value.clone());
        operations.extend(default_restored(table_name, name, column, Some(value)));
    }
    let constraints = table.constraints().filter(|constraint| goes_with_column(constraint, column)).collect();
    let add = AddColumn { table: table_name.clone(), column: again, constraints, indexes: Vec::new() };
    operations.insert(0, Operation::AddColumn(add));
    Inverse::new(if is_computed { again_grade(&operations, before) } else { Grade::Lossy }, operations)
}

/// The values of a generated column come back with it, unless the rows do not give any by then.
fn again_grade(operations: &[Operation], before: &Catalog) -> Grade {
    let asks = operations.iter().any(|operation| !conditions(operation, before).is_empty());
    if asks { Grade::Conditional } else { Grade::Exact }
}

/// What gives a column the default it had, if it now has another.
fn default_restored(
    table: &Name,
    name: &Name,
    column: &Column,
    now: Option<&crate::catalog::Value>,
) -> Option<Operation> {
    let (table, name) = (table.clone(), name.clone());
    match &column.default {
        before if before.as_ref() == now => None,
        Some(value) => Some(Operation::SetDefault(SetDefault { table, column: name, value: value.clone() })),
        None => Some(Operation::DropDefault(DropDefault { table, column: name })),
    }
}

pub(super) fn renamed(operation: &RenameColumn) -> Inverse {
    Inverse::exact(Operation::RenameColumn(RenameColumn {
        table: operation.table.clone(),
        from: operation.to.clone(),
        to: operation.from.clone(),
    }))
}

pub(super) fn type_changed(operation: &ChangeType, before: &Catalog, targets: &[Target]) -> Inverse {
    let (table, name) = (&operation.table, &operation.column);
    let Some(column) = column(before, table, name) else { return nothing_known(name.at()) };
    let (old, new) = (&column.column_type, &operation.column_type);
    if let Some(missing) = missing_conversion(operation, old, targets).filter(|_| column.generated.is_none()) {
        return Inverse::none(missing);
    }
    let only_collation = old.sql_type == new.sql_type && old.unsigned == new.unsigned;
    let grade = if only_collation && operation.using.is_none() {
        // Values that the new collation tells apart may be the same to the old one.
        let mut keys = before.table(table).into_iter().flat_map(Table::unique_keys);
        let merges = keys.any(|columns| columns.contains(name));
        // And those that were the same to a foreign key may differ.
        let parts = targets.iter().any(|target| target.dialect.is_mysql_family())
            && before.foreign_keys().any(|(child, key)| key.is_on(&child.name, table, name));
        if merges || parts { Grade::Conditional } else { Grade::Exact }
    } else if column.generated.is_some() {
        // Its values are computed again, and must fit by then.
        Grade::Conditional
    } else if is_widening(old, new) && operation.using.is_none() {
        Grade::Conditional
    } else {
        Grade::Lossy
    };
    let back = ChangeType {
        table: table.clone(),
        column: name.clone(),
        column_type: old.clone(),
        using: operation.reverse_using.clone(),
        reverse_using: operation.using.clone(),
    };
    Inverse::new(grade, vec![Operation::ChangeType(back)])
}

/// MySQL, MariaDB and SQLite convert between any two types; PostgreSQL does not.
fn missing_conversion(operation: &ChangeType, old: &ColumnType, targets: &[Target]) -> Option<Refusal> {
    let (new, name) = (&operation.column_type, &operation.column);
    let postgres = targets.iter().any(|target| target.dialect == Dialect::Postgres);
    let written = operation.reverse_using.as_ref().is_some_and(|sql| sql.text(Dialect::Postgres).is_some());
    if !postgres || written || has_cast(new, old) {
        return None;
    }
    let table = &operation.table;
    Some(
        Refusal::new(name.at(), format!("`down` cannot turn `{table}.{name}` from `{new}` into `{old}` again"))
            .note("PostgreSQL has no cast of its own for this")
            .help("add `.reverse_using(\"…\")`, or write `fn down` beside `up`"),
    )
}

pub(super) fn not_null_set(operation: &SetNotNull, before: &Catalog) -> Inverse {
    match column(before, &operation.table, &operation.column) {
        Some(column) if column.nullable => {
            // Which rows held NULL is known only while the others do not hold what it was replaced with.
            let grade = if operation.restore_with.is_some() { Grade::Lossy } else { Grade::Exact };
            let back = DropNotNull {
                table: operation.table.clone(),
                column: operation.column.clone(),
                restore_with: operation.restore_with.clone(),
            };
            Inverse::new(grade, vec![Operation::DropNotNull(back)])
        }
        Some(_) => Inverse::new(Grade::Exact, Vec::new()),
        None => nothing_known(operation.column.at()),
    }
}

pub(super) fn not_null_dropped(operation: &DropNotNull, before: &Catalog) -> Inverse {
    let again = SetNotNull {
        table: operation.table.clone(),
        column: operation.column.clone(),
        restore_with: operation.restore_with.clone(),
    };
    let again = Operation::SetNotNull(again);
    let grade = if conditions(&again, before).is_empty() { Grade::Exact } else { Grade::Conditional };
    match column(before, &operation.table, &operation.column) {
        Some(column) if !column.nullable => Inverse::new(grade, vec![again]),
        Some(_) => Inverse::new(Grade::Exact, Vec::new()),
        None => nothing_known(operation.column.at()),
    }
}

pub(super) fn default_changed(table: &Name, name: &Name, before: &Catalog) -> Inverse {
    let Some(column) = column(before, table, name) else { return nothing_known(name.at()) };
    let (table, name) = (table.clone(), name.clone());
    Inverse::exact(match &column.default {
        Some(value) => Operation::SetDefault(SetDefault { table, column: name, value: value.clone() }),
        None => Operation::DropDefault(DropDefault { table, column: name }),
    })
}

fn column<'a>(catalog: &'a Catalog, table: &Name, column: &Name) -> Option<&'a Column> {
    catalog.table(table).and_then(|table| table.column(column))
}
