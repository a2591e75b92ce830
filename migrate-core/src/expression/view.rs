//! The query of a view, on every target: whether it is right, what it names, and how a rename is carried into it.

use sqlparser::tokenizer::Token;

use super::pieces::{Piece, pieces};
use super::query::{self, ColumnOf, Item, Qualifier, Reading};
use super::rewrite::{each, edited, length, offset, respelled, spelled};
use super::walk::Identifier;
use super::{Role, foreign, missing, read_in_two_ways, reserved};
use crate::catalog::{Catalog, Name, Sql, SqlText, ViewUse};
use crate::dialect::{Dialect, Target};
use crate::location::Location;
use crate::refusal::Refusal;

/// What a query names, and what its own columns are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// The tables and views, in order.
    pub uses: Vec<ViewUse>,
    /// Its columns, as far as they have a name.
    pub columns: Vec<Name>,
}

/// What is renamed in a query.
#[derive(Clone, Copy, Debug)]
pub enum QueryRename<'a> {
    /// A table or view.
    Relation {
        /// The name before.
        from: &'a Name,
        /// The name after.
        to: &'a Name,
    },
    /// A column.
    Column {
        /// Its table.
        relation: &'a Name,
        /// The name before.
        from: &'a Name,
        /// The name after.
        to: &'a Name,
    },
}

/// What is wrong with the query of a view, on any target. `at` is used where the query has no place of its own.
#[must_use]
pub fn check_query(sql: &Sql, catalog: &Catalog, targets: &[Target], at: Location) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = missing(sql, targets, at, Role::View).into_iter().collect();
    refusals.extend(read_in_two_ways(sql, Role::View.noun(), targets));
    for target in targets {
        let Some(text) = sql.text(target.dialect) else { continue };
        let found = match query::read(text, target.dialect, catalog) {
            Ok(reading) => problems(reading, text, target.dialect),
            Err(refusal) => vec![*refusal],
        };
        for refusal in found {
            if !refusals.iter().any(|known| known.problem == refusal.problem) {
                refusals.push(refusal);
            }
        }
    }
    if refusals.is_empty() {
        refusals.extend(reserved::refusal(sql, Role::View.noun(), targets, |text, dialect| {
            query::read(text, dialect, catalog).map(|reading| reading.misread).unwrap_or_default()
        }));
    }
    if refusals.is_empty() {
        refusals.extend(foreign::check_used(sql, catalog, targets, |text, dialect| {
            query::read(text, dialect, catalog).map(|reading| reading.used).ok()
        }));
    }
    refusals
}

fn problems(reading: Reading, text: &SqlText, dialect: Dialect) -> Vec<Refusal> {
    if !reading.problems.is_empty() {
        return reading.problems;
    }
    if reading.wildcards.iter().any(|wildcard| wildcard.columns.is_none()) {
        let refusal = Refusal::new(text.at, "the build cannot tell which columns `*` stands for");
        return vec![refusal.help("name the columns")];
    }
    let fold = |name: &str| if dialect == Dialect::Postgres { name.to_owned() } else { name.to_lowercase() };
    let names: Vec<&String> = reading.outputs.iter().flatten().collect();
    let twice =
        names.iter().enumerate().find(|(place, name)| names[..*place].iter().any(|one| fold(one) == fold(name)));
    let refusal = twice.map(|(_, name)| {
        Refusal::new(text.at, format!("the view would have two columns `{name}`"))
            .help(format!("give one of them another name: `… AS other_{name}`"))
    });
    refusal.into_iter().collect()
}

/// What the query names on all databases together.
#[must_use]
pub fn reads(sql: &Sql, catalog: &Catalog, targets: &[Target]) -> Reads {
    let mut reads = Reads::default();
    // Where there is a text for each, all count on every target: what the view reads is then the same everywhere.
    let mut dialects: Vec<Dialect> = match sql {
        Sql::Everywhere(_) => targets.iter().map(|target| target.dialect).collect(),
        Sql::PerDialect(texts) => texts.keys().copied().collect(),
    };
    // PostgreSQL's names come first, as they say which case counts.
    dialects.sort();
    for dialect in dialects {
        let Some(text) = sql.text(dialect) else { continue };
        let Ok(reading) = query::read(text, dialect, catalog) else { continue };
        for used in &reading.relations {
            add(&mut reads.uses, &used.relation, None, text.at);
        }
        for used in &reading.columns {
            match &used.column {
                Some(column) => add(&mut reads.uses, &used.relation, Some(column), text.at),
                None => all_of(&used.relation, catalog)
                    .iter()
                    .for_each(|column| add(&mut reads.uses, &used.relation, Some(column), text.at)),
            }
        }
        if reads.columns.is_empty() {
            reads.columns = reading.outputs.into_iter().flatten().map(|name| Name::new(name, text.at)).collect();
        }
    }
    reads.uses.sort_by(|left, right| left.relation.cmp(&right.relation));
    reads.uses.iter_mut().for_each(|used| used.columns.sort());
    reads
}

fn add(uses: &mut Vec<ViewUse>, relation: &str, column: Option<&str>, at: Location) {
    let place = uses.iter().position(|used| used.relation == *relation).unwrap_or_else(|| {
        uses.push(ViewUse { relation: Name::new(relation, at), columns: Vec::new() });
        uses.len() - 1
    });
    let columns = &mut uses[place].columns;
    if let Some(column) = column.filter(|column| !columns.iter().any(|known| *known == **column)) {
        columns.push(Name::new(column, at));
    }
}

fn all_of(relation: &str, catalog: &Catalog) -> Vec<String> {
    let of_table =
        catalog.table(relation).map(|table| table.columns.iter().map(|column| column.name.to_string()).collect());
    let of_view = || catalog.view(relation).map(|view| view.columns.iter().map(Name::to_string).collect());
    of_table.or_else(of_view).unwrap_or_default()
}

/// The query with each `*` written out, so that it says the same for ever and to every database. One that is not right
/// stays as it is.
#[must_use]
pub fn expanded(sql: &Sql, catalog: &Catalog, targets: &[Target]) -> Sql {
    each(sql, targets, |text, dialect| {
        let Ok(reading) = query::read(text, dialect, catalog) else { return text.clone() };
        let mut edits = Vec::new();
        for wildcard in &reading.wildcards {
            let Some(columns) = &wildcard.columns else { return text.clone() };
            let start = offset(&text.text, wildcard.start);
            let Some(length) = text.text[start..].find('*') else { return text.clone() };
            let written = |name: &Identifier| spelled(&name.text, name.quote, dialect) + ".";
            let column = |(qualifier, name): &(Option<Qualifier>, String)| {
                let schema = qualifier.as_ref().and_then(|it| it.schema.as_ref()).map(written);
                let table = qualifier.as_ref().map(|it| written(&it.table));
                schema.unwrap_or_default() + &table.unwrap_or_default() + &spelled(name, None, dialect)
            };
            edits.push((start, start + length + 1, columns.iter().map(column).collect::<Vec<_>>().join(", ")));
        }
        edited(text, edits)
    })
}

/// The query after a rename. Its own columns keep their names, as they do in PostgreSQL: what selected a column by itself
/// selects it under its old name. `before` is the schema that still has the old name.
#[must_use]
pub fn rename_in_query(sql: &Sql, rename: QueryRename<'_>, before: &Catalog, targets: &[Target]) -> Sql {
    each(sql, targets, |text, dialect| {
        let Ok(reading) = query::read(text, dialect, before) else { return text.clone() };
        if reading.is_declared {
            return text.clone();
        }
        let mut edits = Vec::new();
        match rename {
            QueryRename::Relation { from, to } => {
                let named = reading.relations.iter().filter(|used| used.relation == from.as_str());
                edits.extend(named.map(|used| replaced(text, &used.written, to.local(), dialect)));
                let columns = reading.columns.iter().filter(|used| used.relation == from.as_str() && used.by_its_name);
                edits.extend(columns.filter_map(|used| match (&used.used.table, &used.column) {
                    (Some(table), _) => Some(replaced(text, table, to.local(), dialect)),
                    (None, None) => Some(selected(text, used, to.local(), dialect)),
                    (None, Some(_)) => None,
                }));
            }
            QueryRename::Column { relation, from, to } => {
                let is_meant = |used: &&ColumnOf| {
                    used.relation == relation.as_str() && used.column.as_deref() == Some(from.as_str())
                };
                let named = reading.columns.iter().filter(is_meant);
                let named = named.filter(|used| !matches!(used.item, Item::Shared));
                edits.extend(named.map(|used| selected(text, used, to, dialect)));
            }
        }
        edited(text, edits)
    })
}

fn replaced(text: &SqlText, written: &Identifier, to: &str, dialect: Dialect) -> (usize, usize, String) {
    let start = offset(&text.text, written.start);
    (start, start + length(written), respelled(written, to, dialect))
}

/// The new name in place of a column's, in such a way that the query's own column keeps its name.
fn selected(text: &SqlText, used: &ColumnOf, to: &str, dialect: Dialect) -> (usize, usize, String) {
    let written = &used.used.column;
    let (start, end, name) = replaced(text, written, to, dialect);
    match &used.item {
        Item::Inside | Item::Shared => (start, end, name),
        Item::Bare => (start, end, format!("{name} AS {}", &text.text[start..end])),
        Item::Called(alias) if alias.resolves_to(to, dialect) => {
            (start, offset(&text.text, alias.start) + length(alias), name)
        }
        Item::Called(_) => (start, end, name),
    }
}

/// Whether PostgreSQL can put a query in place of another one of the same view.
#[must_use]
pub fn can_replace(old: &Sql, new: &Sql, before: &Catalog, after: &Catalog) -> bool {
    let reading = |sql: &Sql, catalog| {
        let text = sql.text(Dialect::Postgres)?;
        query::read(text, Dialect::Postgres, catalog).ok()
    };
    match (reading(old, before), reading(new, after)) {
        (Some(old), Some(new)) => query::can_replace(&old, &new),
        _ => false,
    }
}

/// Whether two queries say the same to every database that they are for, apart from spaces and quotes.
#[must_use]
pub fn is_same_query(left: &Sql, right: &Sql, targets: &[Target]) -> bool {
    let plain = |sql: &Sql, dialect| sql.text(dialect).map(|text: &SqlText| in_one_spelling(&text.text, dialect));
    left == right || targets.iter().all(|target| plain(left, target.dialect) == plain(right, target.dialect))
}

/// The words and signs of a query; a column under its own name has no other one.
fn in_one_spelling(text: &str, dialect: Dialect) -> Vec<String> {
    let Ok(pieces) = pieces(text, dialect) else { return vec![text.to_owned()] };
    let spelled = |piece: &Piece| {
        let quoted = || match &piece.token {
            Token::Word(word) => format!("\"{}\"", word.value),
            sign => sign.to_string(),
        };
        piece.plain(dialect).unwrap_or_else(quoted)
    };
    let mut words: Vec<String> = Vec::new();
    for word in pieces.iter().map(spelled) {
        if let [.., name, called] = words.as_slice()
            && called == "as"
            && *name == word
        {
            words.pop();
        } else {
            words.push(word);
        }
    }
    words
}
