//! The schema at one point of a history.

mod column;
mod constraint;
pub mod derived_name;
mod enumeration;
mod exclusion;
mod extension;
mod index;
mod map;
pub mod name;
mod routine;
mod schema;
mod sequence;
mod sql;
mod sql_type;
mod table;
mod view;
mod written;

use std::collections::{BTreeMap, BTreeSet};

pub use crate::reference_action::ReferenceAction;
pub use column::{Column, Generated, Storage, Value};
pub use constraint::{Check, Constraint, ConstraintKind, ForeignKey, Key, Validity};
pub use enumeration::Enumeration;
pub use exclusion::{Exclusion, ExclusionPart};
pub use extension::Extension;
pub use index::{Index, IndexKey, IndexPart, Nulls};
pub use map::Map;
pub use name::Name;
pub use routine::{Function, Trigger};
pub use schema::Schema;
pub use sequence::{Numbering, Sequence};
pub use sql::{Sql, SqlText};
pub use sql_type::{ColumnType, SqlType};
pub use table::Table;
pub use view::{View, ViewKind, ViewUse};
pub use written::{Object, Remembered, Words};

use crate::location::Location;

/// The schema at one point of a history.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// The tables, by name.
    pub tables: Map<Name, Table>,
    /// The enumerations, by name.
    pub enums: Map<Name, Enumeration>,
    /// The views, by name.
    pub views: Map<Name, View>,
    /// The functions, by name.
    pub functions: Map<Name, Function>,
    /// The triggers, by name. MySQL and SQLite keep their names in one space, whatever their tables.
    pub triggers: Map<Name, Trigger>,
    /// The sequences, by name.
    pub sequences: Map<Name, Sequence>,
    /// The sequences of columns that count up by themselves, by name in lower case, where PostgreSQL is a target. What is
    /// compared of two catalogues leaves them out.
    pub numberings: Map<String, Numbering>,
    /// The extensions, by name.
    pub extensions: Map<Name, Extension>,
    /// The schemas that were created beside the first one of the search path, by name.
    pub schemas: Map<Name, Schema>,
    /// What was there and is not any more, so that a message can say where it went: `users` for a table,
    /// `users:column:email` for a column. No name holds a colon.
    pub former: Map<String, Former>,
    /// What deployed code has stopped using, and where that was said; keys as in [`Catalog::former`]. What is compared
    /// of two catalogues leaves it out.
    pub retired: BTreeMap<String, Location>,
    /// The tables that were there before the history, under their names of today: somebody uses them, even where the
    /// history is empty.
    pub adopted: BTreeSet<Name>,
    /// What was made in its author's own words. What is compared of two catalogues leaves it out.
    pub written: Map<Object, Words>,
    /// Tables that a migration touched which could not be evaluated. Nothing is known of them, so
    /// nothing is said about them.
    pub unknown: BTreeSet<String>,
    /// Which table, view or sequence has each name that only one thing may have, in lower case.
    names: Map<(Namespace, String), Name>,
}

/// What may not have the same name, whatever the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Namespace {
    /// Tables, views, sequences, indexes, and the constraints that have one: PostgreSQL keeps them in one.
    Relations,
    /// Foreign keys, which MySQL keeps in one for each database.
    ForeignKeys,
    /// Checks, likewise.
    Checks,
}

/// Where something went.
#[derive(Clone, Debug)]
pub struct Former {
    /// What happened to it.
    pub fate: Fate,
    /// The name in the statement that did it.
    pub at: Location,
}

/// What happened to something that is not there any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was dropped.
    Dropped,
    /// It has this name now.
    RenamedTo(Name),
    /// It was not there yet: a later migration creates it.
    CreatedLater,
}

impl Catalog {
    /// The table of this name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    /// The view of this name.
    #[must_use]
    pub fn view(&self, name: &str) -> Option<&View> {
        self.views.get(name)
    }

    /// What has indexes under this name: a table, or a view that keeps rows.
    #[must_use]
    pub fn indexed(&self, name: &str) -> Option<&Table> {
        self.table(name).or_else(|| self.view(name)?.rows.as_ref())
    }

    /// What has indexes under this name, to be changed.
    pub fn indexed_mut(&mut self, name: &str) -> Option<&mut Table> {
        if self.tables.contains_key(name) {
            return self.tables.get_mut(name);
        }
        self.views.get_mut(name)?.rows.as_mut()
    }

    /// Whether nothing is known of what has this name, or of the schema that it lies in.
    #[must_use]
    pub fn is_unknown(&self, name: &str) -> bool {
        let schema = name::split(name).0;
        self.unknown.contains(name) || schema.is_some_and(|schema| self.unknown.contains(schema))
    }

    /// What lies in a schema, each with what it is called in a message.
    pub fn inside<'a>(&'a self, schema: &'a str) -> impl Iterator<Item = (&'static str, &'a Name)> {
        let tables = self.tables.keys().map(|name| ("table", name));
        let views = self.views.values().map(|view| (view.kind.noun(), &view.name));
        let enums = self.enums.keys().map(|name| ("enum", name));
        let functions = self.functions.keys().map(|name| ("function", name));
        let sequences = self.sequences.keys().map(|name| ("sequence", name));
        // In the order in which they can be dropped.
        let all = views.chain(tables).chain(functions).chain(sequences).chain(enums);
        all.filter(move |(_, name)| name.schema() == Some(schema))
    }

    /// The views whose query names this table or view.
    pub fn views_over<'a>(&'a self, relation: &str) -> impl Iterator<Item = &'a View> {
        self.views.values().filter(move |view| view.names(relation))
    }

    /// The triggers of a table.
    pub fn triggers_of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a Trigger> {
        self.triggers.values().filter(move |trigger| trigger.table == *table)
    }

    /// The table that has this name, or something of this name, whatever the case.
    #[must_use]
    pub fn holder(&self, namespace: Namespace, name: &str) -> Option<&Table> {
        self.table(self.names.get(&(namespace, name.to_lowercase()))?)
    }

    /// The sequence that has this name, whatever the case.
    #[must_use]
    pub fn sequence_holder(&self, name: &str) -> Option<&Sequence> {
        self.sequences.get(self.names.get(&(Namespace::Relations, name.to_lowercase()))?)
    }

    /// Whether something has this name in the one space that PostgreSQL has for them, whatever the case.
    #[must_use]
    pub fn is_relation(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.numberings.contains_key(&name) || self.names.contains_key(&(Namespace::Relations, name))
    }

    /// The view that has this name, or an index of this name, whatever the case.
    #[must_use]
    pub fn view_holder(&self, name: &str) -> Option<&View> {
        self.view(self.names.get(&(Namespace::Relations, name.to_lowercase()))?)
    }

    /// The names that these tables and views have, each with the one that has it.
    #[must_use]
    pub fn held_names(&self, owners: &[Name]) -> Vec<((Namespace, String), Name)> {
        let held = |owner: &Name| self.names_of(owner).into_iter().map(|key| (key, owner.clone())).collect::<Vec<_>>();
        owners.iter().flat_map(held).collect()
    }

    /// Frees the names that these tables and views had before they changed, and takes those that they have now. Most
    /// changes leave the names as they are.
    pub fn exchange_names(&mut self, before: &[((Namespace, String), Name)], owners: &[Name]) {
        let now = self.held_names(owners);
        for (key, _) in before.iter().filter(|held| !now.contains(held)) {
            self.names.remove(key);
        }
        for (key, owner) in now.into_iter().filter(|held| !before.contains(held)) {
            self.names.insert(key, owner);
        }
    }

    fn names_of(&self, owner: &str) -> Vec<(Namespace, String)> {
        let of_view = |view: &View| {
            let indexes = view.indexes().iter().map(|index| view.name.beside(&index.name));
            let names = [view.name.clone()].into_iter().chain(indexes);
            names.map(|name| (Namespace::Relations, name.to_lowercase())).collect()
        };
        let of_table = self.table(owner).map(names_of);
        let of_sequence = |sequence: &Sequence| vec![(Namespace::Relations, sequence.name.to_lowercase())];
        of_table
            .or_else(|| self.view(owner).map(of_view))
            .or_else(|| self.sequences.get(owner).map(of_sequence))
            .unwrap_or_default()
    }

    /// The foreign keys of every table that refer to this one, each with its table.
    pub fn referencing<'a>(&'a self, table: &'a str) -> impl Iterator<Item = (&'a Table, &'a ForeignKey)> {
        self.foreign_keys().filter(move |(_, key)| key.referenced_table == *table)
    }

    /// The foreign keys of every table, each with its table.
    pub fn foreign_keys(&self) -> impl Iterator<Item = (&Table, &ForeignKey)> {
        self.tables.values().flat_map(|child| child.foreign_keys.iter().map(move |key| (child, key)))
    }
}

/// An index lies in the schema of its table, and the name of any constraint is free in another one.
fn names_of(table: &Table) -> Vec<(Namespace, String)> {
    let keys = table.primary_key.iter().chain(&table.uniques).map(|key| &key.name);
    let indexes = table.indexes.iter().map(|index| &index.name);
    let exclusions = table.exclusions.iter().map(|exclusion| &exclusion.name);
    let relations = keys.chain(indexes).chain(exclusions).map(|name| (Namespace::Relations, name));
    let foreign_keys = table.foreign_keys.iter().map(|key| (Namespace::ForeignKeys, &key.name));
    let checks = table.checks.iter().map(|check| (Namespace::Checks, &check.name));
    let names = relations.chain(foreign_keys).chain(checks);
    let names = names.map(|(namespace, name)| (namespace, table.name.beside(name).to_lowercase()));
    std::iter::once((Namespace::Relations, table.name.to_lowercase())).chain(names).collect()
}
