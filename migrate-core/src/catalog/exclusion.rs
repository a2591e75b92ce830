//! PostgreSQL: a constraint that forbids two rows whose values meet.

use super::index::IndexKey;
use super::name::Name;
use super::sql::Sql;

/// A constraint that forbids two rows for which every operator holds: no two bookings of a room at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// Its name.
    pub name: Name,
    /// What is compared, and how.
    pub parts: Vec<ExclusionPart>,
    /// How its index is organised, by the database's own name for it.
    pub method: Option<Name>,
    /// Which rows it compares, if not all.
    pub predicate: Option<Sql>,
    /// Whether it is checked at the end of the transaction.
    pub deferrable: bool,
}

/// One thing that an exclusion constraint compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExclusionPart {
    /// The column or expression.
    pub key: IndexKey,
    /// Which operators its index serves.
    pub operator_class: Option<Name>,
    /// The operator.
    pub operator: Name,
}

impl Exclusion {
    /// The columns that it names outright, apart from expressions.
    pub fn named_columns(&self) -> impl Iterator<Item = &Name> {
        self.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Column(name) => Some(name),
            IndexKey::Expression(_) => None,
        })
    }

    /// The columns that it names outright, to be changed.
    pub fn named_columns_mut(&mut self) -> impl Iterator<Item = &mut Name> {
        self.parts.iter_mut().filter_map(|part| match &mut part.key {
            IndexKey::Column(name) => Some(name),
            IndexKey::Expression(_) => None,
        })
    }

    /// Its expressions, and the one that says which rows it compares.
    pub fn expressions(&self) -> impl Iterator<Item = &Sql> {
        let keys = self.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Expression(sql) => Some(sql),
            IndexKey::Column(_) => None,
        });
        keys.chain(&self.predicate)
    }

    /// Its expressions, to be changed.
    pub fn expressions_mut(&mut self) -> impl Iterator<Item = &mut Sql> {
        let keys = self.parts.iter_mut().filter_map(|part| match &mut part.key {
            IndexKey::Expression(sql) => Some(sql),
            IndexKey::Column(_) => None,
        });
        keys.chain(&mut self.predicate)
    }
}
