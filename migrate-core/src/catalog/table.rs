//! A table with its columns, keys, checks and indexes.

use super::column::Column;
use super::constraint::{Check, Constraint, ConstraintKind, ForeignKey, Key, Validity};
use super::exclusion::Exclusion;
use super::index::Index;
use super::name::Name;

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its primary key.
    pub primary_key: Option<Key>,
    /// Its unique constraints.
    pub uniques: Vec<Key>,
    /// Its foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its checks.
    pub checks: Vec<Check>,
    /// PostgreSQL: its exclusion constraints.
    pub exclusions: Vec<Exclusion>,
    /// Its indexes, without those that back a constraint.
    pub indexes: Vec<Index>,
    /// What it is for.
    pub comment: Option<String>,
}

impl Table {
    /// A table with nothing in it yet.
    #[must_use]
    pub const fn new(name: Name) -> Self {
        Self {
            name,
            columns: Vec::new(),
            primary_key: None,
            uniques: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            indexes: Vec::new(),
            comment: None,
        }
    }

    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == *name)
    }

    /// The column of this name, to be changed.
    pub fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| column.name == *name)
    }

    /// The columns other than this one that take the time of each change of their row.
    #[must_use]
    pub fn touched_beside(&self, column: &str) -> Vec<Name> {
        let touched = self.columns.iter().filter(|other| other.on_update_now && other.name != *column);
        touched.map(|other| other.name.clone()).collect()
    }

    /// Whether one column stands before another.
    #[must_use]
    pub fn comes_before(&self, one: &str, other: &str) -> bool {
        let place = |name: &str| self.columns.iter().position(|column| column.name == *name);
        place(one) < place(other)
    }

    /// The index of this name.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|index| index.name == *name)
    }

    /// The columns of each key and index in which no two rows may be the same.
    pub fn unique_keys(&self) -> impl Iterator<Item = Vec<Name>> {
        self.unique_keys_and_nulls().map(|(columns, _)| columns)
    }

    /// The same, each with whether NULL counts as a value there.
    pub fn unique_keys_and_nulls(&self) -> impl Iterator<Item = (Vec<Name>, bool)> {
        let keys = self.primary_key.iter().chain(&self.uniques).map(|key| (key.columns.clone(), false));
        keys.chain(self.indexes.iter().filter_map(|index| Some((index.unique_columns()?, index.nulls_not_distinct))))
    }

    /// Every constraint: the primary key, the unique ones, foreign keys, checks, exclusion constraints.
    pub fn constraints(&self) -> impl Iterator<Item = Constraint> {
        let primary_key = self.primary_key.iter().cloned().map(Constraint::PrimaryKey);
        let uniques = self.uniques.iter().cloned().map(Constraint::Unique);
        let foreign_keys = self.foreign_keys.iter().cloned().map(Constraint::ForeignKey);
        let checks = self.checks.iter().cloned().map(Constraint::Check);
        let exclusions = self.exclusions.iter().cloned().map(Constraint::Exclusion);
        primary_key.chain(uniques).chain(foreign_keys).chain(checks).chain(exclusions)
    }

    /// The constraint of this kind and name.
    #[must_use]
    pub fn constraint(&self, kind: ConstraintKind, name: &str) -> Option<Constraint> {
        self.constraints().find(|constraint| constraint.kind() == kind && *constraint.name() == *name)
    }

    /// Notes that every row satisfies the constraint of this name.
    pub fn set_valid(&mut self, name: &str) {
        for key in self.foreign_keys.iter_mut().filter(|key| key.name == *name) {
            key.validity = Validity::Valid;
        }
        for check in self.checks.iter_mut().filter(|check| check.name == *name) {
            check.validity = Validity::Valid;
        }
    }

    /// Adds a constraint.
    pub fn add_constraint(&mut self, constraint: Constraint) {
        match constraint {
            Constraint::PrimaryKey(key) => self.primary_key = Some(key),
            Constraint::Unique(key) => self.uniques.push(key),
            Constraint::ForeignKey(key) => self.foreign_keys.push(key),
            Constraint::Check(check) => self.checks.push(check),
            Constraint::Exclusion(exclusion) => self.exclusions.push(exclusion),
        }
    }

    /// Removes the constraint of this kind and name.
    pub fn remove_constraint(&mut self, kind: ConstraintKind, name: &str) {
        match kind {
            ConstraintKind::PrimaryKey => self.primary_key = None,
            ConstraintKind::Unique => self.uniques.retain(|key| key.name != *name),
            ConstraintKind::ForeignKey => self.foreign_keys.retain(|key| key.name != *name),
            ConstraintKind::Check => self.checks.retain(|check| check.name != *name),
            ConstraintKind::Exclusion => self.exclusions.retain(|exclusion| exclusion.name != *name),
        }
    }
}
