//! Asking a question of today's schema that is about an earlier one: through the renames since, or not at all.

use std::fmt;

use migrate_core::dialect::Dialect;
use migrate_core::migration::{Change, Query, Read, Step};

use crate::error::Reason;
use crate::history::Applied;

/// A question of a range that is to be undone, and what is undone before it is its turn.
pub struct Asked<'a> {
    /// The migrations to undo, in that order.
    pub range: &'a [&'a Applied],
    /// Which of them asks.
    pub place: usize,
    /// Which of its steps does.
    pub step: usize,
    /// The question.
    pub query: &'a Query,
    /// About what it is.
    pub sort: Sort,
}

/// About what a question is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Whether the rows allow a step.
    Condition,
    /// How much a step throws away.
    Loss,
}

/// Why today's schema cannot answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// The migration that has to be undone first.
    pub after: String,
    /// What is in the way.
    pub obstacle: Obstacle,
}

/// What stands between a question and today's schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// What is asked about is there only later, or is another one or holds something else until then: ``column `users.nick` ``.
    Other(String),
    /// The rows of this table are changed.
    Rows(String),
    /// The question calls functions, which may answer something else.
    Functions,
    /// What a migration changes when it is undone is not known.
    Unknown,
    /// The names that the question uses are taken by others today.
    Taken,
}

impl fmt::Display for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let after = &self.after;
        match &self.obstacle {
            Obstacle::Other(what) => write!(f, "{what} is what it was then only after `{after}` is undone"),
            Obstacle::Rows(table) => write!(f, "undoing `{after}` changes rows of `{table}`"),
            Obstacle::Functions => write!(f, "it calls a function, and undoing `{after}` may change what that answers"),
            Obstacle::Unknown => write!(f, "nobody can tell what undoing `{after}` changes"),
            Obstacle::Taken => write!(f, "it cannot be asked under the names that are there until `{after}` is undone"),
        }
    }
}

/// A question as today's schema can answer it.
#[derive(Clone, Debug)]
pub struct Today {
    /// The question.
    pub query: Query,
    /// What may take the rows away that are in the way, so that only the answer that there are none counts before.
    pub unless: Option<Late>,
}

/// The question as today's schema can answer it.
///
/// # Errors
/// It cannot.
pub fn today(asked: &Asked<'_>, dialect: Dialect) -> Result<Today, Late> {
    // Where it is not known what it reads, everything may be about it.
    let is_concerned = |step: &Step| asked.query.reads.is_none() || !step.changes.is_empty();
    let before: Vec<_> = asked.before().filter(|(_, step)| is_concerned(step)).collect();
    let late = |after: &Applied, obstacle| Late { after: after.id(), obstacle };
    let Some((last, _)) = before.last() else { return Ok(Today { query: asked.query.clone(), unless: None }) };
    let Some(reads) = &asked.query.reads else { return Err(late(last, Obstacle::Unknown)) };
    let mut names = Names::of(reads);
    let (mut renamed_by, mut unless) = (last, None);
    for (migration, step) in before.iter().rev() {
        for change in step.changes.iter().rev() {
            names.go_back(change).map_err(|obstacle| late(migration, obstacle))?;
            if let Change::RowsDeleted(table) = change
                && let Some(table) = names.table(table)
            {
                unless = Some(late(migration, Obstacle::Rows(table.name.to_owned())));
            }
            if matches!(change, Change::TableRenamed { .. } | Change::ColumnRenamed { .. }) {
                renamed_by = migration;
            }
        }
    }
    match names.shadowing(asked.query, dialect) {
        Some(query) => Ok(Today { query, unless }),
        None => Err(late(renamed_by, Obstacle::Taken)),
    }
}

impl<'a> Asked<'a> {
    /// The questions of a range, in their order: those before steps, and those that count what steps throw away.
    pub fn of_range(range: &'a [&'a Applied]) -> impl Iterator<Item = Self> {
        let steps =
            (0..range.len()).flat_map(|place| (0..range[place].undo.steps.len()).map(move |step| (place, step)));
        steps.flat_map(move |(place, step)| {
            let Step { condition, discards, .. } = &range[place].undo.steps[step];
            let of_sort = move |sort| move |query| Self { range, place, step, query, sort };
            condition.iter().map(of_sort(Sort::Condition)).chain(discards.iter().map(of_sort(Sort::Loss)))
        })
    }

    /// The steps that are undone before, each with its migration.
    fn before(&self) -> impl Iterator<Item = (&'a Applied, &'a Step)> + use<'a> {
        let own = if self.query.at_start { 0 } else { self.step };
        let earlier = self.range[..self.place].iter().map(|one| (*one, one.undo.steps.len()));
        let all = earlier.chain([(self.range[self.place], own)]);
        all.flat_map(|(one, count)| one.undo.steps[..count].iter().map(move |step| (one, step)))
    }

    /// The step that asks.
    pub fn asking(&self) -> &'a Step {
        &self.range[self.place].undo.steps[self.step]
    }

    /// The migration that asks.
    pub fn migration(&self) -> &'a Applied {
        self.range[self.place]
    }

    /// What is said where it cannot be asked before anything is done, and may not be asked on the way.
    pub fn refusal(&self, why: String, database: Dialect) -> Reason {
        Reason::Late {
            migration: self.migration().id(),
            condition: self.query.meaning.clone(),
            is_loss: self.sort == Sort::Loss,
            why,
            database,
        }
    }
}

/// What a question names, and what that is called at some time before.
struct Names<'a> {
    tables: Vec<Table<'a>>,
    others: Vec<&'a Read>,
}

struct Table<'a> {
    /// As the question calls it.
    name: &'a str,
    now: &'a str,
    /// Each as the question calls it, and as it is called now.
    columns: Vec<(&'a str, &'a str)>,
    outlasts_rows: bool,
}

impl<'a> Names<'a> {
    fn of(reads: &'a [Read]) -> Self {
        let rows = |read: &'a Read| match read {
            Read::Rows { table, columns, outlasts_rows } => {
                let columns = columns.iter().map(|one| (&**one, &**one)).collect();
                Some(Table { name: table, now: table, columns, outlasts_rows: *outlasts_rows })
            }
            Read::Table(_) | Read::Name(_) | Read::Functions => None,
        };
        Self {
            tables: reads.iter().filter_map(rows).collect(),
            others: reads.iter().filter(|read| !matches!(read, Read::Rows { .. })).collect(),
        }
    }

    /// What they are called before a change.
    fn go_back(&mut self, change: &'a Change) -> Result<(), Obstacle> {
        let of_table = |name: &str| Err(Obstacle::Other(format!("table `{name}`")));
        let of_column = |table: &str, column: &str| Err(Obstacle::Other(format!("column `{table}.{column}`")));
        for other in &self.others {
            if let Some(named) = named_by(change).find(|named| named.is(other)) {
                return Err(Obstacle::Other(format!("what is called `{}`", named.text())));
            }
        }
        match change {
            Change::Anything => Err(Obstacle::Unknown),
            Change::Part { .. } => Ok(()),
            // A function may read what it likes.
            _ if self.others.contains(&&Read::Functions) => Err(Obstacle::Functions),
            Change::Functions => Ok(()),
            Change::Table(name) => match self.table(name) {
                Some(table) => of_table(table.name),
                None => Ok(()),
            },
            Change::RowsDeleted(table) => match self.table(table) {
                Some(table) if !table.outlasts_rows => Err(Obstacle::Rows(table.name.to_owned())),
                _ => Ok(()),
            },
            Change::Rows { table, columns } => {
                let Some(table) = self.table(table) else { return Ok(()) };
                let is_read = |changed: &String| table.columns.iter().any(|(_, now)| now == changed);
                let is_concerned = columns.as_ref().is_none_or(|columns| columns.iter().any(is_read));
                if is_concerned { Err(Obstacle::Rows(table.name.to_owned())) } else { Ok(()) }
            }
            Change::TableRenamed { from, to } => {
                // What had the name before is none of these.
                if let Some(table) = self.table(from) {
                    return of_table(table.name);
                }
                if let Some(table) = self.table(to) {
                    table.now = from;
                }
                Ok(())
            }
            Change::Column { table, column } => {
                let Some(table) = self.table(table) else { return Ok(()) };
                match table.columns.iter().find(|(_, now)| now == column) {
                    Some((name, _)) => of_column(table.name, name),
                    None => Ok(()),
                }
            }
            Change::ColumnRenamed { table, from, to } => {
                let Some(table) = self.table(table) else { return Ok(()) };
                if let Some((name, _)) = table.columns.iter().find(|(_, now)| now == from) {
                    return of_column(table.name, name);
                }
                if let Some((_, now)) = table.columns.iter_mut().find(|(_, now)| now == to) {
                    *now = from;
                }
                Ok(())
            }
        }
    }

    fn table(&mut self, now: &str) -> Option<&mut Table<'a>> {
        self.tables.iter_mut().find(|table| table.now == now)
    }

    /// The question, in which tables that are called otherwise now are found under the names that it uses. A name with a
    /// schema cannot be given to a table for the time of a question.
    fn shadowing(&self, query: &Query, dialect: Dialect) -> Option<Query> {
        let shadowed: Vec<&Table<'_>> = self.tables.iter().filter(|table| table.is_renamed()).collect();
        let is_possible = shadowed.iter().all(|table| {
            let is_taken = |other: &&Table<'_>| other.name != table.name && other.name == table.now;
            !table.name.contains('.') && !table.now.contains('.') && !shadowed.iter().any(is_taken)
        });
        if !is_possible {
            return None;
        }
        if shadowed.is_empty() {
            return Some(query.clone());
        }
        let shadows: Vec<String> = shadowed.iter().map(|table| table.shadow(dialect)).collect();
        let renamed: Vec<String> = shadowed.iter().flat_map(|table| table.renamed()).collect();
        Some(Query {
            sql: format!("WITH {} {}", shadows.join(", "), query.sql),
            meaning: format!("{}, where {} today", query.meaning, renamed.join(" and ")),
            ..query.clone()
        })
    }
}

impl Table<'_> {
    fn is_renamed(&self) -> bool {
        self.name != self.now || self.columns.iter().any(|(name, now)| name != now)
    }

    /// What is called otherwise today, in words.
    fn renamed(&self) -> Vec<String> {
        let table = (self.name != self.now).then(|| format!("`{}` is `{}`", self.name, self.now));
        let columns = self.columns.iter().filter(|(name, now)| name != now);
        table.into_iter().chain(columns.map(|(name, now)| format!("`{name}` is `{now}`"))).collect()
    }

    fn shadow(&self, dialect: Dialect) -> String {
        let quoted = |name: &str| dialect.quoted(name);
        let columns = self.columns.iter().map(|(name, now)| format!("{} AS {}", quoted(now), quoted(name)));
        let columns: Vec<String> = columns.collect();
        let columns = if columns.is_empty() { "1".to_owned() } else { columns.join(", ") };
        // SQLite takes the name alone for the shadow itself.
        let schema = if dialect == Dialect::Sqlite { "main." } else { "" };
        format!("{} AS (SELECT {columns} FROM {schema}{})", quoted(self.name), quoted(self.now))
    }
}

/// A name in a change.
enum Named<'a> {
    Table(&'a str),
    Other(&'a str),
}

impl Named<'_> {
    const fn text(&self) -> &str {
        match self {
            Self::Table(name) | Self::Other(name) => name,
        }
    }

    /// Whether it is what a question reads besides rows.
    fn is(&self, read: &Read) -> bool {
        match (self, read) {
            (Self::Table(name), Read::Table(table)) => name == table,
            (Self::Table(name) | Self::Other(name), Read::Name(read)) => name.to_lowercase() == *read,
            (Self::Other(_), Read::Table(_)) | (_, Read::Rows { .. } | Read::Functions) => false,
        }
    }
}

fn named_by(change: &Change) -> impl Iterator<Item = Named<'_>> {
    let (tables, other): (Vec<&str>, _) = match change {
        Change::Anything | Change::Functions | Change::RowsDeleted(_) | Change::Rows { .. } => (Vec::new(), None),
        Change::Table(name) => (vec![name], None),
        Change::TableRenamed { from, to } => (vec![from, to], None),
        Change::Column { table, .. } | Change::ColumnRenamed { table, .. } => (vec![table], None),
        Change::Part { table, name } => (vec![table], Some(name.as_str())),
    };
    tables.into_iter().map(Named::Table).chain(other.map(Named::Other))
}

#[cfg(test)]
mod tests;
