//! Which parts of a table name a column, be it in their text.

use super::names_column;
use crate::catalog::{Column, Constraint, Generated, Name, Table};
use crate::dialect::Target;

/// The columns of a table that are computed from this one.
#[must_use]
pub fn computed_from<'a>(table: &'a Table, column: &Name, targets: &[Target]) -> Vec<(&'a Column, &'a Generated)> {
    let generated = table.columns.iter().filter(|other| other.name != *column);
    let generated = generated.filter_map(|other| Some((other, other.generated.as_ref()?)));
    generated.filter(|(_, generated)| names_column(&generated.expression, column, targets)).collect()
}

/// A column and those that are computed from it.
#[must_use]
pub fn with_those_computed_from<'a>(table: &'a Table, column: &'a Name, targets: &[Target]) -> Vec<&'a Name> {
    let computed = computed_from(table, column, targets).into_iter().map(|(column, _)| &column.name);
    std::iter::once(column).chain(computed).collect()
}

/// Whether a constraint holds this column or names it.
#[must_use]
pub fn concerns(constraint: &Constraint, column: &Name, targets: &[Target]) -> bool {
    match constraint {
        Constraint::PrimaryKey(key) | Constraint::Unique(key) => {
            key.columns.contains(column) || key.include.contains(column)
        }
        Constraint::ForeignKey(key) => key.columns.contains(column),
        Constraint::Check(check) => names_column(&check.expression, column, targets),
        Constraint::Exclusion(exclusion) => {
            exclusion.named_columns().any(|named| named == column)
                || exclusion.expressions().any(|sql| names_column(sql, column, targets))
        }
    }
}
