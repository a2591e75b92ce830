//! What the earlier operations of a script have changed, and which questions therefore only the schema before their own
//! step can answer.

use super::plan::Discard;
use crate::catalog::{Catalog, IndexKey, IndexPart, Name, Sql};
use crate::condition::Condition;
use crate::dialect::Target;
use crate::expression::names_column;
use crate::operation::Operation;

/// What has changed since a script began.
#[derive(Clone, Default)]
pub(super) struct Changed {
    /// Tables that came or went under these names.
    tables: Vec<Name>,
    /// Columns that came, went, or hold other values, each with its table.
    columns: Vec<(Name, Name)>,
    /// Indexes and keys that went.
    indexes: Vec<Name>,
}

impl Changed {
    /// Adds what an operation changes.
    pub fn follow(&mut self, operation: &Operation, before: &Catalog) {
        match operation {
            Operation::CreateTable(create) => self.tables.push(create.table.name.clone()),
            Operation::DropTable(drop) => {
                self.tables.push(drop.table.clone());
                if let Some(table) = before.table(&drop.table) {
                    self.indexes.extend(table.indexes.iter().map(|index| index.name.clone()));
                    self.indexes.extend(table.constraints().map(|constraint| constraint.name().clone()));
                }
            }
            Operation::RenameTable(rename) => self.tables.extend([rename.from.clone(), rename.to.clone()]),
            Operation::AddColumn(add) => self.columns.push((add.table.clone(), add.column.name.clone())),
            Operation::DropColumn(drop) => self.columns.push((drop.table.clone(), drop.column.clone())),
            Operation::RenameColumn(rename) => {
                self.columns.push((rename.table.clone(), rename.from.clone()));
                self.columns.push((rename.table.clone(), rename.to.clone()));
            }
            Operation::ChangeType(change) => self.columns.push((change.table.clone(), change.column.clone())),
            Operation::SetNotNull(set) if set.restore_with.is_some() => {
                self.columns.push((set.table.clone(), set.column.clone()));
            }
            Operation::DropIndex(drop) => self.indexes.push(drop.index.clone()),
            Operation::RenameIndex(rename) => self.indexes.push(rename.from.clone()),
            Operation::DropConstraint(drop) => self.indexes.push(drop.name.clone()),
            Operation::RenameConstraint(rename) => self.indexes.push(rename.from.clone()),
            Operation::SetNotNull(_)
            | Operation::DropNotNull(_)
            | Operation::SetDefault(_)
            | Operation::DropDefault(_)
            | Operation::CreateIndex(_)
            | Operation::AddConstraint(_)
            | Operation::Execute(_) => {}
        }
    }

    /// Whether a condition is about something of this.
    pub fn concerns(&self, condition: &Condition, target: Target) -> bool {
        match condition {
            Condition::NoIndex { index, .. } => self.indexes.contains(index),
            Condition::NoNulls { table, column } | Condition::Fits { table, column, .. } => self.column(table, column),
            Condition::NoDuplicates { table, parts, predicate, .. } => {
                parts.iter().any(|part| self.part(table, part, target))
                    || predicate.as_ref().is_some_and(|sql| self.expression(table, sql, target))
            }
            Condition::NoOrphans { table, foreign_key } => {
                foreign_key.columns.iter().any(|column| self.column(table, column))
                    || foreign_key
                        .referenced_columns
                        .iter()
                        .any(|column| self.column(&foreign_key.referenced_table, column))
            }
            Condition::Satisfies { table, check } => self.expression(table, &check.expression, target),
        }
    }

    /// Whether what is thrown away is something of this.
    pub fn concerns_discard(&self, discard: &Discard<'_>) -> bool {
        match discard {
            Discard::Rows(table) => self.tables.contains(table),
            Discard::Values(table, column) => self.column(table, column),
        }
    }

    fn column(&self, table: &Name, column: &Name) -> bool {
        self.tables.contains(table) || self.columns.iter().any(|changed| (&changed.0, &changed.1) == (table, column))
    }

    fn part(&self, table: &Name, part: &IndexPart, target: Target) -> bool {
        match &part.key {
            IndexKey::Column(column) => self.column(table, column),
            IndexKey::Expression(sql) => self.expression(table, sql, target),
        }
    }

    fn expression(&self, table: &Name, sql: &Sql, target: Target) -> bool {
        let mut columns = self.columns.iter().filter(|(of, _)| of == table);
        self.tables.contains(table) || columns.any(|(_, column)| names_column(sql, column, &[target]))
    }
}
