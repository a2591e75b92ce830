//! Whether the words that create a table give it the columns and the key that the statement does.

use sqlparser::ast::{
    ColumnDef, ColumnOption, CreateTable, Expr, Ident, PrimaryKeyConstraint, Statement, TableConstraint,
};
use sqlparser::parser::Parser;

use super::super::grammar;
use super::super::walk::Identifier;
use super::{Dialect, MODEL, Piece, Refusal, SqlText, Token, head};
use crate::catalog::{Name, Table};

/// In what the words differ from the table, as far as the parser tells. What follows the columns may be whatever the
/// database takes there.
pub(super) fn check(text: &SqlText, pieces: &[Piece], table: &Table, dialect: Dialect) -> Option<Refusal> {
    let refusal = |problem: String| Refusal::new(text.at, problem).note(MODEL);
    if let Some(created) = columns(&text.text, pieces, dialect) {
        let problem = differing(&created, table, dialect);
        if let Some(problem) = problem {
            return Some(refusal(problem));
        }
    }
    let missing = table.indexes.iter().find(|index| !pieces.iter().any(|piece| piece.means(&index.name, dialect)));
    let index = missing.filter(|_| dialect.is_mysql_family())?;
    let refusal = refusal(format!("this SQL has no index `{}`, which the statement has", index.name));
    Some(refusal.note(format!("{dialect} creates the indexes of a table with it")))
}

/// The columns and constraints, of a text that begins as one which the parser knows.
fn columns(text: &str, pieces: &[Piece], dialect: Dialect) -> Option<CreateTable> {
    let open = head(pieces)?.end;
    let mut depth = 0_usize;
    let close = pieces.iter().enumerate().skip(open).find_map(|(at, piece)| {
        match piece.token {
            Token::LParen => depth += 1,
            Token::RParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0).then_some(at)
    });
    let close = close.filter(|close| *close > open)?;
    let text = &text[..=pieces[close].start];
    match Parser::parse_sql(&*grammar(dialect), text).ok()?.pop()? {
        Statement::CreateTable(created) => Some(created),
        _ => None,
    }
}

fn differing(created: &CreateTable, table: &Table, dialect: Dialect) -> Option<String> {
    let is = |ident: &Ident, name: &Name| Identifier::from(ident).resolves_to(name, dialect);
    let of = |name: &Name| created.columns.iter().find(|column| is(&column.name, name));
    if let Some(missing) = table.columns.iter().find(|column| of(&column.name).is_none()) {
        return Some(format!("this SQL has no column `{}`, which the statement has", missing.name));
    }
    let has = |column: &ColumnDef| table.columns.iter().any(|own| is(&column.name, &own.name));
    if let Some(more) = created.columns.iter().find(|column| !has(column)) {
        return Some(format!("this SQL has a column `{}`, which the statement does not have", more.name.value));
    }
    let key = primary_key(created)?;
    let own: Vec<&Name> = table.primary_key.iter().flat_map(|key| &key.columns).collect();
    if key.len() != own.len() || !key.iter().zip(&own).all(|(ident, name)| is(ident, name)) {
        let shown =
            |names: Vec<String>| if names.is_empty() { "none".to_owned() } else { format!("`{}`", names.join("`, `")) };
        let found = shown(key.iter().map(|ident| ident.value.clone()).collect());
        let own = shown(own.iter().map(|name| name.to_string()).collect());
        return Some(format!("the primary key of this SQL is {found}, and that of the statement {own}"));
    }
    for own in &table.columns {
        let Some(column) = of(&own.name) else { continue };
        let takes_null = !key.iter().any(|ident| is(ident, &own.name)) && is_nullable(column)?;
        if takes_null != own.nullable {
            let (here, there) = if takes_null { ("nullable", "NOT NULL") } else { ("NOT NULL", "nullable") };
            return Some(format!("`{}` is {here} in this SQL, and {there} in the statement", own.name));
        }
    }
    None
}

/// The columns of the primary key; nothing where it is not one of plain columns.
fn primary_key(created: &CreateTable) -> Option<Vec<&Ident>> {
    let of_table = created.constraints.iter().find_map(|constraint| match constraint {
        TableConstraint::PrimaryKey(key) => Some(key),
        _ => None,
    });
    if let Some(PrimaryKeyConstraint { columns, .. }) = of_table {
        return columns.iter().map(|column| plain(&column.column.expr)).collect();
    }
    let is_key =
        |column: &&ColumnDef| column.options.iter().any(|option| matches!(option.option, ColumnOption::PrimaryKey(_)));
    Some(created.columns.iter().filter(is_key).map(|column| &column.name).collect())
}

fn plain(expression: &Expr) -> Option<&Ident> {
    match expression {
        Expr::Identifier(ident) => Some(ident),
        _ => None,
    }
}

/// Whether NULL fits; nothing where something else than NOT NULL may forbid it.
fn is_nullable(column: &ColumnDef) -> Option<bool> {
    let says = |is: fn(&ColumnOption) -> bool| column.options.iter().any(|option| is(&option.option));
    if says(|option| matches!(option, ColumnOption::NotNull)) {
        return Some(false);
    }
    let is_open = says(|option| {
        matches!(option, ColumnOption::Identity(_) | ColumnOption::Generated { .. } | ColumnOption::DialectSpecific(_))
    });
    let is_serial = column.data_type.to_string().to_lowercase().contains("serial");
    (!is_open && !is_serial).then_some(true)
}
