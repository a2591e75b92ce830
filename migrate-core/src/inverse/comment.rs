//! What undoes a comment: the one before.

use super::{Inverse, nothing_known};
use crate::catalog::Catalog;
use crate::operation::{CommentOnColumn, CommentOnTable, Operation};

pub(super) fn on_table(operation: &CommentOnTable, before: &Catalog) -> Inverse {
    let Some(table) = before.table(&operation.table) else { return nothing_known(operation.table.at()) };
    let (table, comment) = (operation.table.clone(), table.comment.clone());
    Inverse::exact(Operation::CommentOnTable(CommentOnTable { table, comment }))
}

pub(super) fn on_column(operation: &CommentOnColumn, before: &Catalog) -> Inverse {
    let CommentOnColumn { table, column, comment: _ } = operation;
    let Some(old) = before.table(table).and_then(|table| table.column(column)) else {
        return nothing_known(column.at());
    };
    let (table, column, comment) = (table.clone(), column.clone(), old.comment.clone());
    Inverse::exact(Operation::CommentOnColumn(CommentOnColumn { table, column, comment }))
}
