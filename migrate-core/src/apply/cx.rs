//! What a check sees, and where it puts what it finds.

use crate::catalog::{Catalog, Name, Sql, Table};
use crate::dialect::{Dialect, Target};
use crate::expression::{self, Role};
use crate::location::Location;
use crate::refusal::Refusal;

/// The catalogue before the operation, the targets, and the collector of refusals.
pub(super) struct Cx<'a> {
    pub catalog: &'a Catalog,
    pub targets: &'a [Target],
    /// The names that the operation itself has taken so far.
    pub taken: Vec<Taken>,
    /// Whether what is added is there already, so that the rows have values.
    pub rows_have_values: bool,
    /// Of which targets these are.
    pub share: Share,
    refusals: Vec<Refusal>,
}

/// Whether the targets of a check are all those of the history. What the language can say on none of them, or on some
/// of them alone, is judged only then.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// All of them.
    All,
    /// One of them, after all of them have judged the operation.
    One,
}

/// A name that the operation takes.
pub(super) struct Taken {
    pub space: Space,
    pub noun: &'static str,
    pub name: Name,
}

/// Where a name must be unique.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// Tables and indexes, with those that back a key: one space in PostgreSQL.
    Relations,
    /// Foreign keys: one space in MySQL.
    ForeignKeys,
    /// Checks: one space in MySQL.
    Checks,
    /// Constraints of the table at hand.
    Constraints,
}

impl<'a> Cx<'a> {
    pub const fn new(catalog: &'a Catalog, targets: &'a [Target]) -> Self {
        let share = Share::All;
        Self { catalog, targets, taken: Vec::new(), rows_have_values: false, share, refusals: Vec::new() }
    }

    /// What is wrong with an expression of a table, on any target.
    pub fn wrong_with(&self, sql: &Sql, role: Role, table: &Table, at: Location) -> Vec<Refusal> {
        let mut refusals = expression::check(sql, role, table, self.targets, at);
        if refusals.is_empty() {
            refusals.extend(expression::check_availability(sql, self.catalog, self.targets));
        }
        refusals
    }

    pub fn refuse(&mut self, refusal: Refusal) {
        self.refusals.push(refusal);
    }

    pub const fn has_refused(&self) -> bool {
        !self.refusals.is_empty()
    }

    pub fn extend(&mut self, refusals: Vec<Refusal>) {
        self.refusals.extend(refusals);
    }

    pub fn into_refusals(self) -> Vec<Refusal> {
        self.refusals
    }

    /// The first target for which this holds.
    pub fn target(&self, holds: impl Fn(Dialect) -> bool) -> Option<Dialect> {
        self.targets.iter().map(|target| target.dialect).find(|dialect| holds(*dialect))
    }
}

/// Where `name` was written, or `fallback` where no author wrote it.
pub(super) fn place(name: &Name, fallback: Location) -> Location {
    if name.at() == Location::UNKNOWN { fallback } else { name.at() }
}

/// Adds where the other half was written, if that is known.
pub(super) fn note_place(refusal: Refusal, text: &str, other: Location) -> Refusal {
    if other == Location::UNKNOWN { refusal } else { refusal.note_at(text, other) }
}

/// `a`, `b` and `c`.
pub(super) fn list<N: std::fmt::Display>(names: impl IntoIterator<Item = N>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// `["a", "b"]`, as the DSL writes a list of columns.
pub(super) fn array(names: &[Name]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{:?}", name.as_str())).collect();
    format!("[{}]", quoted.join(", "))
}
