//! Where SQL names a schema, and how its rename is carried there.

use sqlparser::tokenizer::Token;

use super::function::replaced;
use super::pieces::{Piece, pieces};
use super::query;
use super::rewrite::{each, edited, spelled};
use super::sequence::FUNCTIONS;
use super::walk_text;
use crate::catalog::name::split;
use crate::catalog::{Catalog, Function, Sql, SqlText};
use crate::dialect::{Dialect, Target};
use crate::refusal::Refusal;

/// The line and the character at which a name begins.
type Place = (u64, u64);

/// The SQL of anything but a view after a schema was renamed. In a function that is its head.
#[must_use]
pub fn rename_schema(sql: &Sql, from: &str, to: &str, targets: &[Target]) -> Sql {
    renamed(sql, from, to, targets, |text| {
        let found = walk_text(text, Dialect::Postgres);
        found.map(|found| found.columns.iter().filter_map(|used| Some(used.table.as_ref()?.start)).collect())
    })
}

/// The query of a view after a schema was renamed. `before` is the schema that still has the old name.
#[must_use]
pub fn rename_schema_in_query(sql: &Sql, from: &str, to: &str, before: &Catalog, targets: &[Target]) -> Sql {
    renamed(sql, from, to, targets, |text| {
        query::read(text, Dialect::Postgres, before).map(|reading| reading.qualifiers)
    })
}

/// What stands in front of a column is a table, wherever `tables` finds one.
fn renamed(
    sql: &Sql,
    from: &str,
    to: &str,
    targets: &[Target],
    tables: impl Fn(&SqlText) -> Result<Vec<Place>, Box<Refusal>>,
) -> Sql {
    if !sql.texts().any(|text| super::function::may_name(&text.text, from)) {
        return sql.clone();
    }
    each(sql, targets, |text, dialect| {
        let Ok(pieces) = pieces(&text.text, dialect) else { return text.clone() };
        if dialect != Dialect::Postgres {
            return text.clone();
        }
        let tables = tables(text).unwrap_or_default();
        let end = super::function::end_of_head(&pieces).unwrap_or(pieces.len());
        let names = (0..end).filter(|at| is_schema(&pieces, *at, from) && !tables.contains(&pieces[*at].place()));
        let names = names.filter_map(|at| Some(replaced(&pieces[at].identifier()?, pieces[at].start, to, dialect)));
        let sequences = (0..end).filter_map(|at| in_text(&pieces, at, from, to));
        edited(text, names.chain(sequences).collect())
    })
}

/// Whether a schema of this name stands at a place.
fn is_schema(pieces: &[Piece], at: usize, name: &str) -> bool {
    let precedes_dot = pieces.get(at + 1).is_some_and(|next| next.token == Token::Period);
    let follows_dot = at > 0 && pieces[at - 1].token == Token::Period;
    let is_row = pieces[at].is("NEW") || pieces[at].is("OLD");
    precedes_dot && !follows_dot && !is_row && pieces[at].means(name, Dialect::Postgres)
}

/// The name of a sequence in a text: `nextval('audit.numbers')`.
fn in_text(pieces: &[Piece], at: usize, from: &str, to: &str) -> Option<(usize, usize, String)> {
    let Token::SingleQuotedString(written) = &pieces[at].token else { return None };
    let is_argument =
        at >= 2 && pieces[at - 1].token == Token::LParen && FUNCTIONS.iter().any(|it| pieces[at - 2].is(it));
    let (schema, local) = super::sequence::in_text(written);
    if !is_argument || !schema?.resolves_to(from, Dialect::Postgres) {
        return None;
    }
    let local = spelled(&local.text, local.quote, Dialect::Postgres);
    let name = format!("'{}.{local}'", spelled(to, None, Dialect::Postgres));
    Some((pieces[at].start, pieces[at].start + written.len() + 2, name))
}

/// PostgreSQL: whether SQL that the build cannot read, and of whose columns its author tells, names a schema.
#[must_use]
pub fn names_schema_unread(sql: &Sql, name: &str) -> bool {
    let text = sql.text(Dialect::Postgres).filter(|text| text.uses.is_some());
    text.is_some_and(|text| {
        let pieces = pieces(&text.text, Dialect::Postgres).unwrap_or_default();
        (0..pieces.len()).any(|at| is_schema(&pieces, at, name))
    })
}

/// PostgreSQL: whether the body of a function may name a schema, which it then does in a text of its own.
#[must_use]
pub fn body_names_schema(function: &Function, name: &str) -> bool {
    let dialect = Dialect::Postgres;
    let Some(text) = function.definition.text(dialect).filter(|text| super::function::may_name(&text.text, name))
    else {
        return false;
    };
    let all = pieces(&text.text, dialect).unwrap_or_default();
    let end = super::function::end_of_head(&all).unwrap_or(0);
    let outside = (end..all.len()).any(|at| is_schema(&all, at, name));
    let inside = super::function::texts(&all).any(|text| {
        let inside = pieces(text, dialect).unwrap_or_default();
        (0..inside.len()).any(|at| is_schema(&inside, at, name))
    });
    outside || inside
}

/// The name that a database keeps: with the schema in front of it, if one is written.
pub(super) fn kept(schema: Option<String>, local: String) -> String {
    match schema {
        Some(schema) => format!("{schema}.{local}"),
        None => local,
    }
}

/// The piece in front of the dot before another one.
pub(super) fn qualifier(pieces: &[Piece], at: usize) -> Option<&Piece> {
    let before = at.checked_sub(2)?;
    (pieces[at - 1].token == Token::Period).then(|| &pieces[before])
}

/// Whether the piece at a place is the object of this name, with what stands in front of its dot.
pub(super) fn means(pieces: &[Piece], at: usize, name: &str, dialect: Dialect) -> bool {
    let (schema, local) = split(name);
    pieces[at].means(local, dialect)
        && match (schema, qualifier(pieces, at)) {
            (Some(schema), Some(written)) => written.means(schema, dialect),
            (Some(_), None) => false,
            (None, Some(written)) => dialect != Dialect::Postgres || written.means("public", dialect),
            (None, None) => true,
        }
}
