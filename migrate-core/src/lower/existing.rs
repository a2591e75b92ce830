//! The tables and views that are older than a script, under their names of today.

use crate::catalog::{Catalog, Map, Name, Table, View};
use crate::operation::{Operation, Passage, RenameSchema};

/// What was there before the script. A copy costs nothing, however many there are.
#[derive(Clone)]
pub(super) struct Existing {
    tables: Map<Name, Table>,
    views: Map<Name, View>,
}

impl Existing {
    /// Everything in the catalogue that the script meets.
    pub fn of(start: &Catalog) -> Self {
        Self { tables: start.tables.clone(), views: start.views.clone() }
    }

    /// Whether the table or view of this name is older than the script.
    pub fn contains(&self, name: &Name) -> bool {
        self.tables.contains_key(name) || self.views.contains_key(name)
    }

    /// Follows an operation of the script.
    pub fn follow(&mut self, operation: &Operation) {
        match operation {
            Operation::RenameTable(rename) => {
                if let Some(table) = self.tables.remove(&rename.from) {
                    self.tables.insert(rename.to.clone(), table);
                }
            }
            Operation::RenameView(rename) => {
                if let Some(view) = self.views.remove(&rename.from) {
                    self.views.insert(rename.to.clone(), view);
                }
            }
            Operation::RenameSchema(rename) => {
                rename_all(&mut self.tables, rename);
                rename_all(&mut self.views, rename);
            }
            Operation::DropTable(drop) => {
                self.tables.remove(&drop.table);
            }
            Operation::DropView(drop) => {
                self.views.remove(&drop.name);
            }
            Operation::WrittenAs(written) => self.follow(&written.operation),
            Operation::AlreadyExists(existing) => match (existing.passage, &*existing.operation) {
                (Passage::Joins, Operation::CreateTable(create)) => {
                    self.tables.insert(create.table.name.clone(), create.table.clone());
                }
                (Passage::Joins, _) => {}
                (Passage::Leaves, operation) => self.follow(operation),
            },
            Operation::CreateTable(_)
            | Operation::AddColumn(_)
            | Operation::DropColumn(_)
            | Operation::RenameColumn(_)
            | Operation::ChangeType(_)
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
            | Operation::RetireColumn(_)
            | Operation::RetireTable(_)
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
            | Operation::CreateExtension(_)
            | Operation::DropExtension(_)
            | Operation::CreateSchema(_)
            | Operation::DropSchema(_)
            | Operation::CreateSequence(_)
            | Operation::DropSequence(_)
            | Operation::RenameSequence(_)
            | Operation::CreateFunction(_)
            | Operation::ReplaceFunction(_)
            | Operation::DropFunction(_)
            | Operation::RenameFunction(_)
            | Operation::CreateTrigger(_)
            | Operation::DropTrigger(_)
            | Operation::RenameTrigger(_)
            | Operation::Execute(_)
            | Operation::Insert(_)
            | Operation::DeleteInserted(_)
            | Operation::Update(_)
            | Operation::Delete(_) => {}
        }
    }
}

/// What lies in a schema, under its new name.
fn rename_all<V: Clone>(map: &mut Map<Name, V>, rename: &RenameSchema) {
    let renamed: Vec<(Name, Name)> =
        map.keys().filter_map(|name| Some((name.clone(), rename.renamed(name)?))).collect();
    for (from, to) in renamed {
        if let Some(value) = map.remove(&from) {
            map.insert(to, value);
        }
    }
}
