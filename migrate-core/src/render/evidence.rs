//! How a later run finds out whether a statement was carried out whose answer never came.
//!
//! A statement is carried out as a whole or not at all, in MySQL from 8.0 and in MariaDB from 10.6 on ("Atomic Data
//! Definition Statement Support", "Atomic DDL"), so that one of its effects tells of all.

use super::literal::{quoted, text};
use crate::catalog::{ConstraintKind, Name};
use crate::dialect::Dialect;
use crate::lower::action::{Action, Build, Change};
use crate::migration::Evidence;

/// The evidence for an action that commits by itself.
pub fn evidence(action: &Action, dialect: Dialect) -> Evidence {
    match effect(action) {
        Effect::Repeatable => Evidence::Repeatable,
        Effect::There(object) => match there(&object, dialect) {
            Some(query) => Evidence::Query(format!("SELECT 1 FROM {query}")),
            None => Evidence::Nothing,
        },
        Effect::Gone(object) => match there(&object, dialect) {
            Some(query) => Evidence::Query(format!("{} WHERE NOT EXISTS (SELECT 1 FROM {query})", select_one(dialect))),
            None => Evidence::Nothing,
        },
        Effect::Unknown => Evidence::Nothing,
    }
}

/// What tells that an action was carried out.
#[derive(Clone)]
enum Effect<'a> {
    /// Nothing needs to: a second time, it changes nothing.
    Repeatable,
    /// This is there.
    There(Object<'a>),
    /// This is not there any more.
    Gone(Object<'a>),
    /// Nobody knows: it is the author's SQL.
    Unknown,
}

/// Something that the catalogue lists.
#[derive(Clone, PartialEq)]
enum Object<'a> {
    /// A table, a view, or a sequence of MariaDB.
    Table(&'a Name),
    Column(&'a Name, &'a Name),
    Index(&'a Name, &'a Name),
    PrimaryKey(&'a Name),
    ForeignKey(&'a Name, &'a Name),
    Check(&'a Name, &'a Name),
    Function(&'a Name),
    Trigger(&'a Name),
    /// PostgreSQL: an index that serves queries.
    ValidIndex(&'a Name, &'a Name),
}

fn effect(action: &Action) -> Effect<'_> {
    match action {
        Action::CreateTable(table) => Effect::There(Object::Table(&table.name)),
        Action::DropTable(table) => Effect::Gone(Object::Table(&table.name)),
        Action::RenameTable { to, .. } | Action::RenameView { to, .. } | Action::RenameSequence { to, .. } => {
            Effect::There(Object::Table(to))
        }
        Action::AlterTable { table, changes } => effect_of_changes(table, changes),
        Action::CreateIndex { table, index, build: Build::Concurrent } => {
            Effect::There(Object::ValidIndex(table, &index.name))
        }
        Action::CreateIndex { table, index, build: Build::Plain } => Effect::There(Object::Index(table, &index.name)),
        // It says IF EXISTS.
        Action::DropIndex { build: Build::Concurrent, .. } => Effect::Repeatable,
        Action::DropIndex { table, index, build: Build::Plain } => Effect::Gone(Object::Index(table, index)),
        // It says IF NOT EXISTS.
        Action::AddEnumValue(_) => Effect::Repeatable,
        Action::CreateView { name, .. } | Action::CreateSequence(name) => Effect::There(Object::Table(name)),
        Action::DropView { name, .. } | Action::DropSequence(name) => Effect::Gone(Object::Table(name)),
        Action::ReplaceView { .. } | Action::RestartSequence { .. } => Effect::Repeatable,
        Action::CreateFunction { replaces: true, .. } => Effect::Repeatable,
        Action::CreateFunction { name, .. } => Effect::There(Object::Function(name)),
        Action::DropFunction { name, .. } => Effect::Gone(Object::Function(name)),
        Action::CreateTrigger { name, .. } => Effect::There(Object::Trigger(name)),
        Action::DropTrigger { name, .. } => Effect::Gone(Object::Trigger(name)),
        Action::Execute(_) => Effect::Unknown,
        // They are committed together with the note that they are done.
        Action::RenameIndex { .. }
        | Action::Comment { .. }
        | Action::Fill { .. }
        | Action::Convert { .. }
        | Action::CopyRows { .. }
        | Action::CarrySequence { .. }
        | Action::Number { .. }
        | Action::CreateEnum(_)
        | Action::DropEnum(_)
        | Action::RenameEnumValue(_)
        | Action::RenameEnum { .. }
        | Action::ReplaceValue { .. }
        | Action::RenameFunction { .. }
        | Action::RenameTrigger { .. }
        | Action::CreateExtension(_)
        | Action::DropExtension(_)
        | Action::CreateSchema(_)
        | Action::DropSchema(_)
        | Action::RenameSchema { .. }
        | Action::ChangeRows(_)
        | Action::InsertRows { .. }
        | Action::AdvanceNumbers { .. }
        | Action::SettleConstraints
        | Action::KeepGrants(_)
        | Action::RestoreGrants(_)
        | Action::DeleteKeys(_)
        | Action::UpdateRows { .. }
        | Action::DeleteRows { .. } => Effect::Unknown,
    }
}

/// The first effect that tells: what is dropped and made again in the same statement is there before and after it.
fn effect_of_changes<'a>(table: &'a Name, changes: &'a [Change]) -> Effect<'a> {
    let effects: Vec<Effect<'_>> = changes.iter().map(|change| effect_of_change(table, change)).collect();
    let tells = |effect: &&Effect<'_>| match effect {
        Effect::There(object) => !effects.iter().any(|other| matches!(other, Effect::Gone(gone) if gone == object)),
        Effect::Gone(object) => !effects.iter().any(|other| matches!(other, Effect::There(there) if there == object)),
        Effect::Repeatable | Effect::Unknown => false,
    };
    effects.iter().find(tells).cloned().unwrap_or(Effect::Repeatable)
}

fn effect_of_change<'a>(table: &'a Name, change: &'a Change) -> Effect<'a> {
    match change {
        Change::AddColumn(column) => Effect::There(Object::Column(table, &column.name)),
        Change::DropColumn(column) => Effect::Gone(Object::Column(table, column)),
        Change::RenameColumn { to, .. } => Effect::There(Object::Column(table, to)),
        Change::AddConstraint(constraint) => {
            Effect::There(constraint_object(table, constraint.kind(), constraint.name()))
        }
        Change::DropConstraint { kind, name } => Effect::Gone(constraint_object(table, *kind, name)),
        Change::AddIndex(index) => Effect::There(Object::Index(table, &index.name)),
        Change::DropIndex(name) => Effect::Gone(Object::Index(table, name)),
        Change::RenameIndex { to, .. } => Effect::There(Object::Index(table, to)),
        // They say how something is to be, and not what becomes of it.
        Change::Redefine(_)
        | Change::ReplaceColumn { .. }
        | Change::DropExpression(_)
        | Change::AddIdentity(_)
        | Change::DropIdentity(_)
        | Change::SetType { .. }
        | Change::SetNotNull(_)
        | Change::DropNotNull(_)
        | Change::SetDefault(_)
        | Change::DropDefault(_)
        | Change::ValidateConstraint(_)
        | Change::RenameConstraint { .. }
        | Change::Comment(_) => Effect::Repeatable,
    }
}

const fn constraint_object<'a>(table: &'a Name, kind: ConstraintKind, name: &'a Name) -> Object<'a> {
    match kind {
        ConstraintKind::PrimaryKey => Object::PrimaryKey(table),
        ConstraintKind::Unique | ConstraintKind::Exclusion => Object::Index(table, name),
        ConstraintKind::ForeignKey => Object::ForeignKey(table, name),
        ConstraintKind::Check => Object::Check(table, name),
    }
}

/// Where the catalogue lists it, and under which condition.
fn there(object: &Object<'_>, dialect: Dialect) -> Option<String> {
    match dialect {
        Dialect::Postgres => match object {
            Object::ValidIndex(table, index) => {
                let relation = text(&quoted(&table.beside(index), dialect), dialect);
                Some(format!("pg_index WHERE indexrelid = to_regclass({relation}) AND indisvalid"))
            }
            _ => None,
        },
        Dialect::MySql | Dialect::MariaDb => in_information_schema(object, dialect),
        Dialect::Sqlite => None,
    }
}

fn in_information_schema(object: &Object<'_>, dialect: Dialect) -> Option<String> {
    // Names are compared letter for letter, as they are kept.
    let is =
        |column: &str, name: &str| format!(" AND CAST({column} AS BINARY) = CAST({} AS BINARY)", text(name, dialect));
    let of = |view: &str, schema: &str| format!("information_schema.{view} WHERE {schema} = DATABASE()");
    let constraint = |table: &Name, name: &str, kind: &str| {
        of("table_constraints", "table_schema")
            + &is("table_name", table)
            + &is("constraint_name", name)
            + &format!(" AND constraint_type = '{kind}'")
    };
    Some(match object {
        Object::Table(name) => of("tables", "table_schema") + &is("table_name", name),
        Object::Column(table, column) => {
            of("columns", "table_schema") + &is("table_name", table) + &is("column_name", column)
        }
        Object::Index(table, index) => {
            of("statistics", "table_schema") + &is("table_name", table) + &is("index_name", index)
        }
        Object::PrimaryKey(table) => constraint(table, "PRIMARY", "PRIMARY KEY"),
        Object::ForeignKey(table, name) => constraint(table, name, "FOREIGN KEY"),
        Object::Check(table, name) => constraint(table, name, "CHECK"),
        Object::Function(name) => of("routines", "routine_schema") + &is("routine_name", name),
        Object::Trigger(name) => of("triggers", "trigger_schema") + &is("trigger_name", name),
        Object::ValidIndex(..) => return None,
    })
}

const fn select_one(dialect: Dialect) -> &'static str {
    if dialect.is_mysql_family() { "SELECT 1 FROM DUAL" } else { "SELECT 1" }
}
