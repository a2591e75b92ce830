//! Which views each database has.

use super::{Cx, Unsupported, place};
use crate::catalog::{Catalog, Name, View, ViewKind};
use crate::dialect::Dialect;
use crate::expression::computed_from;
use crate::operation::CreateView;
use crate::refusal::Call;

impl Cx {
    pub(super) fn check_create_view(&mut self, create: &CreateView) {
        let Some(text) = create.query.text(self.target.dialect) else { return };
        self.check_text(&text.text, text.at);
        if create.kind == ViewKind::Materialized && self.target.dialect != Dialect::Postgres {
            let call = Call::Around("create_materialized_view");
            let instead = "write `create_view`, whose query runs whenever it is read";
            self.refuse_call(create.name.at(), call, "keep the rows of a view", instead);
        }
    }

    /// Whoever drops a view drops what was granted on it, which the model does not hold; so its author says it.
    pub(super) fn check_read(&mut self, table: &Name, column: &Name, changing: &str, before: &Catalog) {
        if self.target.dialect != Dialect::Postgres {
            return;
        }
        let targets = [self.target];
        let also = before.table(table).map(|known| computed_from(known, column, &targets)).unwrap_or_default();
        let columns: Vec<&Name> =
            std::iter::once(column).chain(also.into_iter().map(|(column, _)| &column.name)).collect();
        let reads = |view: &&View| {
            columns.iter().any(|column| view.names_column(table, column))
                && view.query.text(Dialect::Postgres).is_some()
        };
        for view in before.views.values().filter(reads) {
            let (noun, name, drop) = (view.kind.noun(), &view.name, view.kind.dropping());
            let what = format!("{changing} `{table}.{column}` while {noun} `{name}` reads it");
            let instead = format!("write `schema.{drop}({:?});` before, and create it again after", name.as_str());
            let refusal = Unsupported::new(self.target, what, instead).refusal(place(column, table.at()));
            self.push(refusal.note(format!("what was granted on `{name}` goes with it, and has to be granted again")));
        }
    }
}
