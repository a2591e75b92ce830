//! Saying what a table or a column is for.

use crate::catalog::Catalog;
use crate::location::Location;
use crate::operation::{CommentOnColumn, CommentOnTable};
use crate::refusal::{Call, Refusal};

use super::cx::Cx;

pub(super) fn check_table(cx: &mut Cx<'_>, operation: &CommentOnTable) {
    let Some(table) = cx.table(&operation.table) else { return };
    if table.comment == operation.comment {
        let call = Call::LastArgumentAround("comment_on_table");
        cx.refuse_same_comment(&table.name, operation.comment.as_ref(), operation.table.at(), call);
    }
}

pub(super) fn check_column(cx: &mut Cx<'_>, operation: &CommentOnColumn) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(column) = cx.column(table, &operation.column) else { return };
    if column.comment == operation.comment {
        let what = format!("{}.{}", table.name, column.name);
        let call = Call::LastArgumentAround("comment_on_column");
        cx.refuse_same_comment(&what, operation.comment.as_ref(), operation.column.at(), call);
    }
}

impl Cx<'_> {
    fn refuse_same_comment(&mut self, what: &str, comment: Option<&String>, at: Location, call: Call) {
        let problem = match comment {
            Some(_) => format!("`{what}` has this comment already"),
            None => format!("`{what}` has no comment to take away"),
        };
        self.refuse(Refusal::new(at, problem).of(call));
    }
}

pub(super) fn table(operation: &CommentOnTable, catalog: &mut Catalog) {
    if let Some(table) = catalog.tables.get_mut(operation.table.as_str()) {
        table.comment.clone_from(&operation.comment);
    }
}

pub(super) fn column(operation: &CommentOnColumn, catalog: &mut Catalog) {
    let table = catalog.tables.get_mut(operation.table.as_str());
    if let Some(column) = table.and_then(|table| table.column_mut(&operation.column)) {
        column.comment.clone_from(&operation.comment);
    }
}
