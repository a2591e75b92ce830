//! The query of a view: which tables, views and columns it names, and what its own columns are called.

mod declared;
mod output;
mod read;
mod source;
#[cfg(test)]
mod tests;

use sqlparser::ast::Query;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::declared::or_uses;
use super::foreign::Used;
use super::reserved::Misread;
use super::walk::{ColumnUse, Identifier};
use super::{grammar, reason};
use crate::catalog::{Catalog, SqlText};
use crate::dialect::Dialect;
use crate::refusal::Refusal;

/// What a query says to one database.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// What its columns are called; none where the database makes up a name.
    pub outputs: Vec<Option<String>>,
    /// Where it names a table or view of the model.
    pub relations: Vec<RelationUse>,
    /// Where it names a column of one.
    pub columns: Vec<ColumnOf>,
    /// Where a table stands in front of a column.
    pub qualifiers: Vec<(u64, u64)>,
    /// Where it says `*`.
    pub wildcards: Vec<Wildcard>,
    /// Words that stand for a column, or a table, and are read as something else.
    pub misread: Vec<Misread>,
    /// What is wrong with it.
    pub problems: Vec<Refusal>,
    /// What it uses that some databases do not have.
    pub used: Used,
    /// What a query of one SELECT selects, as written.
    pub items: Vec<String>,
    /// Whether there is a query inside it.
    pub is_nested: bool,
    /// Whether it cannot be read, so that the names are those of its author's word, and have no place in it.
    pub is_declared: bool,
}

/// A table or view of the model where a query names it.
#[derive(Debug)]
pub(super) struct RelationUse {
    /// Its name in the model.
    pub relation: String,
    /// The name as written, without its schema.
    pub written: Identifier,
    /// Whether it stands in a query after FROM, whose rows are read before those of the query around it.
    pub is_read_first: bool,
}

/// A column of a table or view of the model where a query names it.
#[derive(Debug)]
pub(super) struct ColumnOf {
    /// The table or view.
    pub relation: String,
    /// The column; none where the whole row is meant.
    pub column: Option<String>,
    /// What is written there.
    pub used: ColumnUse,
    /// Whether the table is written by its own name, and not by one that the query gives it.
    pub by_its_name: bool,
    /// What it is in the list of what the query selects.
    pub item: Item,
}

/// What a column is in the list of what a query selects.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// A part of something, or not in the list.
    Inside,
    /// An item by itself, which gives the query's column its name.
    Bare,
    /// An item by itself that is called otherwise.
    Called(Identifier),
    /// It stands for a column of each side of a join.
    Shared,
}

/// A `*` of a query.
#[derive(Debug)]
pub(super) struct Wildcard {
    /// Where it begins, with the name in front of its dot.
    pub start: (u64, u64),
    /// The columns that it stands for, each with the name that its table has in the query; none where they are not known.
    pub columns: Option<Vec<(Option<Qualifier>, String)>>,
}

/// What stands in front of a column: a table, and its schema where the query names that.
#[derive(Clone, Debug)]
pub(super) struct Qualifier {
    pub schema: Option<Identifier>,
    pub table: Identifier,
}

/// Reads a query for one database.
///
/// # Errors
/// It is no query, or says something that cannot be followed and its author does not say what it names.
pub(super) fn read(text: &SqlText, dialect: Dialect, catalog: &Catalog) -> Result<Reading, Box<Refusal>> {
    read_text(text, dialect, catalog).or_else(|refusal| declared::reading(text, dialect, catalog).ok_or(refusal))
}

fn read_text(text: &SqlText, dialect: Dialect, catalog: &Catalog) -> Result<Reading, Box<Refusal>> {
    let query = parse(&text.text, dialect).map_err(|reason| {
        let refusal = Refusal::new(text.at, format!("this query {reason}"));
        let differs = reason.starts_with("does not parse");
        Box::new(if differs {
            refusal.note(format!("as {dialect} would read it")).help(or_uses("table.column"))
        } else {
            refusal
        })
    })?;
    read::reading(&query, text, dialect, catalog)
}

/// Whether PostgreSQL can put the new query in place of the old one: what it selects begins with the same columns.
pub(super) fn can_replace(old: &Reading, new: &Reading) -> bool {
    let from = |reading: &Reading| -> Vec<(String, String)> {
        reading.relations.iter().map(|used| (used.relation.clone(), used.written.folded(Dialect::Postgres))).collect()
    };
    let is_plain = |reading: &Reading| !reading.is_nested && !reading.items.is_empty();
    let is_same = is_plain(old) && is_plain(new) && from(old) == from(new);
    is_same && new.items.starts_with(&old.items) && new.outputs.starts_with(&old.outputs)
}

fn parse(text: &str, dialect: Dialect) -> Result<Box<Query>, String> {
    if text.trim().is_empty() {
        return Err("is empty".to_owned());
    }
    let grammar = grammar(dialect);
    let mut parser = Parser::new(&*grammar).try_with_sql(text).map_err(|error| reason(&error))?;
    let query = parser.parse_query().map_err(|error| reason(&error))?;
    match parser.next_token().token {
        Token::EOF => Ok(query),
        Token::SemiColon => Err("cannot contain `;`".to_owned()),
        other => Err(format!("does not parse: expected the end, found `{other}`")),
    }
}
