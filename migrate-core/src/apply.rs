//! What an operation does to the catalogue, or why it cannot.

mod auto_increment;
mod body;
mod cast;
mod column;
mod comment;
mod constraint;
mod cx;
mod default;
mod definition;
mod enumeration;
mod exclusion;
mod extension;
mod finish;
mod former;
mod function;
mod generated;
mod index;
mod json;
mod lookup;
mod name;
mod numbering;
mod retire;
mod rows;
mod schema;
mod sequence;
mod table;
mod trigger;
mod uses;
mod view;
mod written;

use crate::catalog::{Catalog, Column, Constraint, Name};
use crate::dialect::Target;
use crate::expression;
use crate::location::Location;
use crate::operation::Operation;
use crate::refusal::Refusal;
use cx::{Cx, Share};

pub use crate::expression::dropped_database;
pub use cast::has_cast;
pub use enumeration::missing_enum;
pub use finish::finish;
pub use lookup::missing_table;
pub use retire::{retired_column, retired_table};
pub use rows::batch_key;
pub use uses::before_dropping;

/// Applies an operation to the catalogue.
///
/// An operation on a table of which nothing is known changes nothing.
///
/// # Errors
///
/// Every reason why the operation cannot be applied to this catalogue, which is then unchanged.
pub fn apply(operation: &Operation, catalog: &mut Catalog, targets: &[Target]) -> Result<(), Vec<Refusal>> {
    carry_out(operation, catalog, targets, Share::All)
}

/// Applies an operation for one database of a history, after all its targets together have judged it.
///
/// # Errors
///
/// As [`apply`], but for what is refused only because of what the other targets have or lack.
pub fn apply_for(operation: &Operation, catalog: &mut Catalog, target: Target) -> Result<(), Vec<Refusal>> {
    carry_out(operation, catalog, &[target], Share::One)
}

fn carry_out(
    operation: &Operation,
    catalog: &mut Catalog,
    targets: &[Target],
    share: Share,
) -> Result<(), Vec<Refusal>> {
    if is_unknown(operation, catalog) {
        match operation.unworded() {
            Operation::RenameTable(rename) => catalog.unknown.insert(rename.to.to_string()),
            Operation::RenameView(rename) => catalog.unknown.insert(rename.to.to_string()),
            Operation::RenameFunction(rename) => catalog.unknown.insert(rename.to.to_string()),
            Operation::RenameSequence(rename) => catalog.unknown.insert(rename.to.to_string()),
            Operation::RenameTrigger(rename) => catalog.unknown.insert(rename.to.to_string()),
            Operation::RenameEnum(rename) => catalog.unknown.insert(rename.to.to_string()),
            Operation::RenameSchema(rename) => catalog.unknown.insert(rename.to.to_string()),
            _ => false,
        };
        return Ok(());
    }
    let mut cx = Cx::new(catalog, targets);
    cx.share = share;
    check(&mut cx, operation);
    let refusals = cx.into_refusals();
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let mut after = catalog.clone();
    let touched: Vec<Name> = match operation.modelled() {
        Operation::RenameSchema(rename) => schema::touched(rename, catalog),
        other => tables(other).into_iter().cloned().collect(),
    };
    let held = after.held_names(&touched);
    written::follow(operation.modelled(), &mut after);
    change(operation, &mut after, targets);
    after.forget_written();
    after.exchange_names(&held, &touched);
    numbering::follow(operation, &mut after, targets);
    trigger::follow(operation.modelled(), &mut after, targets);
    function::follow_types(operation.modelled(), &mut after, targets);
    let mut refusals = view::follow(operation.modelled(), catalog, &mut after, targets);
    refusals.extend(written::refusals(operation, &after, targets));
    if !refusals.is_empty() {
        return Err(refusals);
    }
    *catalog = after;
    Ok(())
}

/// The tables and views that an operation changes, as it names them.
pub(crate) fn tables(operation: &Operation) -> Vec<&Name> {
    match operation {
        Operation::CreateTable(operation) => vec![&operation.table.name],
        Operation::DropTable(operation) => vec![&operation.table],
        Operation::RenameTable(operation) => vec![&operation.from, &operation.to],
        Operation::AddColumn(operation) => vec![&operation.table],
        Operation::DropColumn(operation) => vec![&operation.table],
        Operation::RenameColumn(operation) => vec![&operation.table],
        Operation::ChangeType(operation) => vec![&operation.table],
        Operation::SetNotNull(operation) => vec![&operation.table],
        Operation::DropNotNull(operation) => vec![&operation.table],
        Operation::SetDefault(operation) => vec![&operation.table],
        Operation::DropDefault(operation) => vec![&operation.table],
        Operation::SetGenerated(operation) => vec![&operation.table],
        Operation::DropGenerated(operation) => vec![&operation.table],
        Operation::SetAutoIncrement(operation) => vec![&operation.table],
        Operation::DropAutoIncrement(operation) => vec![&operation.table],
        Operation::CreateIndex(operation) => vec![&operation.table],
        Operation::DropIndex(operation) => vec![&operation.table],
        Operation::RenameIndex(operation) => vec![&operation.table],
        Operation::AddConstraint(operation) => vec![&operation.table],
        Operation::DropConstraint(operation) => vec![&operation.table],
        Operation::RenameConstraint(operation) => vec![&operation.table],
        Operation::ValidateConstraint(operation) => vec![&operation.table],
        Operation::RetireColumn(operation) => vec![&operation.table],
        Operation::RetireTable(operation) => vec![&operation.table],
        Operation::AlreadyExists(existing) => tables(&existing.operation),
        Operation::WrittenAs(written) => tables(&written.operation),
        Operation::CommentOnTable(operation) => vec![&operation.table],
        Operation::CommentOnColumn(operation) => vec![&operation.table],
        Operation::CreateEnum(operation) => vec![&operation.enumeration.name],
        Operation::DropEnum(operation) => vec![&operation.name],
        Operation::AddEnumValue(operation) => vec![&operation.name],
        Operation::RenameEnumValue(operation) => vec![&operation.name],
        Operation::RenameEnum(operation) => vec![&operation.from, &operation.to],
        Operation::CreateView(operation) => vec![&operation.name],
        Operation::ReplaceView(operation) => vec![&operation.name],
        Operation::DropView(operation) => vec![&operation.name],
        Operation::RenameView(operation) => vec![&operation.from, &operation.to],
        Operation::Insert(operation) => vec![&operation.table],
        Operation::DeleteInserted(operation) => vec![&operation.insert.table],
        Operation::Update(operation) => vec![&operation.table],
        Operation::Delete(operation) => vec![&operation.table],
        Operation::CreateFunction(operation) => vec![&operation.function.name],
        Operation::ReplaceFunction(operation) => vec![&operation.name],
        Operation::DropFunction(operation) => vec![&operation.name],
        Operation::RenameFunction(operation) => vec![&operation.from, &operation.to],
        Operation::CreateTrigger(operation) => vec![&operation.trigger.name, &operation.trigger.table],
        Operation::DropTrigger(operation) => vec![&operation.name],
        Operation::RenameTrigger(operation) => vec![&operation.from, &operation.to],
        Operation::CreateSequence(operation) => vec![&operation.sequence.name],
        Operation::DropSequence(operation) => vec![&operation.name],
        Operation::RenameSequence(operation) => vec![&operation.from, &operation.to],
        Operation::CreateExtension(operation) => vec![&operation.extension.name],
        Operation::DropExtension(operation) => vec![&operation.name],
        Operation::CreateSchema(operation) => vec![&operation.schema.name],
        Operation::DropSchema(operation) => vec![&operation.name],
        Operation::RenameSchema(operation) => vec![&operation.from, &operation.to],
        Operation::Execute(_) => Vec::new(),
    }
}

pub(crate) fn is_unknown(operation: &Operation, catalog: &Catalog) -> bool {
    tables(operation).into_iter().any(|name| catalog.is_unknown(name))
}

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    match operation {
        Operation::CreateTable(operation) => table::check_create(cx, operation),
        Operation::DropTable(operation) => table::check_drop(cx, operation),
        Operation::RenameTable(operation) => table::check_rename(cx, operation),
        Operation::AddColumn(operation) => column::check_add(cx, operation),
        Operation::DropColumn(operation) => column::check_drop(cx, operation),
        Operation::RenameColumn(operation) => column::check_rename(cx, operation),
        Operation::ChangeType(operation) => column::check_change_type(cx, operation),
        Operation::SetNotNull(operation) => column::check_set_not_null(cx, operation),
        Operation::DropNotNull(operation) => column::check_drop_not_null(cx, operation),
        Operation::SetDefault(operation) => column::check_set_default(cx, operation),
        Operation::DropDefault(operation) => column::check_drop_default(cx, operation),
        Operation::SetGenerated(operation) => generated::check_set(cx, operation),
        Operation::DropGenerated(operation) => generated::check_drop(cx, operation),
        Operation::SetAutoIncrement(operation) => auto_increment::check_set(cx, operation),
        Operation::DropAutoIncrement(operation) => auto_increment::check_drop(cx, operation),
        Operation::CreateIndex(operation) => index::check_create(cx, operation),
        Operation::DropIndex(operation) => index::check_drop(cx, operation),
        Operation::RenameIndex(operation) => index::check_rename(cx, operation),
        Operation::AddConstraint(operation) => constraint::check_add(cx, operation),
        Operation::DropConstraint(operation) => constraint::check_drop(cx, operation),
        Operation::RenameConstraint(operation) => constraint::check_rename(cx, operation),
        Operation::ValidateConstraint(operation) => constraint::check_validate(cx, operation),
        Operation::RetireColumn(operation) => retire::check_column(cx, operation),
        Operation::RetireTable(operation) => retire::check_table(cx, operation),
        Operation::AlreadyExists(existing) => {
            cx.rows_have_values = true;
            check(cx, &existing.operation);
        }
        // The words are looked at once it is known what they must do.
        Operation::WrittenAs(written) => check(cx, &written.operation),
        Operation::CommentOnTable(operation) => comment::check_table(cx, operation),
        Operation::CommentOnColumn(operation) => comment::check_column(cx, operation),
        Operation::CreateEnum(operation) => enumeration::check_create(cx, operation),
        Operation::DropEnum(operation) => enumeration::check_drop(cx, operation),
        Operation::AddEnumValue(operation) => enumeration::check_add(cx, operation),
        Operation::RenameEnumValue(operation) => enumeration::check_rename_value(cx, operation),
        Operation::RenameEnum(operation) => enumeration::check_rename(cx, operation),
        Operation::CreateView(operation) => view::check_create(cx, operation),
        Operation::ReplaceView(operation) => view::check_replace(cx, operation),
        Operation::DropView(operation) => view::check_drop(cx, operation),
        Operation::RenameView(operation) => view::check_rename(cx, operation),
        Operation::CreateFunction(operation) => function::check_create(cx, operation),
        Operation::ReplaceFunction(operation) => function::check_replace(cx, operation),
        Operation::DropFunction(operation) => function::check_drop(cx, operation),
        Operation::RenameFunction(operation) => function::check_rename(cx, operation),
        Operation::CreateTrigger(operation) => trigger::check_create(cx, operation),
        Operation::DropTrigger(operation) => trigger::check_drop(cx, operation),
        Operation::RenameTrigger(operation) => trigger::check_rename(cx, operation),
        Operation::CreateSequence(operation) => sequence::check_create(cx, operation),
        Operation::DropSequence(operation) => sequence::check_drop(cx, operation),
        Operation::RenameSequence(operation) => sequence::check_rename(cx, operation),
        Operation::CreateExtension(operation) => extension::check_create(cx, operation),
        Operation::DropExtension(operation) => extension::check_drop(cx, operation),
        Operation::CreateSchema(operation) => schema::check_create(cx, operation),
        Operation::DropSchema(operation) => schema::check_drop(cx, operation),
        Operation::RenameSchema(operation) => schema::check_rename(cx, operation),
        // Whether the language has a statement for it depends on all targets.
        Operation::Execute(_) if cx.share == Share::One => {}
        Operation::Execute(operation) => {
            let subject = operation.subject;
            let refusals = |sql| expression::check_statements(sql, subject, cx.catalog, cx.targets, Location::UNKNOWN);
            let found = refusals(&operation.sql);
            // Where the statement is not right, its reverse is part of the same mistake.
            let found = if found.is_empty() { operation.reverse.as_ref().map(refusals) } else { Some(found) };
            cx.extend(found.unwrap_or_default());
        }
        Operation::Insert(operation) => rows::check_insert(cx, operation),
        // It was derived from an insert that was checked.
        Operation::DeleteInserted(_) => {}
        Operation::Update(operation) => rows::check_update(cx, operation),
        Operation::Delete(operation) => rows::check_delete(cx, operation),
    }
}

/// Changes the catalogue. The operation was checked against it.
fn change(operation: &Operation, catalog: &mut Catalog, targets: &[Target]) {
    match operation {
        Operation::CreateTable(operation) => table::create(operation, catalog),
        Operation::DropTable(operation) => table::drop(operation, catalog),
        Operation::RenameTable(operation) => table::rename(operation, catalog, targets),
        Operation::AddColumn(operation) => column::add(operation, catalog),
        Operation::DropColumn(operation) => column::drop(operation, catalog),
        Operation::RenameColumn(operation) => column::rename(operation, catalog, targets),
        Operation::ChangeType(operation) => column::change_type(operation, catalog),
        Operation::SetNotNull(operation) => column::set_not_null(operation, catalog),
        Operation::DropNotNull(operation) => column::drop_not_null(operation, catalog),
        Operation::SetDefault(operation) => column::set_default(operation, catalog),
        Operation::DropDefault(operation) => column::drop_default(operation, catalog),
        Operation::SetGenerated(operation) => generated::set(operation, catalog),
        Operation::DropGenerated(operation) => generated::drop(operation, catalog),
        Operation::SetAutoIncrement(operation) => auto_increment::set(operation, catalog),
        Operation::DropAutoIncrement(operation) => auto_increment::drop(operation, catalog),
        Operation::CreateIndex(operation) => index::create(operation, catalog),
        Operation::DropIndex(operation) => index::drop(operation, catalog),
        Operation::RenameIndex(operation) => index::rename(operation, catalog),
        Operation::AddConstraint(operation) => constraint::add(operation, catalog),
        Operation::DropConstraint(operation) => constraint::drop(operation, catalog),
        Operation::RenameConstraint(operation) => constraint::rename(operation, catalog),
        Operation::ValidateConstraint(operation) => constraint::validate(operation, catalog),
        Operation::RetireColumn(operation) => retire::column(operation, catalog),
        Operation::RetireTable(operation) => retire::table(operation, catalog),
        Operation::AlreadyExists(existing) => {
            change(&existing.operation, catalog, targets);
            if let Operation::CreateTable(create) = &*existing.operation {
                catalog.adopted.insert(create.table.name.clone());
            }
        }
        Operation::WrittenAs(written) => {
            change(&written.operation, catalog, targets);
            written::remember(written, catalog, targets);
        }
        Operation::CommentOnTable(operation) => comment::table(operation, catalog),
        Operation::CommentOnColumn(operation) => comment::column(operation, catalog),
        Operation::CreateEnum(operation) => enumeration::create(operation, catalog),
        Operation::DropEnum(operation) => enumeration::drop(operation, catalog),
        Operation::AddEnumValue(operation) => enumeration::add(operation, catalog),
        Operation::RenameEnumValue(operation) => enumeration::rename_value(operation, catalog),
        Operation::RenameEnum(operation) => enumeration::rename(operation, catalog),
        Operation::CreateView(operation) => view::create(operation, catalog, targets),
        Operation::ReplaceView(operation) => view::replace(operation, catalog, targets),
        Operation::DropView(operation) => view::drop(operation, catalog),
        Operation::RenameView(operation) => view::rename(operation, catalog),
        Operation::CreateFunction(operation) => function::create(operation, catalog),
        Operation::ReplaceFunction(operation) => function::replace(operation, catalog),
        Operation::DropFunction(operation) => function::drop(operation, catalog),
        Operation::RenameFunction(operation) => function::rename(operation, catalog, targets),
        Operation::CreateTrigger(operation) => trigger::create(operation, catalog),
        Operation::DropTrigger(operation) => trigger::drop(operation, catalog),
        Operation::RenameTrigger(operation) => trigger::rename(operation, catalog, targets),
        Operation::CreateSequence(operation) => sequence::create(operation, catalog),
        Operation::DropSequence(operation) => sequence::drop(operation, catalog),
        Operation::RenameSequence(operation) => sequence::rename(operation, catalog, targets),
        Operation::CreateExtension(operation) => extension::create(operation, catalog),
        Operation::DropExtension(operation) => extension::drop(operation, catalog),
        Operation::CreateSchema(operation) => schema::create(operation, catalog),
        Operation::DropSchema(operation) => schema::drop(operation, catalog),
        Operation::RenameSchema(operation) => schema::rename(operation, catalog, targets),
        Operation::Execute(_)
        | Operation::Insert(_)
        | Operation::DeleteInserted(_)
        | Operation::Update(_)
        | Operation::Delete(_) => {}
    }
}

/// The columns that a constraint itself holds, apart from those of an expression.
fn constrained(constraint: &Constraint) -> Vec<&Name> {
    match constraint {
        Constraint::PrimaryKey(key) | Constraint::Unique(key) => key.columns.iter().chain(&key.include).collect(),
        Constraint::ForeignKey(key) => key.columns.iter().collect(),
        Constraint::Exclusion(exclusion) => exclusion.named_columns().collect(),
        Constraint::Check(_) => Vec::new(),
    }
}

/// Whether a constraint goes when its column is dropped: the key of a column that counts up by
/// itself cannot be dropped before it.
#[must_use]
pub fn goes_with_column(constraint: &Constraint, column: &Column) -> bool {
    match constraint {
        Constraint::PrimaryKey(key) | Constraint::Unique(key) => {
            column.auto_increment && key.columns.as_slice() == [column.name.clone()]
        }
        Constraint::ForeignKey(_) | Constraint::Check(_) | Constraint::Exclusion(_) => false,
    }
}

#[cfg(test)]
mod tests;
