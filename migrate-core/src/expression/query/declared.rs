//! A query that the build cannot read, and whose author says which tables and columns it names.

use super::super::declared::{is_whole, used};
use super::super::pieces::pieces;
use super::{ColumnOf, Item, Reading, RelationUse};
use crate::catalog::{Catalog, Name, SqlText};
use crate::dialect::Dialect;
use crate::refusal::{Refusal, nearest};

/// What a query is said to name. What its own columns are called is not known.
pub(super) fn reading(text: &SqlText, dialect: Dialect, catalog: &Catalog) -> Option<Reading> {
    let uses = text.uses.as_ref()?;
    let pieces = pieces(&text.text, dialect).ok()?;
    // The list of what it selects has commas.
    let whole: Vec<_> = pieces.into_iter().filter(|piece| piece.token != sqlparser::tokenizer::Token::Comma).collect();
    if !is_whole(&whole) {
        return None;
    }
    let mut reading = Reading { is_declared: true, ..Reading::default() };
    for name in uses {
        match column_of(name, catalog) {
            Ok((relation, column)) => {
                let written = used(name).column;
                let relation_use = RelationUse { relation: relation.clone(), written, is_read_first: false };
                reading.relations.push(relation_use);
                let column_of = |column| ColumnOf {
                    relation,
                    column: Some(column),
                    used: used(name),
                    by_its_name: false,
                    item: Item::Inside,
                };
                reading.columns.extend(column.map(column_of));
            }
            Err(refusal) => reading.problems.push(*refusal),
        }
    }
    Some(reading)
}

/// The table or view that a name speaks of, and the column of it, if one is named.
fn column_of(name: &Name, catalog: &Catalog) -> Result<(String, Option<String>), Box<Refusal>> {
    let columns = |relation: &str| -> Option<Vec<String>> {
        let of_table =
            catalog.table(relation).map(|table| table.columns.iter().map(|it| it.name.to_string()).collect());
        of_table.or_else(|| catalog.view(relation).map(|view| view.columns.iter().map(Name::to_string).collect()))
    };
    if columns(name).is_some() {
        return Ok((name.to_string(), None));
    }
    let refusal = |problem: String| Box::new(Refusal::new(name.at(), problem));
    let Some((relation, column)) = name.rsplit_once('.') else {
        let refusal = refusal(format!("`{name}` is no table or view"));
        return Err(Box::new(refusal.help("write the table before the column: `\"table.column\"`")));
    };
    let Some(columns) = columns(relation) else {
        return Err(refusal(format!("`{relation}` is no table or view")));
    };
    let is_unread = columns.is_empty();
    if is_unread || columns.iter().any(|known| known == column) {
        return Ok((relation.to_owned(), Some(column.to_owned())));
    }
    let refusal = Refusal::new(name.at(), format!("`{column}` is not a column of `{relation}`"));
    Err(Box::new(match nearest(column, columns.iter().map(String::as_str)) {
        Some(near) => refusal.help(format!("did you mean `{relation}.{near}`?")),
        None => refusal,
    }))
}
