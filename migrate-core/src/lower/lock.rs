//! The lock that an action takes, after the databases' manuals.

use super::action::{Action, Build, Change};
use super::plan::Moment;
use crate::catalog::{Constraint, ConstraintKind, Name, Table};
use crate::dialect::Dialect;
use crate::migration::{Lock, LockMode};

/// The strongest lock of an action. Tables born in the same script do not count: nobody waits for them.
pub(super) fn of(action: &Action, moment: &Moment<'_>, dialect: Dialect) -> Lock {
    let (mode, tables) = match dialect {
        Dialect::Sqlite => return Lock { mode: LockMode::Database, tables: Vec::new() },
        Dialect::Postgres => (postgres_mode(action), touched(action, moment)),
        Dialect::MySql | Dialect::MariaDb => (mysql_mode(action), touched(action, moment)),
    };
    let mut old: Vec<String> = Vec::new();
    for table in tables {
        let name = table.to_string();
        if moment.is_old(&table) && !old.contains(&name) {
            old.push(name);
        }
    }
    if old.is_empty() || mode == LockMode::None {
        return Lock { mode: LockMode::None, tables: Vec::new() };
    }
    Lock { mode, tables: old }
}

fn postgres_mode(action: &Action) -> LockMode {
    match action {
        // On the tables that it refers to.
        Action::CreateTable(_) => LockMode::ShareRowExclusive,
        Action::AlterTable { changes, .. }
            if changes.iter().all(|change| matches!(change, Change::AddConstraint(Constraint::ForeignKey(_)))) =>
        {
            LockMode::ShareRowExclusive
        }
        Action::AlterTable { changes, .. }
            if changes.iter().all(|change| matches!(change, Change::ValidateConstraint(_))) =>
        {
            LockMode::ShareUpdateExclusive
        }
        Action::CreateIndex { build: Build::Plain, .. } => LockMode::Share,
        Action::CreateIndex { build: Build::Concurrent, .. } | Action::DropIndex { build: Build::Concurrent, .. } => {
            LockMode::ShareUpdateExclusive
        }
        Action::RenameIndex { .. } | Action::Comment { .. } => LockMode::ShareUpdateExclusive,
        Action::DropTable(_)
        | Action::RenameTable { .. }
        | Action::AlterTable { .. }
        | Action::DropIndex { build: Build::Plain, .. } => LockMode::AccessExclusive,
        // An UPDATE locks rows; what an author's SQL locks is not known.
        Action::Fill { .. } | Action::Convert { .. } | Action::Execute(_) => LockMode::None,
        Action::ChangeRows(_)
        | Action::InsertRows { .. }
        | Action::AdvanceNumbers { .. }
        | Action::SettleConstraints
        | Action::KeepGrants(_)
        | Action::RestoreGrants(_)
        | Action::DeleteKeys(_)
        | Action::UpdateRows { .. }
        | Action::DeleteRows { .. } => LockMode::None,
        Action::CopyRows { .. } | Action::CarrySequence { .. } | Action::Number { .. } => LockMode::None,
        // A type is locked, and no table.
        Action::CreateEnum(_)
        | Action::DropEnum(_)
        | Action::AddEnumValue(_)
        | Action::RenameEnumValue(_)
        | Action::RenameEnum { .. }
        | Action::ReplaceValue { .. } => LockMode::None,
        Action::CreateTrigger { .. } => LockMode::ShareRowExclusive,
        Action::DropTrigger { .. } | Action::RenameTrigger { .. } => LockMode::AccessExclusive,
        Action::CreateFunction { .. } | Action::DropFunction { .. } | Action::RenameFunction { .. } => LockMode::None,
        Action::CreateExtension(_)
        | Action::DropExtension(_)
        | Action::CreateSchema(_)
        | Action::DropSchema(_)
        | Action::RenameSchema { .. } => LockMode::None,
        // A sequence is locked, and no table.
        Action::CreateSequence(_)
        | Action::RestartSequence { .. }
        | Action::DropSequence(_)
        | Action::RenameSequence { .. } => LockMode::None,
        // Reading the definitions of tables does not stand in anybody's way.
        Action::CreateView { .. } => LockMode::None,
        Action::ReplaceView { .. } | Action::DropView { .. } | Action::RenameView { .. } => LockMode::AccessExclusive,
    }
}

const fn mysql_mode(action: &Action) -> LockMode {
    match action {
        Action::Fill { .. } | Action::Convert { .. } | Action::Execute(_) => LockMode::None,
        Action::ChangeRows(_)
        | Action::InsertRows { .. }
        | Action::AdvanceNumbers { .. }
        | Action::SettleConstraints
        | Action::KeepGrants(_)
        | Action::RestoreGrants(_)
        | Action::DeleteKeys(_)
        | Action::UpdateRows { .. }
        | Action::DeleteRows { .. } => LockMode::None,
        Action::CopyRows { .. } | Action::CarrySequence { .. } | Action::Number { .. } => LockMode::None,
        Action::Comment { .. } => LockMode::None,
        Action::CreateView { .. } => LockMode::None,
        Action::CreateExtension(_)
        | Action::DropExtension(_)
        | Action::CreateSchema(_)
        | Action::DropSchema(_)
        | Action::RenameSchema { .. } => LockMode::None,
        Action::CreateSequence(_)
        | Action::RestartSequence { .. }
        | Action::DropSequence(_)
        | Action::RenameSequence { .. } => LockMode::None,
        Action::CreateFunction { .. } | Action::DropFunction { .. } | Action::RenameFunction { .. } => LockMode::None,
        Action::CreateTrigger { .. } | Action::DropTrigger { .. } | Action::RenameTrigger { .. } => LockMode::Metadata,
        Action::CreateEnum(_)
        | Action::DropEnum(_)
        | Action::AddEnumValue(_)
        | Action::RenameEnumValue(_)
        | Action::RenameEnum { .. }
        | Action::ReplaceValue { .. } => LockMode::None,
        Action::ReplaceView { .. } | Action::DropView { .. } | Action::RenameView { .. } => LockMode::Metadata,
        Action::CreateTable(_)
        | Action::DropTable(_)
        | Action::RenameTable { .. }
        | Action::AlterTable { .. }
        | Action::CreateIndex { .. }
        | Action::DropIndex { .. }
        | Action::RenameIndex { .. } => LockMode::Metadata,
    }
}

/// The tables that an action locks: its own, and those that a foreign key which comes or goes refers to.
fn touched(action: &Action, moment: &Moment<'_>) -> Vec<Name> {
    match action {
        Action::CreateTable(table) => parents(table),
        Action::DropTable(table) => std::iter::once(table.name.clone()).chain(parents(table)).collect(),
        Action::RenameTable { from, .. } => vec![from.clone()],
        Action::AlterTable { table, changes } => {
            let before = moment.before.table(table);
            std::iter::once(table.clone()).chain(changes.iter().flat_map(|change| referenced(change, before))).collect()
        }
        Action::CreateIndex { table, .. }
        | Action::DropIndex { table, .. }
        | Action::RenameIndex { table, .. }
        | Action::Comment { table, .. }
        | Action::Fill { table, .. }
        | Action::Convert { table, .. }
        | Action::CreateTrigger { table, .. }
        | Action::DropTrigger { table, .. }
        | Action::RenameTrigger { table, .. } => vec![table.clone()],
        Action::CreateFunction { .. } | Action::DropFunction { .. } | Action::RenameFunction { .. } => Vec::new(),
        Action::CreateExtension(_)
        | Action::DropExtension(_)
        | Action::CreateSchema(_)
        | Action::DropSchema(_)
        | Action::RenameSchema { .. } => Vec::new(),
        Action::CreateSequence(_)
        | Action::RestartSequence { .. }
        | Action::DropSequence(_)
        | Action::RenameSequence { .. } => Vec::new(),
        Action::CreateEnum(_)
        | Action::DropEnum(_)
        | Action::AddEnumValue(_)
        | Action::RenameEnumValue(_)
        | Action::RenameEnum { .. }
        | Action::ReplaceValue { .. } => Vec::new(),
        Action::ReplaceView { name, .. } | Action::DropView { name, .. } => vec![name.clone()],
        Action::RenameView { from, .. } => vec![from.clone()],
        Action::ChangeRows(_)
        | Action::InsertRows { .. }
        | Action::AdvanceNumbers { .. }
        | Action::SettleConstraints
        | Action::KeepGrants(_)
        | Action::RestoreGrants(_)
        | Action::DeleteKeys(_)
        | Action::UpdateRows { .. }
        | Action::DeleteRows { .. } => Vec::new(),
        Action::CopyRows { .. } | Action::CarrySequence { .. } | Action::Number { .. } => Vec::new(),
        Action::CreateView { .. } | Action::Execute(_) => Vec::new(),
    }
}

fn parents(table: &Table) -> Vec<Name> {
    table.foreign_keys.iter().map(|key| key.referenced_table.clone()).collect()
}

fn referenced(change: &Change, before: Option<&Table>) -> Option<Name> {
    match change {
        Change::AddConstraint(Constraint::ForeignKey(key)) => Some(key.referenced_table.clone()),
        Change::DropConstraint { kind: ConstraintKind::ForeignKey, name } => {
            before?.foreign_keys.iter().find(|key| key.name == *name).map(|key| key.referenced_table.clone())
        }
        Change::DropColumn(name) => {
            before?.foreign_keys.iter().find(|key| key.columns.contains(name)).map(|key| key.referenced_table.clone())
        }
        _ => None,
    }
}
