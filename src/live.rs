//! What a database says of its schema: its tables and everything else that a history could have made, in its own words.
//!
//! One reader serves whoever compares schemas and whoever writes one down. It asks one question after the other, each in a
//! transaction of its own, so that no lock outlives an answer.

pub mod definition;
pub mod language;
mod mysql;
mod postgres;
mod sqlite;
pub mod statement;

use migrate_core::dialect::Dialect;

use crate::error::Reason;
use crate::history::LEASE_TABLE;
use crate::machine::channel::{Channel, Statement};

/// The schema of a database, as the database describes it. Names hold their schema where that is not the first one of the
/// search path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    /// The tables, by name. Partitions belong to the table that is partitioned.
    pub tables: Vec<Table>,
    /// The views, by name.
    pub views: Vec<View>,
    /// The functions and procedures.
    pub functions: Vec<Function>,
    /// The triggers.
    pub triggers: Vec<Trigger>,
    /// The sequences that belong to no column.
    pub sequences: Vec<Sequence>,
    /// The enumerations.
    pub enums: Vec<Enumeration>,
    /// The schemas beside the first one.
    pub schemas: Vec<String>,
    /// The extensions.
    pub extensions: Vec<String>,
    /// What no statement of the language makes.
    pub others: Vec<Other>,
    /// The tables in which applied migrations are kept, whatever they are called.
    pub histories: Vec<String>,
}

/// What no statement of the language makes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Other {
    /// What it is.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The statement that creates it, of what tables and functions may need.
    pub definition: Option<String>,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
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
    /// How it is stored, where that is not the usual way.
    pub storage: Option<String>,
}

impl Table {
    /// Whether applied migrations are kept in it: nothing else has these columns.
    fn is_history(&self) -> bool {
        let has = |name: &&str| self.columns.iter().any(|column| column.name == **name);
        ["history", "version", "undo_steps", "undo_checksum", "history_hash", "progress_is_exact"].iter().all(has)
    }
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type, as the database spells it.
    pub sql_type: String,
    /// The enumeration that its values, or those of its arrays, are of.
    pub enumeration: Option<String>,
    /// Whether it may hold NULL.
    pub nullable: bool,
    /// What a row gets that names no value, as SQL.
    pub default: Option<String>,
    /// Whether the database numbers its rows.
    pub counts: bool,
    /// From what it is computed, and whether it is stored.
    pub generated: Option<(String, bool)>,
    /// MySQL and MariaDB: whether it takes the time of each change of its row.
    pub on_update_now: bool,
    /// How its text is compared, where that is not the usual way.
    pub collation: Option<String>,
    /// What it is for.
    pub comment: Option<String>,
}

/// A primary key or a unique constraint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// Its name; SQLite does nothing with one.
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// Columns that its index holds beside those.
    pub include: Vec<String>,
    /// When it is checked, where that is not at once.
    pub deferrable: Option<String>,
    /// Whether NULL counts as a value that two rows may not have.
    pub nulls_not_distinct: bool,
}

/// A foreign key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForeignKey {
    /// Its name; SQLite does nothing with one.
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// The table that it refers to.
    pub table: String,
    /// The columns that it refers to.
    pub referenced: Vec<String>,
    /// What happens when the row that it refers to is deleted, in SQL's words.
    pub on_delete: String,
    /// What happens when the key that it refers to changes.
    pub on_update: String,
    /// When it is checked, where that is not at once.
    pub deferrable: Option<String>,
    /// Whether it was checked for every row.
    pub is_valid: bool,
}

/// A check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// What must hold.
    pub expression: String,
    /// Whether it was checked for every row.
    pub is_valid: bool,
}

/// An exclusion constraint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exclusion {
    /// Its name.
    pub name: String,
    /// What follows its name.
    pub definition: String,
    /// How its index is organised.
    pub method: Option<String>,
    /// What it compares, each with its operator.
    pub parts: Vec<(Part, String)>,
    /// Which rows it compares, if not all.
    pub predicate: Option<String>,
    /// When it is checked, where that is not at once.
    pub deferrable: Option<String>,
}

/// An index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Whether two rows may not have the same values.
    pub unique: bool,
    /// How it is organised, where that is not the usual way.
    pub method: Option<String>,
    /// What it orders by.
    pub parts: Vec<Part>,
    /// Which rows it holds, if not all.
    pub predicate: Option<String>,
    /// Columns that it holds beside those it orders by.
    pub include: Vec<String>,
    /// Whether NULL counts as a value that two rows may not have.
    pub nulls_not_distinct: bool,
    /// Whether it serves nobody, as a concurrent build of it failed.
    pub is_broken: bool,
}

/// One thing that an index orders by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The column, or else the expression.
    pub column: Option<String>,
    /// The expression.
    pub expression: Option<String>,
    /// Whether the greatest value comes first.
    pub descending: bool,
    /// Whether NULL comes first, where that is not the usual place.
    pub nulls_first: Option<bool>,
    /// Which operators it serves, where those are not the usual ones.
    pub operator_class: Option<String>,
    /// How many characters count, if not all.
    pub prefix: Option<u32>,
    /// How its text is compared, where that is not as in the column.
    pub collation: Option<String>,
}

/// A view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Its name.
    pub name: String,
    /// Whether it keeps the rows of its query.
    pub is_materialized: bool,
    /// Its query.
    pub query: String,
    /// Its indexes.
    pub indexes: Vec<Index>,
}

/// A function or a procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The types of its arguments: several functions may share a name.
    pub arguments: String,
    /// Whether it is a procedure.
    pub is_procedure: bool,
    /// The statement that creates it.
    pub definition: String,
}

/// A trigger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// Its table.
    pub table: String,
    /// The statement that creates it.
    pub definition: String,
    /// Whether it does nothing at present.
    pub is_disabled: bool,
}

/// A sequence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    /// Its name.
    pub name: String,
    /// What it does otherwise than usual.
    pub options: String,
}

/// An enumeration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enumeration {
    /// Its name.
    pub name: String,
    /// Its values, in order.
    pub values: Vec<String>,
}

impl Catalog {
    /// Reads the schema of a database. Left out is what belongs to the database itself or to an extension, and the table of
    /// applied migrations.
    ///
    /// # Errors
    /// The database refuses a question.
    pub async fn read(channel: &Channel, dialect: Dialect) -> Result<Self, Reason> {
        let reader = Reader { channel };
        let mut catalog = match dialect {
            Dialect::Postgres => postgres::read(&reader).await?,
            Dialect::MySql | Dialect::MariaDb => mysql::read(&reader, dialect).await?,
            Dialect::Sqlite => sqlite::read(&reader).await?,
        };
        catalog.tables.retain(|table| table.name != LEASE_TABLE);
        let (histories, tables) = catalog.tables.into_iter().partition(Table::is_history);
        catalog.tables = tables;
        catalog.histories = histories.into_iter().map(|table| table.name).collect();
        Ok(catalog)
    }

    fn table_mut(&mut self, name: &str) -> Option<&mut Table> {
        self.tables.iter_mut().find(|table| table.name == name)
    }

    /// The indexes of the table or view of this name.
    fn indexes_mut(&mut self, name: &str) -> Option<&mut Vec<Index>> {
        if let Some(place) = self.tables.iter().position(|table| table.name == name) {
            return Some(&mut self.tables[place].indexes);
        }
        self.views.iter_mut().find(|view| view.name == name).map(|view| &mut view.indexes)
    }

    /// Adds a part to an index, which the first part begins.
    fn add_part(&mut self, owner: &str, index: Index, part: Part) {
        let Some(indexes) = self.indexes_mut(owner) else { return };
        match indexes.iter_mut().find(|one| one.name == index.name) {
            Some(known) => known.parts.push(part),
            None => indexes.push(Index { parts: vec![part], ..index }),
        }
    }
}

impl Table {
    /// The SQL of its defaults, checks, indexes and computed columns.
    pub fn expressions(&self) -> impl Iterator<Item = &str> {
        let of_columns = self.columns.iter().flat_map(|column| {
            column.default.as_deref().into_iter().chain(column.generated.as_ref().map(|(sql, _)| sql.as_str()))
        });
        let of_indexes = self.indexes.iter().flat_map(|index| {
            let of_parts = index.parts.iter().filter_map(|part| part.expression.as_deref());
            of_parts.chain(index.predicate.as_deref())
        });
        of_columns.chain(of_indexes).chain(self.checks.iter().map(|check| check.expression.as_str()))
    }
}

/// Asks one question after the other.
struct Reader<'a> {
    channel: &'a Channel,
}

impl Reader<'_> {
    async fn rows(&self, sql: &str) -> Result<Vec<Values>, Reason> {
        let rows = self.channel.query(Statement::plain(sql)).await;
        let rows = rows.map_err(|failure| Reason::of(&failure, "to describe its schema"))?;
        Ok(rows.into_iter().map(|row| Values(row.into_iter())).collect())
    }
}

/// The values of a row, one after the other.
struct Values(std::vec::IntoIter<Option<String>>);

impl Values {
    /// The next value, if it is not NULL.
    fn maybe(&mut self) -> Option<String> {
        self.0.next().flatten()
    }

    /// The next value.
    fn text(&mut self) -> String {
        self.maybe().unwrap_or_default()
    }

    /// Whether the next value is true.
    fn flag(&mut self) -> bool {
        matches!(self.maybe().as_deref(), Some("1" | "t" | "true" | "YES"))
    }

    /// The names that the next value lists, between line ends.
    fn names(&mut self) -> Vec<String> {
        self.maybe().map_or_else(Vec::new, |names| names.split('\n').map(str::to_owned).collect())
    }

    /// The next value, if it is a number.
    fn number(&mut self) -> Option<u32> {
        self.maybe()?.parse().ok()
    }
}

/// A name as SQL writes it.
pub fn quoted(name: &str, dialect: Dialect) -> String {
    match name.split_once('.') {
        Some((schema, local)) if dialect == Dialect::Postgres => {
            format!("{}.{}", dialect.quoted(schema), dialect.quoted(local))
        }
        _ => dialect.quoted(name),
    }
}

/// The names as SQL lists them.
pub fn list(names: &[String], dialect: Dialect) -> String {
    names.iter().map(|name| quoted(name, dialect)).collect::<Vec<_>>().join(", ")
}

/// A text as SQL writes it.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
