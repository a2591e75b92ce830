//! What a database calls the columns of a query.

use sqlparser::ast::{Expr, Ident, ObjectNamePart, SelectItem, SetExpr};

use super::super::walk::Identifier;
use crate::dialect::Dialect;

/// A name that the query gives, as the database keeps it.
pub(super) fn given(ident: &Ident, dialect: Dialect) -> String {
    let identifier = Identifier::from(ident);
    if dialect == Dialect::Postgres { identifier.folded(dialect) } else { identifier.text }
}

/// What an expression without a name of its own is called; none where its whole text, or a word of the database's,
/// becomes its name.
pub(super) fn of(expression: &Expr, dialect: Dialect) -> Option<String> {
    match expression {
        Expr::Identifier(ident) => Some(given(ident, dialect)),
        Expr::CompoundIdentifier(parts) => parts.last().map(|ident| given(ident, dialect)),
        _ if dialect != Dialect::Postgres => None,
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } | Expr::Collate { expr: inner, .. } => of(inner, dialect),
        Expr::Function(call) => match call.name.0.last() {
            Some(ObjectNamePart::Identifier(name)) => Some(given(name, dialect)),
            _ => None,
        },
        _ => None,
    }
}

/// The columns of a query by its text alone, for one that names itself; none where that does not tell.
pub(super) fn of_first(body: &SetExpr, dialect: Dialect) -> Option<Vec<Option<String>>> {
    match body {
        SetExpr::SetOperation { left, .. } => of_first(left, dialect),
        SetExpr::Query(query) => of_first(&query.body, dialect),
        SetExpr::Select(select) => select
            .projection
            .iter()
            .map(|item| match item {
                SelectItem::UnnamedExpr(expression) => Some(of(expression, dialect)),
                SelectItem::ExprWithAlias { alias, .. } => Some(Some(given(alias, dialect))),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}
