//! Which indexes each database has.

use super::{Cx, Unsupported, place};
use crate::catalog::{Index, IndexKey, IndexPart, Table};
use crate::dialect::{Dialect, Version};
use crate::expression::names_column;
use crate::location::Location;

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
                self.refuse_nulls_not_distinct(index, fallback);
            }
        }
    }

    fn check_mysql_index(&mut self, table: &Table, index: &Index, fallback: Location) {
        if let Some(predicate) = &index.predicate {
            let at = predicate.texts().next().map_or(fallback, |text| text.at);
            self.refuse(at, "index only some of the rows", "leave out `.only_where(…)`");
        }
        if let Some(method) = index.method.as_ref().filter(|method| !method.eq_ignore_ascii_case("btree")) {
            let what = format!("organise an index as `{method}`");
            let refusal = Unsupported::new(self.target, what, "write `\"btree\"`, or leave out `.using(…)`");
            let refusal = refusal.refusal(method.at());
            let is_taken = method.eq_ignore_ascii_case("hash");
            self.push(if is_taken { refusal.note("the word is taken, and InnoDB makes a B-tree") } else { refusal });
        }
        self.refuse_include(index);
        self.refuse_nulls_not_distinct(index, fallback);
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

    fn refuse_nulls_not_distinct(&mut self, index: &Index, at: Location) {
        if index.nulls_not_distinct {
            let instead = "make the columns NOT NULL, or leave out `.nulls_not_distinct()`";
            self.refuse(at, "count NULL as a value in a unique index", instead);
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
