//! Whether a question to the rows has the same answer at the start of a script as at its own point.

use crate::apply::tables;
use crate::catalog::{Catalog, Constraint, Name};
use crate::condition::compared_anew;
use crate::operation::Operation;

/// Whether what an operation asks of the rows can be asked before anything is done: none of the operations before it
/// changes the columns in question, or the rows.
pub(super) fn has_the_answer(operation: &Operation, earlier: &[Operation], start: &Catalog, now: &Catalog) -> bool {
    let mut asked = asked(operation, now);
    // What is computed may be so from any column.
    let computed = asked.iter().filter(|(table, column)| {
        let column = now.table(table).and_then(|table| table.column(column));
        column.is_some_and(|column| column.generated.is_some())
    });
    let computed_from: Vec<_> = computed.flat_map(|(table, _)| columns(table, now)).collect();
    asked.extend(computed_from);
    asked.iter().all(|(table, column)| {
        let of = |catalog: &Catalog| Some(catalog.table(table)?.column(column)?.clone());
        of(start).is_some() && of(start) == of(now)
    }) && earlier.iter().all(|earlier| !changes_rows(earlier, operation, &asked, [start, now]))
}

/// Whether none of these operations can have changed what an operation says to be there already.
pub(super) fn leaves_alone(earlier: &[Operation], there: &Operation) -> bool {
    let names = tables(there);
    earlier.iter().all(|earlier| match earlier {
        Operation::AlreadyExists(_) => true,
        // What an author's SQL does is not known, and what lies in a schema has another name.
        Operation::Execute(_) | Operation::RenameSchema(_) => false,
        other => !tables(other).iter().any(|name| names.contains(name)),
    })
}

/// Whether an operation may change what another one asks about, or give its name to something else that looks the same.
fn changes_rows(earlier: &Operation, operation: &Operation, asked: &[(Name, Name)], around: [&Catalog; 2]) -> bool {
    let sets_off_triggers = |table: &Name| around.iter().any(|catalog| catalog.triggers_of(table).next().is_some());
    let asks = |table: &Name, column: &Name| asked.iter().any(|(of, name)| of == table && name == column);
    let asks_table = |name: &Name| asked.iter().any(|(table, _)| table == name);
    match earlier {
        // What an author's SQL does is not known, nor what goes with a row or what triggers do.
        Operation::Execute(_)
        | Operation::WrittenAs(_)
        | Operation::Insert(_)
        | Operation::DeleteInserted(_)
        | Operation::Update(_)
        | Operation::Delete(_) => true,
        // Rows follow the value, and expressions call functions.
        Operation::RenameEnumValue(_)
        | Operation::CreateFunction(_)
        | Operation::ReplaceFunction(_)
        | Operation::DropFunction(_)
        | Operation::RenameFunction(_) => true,
        Operation::DropTable(drop) => crate::apply::tables(operation).contains(&&drop.table) || asks_table(&drop.table),
        Operation::CreateTable(create) => asks_table(&create.table.name),
        Operation::RenameTable(rename) => asks_table(&rename.from) || asks_table(&rename.to),
        // Whatever lies in the schema has another name by then.
        Operation::RenameSchema(_) => true,
        Operation::AddColumn(add) => asks(&add.table, &add.column.name),
        Operation::DropColumn(drop) => asks(&drop.table, &drop.column),
        Operation::RenameColumn(rename) => asks(&rename.table, &rename.from) || asks(&rename.table, &rename.to),
        Operation::ChangeType(change) => asks(&change.table, &change.column) || sets_off_triggers(&change.table),
        Operation::SetNotNull(set) => {
            set.restore_with.is_some() && (asks(&set.table, &set.column) || sets_off_triggers(&set.table))
        }
        Operation::SetGenerated(set) => asks(&set.table, &set.column),
        Operation::DropNotNull(_)
        | Operation::SetDefault(_)
        | Operation::DropDefault(_)
        | Operation::DropGenerated(_)
        | Operation::SetAutoIncrement(_)
        | Operation::DropAutoIncrement(_)
        | Operation::CreateIndex(_)
        | Operation::DropIndex(_)
        | Operation::RenameIndex(_)
        | Operation::AddConstraint(_)
        | Operation::DropConstraint(_)
        | Operation::RenameConstraint(_)
        | Operation::AlreadyExists(_)
        | Operation::RetireColumn(_)
        | Operation::RetireTable(_)
        | Operation::ValidateConstraint(_)
        | Operation::CommentOnTable(_)
        | Operation::CommentOnColumn(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::RenameEnum(_)
        | Operation::CreateView(_)
        | Operation::ReplaceView(_)
        | Operation::DropView(_)
        | Operation::CreateTrigger(_)
        | Operation::DropTrigger(_)
        | Operation::RenameTrigger(_)
        | Operation::CreateSequence(_)
        | Operation::DropSequence(_)
        | Operation::RenameSequence(_)
        | Operation::CreateExtension(_)
        | Operation::DropExtension(_)
        | Operation::CreateSchema(_)
        | Operation::DropSchema(_)
        | Operation::RenameView(_) => false,
    }
}

/// The columns that an operation asks about, each with its table.
fn asked(operation: &Operation, now: &Catalog) -> Vec<(Name, Name)> {
    let of = |table: &Name, columns: &[Name]| -> Vec<(Name, Name)> {
        columns.iter().map(|column| (table.clone(), column.clone())).collect()
    };
    let all = |table: &Name| columns(table, now);
    let constrained = |table: &Name, constraint: &Constraint| match constraint {
        Constraint::PrimaryKey(key) | Constraint::Unique(key) => of(table, &key.columns),
        Constraint::ForeignKey(key) => {
            [of(table, &key.columns), of(&key.referenced_table, &key.referenced_columns)].concat()
        }
        Constraint::Check(_) | Constraint::Exclusion(_) => all(table),
    };
    match operation {
        Operation::WrittenAs(written) => self::asked(&written.operation, now),
        Operation::SetNotNull(set) => {
            let keys = now.table(&set.table).into_iter().flat_map(|table| &table.foreign_keys);
            let keys = keys.filter(|key| set.restore_with.is_some() && key.columns.contains(&set.column));
            let both = keys.flat_map(|key| {
                [of(&set.table, &key.columns), of(&key.referenced_table, &key.referenced_columns)].concat()
            });
            std::iter::once((set.table.clone(), set.column.clone())).chain(both).collect()
        }
        Operation::ChangeType(change) => {
            let table = now.table(&change.table).into_iter();
            let beside = table.flat_map(|table| table.unique_keys()).filter(|key| key.contains(&change.column));
            let own = std::iter::once(change.column.clone()).chain(beside.flatten());
            let both = compared_anew(change, now).flat_map(|(child, key)| {
                [of(&child.name, &key.columns), of(&key.referenced_table, &key.referenced_columns)].concat()
            });
            own.map(|column| (change.table.clone(), column)).chain(both).collect()
        }
        Operation::DropColumn(drop) => vec![(drop.table.clone(), drop.column.clone())],
        Operation::AddConstraint(add) => constrained(&add.table, &add.constraint),
        // Its expression may name any.
        Operation::SetGenerated(set) => {
            let referencing = now.referencing(&set.table).flat_map(|(child, key)| of(&child.name, &key.columns));
            let own = now.table(&set.table).into_iter().flat_map(|table| &table.foreign_keys);
            let referenced = own.flat_map(|key| of(&key.referenced_table, &key.referenced_columns));
            all(&set.table).into_iter().chain(referencing).chain(referenced).collect()
        }
        Operation::AddColumn(add) => {
            let named = if add.column.generated.is_some() { all(&add.table) } else { Vec::new() };
            let referenced = add.constraints.iter().flat_map(|constraint| match constraint {
                Constraint::ForeignKey(key) => of(&key.referenced_table, &key.referenced_columns),
                Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Check(_) | Constraint::Exclusion(_) => {
                    Vec::new()
                }
            });
            named.into_iter().chain(referenced).collect()
        }
        Operation::ValidateConstraint(validate) => {
            let table = now.table(&validate.table);
            let found = table.and_then(|table| table.constraints().find(|it| *it.name() == validate.name));
            found.map(|found| constrained(&validate.table, &found)).unwrap_or_default()
        }
        Operation::DeleteInserted(delete) => {
            let referencing = now.referencing(&delete.insert.table);
            let referencing = referencing.flat_map(|(child, key)| of(&child.name, &key.columns));
            all(&delete.insert.table).into_iter().chain(referencing).collect()
        }
        Operation::CreateIndex(create) if create.index.expressions().next().is_some() => all(&create.table),
        Operation::CreateIndex(create) => {
            let columns: Vec<Name> = create.index.named_columns().cloned().collect();
            of(&create.table, &columns)
        }
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::RenameColumn(_)
        | Operation::DropNotNull(_)
        | Operation::SetDefault(_)
        | Operation::DropDefault(_)
        | Operation::DropGenerated(_)
        | Operation::SetAutoIncrement(_)
        | Operation::DropAutoIncrement(_)
        | Operation::DropIndex(_)
        | Operation::RenameIndex(_)
        | Operation::DropConstraint(_)
        | Operation::RenameConstraint(_)
        | Operation::AlreadyExists(_)
        | Operation::RetireColumn(_)
        | Operation::RetireTable(_)
        | Operation::CommentOnTable(_)
        | Operation::CommentOnColumn(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::RenameEnumValue(_)
        | Operation::RenameEnum(_)
        | Operation::CreateView(_)
        | Operation::ReplaceView(_)
        | Operation::DropView(_)
        | Operation::CreateFunction(_)
        | Operation::ReplaceFunction(_)
        | Operation::DropFunction(_)
        | Operation::RenameFunction(_)
        | Operation::CreateTrigger(_)
        | Operation::DropTrigger(_)
        | Operation::RenameTrigger(_)
        | Operation::CreateSequence(_)
        | Operation::DropSequence(_)
        | Operation::RenameSequence(_)
        | Operation::CreateExtension(_)
        | Operation::DropExtension(_)
        | Operation::CreateSchema(_)
        | Operation::DropSchema(_)
        | Operation::RenameSchema(_)
        | Operation::RenameView(_)
        | Operation::Execute(_)
        | Operation::Insert(_)
        | Operation::Update(_)
        | Operation::Delete(_) => Vec::new(),
    }
}

/// Every column of a table, with it.
fn columns(table: &Name, catalog: &Catalog) -> Vec<(Name, Name)> {
    let columns = catalog.table(table).map(|table| table.columns.as_slice()).unwrap_or_default();
    columns.iter().map(|column| (table.clone(), column.name.clone())).collect()
}
