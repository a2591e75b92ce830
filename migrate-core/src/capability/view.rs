//! Which views each database has.

use super::Cx;
use crate::catalog::ViewKind;
use crate::dialect::Dialect;
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
}
