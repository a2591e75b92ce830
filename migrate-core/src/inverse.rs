//! What undoes an operation, and how well.

mod column;
mod comment;
mod enumeration;
mod extension;
mod generated;
mod routine;
mod rows;
mod schema;
mod sequence;
mod table;
mod view;
mod written;

use crate::apply::apply;
use crate::catalog::{Catalog, ConstraintKind, Validity};
use crate::dialect::Target;
use crate::location::Location;
use crate::migration::Grade;
use crate::operation::{
    AddConstraint, AlreadyExists, CreateIndex, DropAutoIncrement, DropConstraint, DropIndex, Execute, Operation,
    Passage, RenameConstraint, RenameIndex, SetAutoIncrement,
};
use crate::refusal::Refusal;

/// What undoes an operation.
#[derive(Clone, Debug)]
pub struct Inverse {
    /// The operations, in the order in which they run.
    pub operations: Vec<Operation>,
    /// How well they undo it.
    pub grade: Grade,
    /// What the author has to write before it can be undone. Its place is unknown where the
    /// operation has none of its own.
    pub missing: Option<Refusal>,
}

impl Inverse {
    fn new(grade: Grade, operations: Vec<Operation>) -> Self {
        Self { operations, grade, missing: None }
    }

    fn exact(operation: Operation) -> Self {
        Self::new(Grade::Exact, vec![operation])
    }

    const fn none(missing: Refusal) -> Self {
        Self { operations: Vec::new(), grade: Grade::None, missing: Some(missing) }
    }

    /// What undoes several operations, given what undoes each: the last is undone first, and the
    /// grade is the worst.
    #[must_use]
    pub fn joined(inverses: &[Self]) -> Self {
        Self {
            operations: inverses.iter().rev().flat_map(|inverse| inverse.operations.iter().cloned()).collect(),
            grade: inverses.iter().map(|inverse| inverse.grade).max().unwrap_or(Grade::Exact),
            missing: inverses.iter().find_map(|inverse| inverse.missing.clone()),
        }
    }
}

/// What undoes each of several operations, in their order, each against the schema that it meets.
/// [`Inverse::joined`] makes one of them.
#[must_use]
pub fn invert_all<'a>(
    operations: impl IntoIterator<Item = &'a Operation>,
    before: &Catalog,
    targets: &[Target],
) -> Vec<Inverse> {
    let mut catalog = before.clone();
    operations
        .into_iter()
        .map(|operation| {
            let inverse = invert(operation, &catalog, targets);
            // One that is refused changes nothing, and whoever applied it before knows.
            let _refused = apply(operation, &mut catalog, targets);
            inverse
        })
        .collect()
}

/// What undoes an operation that met this schema.
#[must_use]
pub fn invert(operation: &Operation, before: &Catalog, targets: &[Target]) -> Inverse {
    written::in_their_words(as_modelled(operation, before, targets), operation, before, targets)
}

/// What undoes an operation, whatever the words.
fn as_modelled(operation: &Operation, before: &Catalog, targets: &[Target]) -> Inverse {
    match operation {
        Operation::WrittenAs(written) => as_modelled(&written.operation, before, targets),
        Operation::CreateTable(operation) => table::created(operation),
        Operation::DropTable(operation) => table::dropped(operation, before),
        Operation::RenameTable(operation) => table::renamed(operation),
        Operation::AddColumn(operation) => column::added(operation),
        Operation::DropColumn(operation) => column::dropped(operation, before),
        Operation::RenameColumn(operation) => column::renamed(operation),
        Operation::ChangeType(operation) => column::type_changed(operation, before, targets),
        Operation::SetNotNull(operation) => column::not_null_set(operation, before),
        Operation::DropNotNull(operation) => column::not_null_dropped(operation, before),
        Operation::SetDefault(operation) => column::default_changed(&operation.table, &operation.column, before),
        Operation::DropDefault(operation) => column::default_changed(&operation.table, &operation.column, before),
        Operation::SetGenerated(operation) => generated::set(operation, before),
        Operation::DropGenerated(operation) => generated::dropped(operation, before),
        Operation::SetAutoIncrement(operation) => Inverse::exact(Operation::DropAutoIncrement(DropAutoIncrement {
            table: operation.table.clone(),
            column: operation.column.clone(),
        })),
        Operation::DropAutoIncrement(operation) => Inverse::exact(Operation::SetAutoIncrement(SetAutoIncrement {
            table: operation.table.clone(),
            column: operation.column.clone(),
        })),
        Operation::CreateIndex(operation) => Inverse::exact(Operation::DropIndex(DropIndex {
            table: operation.table.clone(),
            index: operation.index.name.clone(),
        })),
        Operation::DropIndex(operation) => index_dropped(operation, before),
        Operation::RenameIndex(operation) => Inverse::exact(Operation::RenameIndex(RenameIndex {
            table: operation.table.clone(),
            from: operation.to.clone(),
            to: operation.from.clone(),
        })),
        Operation::AddConstraint(operation) => Inverse::exact(Operation::DropConstraint(DropConstraint {
            table: operation.table.clone(),
            kind: operation.constraint.kind(),
            name: operation.constraint.name().clone(),
        })),
        Operation::DropConstraint(operation) => constraint_dropped(operation, before),
        Operation::RenameConstraint(operation) => Inverse::exact(Operation::RenameConstraint(RenameConstraint {
            table: operation.table.clone(),
            from: operation.to.clone(),
            to: operation.from.clone(),
        })),
        // It stays validated, which nobody minds.
        Operation::ValidateConstraint(_) => Inverse::new(Grade::Exact, Vec::new()),
        Operation::RetireColumn(operation) => match operation.drop_not_null.as_deref() {
            Some(drop) => invert(drop, before, targets),
            // The mark is not part of what is compared.
            None => Inverse::new(Grade::Exact, Vec::new()),
        },
        Operation::RetireTable(_) => Inverse::new(Grade::Exact, Vec::new()),
        Operation::CommentOnTable(operation) => comment::on_table(operation, before),
        Operation::CommentOnColumn(operation) => comment::on_column(operation, before),
        Operation::CreateEnum(operation) => enumeration::created(operation),
        Operation::DropEnum(operation) => enumeration::dropped(operation, before),
        Operation::AddEnumValue(operation) => enumeration::added(operation),
        Operation::RenameEnumValue(operation) => enumeration::value_renamed(operation),
        Operation::RenameEnum(operation) => enumeration::renamed(operation),
        Operation::CreateView(operation) => view::created(operation),
        Operation::ReplaceView(operation) => view::replaced(operation, before),
        Operation::DropView(operation) => view::dropped(operation, before),
        Operation::RenameView(operation) => view::renamed(operation),
        Operation::CreateFunction(operation) => routine::function_created(operation),
        Operation::ReplaceFunction(operation) => routine::function_replaced(operation, before),
        Operation::DropFunction(operation) => routine::function_dropped(operation, before),
        Operation::RenameFunction(operation) => routine::function_renamed(operation),
        Operation::CreateTrigger(operation) => routine::trigger_created(operation),
        Operation::DropTrigger(operation) => routine::trigger_dropped(operation, before),
        Operation::RenameTrigger(operation) => routine::trigger_renamed(operation),
        Operation::CreateSequence(operation) => sequence::created(operation),
        Operation::DropSequence(operation) => sequence::dropped(operation, before),
        Operation::RenameSequence(operation) => sequence::renamed(operation),
        Operation::CreateExtension(operation) => extension::created(operation),
        Operation::DropExtension(operation) => extension::dropped(operation, before),
        Operation::CreateSchema(operation) => schema::created(operation),
        Operation::DropSchema(operation) => schema::dropped(operation, before),
        Operation::RenameSchema(operation) => schema::renamed(operation),
        Operation::AlreadyExists(existing) => {
            let passage = match existing.passage {
                Passage::Joins => Passage::Leaves,
                Passage::Leaves => Passage::Joins,
            };
            let operations = invert(&existing.operation, before, targets).operations.into_iter();
            let operations = operations.map(|operation| AlreadyExists::wrapping(operation, passage));
            Inverse::new(Grade::Exact, operations.collect())
        }
        Operation::Execute(operation) => executed(operation),
        Operation::Insert(operation) => rows::inserted(operation, before),
        Operation::DeleteInserted(operation) => rows::insert_undone(operation),
        Operation::Update(_) => rows::updated(),
        Operation::Delete(_) => rows::deleted(),
    }
}

fn index_dropped(operation: &DropIndex, before: &Catalog) -> Inverse {
    let index = before.indexed(&operation.table).and_then(|table| table.index(&operation.index));
    let Some(index) = index else { return nothing_known(operation.index.at()) };
    let grade = if index.unique { Grade::Conditional } else { Grade::Exact };
    let again = CreateIndex { table: operation.table.clone(), index: index.clone() };
    Inverse::new(grade, vec![Operation::CreateIndex(again)])
}

fn constraint_dropped(operation: &DropConstraint, before: &Catalog) -> Inverse {
    let table = before.table(&operation.table);
    let found = table.and_then(|table| match operation.kind {
        ConstraintKind::PrimaryKey => table.constraints().find(|it| it.kind() == ConstraintKind::PrimaryKey),
        kind => table.constraint(kind, &operation.name),
    });
    let Some(constraint) = found else { return nothing_known(operation.name.at()) };
    let grade = match constraint.validity() {
        Validity::Valid => Grade::Conditional,
        Validity::NotValid => Grade::Exact,
    };
    let again = AddConstraint { table: operation.table.clone(), constraint };
    Inverse::new(grade, vec![Operation::AddConstraint(again)])
}

fn executed(operation: &Execute) -> Inverse {
    if let Some(reverse) = &operation.reverse {
        let back = Execute { subject: operation.subject, sql: reverse.clone(), reverse: Some(operation.sql.clone()) };
        return Inverse::exact(Operation::Execute(back));
    }
    Inverse::none(
        Refusal::new(Location::UNKNOWN, "nothing says how this SQL is undone")
            .note("the build does not know what raw SQL does, so it cannot derive the inverse")
            .help("add `.reverse(\"…\")`, or write `fn down` beside `up`"),
    )
}

/// The schema does not hold what the operation changes, so nothing tells what it was.
fn nothing_known(at: Location) -> Inverse {
    Inverse::none(Refusal::new(at, "nothing is known of what this changes, so it cannot be undone"))
}

#[cfg(test)]
mod tests;
