//! SQL that the build cannot read, and whose author says which columns it names.

use sqlparser::tokenizer::Token;

use super::ends_in_comment;
use super::pieces::{Piece, pieces};
use super::walk::{ColumnUse, Found, Identifier};
use crate::catalog::{Name, Sql, SqlText, Table};
use crate::dialect::{Dialect, Target};
use crate::location::Location;
use crate::refusal::{Call, Refusal};

/// What an expression is said to name, where its author says so and it is one expression.
pub(super) fn found(text: &SqlText, dialect: Dialect) -> Option<Found> {
    let uses = text.uses.as_ref()?;
    let is_one = pieces(&text.text, dialect).is_ok_and(|pieces| is_whole(&pieces));
    if !is_one || ends_in_comment(&text.text, dialect) {
        return None;
    }
    let columns = uses.iter().map(used).collect();
    Some(Found { columns, is_declared: true, ..Found::default() })
}

/// The table, if there is one before the dot, and the column.
pub(super) fn used(name: &Name) -> ColumnUse {
    // Said in the words of the model, which are not folded.
    let exact = |text: &str| Identifier { text: text.to_owned(), quote: Some('"'), start: (0, 0) };
    match name.rsplit_once('.') {
        Some((table, column)) => {
            let (schema, table) = match table.rsplit_once('.') {
                Some((schema, table)) => (Some(exact(schema)), table),
                None => (None, table),
            };
            ColumnUse { schema, table: Some(exact(table)), column: exact(column) }
        }
        None => ColumnUse { schema: None, table: None, column: exact(name) },
    }
}

/// Whether it can stand inside a statement: nothing ends there that began before it.
pub(super) fn is_whole(pieces: &[Piece]) -> bool {
    let mut depth = 0_i32;
    for piece in pieces {
        match piece.token {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            Token::SemiColon => return false,
            Token::Comma if depth == 0 => return false,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0 && !pieces.is_empty()
}

/// Whether a text names its table, and not a column that is called the same.
pub(super) fn speaks_of(text: &SqlText, table: &Table, dialect: Dialect) -> bool {
    let is_column = text.uses.iter().flatten().any(|name| *name == table.name);
    let pieces = pieces(&text.text, dialect).unwrap_or_default();
    !is_column && pieces.iter().any(|piece| piece.means(&table.name, dialect))
}

/// What to type where SQL cannot be read that names columns like this one.
pub(super) fn or_uses(column: &str) -> String {
    let uses = if column.is_empty() { "[]".to_owned() } else { format!("[{column:?}]") };
    format!("write it otherwise, or say what it names: `sql(\"…\").uses({uses})`")
}

/// Whether an expression names this column of its table by its author's word alone, on any target: nothing can be
/// rewritten there.
#[must_use]
pub fn names_unread(sql: &Sql, column: &str, targets: &[Target]) -> bool {
    targets.iter().any(|target| {
        let found = sql.text(target.dialect).and_then(|text| super::walk_text(text, target.dialect).ok());
        found.is_some_and(|found| {
            found.is_declared && found.columns.iter().any(|used| used.column.resolves_to(column, target.dialect))
        })
    })
}

/// Why nothing has to be said of the columns that this SQL names.
pub(super) fn not_asked(sql: &Sql, at: Location) -> Option<Refusal> {
    let text = sql.texts().find(|text| text.uses.is_some())?;
    let at = if text.at == Location::UNKNOWN { at } else { text.at };
    let refusal = Refusal::new(at, "the columns that this SQL names are not asked for").of(Call::After("uses"));
    Some(refusal.help("delete `.uses(…)`"))
}
