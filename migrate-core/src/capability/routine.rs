//! Which databases have functions, sequences, extensions and schemas.

use super::Cx;
use crate::catalog::{Catalog, Exclusion, Index, Name, Sql, Table, Trigger};
use crate::dialect::Dialect;
use crate::expression::{calls, can_be_kept};
use crate::location::Location;
use crate::refusal::Call;

impl Cx {
    pub(super) fn check_function(&mut self, name: &Name, definition: &Sql, call: Call) {
        self.check_definition(definition);
        if self.target.dialect == Dialect::Sqlite && definition.text(Dialect::Sqlite).is_some() {
            let instead =
                "write `sql_for()` with `.nothing_on(Sqlite)`, and give the connection the function in the program";
            self.refuse_call(name.at(), call, "keep a function", instead);
        }
    }

    pub(super) fn check_sequence(&mut self, name: &Name) {
        if matches!(self.target.dialect, Dialect::MySql | Dialect::Sqlite) {
            let instead = "write a table with a column `id()`, and insert a row for each number";
            self.refuse_call(name.at(), Call::Around("create_sequence"), "keep a sequence", instead);
        }
    }

    pub(super) fn check_extension(&mut self, name: &Name) {
        if self.target.dialect != Dialect::Postgres {
            let instead = "write `execute` with `sql_for()`: `.postgres(\"CREATE EXTENSION …\")` and `.nothing_on(…)`";
            self.refuse_call(name.at(), Call::Around("create_extension"), "take an extension", instead);
        }
    }

    pub(super) fn check_schema(&mut self, name: &Name) {
        if self.target.dialect != Dialect::Postgres {
            let instead = format!("begin the names with `{name}_` instead: `create_table(\"{name}_…\")`");
            self.refuse_call(name.at(), Call::Around("create_schema"), "keep tables in schemas", instead);
        }
    }

    pub(super) fn check_trigger(&mut self, trigger: &Trigger, before: &Catalog) {
        self.check_definition(&trigger.definition);
        let dialect = self.target.dialect;
        let is_of_view = before.view(&trigger.table).is_some() && trigger.definition.text(dialect).is_some();
        if is_of_view && dialect.is_mysql_family() {
            let instead = format!("write `sql_for()` with `.nothing_on({dialect:?})`, and write to the tables there");
            self.refuse(trigger.table.at(), "have a trigger of a view", instead);
        }
    }

    /// PostgreSQL keeps no result of a function that does not promise the same one each time.
    pub(super) fn check_kept_calls(&mut self, table: &Table, catalog: &Catalog, fallback: Location) {
        let dialect = Dialect::Postgres;
        let computed = table.columns.iter().filter_map(|column| column.generated.as_ref().map(|it| &it.expression));
        let indexed = table.indexes.iter().flat_map(Index::expressions);
        let excluded = table.exclusions.iter().flat_map(Exclusion::expressions);
        for sql in computed.chain(indexed).chain(excluded) {
            let called = catalog.functions.values().filter(|it| calls(sql, &it.name, dialect));
            let unkept = called.filter(|function| !can_be_kept(function)).map(|function| &function.name).next();
            let (Some(name), Some(text)) = (unkept, sql.text(dialect)) else { continue };
            let at = if text.at.file == fallback.file { text.at } else { fallback };
            let what = format!("keep what `{name}` gives, which does not say that it is always the same");
            self.refuse(at, what, format!("add `IMMUTABLE` to the definition of `{name}` if it is"));
            return;
        }
    }

    pub(super) fn check_definition(&mut self, definition: &Sql) {
        let text = definition.text(self.target.dialect).into_iter();
        text.for_each(|text| self.check_text(&text.text, text.at));
    }
}
