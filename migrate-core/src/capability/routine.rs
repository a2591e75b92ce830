//! Which databases have functions, sequences, extensions and schemas.

use super::Cx;
use crate::catalog::{Catalog, Name, Sql, Trigger};
use crate::dialect::Dialect;
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

    pub(super) fn check_definition(&mut self, definition: &Sql) {
        let text = definition.text(self.target.dialect).into_iter();
        text.for_each(|text| self.check_text(&text.text, text.at));
    }
}
