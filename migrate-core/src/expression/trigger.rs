//! The statement that creates a trigger: its name, its table, and what it names beside them.

use sqlparser::tokenizer::Token;

use super::function::{
    check_definition, check_head, held_name, may_name, no_such_statement, rename_created, replaced, same_name,
    written_name,
};
use super::pieces::{Head, Piece, head, name, pieces};
use super::rewrite::{each, edited};
use super::walk::Identifier;
use super::{Role, schema};
use crate::catalog::name::split;
use crate::catalog::{Name, Sql, SqlText, Table, Trigger};
use crate::dialect::{Dialect, Target};
use crate::location::Location;
use crate::refusal::{Refusal, nearest};

/// The head of a trigger, up to its table.
struct TriggerHead {
    head: Head,
    /// The columns after UPDATE OF.
    columns: Vec<usize>,
    /// What stands in front of the table and its dot.
    schema: Option<Identifier>,
    table: Identifier,
    /// The place after the table.
    after: usize,
}

fn trigger_head(pieces: &[Piece]) -> Option<TriggerHead> {
    let head = head(pieces, "TRIGGER")?;
    let on = head.after + pieces[head.after..].iter().position(|piece| piece.is("ON"))?;
    let is_list = |pair: &[Piece]| pair[0].is("UPDATE") && pair[1].is("OF");
    let list = pieces[head.after..on].windows(2).position(is_list).map(|at| head.after + at + 2);
    let mut columns = Vec::new();
    // A list ends where no comma follows.
    let mut next = list;
    while let Some(at) = next.filter(|at| *at < on) {
        columns.push(at);
        next = pieces.get(at + 1).filter(|piece| piece.token == Token::Comma).map(|_| at + 2);
    }
    let (schema, table, after) = name(pieces, on + 1)?;
    Some(TriggerHead { head, columns, schema, table, after })
}

/// The table of the trigger that a statement creates; nothing if it creates none.
pub(super) fn created(text: &SqlText, dialect: Dialect) -> Option<String> {
    let pieces = pieces(&text.text, dialect).ok()?;
    let TriggerHead { schema, table, .. } = trigger_head(&pieces)?;
    Some(held_name(schema.as_ref(), &table, dialect))
}

/// Where the rest of a statement names a column of the row, as in `NEW.email`.
pub(super) fn row_columns(pieces: &[Piece], after: usize) -> Vec<usize> {
    let is_row = |piece: &Piece| {
        piece
            .identifier()
            .is_some_and(|word| word.text.eq_ignore_ascii_case("NEW") || word.text.eq_ignore_ascii_case("OLD"))
    };
    let rest = pieces.get(after..).unwrap_or_default();
    let is_field =
        |part: &[Piece]| is_row(&part[0]) && part[1].token == Token::Period && matches!(part[2].token, Token::Word(_));
    rest.windows(3).enumerate().filter(|(_, part)| is_field(part)).map(|(at, _)| after + at + 2).collect()
}

/// Columns that each row has and no table lists.
const HIDDEN: [&str; 9] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid", "rowid", "oid", "_rowid_"];

/// What a trigger belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A table.
    Table,
    /// A view, whose rows are nowhere: the trigger does something instead.
    View,
}

/// What is wrong with the statement of a trigger, on any target. `table` is its table, or has the columns of its view; a view
/// without columns is one of which they are not known. `at` is used where the statement has no place of its own.
#[must_use]
pub fn check_trigger(trigger: &Trigger, table: &Table, owner: Owner, targets: &[Target], at: Location) -> Vec<Refusal> {
    check_definition(&trigger.definition, Role::Trigger, targets, at, |text, pieces, dialect| {
        let Some(found) = trigger_head(pieces) else { return vec![no_such_statement(text, pieces, "TRIGGER")] };
        let replaces = found.head.or_replace.is_some().then(|| {
            Refusal::new(text.at, "a trigger is not replaced, and this says `OR REPLACE`")
                .help("leave out `OR REPLACE`, and write `drop_trigger` before it where there is one")
        });
        let wrong = replaces
            .or_else(|| check_head(text, &found.head, &trigger.name, "trigger", dialect))
            .or_else(|| check_table(text, &found, &trigger.table, dialect))
            .or_else(|| check_moment(text, pieces, &found, owner, dialect));
        match wrong {
            Some(refusal) => vec![refusal],
            None if owner == Owner::View && table.columns.is_empty() => Vec::new(),
            None => check_columns(text, pieces, &found, table, dialect),
        }
    })
}

fn check_table(text: &SqlText, found: &TriggerHead, table: &Name, dialect: Dialect) -> Option<Refusal> {
    let written = &written_name(found.schema.as_ref(), &found.table, dialect);
    if written == table.as_str() {
        return None;
    }
    let refusal = Refusal::new(text.at, format!("the statement names table `{written}`, and not `{table}`"));
    Some(refusal.help(same_name(table, written)))
}

/// Only of a view a trigger does something instead, and for each row it can do nothing else.
fn check_moment(
    text: &SqlText,
    pieces: &[Piece],
    found: &TriggerHead,
    owner: Owner,
    dialect: Dialect,
) -> Option<Refusal> {
    let head = pieces.get(found.head.after..found.after)?;
    let is_instead = head.iter().any(|piece| piece.is("INSTEAD"));
    let is_of_rows = pieces.windows(2).any(|pair| pair[0].is("EACH") && pair[1].is("ROW"));
    let name = &found.table.text;
    match owner {
        Owner::Table if is_instead => Some(
            Refusal::new(text.at, format!("`{name}` is a table, and `INSTEAD OF` is for views"))
                .help("write `BEFORE` or `AFTER`"),
        ),
        // MySQL and MariaDB have no trigger of a view at all.
        Owner::View if !is_instead && !dialect.is_mysql_family() && (is_of_rows || dialect == Dialect::Sqlite) => Some(
            Refusal::new(
                text.at,
                format!("`{name}` is a view, which has no rows that a trigger could come before or after"),
            )
            .help("write `INSTEAD OF`"),
        ),
        Owner::Table | Owner::View => None,
    }
}

/// Whether each row of a table has this column, be it one that no table lists.
pub(super) fn is_column_of(table: &Table, name: &Identifier, dialect: Dialect) -> bool {
    HIDDEN.iter().any(|hidden| name.resolves_to(hidden, dialect))
        || table.columns.iter().any(|column| name.resolves_to(&column.name, dialect))
}

fn check_columns(
    text: &SqlText,
    pieces: &[Piece],
    found: &TriggerHead,
    table: &Table,
    dialect: Dialect,
) -> Vec<Refusal> {
    let named = found.columns.iter().copied().chain(row_columns(pieces, found.after));
    let named = named.filter_map(|at| pieces.get(at)?.identifier());
    let unknown = named.filter(|name| !is_column_of(table, name, dialect));
    let refusal = |name: Identifier| {
        let problem = format!("the trigger names `{}`, which is not a column of `{}`", name.text, table.name);
        let refusal = Refusal::new(text.at, problem);
        match nearest(&name.text, table.columns.iter().map(|column| column.name.as_str())) {
            Some(near) => refusal.help(format!("did you mean `{near}`?")),
            None => refusal,
        }
    };
    unknown.map(refusal).take(1).collect()
}

/// The statement under another name.
#[must_use]
pub fn rename_trigger(sql: &Sql, to: &str, targets: &[Target]) -> Sql {
    rename_created(sql, to, "TRIGGER", targets)
}

/// The statement after its table was renamed.
#[must_use]
pub fn rename_table_of_trigger(sql: &Sql, to: &str, targets: &[Target]) -> Sql {
    rewrite(sql, targets, |pieces, found, dialect| {
        let at = found.after - 1;
        vec![replaced(&found.table, pieces[at].start, split(to).1, dialect)]
    })
}

/// The statement after a column of its table was renamed.
#[must_use]
pub fn rename_column_of_trigger(sql: &Sql, from: &str, to: &str, targets: &[Target]) -> Sql {
    rewrite(sql, targets, |pieces, found, dialect| {
        let named = found.columns.iter().copied().chain(row_columns(pieces, found.after));
        let named = named.filter(|at| pieces[*at].means(from, dialect));
        named.filter_map(|at| Some(replaced(&pieces[at].identifier()?, pieces[at].start, to, dialect))).collect()
    })
}

fn rewrite(
    sql: &Sql,
    targets: &[Target],
    edits: impl Fn(&[Piece], &TriggerHead, Dialect) -> Vec<(usize, usize, String)>,
) -> Sql {
    each(sql, targets, |text, dialect| {
        let Ok(pieces) = pieces(&text.text, dialect) else { return text.clone() };
        match trigger_head(&pieces) {
            Some(found) => edited(text, edits(&pieces, &found, dialect)),
            None => text.clone(),
        }
    })
}

/// Whether a trigger names this table or view beside its own table: in its body, or in its condition.
#[must_use]
pub fn trigger_names(trigger: &Trigger, relation: &str, targets: &[Target]) -> bool {
    any(trigger, targets, split(relation).1, |pieces, found, dialect| names_in(pieces, found, relation, dialect))
}

/// Whether a trigger uses this column of a table, as far as its statement tells.
#[must_use]
pub fn trigger_names_column(trigger: &Trigger, relation: &str, column: &str, targets: &[Target]) -> bool {
    let of_row = trigger.table == *relation
        && any(trigger, targets, column, |pieces, found, dialect| {
            let mut named = found.columns.iter().copied().chain(row_columns(pieces, found.after));
            named.any(|at| pieces[at].means(column, dialect))
        });
    of_row || trigger_names_column_elsewhere(trigger, relation, column, targets)
}

/// Whether a trigger names a table, and in the same body something that may be this column of it.
#[must_use]
pub fn trigger_names_column_elsewhere(trigger: &Trigger, relation: &str, column: &str, targets: &[Target]) -> bool {
    any(trigger, targets, column, |pieces, found, dialect| {
        let of_row = row_columns(pieces, found.after);
        let is_column = |at: &usize| pieces[*at].means(column, dialect) && !of_row.contains(at);
        names_in(pieces, found, relation, dialect) && (found.after..pieces.len()).any(|at| is_column(&at))
    })
}

/// PostgreSQL: whether a trigger compares a column of the row to tell whether it is meant.
#[must_use]
pub fn compares_column(trigger: &Trigger, column: &str) -> bool {
    let dialect = Dialect::Postgres;
    any(trigger, &[Target::new(dialect)], column, |pieces, found, _| {
        row_columns(pieces, found.after).into_iter().any(|at| pieces[at].means(column, dialect))
    })
}

/// PostgreSQL: the function that a trigger executes.
#[must_use]
pub fn executed_function(trigger: &Trigger) -> Option<String> {
    let text = trigger.definition.text(Dialect::Postgres)?;
    let pieces = pieces(&text.text, Dialect::Postgres).ok()?;
    let is_call = |pair: &[Piece]| pair[0].is("EXECUTE") && (pair[1].is("FUNCTION") || pair[1].is("PROCEDURE"));
    let at = pieces.windows(2).position(is_call)?;
    let (schema, function, _) = name(&pieces, at + 2)?;
    Some(held_name(schema.as_ref(), &function, Dialect::Postgres))
}

fn any(
    trigger: &Trigger,
    targets: &[Target],
    word: &str,
    holds: impl Fn(&[Piece], &TriggerHead, Dialect) -> bool,
) -> bool {
    targets.iter().any(|target| {
        let text = trigger.definition.text(target.dialect).filter(|text| may_name(&text.text, word));
        let pieces = text.and_then(|text| pieces(&text.text, target.dialect).ok());
        pieces.is_some_and(|pieces| trigger_head(&pieces).is_some_and(|found| holds(&pieces, &found, target.dialect)))
    })
}

/// A name after EXECUTE FUNCTION is no table, and neither is a column of the row.
fn names_in(pieces: &[Piece], found: &TriggerHead, relation: &str, dialect: Dialect) -> bool {
    let of_row = row_columns(pieces, found.after);
    let is_function = |at: usize| pieces[at - 1].is("FUNCTION") || pieces[at - 1].is("PROCEDURE");
    let mut rest = found.after..pieces.len();
    rest.any(|at| schema::means(pieces, at, relation, dialect) && !of_row.contains(&at) && !is_function(at))
}

#[cfg(test)]
mod tests;
