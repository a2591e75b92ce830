//! Keys, foreign keys and checks.

use super::column::Column;
use super::exclusion::Exclusion;
use super::name::Name;
use super::sql::Sql;
use super::table::Table;
use crate::reference_action::ReferenceAction;

/// A primary key or a unique constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name.
    pub name: Name,
    /// Its columns, in order.
    pub columns: Vec<Name>,
    /// PostgreSQL: whether it is checked at the end of the transaction.
    pub deferrable: bool,
    /// PostgreSQL: columns that its index holds beside its own.
    pub include: Vec<Name>,
}

impl Key {
    /// A key of these columns and nothing else.
    #[must_use]
    pub const fn new(name: Name, columns: Vec<Name>) -> Self {
        Self { name, columns, deferrable: false, include: Vec::new() }
    }
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// Its name.
    pub name: Name,
    /// The referencing columns, in order.
    pub columns: Vec<Name>,
    /// The table it refers to.
    pub referenced_table: Name,
    /// The columns it refers to, in the order of `columns`.
    pub referenced_columns: Vec<Name>,
    /// What happens to a row when the row it refers to is deleted.
    pub on_delete: ReferenceAction,
    /// What happens to a row when the key it refers to changes.
    pub on_update: ReferenceAction,
    /// PostgreSQL and SQLite: whether it is checked at the end of the transaction.
    pub deferrable: bool,
    /// Whether every row is known to satisfy it.
    pub validity: Validity,
}

impl ForeignKey {
    /// The columns that refer, each with the one that it refers to, as far as the two tables have them.
    pub fn sides<'a>(&self, child: &'a Table, parent: &'a Table) -> impl Iterator<Item = (&'a Column, &'a Column)> {
        let names = self.columns.iter().zip(&self.referenced_columns);
        names.filter_map(|(own, other)| Some((child.column(own)?, parent.column(other)?)))
    }

    /// Whether a column is on either side of this foreign key of `child`.
    #[must_use]
    pub fn is_on(&self, child: &Name, table: &Name, column: &Name) -> bool {
        child == table && self.columns.contains(column)
            || self.referenced_table == *table && self.referenced_columns.contains(column)
    }
}

/// A check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub name: Name,
    /// What must hold for every row. A database for which it says nothing has no such check.
    pub expression: Sql,
    /// Whether every row is known to satisfy it.
    pub validity: Validity,
}

impl Check {
    /// A check that every row satisfies.
    #[must_use]
    pub const fn new(name: Name, expression: Sql) -> Self {
        Self { name, expression, validity: Validity::Valid }
    }
}

/// Whether every row is known to satisfy a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// It is.
    Valid,
    /// PostgreSQL: new and changed rows do, the others were not looked at.
    NotValid,
}

/// Any constraint, where the kind does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// A primary key.
    PrimaryKey(Key),
    /// A unique constraint.
    Unique(Key),
    /// A foreign key.
    ForeignKey(ForeignKey),
    /// A check.
    Check(Check),
    /// PostgreSQL: an exclusion constraint.
    Exclusion(Exclusion),
}

impl Constraint {
    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &Name {
        match self {
            Self::PrimaryKey(key) | Self::Unique(key) => &key.name,
            Self::ForeignKey(key) => &key.name,
            Self::Check(check) => &check.name,
            Self::Exclusion(exclusion) => &exclusion.name,
        }
    }

    /// Whether every row is known to satisfy it.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        match self {
            Self::PrimaryKey(_) | Self::Unique(_) | Self::Exclusion(_) => Validity::Valid,
            Self::ForeignKey(key) => key.validity,
            Self::Check(check) => check.validity,
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ConstraintKind {
        match self {
            Self::PrimaryKey(_) => ConstraintKind::PrimaryKey,
            Self::Unique(_) => ConstraintKind::Unique,
            Self::ForeignKey(_) => ConstraintKind::ForeignKey,
            Self::Check(_) => ConstraintKind::Check,
            Self::Exclusion(_) => ConstraintKind::Exclusion,
        }
    }
}

/// The kinds of constraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConstraintKind {
    /// A primary key.
    PrimaryKey,
    /// A unique constraint.
    Unique,
    /// A foreign key.
    ForeignKey,
    /// A check.
    Check,
    /// An exclusion constraint.
    Exclusion,
}

impl ConstraintKind {
    /// What it is called in a message.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique constraint",
            Self::ForeignKey => "foreign key",
            Self::Check => "check",
            Self::Exclusion => "exclusion constraint",
        }
    }
}
