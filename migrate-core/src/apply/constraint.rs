//! Adding, dropping and renaming constraints.

use crate::catalog::{
    Catalog, Check, Column, Constraint, ForeignKey, Index, Key, Name, ReferenceAction, Table, Validity,
};
use crate::dialect::{Dialect, Target};
use crate::expression::Role;
use crate::location::Location;
use crate::operation::{AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint};
use crate::refusal::{Call, Refusal};

use super::cx::{Cx, list, note_place, place};
use super::default;
use super::former::{self, constraint_key};
use super::generated::written_by;
use super::uses::drop_statement;

pub(super) fn check_add(cx: &mut Cx<'_>, operation: &AddConstraint) {
    let Some(table) = cx.table(&operation.table) else { return };
    let fallback = operation.table.at();
    if let (Constraint::PrimaryKey(key), Some(before)) = (&operation.constraint, &table.primary_key) {
        let at = key.columns.first().map_or(fallback, |column| place(column, fallback));
        cx.refuse_second_primary_key(table, before, at);
        return;
    }
    cx.take_constraint(table, &operation.constraint, fallback);
    cx.check_constraint(table, &operation.constraint, fallback);
    if let Constraint::Check(check) = &operation.constraint {
        cx.check_defaults_satisfy(table, check, fallback);
    }
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropConstraint) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(constraint) = cx.constraint(table, Some(operation.kind), &operation.name) else { return };
    let at = place(&operation.name, operation.table.at());
    match &constraint {
        Constraint::PrimaryKey(key) => {
            let counting = table.columns.iter().find(|column| column.auto_increment && !cx.may_lack_key());
            if let Some(column) = counting.filter(|column| key.columns.contains(&column.name)) {
                let (table, column) = (&table.name, &column.name);
                let refusal = Refusal::new(
                    at,
                    format!("the primary key of `{table}` cannot be dropped while `{column}` counts up by itself"),
                );
                cx.refuse(
                    refusal.help(format!("write `schema.drop_auto_increment(\"{table}\", \"{column}\");` first")),
                );
            }
            cx.check_not_referenced(table, &constraint, &key.columns, at);
        }
        Constraint::Unique(key) => {
            cx.check_not_referenced(table, &constraint, &key.columns, at);
            let keys = table.primary_key.iter().chain(&table.uniques).filter(|other| other.name != key.name);
            let firsts: Vec<_> = keys.filter_map(|other| other.columns.first()).collect();
            let counting = table.columns.iter().find(|column| column.auto_increment);
            if counting
                .is_some_and(|column| key.columns.first() == Some(&column.name) && !firsts.contains(&&column.name))
                && !cx.may_lack_key()
            {
                let name = &key.name;
                cx.refuse(Refusal::new(
                    at,
                    format!("unique constraint `{name}` cannot be dropped while its column counts up by itself"),
                ));
            }
        }
        Constraint::ForeignKey(_) | Constraint::Check(_) | Constraint::Exclusion(_) => {}
    }
}

pub(super) fn check_rename(cx: &mut Cx<'_>, operation: &RenameConstraint) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(constraint) = cx.constraint(table, None, &operation.from) else { return };
    if operation.from == operation.to {
        cx.refuse_same_name(&operation.to);
        return;
    }
    if !operation.from.eq_ignore_ascii_case(&operation.to) {
        cx.take_constraint_name(table, constraint.kind(), &operation.to, operation.table.at());
    }
}

pub(super) fn check_validate(cx: &mut Cx<'_>, operation: &ValidateConstraint) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(constraint) = cx.constraint(table, None, &operation.name) else { return };
    if constraint.validity() == Validity::Valid {
        let (noun, name) = (constraint.kind().noun(), &operation.name);
        let refusal = Refusal::new(name.at(), format!("{noun} `{name}` is valid already"));
        cx.refuse(refusal.note("only a constraint that was added with `.not_valid()` has rows that were not checked"));
    }
}

pub(super) fn validate(operation: &ValidateConstraint, catalog: &mut Catalog) {
    if let Some(table) = catalog.tables.get_mut(operation.table.as_str()) {
        table.set_valid(&operation.name);
    }
}

pub(super) fn add(operation: &AddConstraint, catalog: &mut Catalog) {
    let key = constraint_key(&operation.table, operation.constraint.name());
    catalog.former.remove(&key);
    if let Some(table) = catalog.tables.get_mut(operation.table.as_str()) {
        table.add_constraint(operation.constraint.clone());
    }
}

pub(super) fn drop(operation: &DropConstraint, catalog: &mut Catalog) {
    let at = place(&operation.name, operation.table.at());
    former::dropped(catalog, constraint_key(&operation.table, &operation.name), at);
    if let Some(table) = catalog.tables.get_mut(operation.table.as_str()) {
        table.remove_constraint(operation.kind, &operation.name);
    }
}

pub(super) fn rename(operation: &RenameConstraint, catalog: &mut Catalog) {
    let key = |name: &str| constraint_key(&operation.table, name);
    former::renamed(catalog, key(&operation.from), &key(&operation.to), &operation.to);
    let Some(table) = catalog.tables.get_mut(operation.table.as_str()) else { return };
    let keys = table.primary_key.iter_mut().chain(&mut table.uniques).map(|key| &mut key.name);
    let foreign_keys = table.foreign_keys.iter_mut().map(|key| &mut key.name);
    let checks = table.checks.iter_mut().map(|check| &mut check.name);
    let exclusions = table.exclusions.iter_mut().map(|exclusion| &mut exclusion.name);
    let mut names = keys.chain(foreign_keys).chain(checks).chain(exclusions);
    if let Some(name) = names.find(|name| **name == operation.from) {
        *name = operation.to.moved_to(name.at());
    }
}

impl Cx<'_> {
    /// Refuses a check that the default of a column makes false.
    fn check_defaults_satisfy(&mut self, table: &Table, check: &Check, fallback: Location) {
        let violating = table.columns.iter().find_map(|column| {
            let value = column.default.as_ref()?;
            self.violates(&check.expression, &column.name, value).then_some((column, value))
        });
        let Some((column, value)) = violating else { return };
        let at = check.expression.texts().next().map_or(fallback, |text| text.at);
        let (table, name) = (table.name.as_str(), column.name.as_str());
        let value = default::shown(value);
        let problem = format!("the default {value} of `{table}.{name}` does not satisfy check `{}`", check.name);
        let refusal = Refusal::new(at, problem).note("each row that gets it would be refused");
        let refusal = note_place(refusal, "the column was added in", column.name.at());
        self.refuse(refusal.help(format!("write `schema.drop_default({table:?}, {name:?});` first, or `set_default`")));
    }

    /// Refuses a rename that changes nothing.
    pub fn refuse_same_name(&mut self, to: &Name) {
        self.refuse(Refusal::new(to.at(), format!("its name is `{to}` already")));
    }

    /// Refuses a second primary key.
    pub fn refuse_second_primary_key(&mut self, table: &Table, before: &Key, at: Location) {
        let problem = format!("table `{}` has a primary key already, on {}", table.name, list(&before.columns));
        let other = before.columns.first().map_or(Location::UNKNOWN, Name::at);
        self.refuse(note_place(Refusal::new(at, problem), "it was created in", other));
    }

    /// Refuses a constraint that cannot be part of `table`, which has its columns.
    pub fn check_constraint(&mut self, table: &Table, constraint: &Constraint, fallback: Location) {
        match constraint {
            Constraint::PrimaryKey(key) => {
                self.check_columns(table, "a primary key", &key.columns, place(&key.name, fallback));
                self.check_primary_key_columns(table, key, fallback);
                self.check_included(table, key);
            }
            Constraint::Unique(key) => {
                self.check_columns(table, "a unique constraint", &key.columns, place(&key.name, fallback));
                self.check_included(table, key);
            }
            Constraint::ForeignKey(key) => self.check_foreign_key(table, key, fallback),
            Constraint::Check(check) => {
                let at = place(&check.name, fallback);
                self.extend(self.wrong_with(&check.expression, Role::Check, table, at));
            }
            Constraint::Exclusion(exclusion) => {
                self.check_exclusion(table, exclusion, place(&exclusion.name, fallback))
            }
        }
    }

    fn check_included(&mut self, table: &Table, key: &Key) {
        for column in &key.include {
            if key.columns.contains(column) {
                self.refuse(Refusal::new(column.at(), format!("`{column}` is a column of the key already")));
            } else if table.column(column).is_none() {
                self.refuse_missing_column(table, column);
            }
        }
    }

    /// Refuses a list of columns that is empty, names one twice, or names one that is not there.
    pub fn check_columns(&mut self, table: &Table, noun: &str, columns: &[Name], at: Location) {
        if columns.is_empty() {
            self.refuse(Refusal::new(at, format!("{noun} needs at least one column")));
        }
        for (index, column) in columns.iter().enumerate() {
            if columns[..index].contains(column) {
                self.refuse(Refusal::new(place(column, at), format!("{noun} names column `{column}` twice")));
            } else if table.column(column).is_none() {
                self.refuse_missing_column(table, column);
            }
        }
    }

    fn check_primary_key_columns(&mut self, table: &Table, key: &Key, fallback: Location) {
        // One that counts up by itself was refused for being nullable.
        let is_nullable = |column: &Column| column.nullable && !column.auto_increment;
        for name in key.columns.iter().filter(|name| table.column(name).is_some_and(is_nullable)) {
            let problem = format!("nullable column `{name}` cannot be in the primary key");
            let refusal = Refusal::new(place(name, fallback), problem);
            let is_old = self.catalog.table(&table.name).is_some_and(|table| table.column(name).is_some());
            self.refuse(if is_old {
                let (table, name) = (table.name.as_str(), name.as_str());
                refusal.help(format!("write `schema.set_not_null({table:?}, {name:?});` first"))
            } else {
                refusal.help("leave out `.nullable()`").of(Call::After("nullable"))
            });
        }
    }

    fn check_foreign_key(&mut self, table: &Table, key: &ForeignKey, fallback: Location) {
        let at = key.columns.first().map_or(fallback, |column| place(column, fallback));
        self.check_columns(table, "a foreign key", &key.columns, at);
        self.check_actions(table, key, fallback);
        self.extend(written_by(table, key, fallback).into_iter().collect());
        if self.catalog.is_unknown(&key.referenced_table) {
            return;
        }
        let catalog = self.catalog;
        let referenced =
            if key.referenced_table == table.name { Some(table) } else { catalog.table(&key.referenced_table) };
        let Some(referenced) = referenced else {
            // Says what became of it.
            let name = key.referenced_table.moved_to(place(&key.referenced_table, fallback));
            self.table(&name);
            return;
        };
        if key.referenced_columns.len() != key.columns.len() {
            let (here, there) = (key.columns.len(), key.referenced_columns.len());
            let problem = format!("the foreign key has {here} columns, but refers to {there}");
            self.refuse(Refusal::new(at, problem));
            return;
        }
        if referenced.name == table.name && key.columns == key.referenced_columns {
            let refusal =
                Refusal::new(at, format!("a foreign key {} would refer to itself", super::cx::list(&key.columns)));
            let note = "every row would satisfy it, and MySQL refuses it";
            self.refuse(refusal.note(note).help("refer to the columns of a key, as the primary key"));
            return;
        }
        self.check_columns(
            referenced,
            "a foreign key",
            &key.referenced_columns,
            place(&key.referenced_table, fallback),
        );
        let known = key.referenced_columns.iter().all(|column| referenced.column(column).is_some());
        if known && !is_unique(referenced, &key.referenced_columns, self.targets) {
            self.refuse(not_unique(referenced, key, place(&key.referenced_table, fallback)));
        }
    }

    fn check_actions(&mut self, table: &Table, key: &ForeignKey, fallback: Location) {
        let actions = [("on_delete", key.on_delete), ("on_update", key.on_update)];
        for column in key.columns.iter().filter_map(|name| table.column(name)).filter(|column| !column.nullable) {
            for (method, action) in actions {
                let lacking = match action {
                    ReferenceAction::SetNull => "is NOT NULL",
                    ReferenceAction::SetDefault if column.default.is_none() => "is NOT NULL and has no default",
                    _ => continue,
                };
                let name = &column.name;
                let at = key.columns.first().map_or(fallback, |first| place(first, fallback));
                let problem = format!("`.{method}({action:?})` cannot work, as `{name}` {lacking}");
                self.refuse(Refusal::new(at, problem).of(Call::ArgumentAfter(method)));
            }
        }
    }

    /// Refuses to drop what makes columns unique while a foreign key refers to them.
    fn check_not_referenced(&mut self, table: &Table, constraint: &Constraint, columns: &[Name], at: Location) {
        let mut without = table.clone();
        without.remove_constraint(constraint.kind(), constraint.name());
        self.check_still_unique(&without, constraint.kind().noun(), constraint.name(), columns, at);
    }

    /// Refuses a drop after which a foreign key refers to columns of `without` that nothing makes unique.
    pub fn check_still_unique(&mut self, without: &Table, noun: &str, name: &str, columns: &[Name], at: Location) {
        let catalog = self.catalog;
        for (child, key) in catalog.referencing(&without.name) {
            let same = key.referenced_columns.len() == columns.len()
                && key.referenced_columns.iter().all(|column| columns.contains(column));
            if !same || is_unique(without, &key.referenced_columns, self.targets) {
                continue;
            }
            let (foreign_key, child_name) = (&key.name, &child.name);
            let problem = format!(
                "{noun} `{name}` cannot be dropped while foreign key `{foreign_key}` of `{child_name}` needs it"
            );
            let statement = drop_statement(child, &Constraint::ForeignKey(key.clone()));
            let other = key.columns.first().map_or(Location::UNKNOWN, Name::at);
            let refusal = note_place(Refusal::new(at, problem), "the foreign key was created in", other);
            self.refuse(refusal.help(format!("write `{statement}` first")));
        }
    }
}

/// Whether a key or a unique index makes these columns unique. MySQL wants them in the key's order.
pub(super) fn is_unique(table: &Table, columns: &[Name], targets: &[Target]) -> bool {
    let ordered = targets.iter().any(|target| target.dialect.is_mysql_family());
    // PostgreSQL finds no row by a key that may be violated for a while.
    let keys = table.primary_key.iter().chain(&table.uniques).filter(|key| !key.deferrable);
    let keys = keys.map(|key| key.columns.clone());
    let indexes = table.indexes.iter().filter(|index| is_of_columns(index, targets)).filter_map(Index::unique_columns);
    keys.chain(indexes).any(|unique| {
        if ordered {
            unique == columns
        } else {
            unique.len() == columns.len() && columns.iter().all(|column| unique.contains(column))
        }
    })
}

/// Whether each target keeps the columns of an index: where NULL counts as a value, PostgreSQL alone does.
fn is_of_columns(index: &Index, targets: &[Target]) -> bool {
    !index.nulls_not_distinct || targets.iter().all(|target| target.dialect == Dialect::Postgres)
}

/// A foreign key to columns that are not unique.
pub(super) fn not_unique(referenced: &Table, key: &ForeignKey, at: Location) -> Refusal {
    let columns = list(&key.referenced_columns);
    let name = &referenced.name;
    let refusal = Refusal::new(at, format!("{columns} of `{name}` is neither its primary key nor unique"));
    let is_same = |unique: &[Name]| {
        unique.len() == key.referenced_columns.len()
            && unique.iter().all(|column| key.referenced_columns.contains(column))
    };
    let mut with_nulls = referenced.indexes.iter().filter(|index| index.nulls_not_distinct);
    let with_nulls = with_nulls.find(|index| index.unique_columns().is_some_and(|unique| is_same(&unique)));
    let refusal = refusal.note(match with_nulls {
        Some(index) => {
            format!("only PostgreSQL keeps columns in index `{}`, in which NULL counts as a value", index.name)
        }
        None => "a foreign key refers to columns by which the database finds one row".to_owned(),
    });
    match &referenced.primary_key {
        Some(primary) => refusal.help(format!("refer to {}, the primary key of `{name}`", list(&primary.columns))),
        None => refusal.help(format!("make {columns} unique first")),
    }
}
