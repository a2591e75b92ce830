//! What a question reads, under the names that this has where it is asked.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Discard, Question};
use crate::catalog::{Catalog, ForeignKey, IndexKey, Name, Sql, Table};
use crate::condition::Condition;
use crate::dialect::Dialect;
use crate::expression;
use crate::migration::Read;
use crate::operation::DeleteInserted;

/// PostgreSQL: where a row lies, by which some questions tell rows apart.
const PLACE_OF_ROW: &str = "ctid";

/// What the questions before a step read of the schema that it meets; nothing where that cannot be told.
pub(super) fn of_questions(questions: &[Question<'_>], schema: &Catalog, dialect: Dialect) -> Option<Vec<Read>> {
    let mut reads = Reads::new(schema, dialect);
    for question in questions {
        match question {
            Question::Rows(table, condition) => reads.condition(table, condition)?,
            Question::NameIsFree(table, index) => {
                reads.others.push(Read::Name(table.beside(index).to_lowercase()));
            }
            // A foreign key names the other table as it is called then.
            Question::Belongings(known) => {
                let referenced = known.table.foreign_keys.iter().map(|key| &key.referenced_table);
                let tables = std::iter::once(&known.table.name).chain(referenced);
                reads.others.extend(tables.map(|table| Read::Table(table.to_string())));
            }
            Question::BelongingsOfView(known) => {
                reads.others.push(Read::Table(known.view.name.to_string()));
            }
            Question::ExtensionIsMissing(_)
            | Question::ExtensionIsUnused(_)
            | Question::SchemaIsMissing(_)
            | Question::SchemaIsEmpty(_)
            | Question::Differing(_) => return None,
        }
    }
    Some(reads.all())
}

/// The same of what counts what a step throws away.
pub(super) fn of_discards(discards: &[Discard<'_>], schema: &Catalog, dialect: Dialect) -> Option<Vec<Read>> {
    let mut reads = Reads::new(schema, dialect);
    for discard in discards {
        match discard {
            Discard::Rows(table) => reads.add(table, []),
            Discard::Values(table, column) => reads.add(table, [*column]),
            Discard::NotComputed(..) => return None,
            Discard::Changes(table, _) => reads.add(&table.name, table.columns.iter().map(|column| &column.name)),
            Discard::Following(child, key, deleted) => reads.references(child, key, deleted),
        }
    }
    Some(reads.all())
}

/// What is read of the rows of each table, and whatever else is.
struct Reads<'a> {
    schema: &'a Catalog,
    dialect: Dialect,
    rows: BTreeMap<String, BTreeSet<String>>,
    /// The tables of which a row that goes may make another answer.
    needed: BTreeSet<String>,
    others: Vec<Read>,
}

impl<'s> Reads<'s> {
    const fn new(schema: &'s Catalog, dialect: Dialect) -> Self {
        Self { schema, dialect, rows: BTreeMap::new(), needed: BTreeSet::new(), others: Vec::new() }
    }

    fn add<'a>(&mut self, table: &Name, columns: impl IntoIterator<Item = &'a Name>) {
        let known = self.rows.entry(table.to_string()).or_default();
        known.extend(columns.into_iter().map(ToString::to_string));
    }

    fn all(self) -> Vec<Read> {
        let rows = self.rows.into_iter().map(|(table, columns)| {
            let outlasts_rows = !self.needed.contains(&table);
            Read::Rows { table, columns: columns.into_iter().collect(), outlasts_rows }
        });
        rows.chain(self.others).collect()
    }

    fn condition(&mut self, table: &Table, condition: &Condition) -> Option<()> {
        self.label(table);
        match condition {
            Condition::NoNulls { column, .. } | Condition::Listed { column, .. } | Condition::Fits { column, .. } => {
                self.add(&table.name, [column]);
            }
            Condition::NoDuplicates { parts, predicate, nulls_not_distinct, .. } => {
                self.keys(table, parts.iter().map(|part| &part.key));
                self.expressions(table, predicate.iter());
                if *nulls_not_distinct && self.dialect == Dialect::Postgres {
                    self.place_of_row(table);
                }
            }
            Condition::NoOrphans { foreign_key, replaced: None, .. } => {
                self.add(&table.name, &foreign_key.columns);
                self.add(&foreign_key.referenced_table, &foreign_key.referenced_columns);
                self.needed.insert(foreign_key.referenced_table.to_string());
            }
            Condition::NoOrphans { replaced: Some(_), .. } => return None,
            Condition::NoMeetings { exclusion, .. } => {
                self.keys(table, exclusion.parts.iter().map(|part| &part.key));
                self.expressions(table, exclusion.predicate.iter());
                self.place_of_row(table);
            }
            Condition::Unreferenced { foreign_key, deleted, .. } => self.references(table, foreign_key, deleted),
            Condition::Satisfies { check, .. } => self.expressions(table, [&check.expression]),
            Condition::Computed { expression, .. } => self.expressions(table, [expression]),
        }
        Some(())
    }

    /// By what an offending row is told: its primary key, or all its columns where it has none.
    fn label(&mut self, table: &Table) {
        match &table.primary_key {
            Some(key) => self.add(&table.name, &key.columns),
            None => self.add(&table.name, table.columns.iter().map(|column| &column.name)),
        }
    }

    fn keys<'a>(&mut self, table: &Table, keys: impl Iterator<Item = &'a IndexKey>) {
        for key in keys {
            match key {
                IndexKey::Column(name) => self.add(&table.name, [name]),
                IndexKey::Expression(sql) => self.expressions(table, [sql]),
            }
        }
    }

    fn expressions<'a>(&mut self, table: &Table, expressions: impl IntoIterator<Item = &'a Sql>) {
        let (schema, dialect) = (self.schema, self.dialect);
        for sql in expressions {
            if schema.functions.keys().any(|name| expression::calls(sql, name, dialect)) {
                self.others.push(Read::Functions);
            }
            let named = table.columns.iter().map(|column| &column.name);
            self.add(&table.name, named.filter(|name| expression::may_name_column(sql, name, dialect)));
        }
    }

    fn place_of_row(&mut self, table: &Table) {
        self.add(&table.name, [&Name::derived(PLACE_OF_ROW)]);
    }

    /// Rows that refer to those that were inserted.
    fn references(&mut self, child: &Table, key: &ForeignKey, deleted: &DeleteInserted) {
        self.add(&child.name, &key.columns);
        let parent = &deleted.insert.table;
        self.add(parent, key.referenced_columns.iter().chain(deleted.key.iter().map(|column| &column.name)));
    }
}
