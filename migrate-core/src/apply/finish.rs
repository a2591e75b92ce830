//! What must hold at the end of a migration.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::name::split;
use crate::catalog::{Catalog, Column, Constraint, ForeignKey, Name, Table};
use crate::dialect::{Dialect, Target};
use crate::location::Location;
use crate::operation::Operation;
use crate::refusal::Refusal;

use super::body;
use super::constraint::{is_unique, not_unique};
use super::cx::{note_place, place};
use super::trigger;

/// What does not hold at the end of a migration: a foreign key that it touched whose types differ,
/// or that refers to columns which nothing makes unique; a function that names a column which the rows of its trigger do
/// not have, or something that the migration renamed or dropped. `catalog` is the schema after `operations`.
#[must_use]
pub fn finish<'a>(
    operations: impl IntoIterator<Item = &'a Operation>,
    catalog: &Catalog,
    targets: &[Target],
) -> Vec<Refusal> {
    let mut touched = Touched::default();
    let mut refusals = Vec::new();
    for operation in operations {
        touched.follow(operation);
        refusals.extend(trigger::unknown_columns(operation.modelled(), catalog, targets));
        refusals.extend(body::left_behind(operation.modelled(), catalog, targets));
    }
    for table in touched.concerned(catalog) {
        for key in &table.foreign_keys {
            let Some(parent) = catalog.table(&key.referenced_table) else { continue };
            if let Some(at) = touched.place(table, key, parent) {
                check_foreign_key(table, key, parent, targets, (&touched, at), &mut refusals);
            }
        }
    }
    refusals
}

/// The columns and foreign keys that a migration made or altered, by their names at its end, and
/// where.
#[derive(Default)]
struct Touched {
    columns: BTreeMap<(String, String), Location>,
    foreign_keys: BTreeMap<(String, String), Location>,
}

impl Touched {
    fn follow(&mut self, operation: &Operation) {
        match operation {
            Operation::CreateTable(operation) => {
                let table = &operation.table;
                table.constraints().for_each(|constraint| self.made(&table.name, &constraint, table.name.at()));
            }
            Operation::AlreadyExists(existing) => self.follow(&existing.operation),
            Operation::WrittenAs(written) => self.follow(&written.operation),
            Operation::AddColumn(operation) => {
                let at = place(&operation.column.name, operation.table.at());
                operation.constraints.iter().for_each(|constraint| self.made(&operation.table, constraint, at));
            }
            Operation::AddConstraint(operation) => {
                self.made(&operation.table, &operation.constraint, operation.table.at());
            }
            Operation::ChangeType(operation) => {
                let column = (operation.table.to_string(), operation.column.to_string());
                self.columns.insert(column, operation.column.at());
            }
            Operation::RenameTable(operation) => {
                for names in [&mut self.columns, &mut self.foreign_keys] {
                    rename(names, |(table, _)| *table == *operation.from, |(_, name)| (operation.to.to_string(), name));
                }
            }
            Operation::RenameSchema(operation) => {
                let inside = |(table, _): &(String, String)| split(table).0 == Some(operation.from.as_str());
                for names in [&mut self.columns, &mut self.foreign_keys] {
                    rename(names, inside, |(table, name)| (format!("{}.{}", operation.to, split(&table).1), name));
                }
            }
            Operation::RenameColumn(operation) => rename(
                &mut self.columns,
                |(table, name)| *table == *operation.table && *name == *operation.from,
                |(table, _)| (table, operation.to.to_string()),
            ),
            Operation::RenameConstraint(operation) => rename(
                &mut self.foreign_keys,
                |(table, name)| *table == *operation.table && *name == *operation.from,
                |(table, _)| (table, operation.to.to_string()),
            ),
            Operation::DropTable(_)
            | Operation::DropColumn(_)
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
            | Operation::DropConstraint(_)
            | Operation::ValidateConstraint(_)
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
            | Operation::RenameView(_)
            | Operation::Execute(_)
            | Operation::Insert(_)
            | Operation::DeleteInserted(_)
            | Operation::Update(_)
            | Operation::Delete(_) => {}
        }
    }

    fn made(&mut self, table: &Name, constraint: &Constraint, fallback: Location) {
        if let Constraint::ForeignKey(key) = constraint {
            let at = key.columns.first().map_or(fallback, |column| place(column, fallback));
            self.foreign_keys.insert((table.to_string(), key.name.to_string()), at);
        }
    }

    /// The tables whose foreign keys may be concerned. Only a change of type can concern those of other tables.
    fn concerned<'a>(&self, catalog: &'a Catalog) -> Vec<&'a Table> {
        if !self.columns.is_empty() {
            return catalog.tables.values().collect();
        }
        let tables: BTreeSet<&String> = self.foreign_keys.keys().map(|(table, _)| table).collect();
        tables.into_iter().filter_map(|table| catalog.table(table)).collect()
    }

    /// Whether the migration changes the type of a column.
    fn changes(&self, table: &Table, column: &Column) -> bool {
        self.columns.contains_key(&(table.name.to_string(), column.name.to_string()))
    }

    /// The token to change, if the migration touched this foreign key.
    fn place(&self, table: &Table, key: &ForeignKey, parent: &Table) -> Option<Location> {
        let own = key.columns.iter().map(|column| (&table.name, column));
        let referenced = key.referenced_columns.iter().map(|column| (&parent.name, column));
        let altered = || {
            let mut columns = own.chain(referenced);
            columns.find_map(|(table, column)| self.columns.get(&(table.to_string(), column.to_string())))
        };
        let made = self.foreign_keys.get(&(table.name.to_string(), key.name.to_string()));
        made.or_else(altered).copied()
    }
}

fn rename(
    names: &mut BTreeMap<(String, String), Location>,
    is_meant: impl Fn(&(String, String)) -> bool,
    renamed: impl Fn((String, String)) -> (String, String),
) {
    let entries = std::mem::take(names);
    names.extend(entries.into_iter().map(|(name, at)| if is_meant(&name) { (renamed(name), at) } else { (name, at) }));
}

fn check_foreign_key(
    table: &Table,
    key: &ForeignKey,
    parent: &Table,
    targets: &[Target],
    (touched, at): (&Touched, Location),
    refusals: &mut Vec<Refusal>,
) {
    for (own, other) in key.sides(table, parent) {
        if !own.column_type.joins(&other.column_type) {
            let refusal = differing(table, own, parent, other, at);
            refusals.push(match (touched.changes(table, own), touched.changes(parent, other)) {
                (true, false) => refusal.help(change_too(parent, other)),
                (false, true) => refusal.help(change_too(table, own)),
                _ => refusal.help("write the same type for both"),
            });
        } else if let Some(dialect) = differently_ordered(own, other, targets) {
            let (own, other) = (&own.name, &other.name);
            let problem =
                format!("`{}.{own}` and `{}.{other}` have different collations on {dialect}", table.name, parent.name);
            let refusal = Refusal::new(at, problem).note("a foreign key and what it refers to need the same collation");
            let refusal = note_place(refusal, &format!("`{}.{other}` was added in", parent.name), other.at());
            refusals.push(refusal.help("write the same `.collate(…)` for both"));
        }
    }
    if !is_unique(parent, &key.referenced_columns, targets) {
        refusals.push(not_unique(parent, key, at));
    }
}

fn differing(table: &Table, own: &Column, parent: &Table, other: &Column, at: Location) -> Refusal {
    let (column, referenced) = (&own.name, &other.name);
    let (left, right) = (&own.column_type, &other.column_type);
    let problem = format!("`{}.{column}` is `{left}`, but `{}.{referenced}` is `{right}`", table.name, parent.name);
    let refusal = Refusal::new(at, problem).note("a foreign key and what it refers to need the same type");
    note_place(refusal, &format!("`{}.{referenced}` was added in", parent.name), other.name.at())
}

fn change_too(table: &Table, column: &Column) -> String {
    format!("write `schema.change_type(\"{}\", …);` for `{}` too", table.name, column.name)
}

/// MySQL and MariaDB find a text only among those of its own collation.
fn differently_ordered(left: &Column, right: &Column, targets: &[Target]) -> Option<Dialect> {
    let collation = |column: &Column, dialect: Dialect| column.column_type.collation_on(dialect);
    let families = targets.iter().map(|target| target.dialect).filter(|dialect| dialect.is_mysql_family());
    families.into_iter().find(|dialect| collation(left, *dialect) != collation(right, *dialect))
}
