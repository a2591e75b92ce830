//! An index.

use super::name::Name;
use super::sql::Sql;

/// An index of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: Name,
    /// What it orders by.
    pub parts: Vec<IndexPart>,
    /// Whether two rows may not have the same values.
    pub unique: bool,
    /// How it is organised, by the database's own name for it.
    pub method: Option<Name>,
    /// Which rows it holds, if not all.
    pub predicate: Option<Sql>,
    /// PostgreSQL: columns that it holds beside those it orders by.
    pub include: Vec<Name>,
    /// Whether NULL counts as a value that two rows may not have.
    pub nulls_not_distinct: bool,
}

/// One thing that an index orders by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexPart {
    /// The column or expression.
    pub key: IndexKey,
    /// Whether the greatest value comes first.
    pub descending: bool,
    /// Where NULL comes, if that is said.
    pub nulls: Option<Nulls>,
    /// PostgreSQL: which operators it serves.
    pub operator_class: Option<Name>,
    /// How many characters of the value count, if not all.
    pub prefix: Option<u32>,
}

/// A column or an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexKey {
    /// A column.
    Column(Name),
    /// An expression over the columns.
    Expression(Sql),
}

/// Where NULL comes in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// Before every value.
    First,
    /// After every value.
    Last,
}

impl Index {
    /// An index of these columns and nothing else.
    #[must_use]
    pub fn of_columns(name: Name, columns: Vec<Name>) -> Self {
        Self::of_parts(name, columns.into_iter().map(IndexPart::column).collect())
    }

    /// An index of these parts and nothing else.
    #[must_use]
    pub const fn of_parts(name: Name, parts: Vec<IndexPart>) -> Self {
        Self {
            name,
            parts,
            unique: false,
            method: None,
            predicate: None,
            include: Vec::new(),
            nulls_not_distinct: false,
        }
    }

    /// The columns that it orders by, if it is whole columns and nothing else.
    #[must_use]
    pub fn columns(&self) -> Option<Vec<Name>> {
        let column = |part: &IndexPart| match &part.key {
            IndexKey::Column(name) if part.prefix.is_none() => Some(name.clone()),
            IndexKey::Column(_) | IndexKey::Expression(_) => None,
        };
        self.parts.iter().map(column).collect()
    }

    /// The columns that make two rows the same, if it forbids that for every row.
    #[must_use]
    pub fn unique_columns(&self) -> Option<Vec<Name>> {
        if self.unique && self.predicate.is_none() { self.columns() } else { None }
    }

    /// Whether it is nothing but its parts.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let Self { name: _, parts: _, unique, method, predicate, include, nulls_not_distinct } = self;
        !unique && method.is_none() && predicate.is_none() && include.is_empty() && !nulls_not_distinct
    }

    /// Whether a B-tree serves every search that it serves, of values that MySQL and MariaDB can order by.
    #[must_use]
    pub fn is_served_by_btree(method: &str) -> bool {
        ["btree", "hash", "brin", "spgist"].iter().any(|served| method.eq_ignore_ascii_case(served))
    }

    /// The columns that it names outright, apart from expressions.
    pub fn named_columns(&self) -> impl Iterator<Item = &Name> {
        let keys = self.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Column(name) => Some(name),
            IndexKey::Expression(_) => None,
        });
        keys.chain(&self.include)
    }

    /// Its expressions, and the one that says which rows it holds.
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

    /// The columns that it names outright, to be changed.
    pub fn named_columns_mut(&mut self) -> impl Iterator<Item = &mut Name> {
        let keys = self.parts.iter_mut().filter_map(|part| match &mut part.key {
            IndexKey::Column(name) => Some(name),
            IndexKey::Expression(_) => None,
        });
        keys.chain(&mut self.include)
    }
}

impl IndexPart {
    /// A whole column, in ascending order.
    #[must_use]
    pub const fn column(name: Name) -> Self {
        Self::of(IndexKey::Column(name))
    }

    /// A column or expression, in ascending order.
    #[must_use]
    pub const fn of(key: IndexKey) -> Self {
        Self { key, descending: false, nulls: None, operator_class: None, prefix: None }
    }
}
