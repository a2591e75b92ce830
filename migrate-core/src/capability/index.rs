//! Which indexes each database has.

use super::nulls::is_instant;
use super::{Cx, Unsupported, place};
use crate::catalog::{Column, Index, IndexKey, IndexPart, Name, ReferenceAction, Sql, Table};
use crate::dialect::{Dialect, Version};
use crate::expression::{names_column, whole_column};
use crate::location::Location;

/// How many characters or bytes of an expression MySQL orders by.
const LONGEST_OF_EXPRESSION: u32 = 512;

/// How many parts an index of InnoDB has.
const MOST_PARTS: usize = 16;

impl Cx {
    /// Refuses an index that the database does not have.
    pub(super) fn check_index(&mut self, table: &Table, index: &Index, fallback: Location) {
        self.check_order(table, &index.parts, fallback);
        let dialect = self.target.dialect;
        for text in index.expressions().filter_map(|sql| sql.text(dialect)) {
            self.check_text(&text.text, text.at);
        }
        match dialect {
            Dialect::Postgres => {
                if index.nulls_not_distinct {
                    self.need(Version::new(15, 0, 0), fallback, "count NULL as a value in a unique index");
                }
            }
            Dialect::MySql | Dialect::MariaDb => self.check_mysql_index(table, index, fallback),
            Dialect::Sqlite => {
                if let Some(method) = &index.method {
                    self.refuse(method.at(), "choose how an index is organised", "leave out `.using(…)`");
                }
                self.refuse_include(index);
            }
        }
    }

    fn check_mysql_index(&mut self, table: &Table, index: &Index, fallback: Location) {
        if let Some(predicate) = &index.predicate {
            let at = predicate.texts().next().map_or(fallback, |text| text.at);
            self.refuse(at, "index only some of the rows", "leave out `.only_where(…)`");
        }
        // `apply` refuses what no target has.
        if let Some(method) = index.method.as_ref().filter(|method| !Index::is_served_by_btree(method)) {
            let what = format!("organise an index as `{method}`");
            self.refuse(method.at(), what, "write `\"btree\"`, or leave out `.using(…)`");
        }
        self.refuse_include(index);
        // Error 1070.
        let each = if index.nulls_not_distinct { 2 } else { 1 };
        let parts = index.parts.len() * each;
        if parts > MOST_PARTS {
            let what = format!("order by more than {MOST_PARTS} columns and expressions, and this index has {parts}");
            self.refuse(fallback, what, "leave out some of the columns");
        }
        if index.nulls_not_distinct {
            self.check_mysql_nulls(table, index, fallback);
        }
        let expression = index.parts.iter().find_map(|part| match &part.key {
            IndexKey::Expression(sql) => Some(sql),
            IndexKey::Column(_) => None,
        });
        let Some(expression) = expression else { return };
        let at = expression.texts().next().map_or(fallback, |text| text.at);
        if self.target.dialect == Dialect::MariaDb {
            self.refuse(at, "index an expression", "add a generated column and index that");
        } else {
            self.need(Version::new(8, 0, 13), at, "index an expression");
            let counting = table.columns.iter().find(|column| column.auto_increment);
            if let Some(column) = counting.filter(|column| names_column(expression, &column.name, &[self.target])) {
                let what = format!("index an expression of `{}`, which counts up by itself", column.name);
                self.refuse(at, what, "leave it out of the expression");
            }
        }
    }

    fn refuse_include(&mut self, index: &Index) {
        if let Some(column) = index.include.first() {
            self.refuse(column.at(), "keep columns in an index without ordering by them", "leave out `.include(…)`");
        }
    }

    /// MySQL has an index of expressions in its place, and MariaDB has no such index.
    fn check_mysql_nulls(&mut self, table: &Table, index: &Index, fallback: Location) {
        const WHAT: &str = "count NULL as a value in a unique index";
        if self.target.dialect == Dialect::MariaDb {
            let instead = "make the columns NOT NULL, or add generated columns that are never NULL and index these";
            let refusal = Unsupported::new(self.target, WHAT, instead).refusal(fallback);
            self.push(refusal.note("that takes an index of expressions, which MariaDB does not have"));
            return;
        }
        self.need(Version::new(8, 0, 13), fallback, WHAT);
        for part in &index.parts {
            let name = match &part.key {
                IndexKey::Column(name) => name,
                IndexKey::Expression(sql) => {
                    self.check_moments_in(sql, table, fallback);
                    continue;
                }
            };
            let Some(column) = table.column(name) else { continue };
            let at = place(name, fallback);
            // Error 3757.
            let length = part.prefix.or_else(|| column.column_type.sql_type.length());
            if length.is_some_and(|length| length > LONGEST_OF_EXPRESSION) {
                let what = format!(
                    "count NULL as a value of `{name}`, of which more than {LONGEST_OF_EXPRESSION} characters count"
                );
                self.refuse(at, what, format!("shorten `{name}`, or leave out `.nulls_not_distinct()`"));
            }
            if column.auto_increment {
                let what = format!("count NULL as a value of `{name}`, which counts up by itself");
                self.refuse(at, what, "leave out `.nulls_not_distinct()`: the column is never NULL");
            } else if is_instant(column) {
                let what = format!("count NULL as a value of `{name}`, which is a moment");
                self.need(Version::new(8, 0, 22), at, &what);
            }
        }
    }

    /// MySQL reads a moment in the time zone of whoever asks, so that the index would hold another value for each.
    fn check_moments_in(&mut self, expression: &Sql, table: &Table, fallback: Location) {
        let Some(text) = expression.text(Dialect::MySql) else { return };
        if whole_column(&text.text, table, Dialect::MySql).is_some() {
            return;
        }
        let is_named = |column: &&Column| is_instant(column) && names_column(expression, &column.name, &[self.target]);
        if let Some(column) = table.columns.iter().find(is_named) {
            let at = if text.at.file == fallback.file { text.at } else { fallback };
            let what = format!("count NULL as a value of an expression of `{}`, which is a moment", column.name);
            self.refuse(at, what, "name the columns themselves, or leave out `.nulls_not_distinct()`");
        }
    }

    /// MySQL: where a foreign key sets a column to NULL as a row is deleted, and two rows would be the same to a unique index of
    /// expressions then, the row is not deleted, without an error.
    pub(super) fn check_set_to_null(&mut self, table: &Table, at: Location) {
        let target = [self.target];
        for key in table.foreign_keys.iter().filter(|key| key.on_delete == ReferenceAction::SetNull) {
            let holds = |index: &&Index, column: &Name| {
                index.nulls_not_distinct && index.named_columns().any(|named| named == column)
                    || index.expressions().any(|sql| names_column(sql, column, &target))
            };
            let unique = || table.indexes.iter().filter(|index| index.unique);
            let found = key.columns.iter().find_map(|column| Some((column, unique().find(|it| holds(it, column))?)));
            let Some((column, index)) = found else { continue };
            let (key, index) = (&key.name, &index.name);
            let what =
                format!("set `{column}` to NULL by foreign key `{key}` under unique index `{index}` of expressions");
            let instead = "write `.on_delete(NoAction)`, or leave out `.nulls_not_distinct()`";
            let refusal = Unsupported::new(self.target, what, instead).refusal(at);
            self.push(refusal.note("where two rows would be the same, it deletes none and reports no error"));
        }
    }

    /// A prefix makes a value that has no limit one that can be ordered by.
    fn check_order(&mut self, table: &Table, parts: &[IndexPart], fallback: Location) {
        let mut whole = Vec::new();
        for part in parts {
            if let (IndexKey::Column(name), None) = (&part.key, part.prefix) {
                whole.push(name.clone());
            }
            if let (IndexKey::Column(name), Some(prefix)) = (&part.key, part.prefix)
                && self.target.dialect.is_mysql_family()
                && let Some(column) = table.column(name)
            {
                let sql_type = &column.column_type.sql_type;
                if !sql_type.has_prefix() {
                    let what = format!("order by the beginning of `{name}`, which is neither text nor bytes");
                    self.refuse(place(name, fallback), what, "leave out `.prefix(…)`");
                } else if sql_type.length().is_some_and(|length| length <= prefix) {
                    let what = format!("order by the first {prefix} characters of `{name}`, which holds no more");
                    self.refuse(place(name, fallback), what, "leave out `.prefix(…)`");
                }
            }
        }
        self.check_key(table, &whole, fallback);
    }
}
