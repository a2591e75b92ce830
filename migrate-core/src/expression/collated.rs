//! What an expression is as a whole, where that decides how its values are compared.

use sqlparser::ast::Expr;

use super::parse;
use super::walk::Identifier;
use crate::catalog::{Column, Table};
use crate::dialect::Dialect;

/// The column of a table that an expression is, and nothing more.
#[must_use]
pub fn whole_column<'a>(text: &str, table: &'a Table, dialect: Dialect) -> Option<&'a Column> {
    let expression = parse(text, dialect).ok()?;
    let name = match outermost(&expression) {
        Expr::Identifier(name) => Identifier::from(name),
        Expr::CompoundIdentifier(path) => Identifier::from(path.last()?),
        _ => return None,
    };
    table.columns.iter().find(|column| name.resolves_to(&column.name, dialect))
}

/// The collation that an expression ends in.
#[must_use]
pub fn collation_said(text: &str, dialect: Dialect) -> Option<String> {
    match outermost(&parse(text, dialect).ok()?) {
        Expr::Collate { collation, .. } => {
            collation.0.last().and_then(|part| part.as_ident()).map(|name| name.value.clone())
        }
        _ => None,
    }
}

/// Without the parentheses around it.
fn outermost(expression: &Expr) -> &Expr {
    match expression {
        Expr::Nested(inner) => outermost(inner),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::catalog;

    #[test]
    fn an_expression_may_be_a_column_or_end_in_a_collation() {
        let catalog = catalog();
        let Some(users) = catalog.table("users") else { return };
        for (text, column, collation) in [
            ("nick", Some("nick"), None),
            ("((\"nick\"))", Some("nick"), None),
            ("users.nick", Some("nick"), None),
            ("nick COLLATE NOCASE", None, Some("NOCASE")),
            ("(lower(nick) COLLATE \"RTRIM\")", None, Some("RTRIM")),
            ("lower(nick COLLATE NOCASE)", None, None),
            ("nick || 'x'", None, None),
        ] {
            let found = whole_column(text, users, Dialect::Sqlite).map(|column| column.name.as_str());
            assert_eq!((found, collation_said(text, Dialect::Sqlite).as_deref()), (column, collation), "{text}");
        }
    }
}
