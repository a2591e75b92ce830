//! Statements in their author's words: whether the words do what the statement says, and what is remembered of them.

use crate::catalog::{Catalog, Name, Object, SqlText};
use crate::dialect::{Dialect, Target};
use crate::expression;
use crate::operation::{Operation, WrittenAs};
use crate::refusal::Refusal;

/// Why the words cannot be those of the operation, which leaves this schema.
pub(super) fn refusals(operation: &Operation, after: &Catalog, targets: &[Target]) -> Vec<Refusal> {
    let Operation::WrittenAs(WrittenAs { operation, sql: Some(sql), .. }) = operation else { return Vec::new() };
    expression::check_words(sql, operation, after, targets)
}

/// Follows what an operation renames.
pub(super) fn follow(operation: &Operation, catalog: &mut Catalog) {
    if catalog.written.is_empty() {
        return;
    }
    if let Operation::RenameTable(rename) = operation {
        catalog.rename_owner_of_written(&rename.from, &rename.to);
    } else if let Operation::RenameSchema(rename) = operation {
        catalog.rename_schema_of_written(|name| rename.renamed(name));
    } else if let Operation::RenameView(rename) = operation {
        catalog.rename_owner_of_written(&rename.from, &rename.to);
    } else if let Operation::RenameColumn(rename) = operation {
        let of = |name: &Name| Object::Column(rename.table.clone(), name.clone());
        catalog.rename_written(&of(&rename.from), of(&rename.to));
    } else if let Operation::RenameIndex(rename) = operation {
        let of = |name: &Name| Object::Index(rename.table.clone(), name.clone());
        catalog.rename_written(&of(&rename.from), of(&rename.to));
    } else if let Operation::RenameConstraint(rename) = operation {
        let of = |name: &Name| Object::Constraint(rename.table.clone(), name.clone());
        catalog.rename_written(&of(&rename.from), of(&rename.to));
    } else if let Operation::RenameEnum(rename) = operation {
        catalog.rename_written(&Object::Enum(rename.from.clone()), Object::Enum(rename.to.clone()));
    } else if let Operation::RenameSequence(rename) = operation {
        catalog.rename_written(&Object::Sequence(rename.from.clone()), Object::Sequence(rename.to.clone()));
    }
}

/// Remembers the words, so that the same can make it again.
pub(super) fn remember(written: &WrittenAs, catalog: &mut Catalog, targets: &[Target]) {
    let Some(sql) = &written.sql else { return };
    for dialect in targets.iter().map(|target| target.dialect) {
        let Some(text) = sql.text(dialect) else { continue };
        // What SQLite makes a whole table for is made with its words.
        let object = made_anew(&written.operation, text, dialect).or_else(|| written.operation.made());
        if let Some(object) = object {
            catalog.remember(object, dialect, text);
        }
    }
}

/// The table that SQLite makes anew, if the words are those of its new form.
fn made_anew(operation: &Operation, text: &SqlText, dialect: Dialect) -> Option<Object> {
    let [table, ..] = super::tables(operation)[..] else { return None };
    let is_new_form = dialect == Dialect::Sqlite && expression::creates_table(text, table, dialect);
    is_new_form.then(|| Object::Table(table.clone()))
}
