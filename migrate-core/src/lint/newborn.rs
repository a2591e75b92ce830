//! What a migration has made itself: nobody uses it yet.

use std::collections::BTreeSet;

use crate::catalog::name::split;
use crate::location::Location;
use crate::operation::Operation;

/// The schemas, tables and columns that a migration has made so far, by the names that they have by now.
#[derive(Clone, Debug, Default)]
pub struct Newborn {
    schemas: BTreeSet<String>,
    tables: BTreeSet<String>,
    columns: BTreeSet<(String, String)>,
    retired: BTreeSet<Location>,
}

impl Newborn {
    /// Notes what a statement makes, renames or drops.
    pub fn note(&mut self, operation: &Operation) {
        match operation {
            Operation::CreateTable(create) => {
                self.tables.insert(create.table.name.to_string());
            }
            Operation::DropTable(drop) => {
                self.tables.remove(drop.table.as_str());
                self.columns.retain(|(table, _)| *table != *drop.table);
            }
            Operation::RenameTable(rename) => self.rename_table(&rename.from, &rename.to),
            Operation::CreateSchema(create) => {
                self.schemas.insert(create.schema.name.to_string());
            }
            Operation::DropSchema(drop) => {
                self.schemas.remove(drop.name.as_str());
            }
            Operation::RenameSchema(rename) => {
                if self.schemas.remove(rename.from.as_str()) {
                    self.schemas.insert(rename.to.to_string());
                }
                let inside = |name: &&String| split(name).0 == Some(rename.from.as_str());
                let tables: BTreeSet<String> = self
                    .tables
                    .iter()
                    .chain(self.columns.iter().map(|(table, _)| table))
                    .filter(inside)
                    .cloned()
                    .collect();
                for table in tables {
                    self.rename_table(&table, &format!("{}.{}", rename.to, split(&table).1));
                }
            }
            Operation::AddColumn(add) => {
                self.columns.insert((add.table.to_string(), add.column.name.to_string()));
            }
            Operation::DropColumn(drop) => {
                self.columns.remove(&(drop.table.to_string(), drop.column.to_string()));
            }
            Operation::RenameColumn(rename) => {
                if self.columns.remove(&(rename.table.to_string(), rename.from.to_string())) {
                    self.columns.insert((rename.table.to_string(), rename.to.to_string()));
                }
            }
            Operation::WrittenAs(written) => self.note(&written.operation),
            Operation::RetireColumn(retire) => {
                self.retired.insert(retire.column.at());
            }
            Operation::RetireTable(retire) => {
                self.retired.insert(retire.table.at());
            }
            Operation::ChangeType(_)
            | Operation::SetNotNull(_)
            | Operation::DropNotNull(_)
            | Operation::SetDefault(_)
            | Operation::DropDefault(_)
            | Operation::SetGenerated(_)
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
            | Operation::ValidateConstraint(_)
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
            | Operation::RenameView(_)
            | Operation::Execute(_)
            | Operation::Insert(_)
            | Operation::DeleteInserted(_)
            | Operation::Update(_)
            | Operation::Delete(_) => {}
        }
    }

    fn rename_table(&mut self, from: &str, to: &str) {
        if self.tables.remove(from) {
            self.tables.insert(to.to_owned());
        }
        let columns = std::mem::take(&mut self.columns);
        self.columns = columns
            .into_iter()
            .map(|(table, column)| (if table == from { to.to_owned() } else { table }, column))
            .collect();
    }

    /// Whether the migration itself says, there, that deployed code has stopped using something: that code may still run.
    #[must_use]
    pub fn has_retired(&self, at: Location) -> bool {
        self.retired.contains(&at)
    }

    /// Whether the migration made the schema.
    #[must_use]
    pub fn has_schema(&self, schema: &str) -> bool {
        self.schemas.contains(schema)
    }

    /// Whether the migration made the table.
    #[must_use]
    pub fn has_table(&self, table: &str) -> bool {
        self.tables.contains(table)
    }

    /// Whether the migration made the column, or its table.
    #[must_use]
    pub fn has_column(&self, table: &str, column: &str) -> bool {
        self.has_table(table) || self.columns.contains(&(table.to_owned(), column.to_owned()))
    }
}
