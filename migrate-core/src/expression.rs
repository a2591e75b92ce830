//! SQL expressions that authors write: whether they parse, which columns they name, and how a
//! rename is carried into them. This module alone names sqlparser.

mod collated;
mod computed;
mod decided;
mod declared;
mod extent;
mod foreign;
mod function;
mod pieces;
mod query;
mod reserved;
mod retyped;
mod rewrite;
mod rows;
mod schema;
mod sequence;
mod statement;
mod trigger;
mod two_readings;
mod type_name;
mod view;
mod volatile;
mod walk;
mod words;

use sqlparser::ast::Expr;
use sqlparser::dialect::{Dialect as Grammar, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, Tokenizer, Whitespace};

use crate::catalog::{Catalog, Sql, SqlText, Table};
use crate::dialect::{Dialect, Target};
use crate::location::Location;
use crate::operation::Subject;
use crate::refusal::{Call, Refusal, nearest};

pub use collated::{collation_said, whole_column};
pub use computed::{computed_from, concerns, with_those_computed_from};
pub use decided::is_violated;
pub use declared::names_unread;
pub use foreign::{check_availability, functions, lacks_function};
pub use function::{
    body_calls, body_names_column, body_names_column_of, body_names_relation, calls, can_be_kept, can_replace_function,
    casts_to, check_function, has_type, is_same_definition, or_replace, plain_definition, rename_calls, rename_casts,
    rename_function, rename_type, signature, trimmed, unknown_row_column,
};
pub use reserved::reserved_words;
pub use retyped::{follows_type, is_kin};
pub use rewrite::{as_plain, differs_elsewhere, is_same, rename_column, rename_table, with_computed};
pub use rows::check_in_rows;
pub use schema::{body_names_schema, names_schema_unread, rename_schema, rename_schema_in_query};
pub use sequence::{rename_sequence, takes_from};
pub use statement::{changes_no_answer, changes_rows_alone, check_statement};
pub use trigger::{
    Owner, check_trigger, compares_column, executed_function, rename_column_of_trigger, rename_table_of_trigger,
    rename_trigger, trigger_names, trigger_names_column, trigger_names_column_elsewhere,
};
use two_readings::read_in_two_ways;
pub use type_name::check_type_name;
pub use view::{QueryRename, Reads, can_replace, check_query, expanded, is_same_query, reads, rename_in_query};
pub use volatile::{depends_on_settings, refused_functions};
use walk::{Found, Identifier};
pub use words::{
    check_words, creates_table, creating_as, creating_view, dropped_database, is_partitioned, plain_words,
    replacing_view, runs_outside, says_more,
};

/// Where an expression stands, which decides what it may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A check: columns of its own table.
    Check,
    /// A default: no column.
    Default,
    /// What a generated column is computed from: columns of its own table.
    Generated,
    /// The conversion of a value to another type: columns of its own table.
    Conversion,
    /// A part of an index: columns of its own table.
    Index,
    /// What says which rows an index holds: columns of its own table.
    Predicate,
    /// What says which rows an exclusion constraint compares: columns of its own table.
    Excluded,
    /// What says which rows are changed: columns of its own table, and queries.
    Rows,
    /// A value that rows get: columns of its own table, and queries.
    NewValue,
    /// A value of a row that is inserted: no column, but queries.
    Inserted,
    /// What rows get that have no other value: no column.
    Restore,
    /// The name of a type, which is no expression.
    Type,
    /// The query of a view.
    View,
    /// The statement of a function.
    Function,
    /// The statement of a trigger.
    Trigger,
}

impl Role {
    const fn noun(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Default => "default",
            Self::Generated => "generated column",
            Self::Conversion => "conversion",
            Self::Index => "key expression",
            Self::Predicate => "condition of an index",
            Self::Excluded => "condition of an exclusion constraint",
            Self::Rows => "condition",
            Self::NewValue | Self::Inserted => "value",
            Self::Restore => "value to restore",
            Self::Type => "type",
            Self::View => "view",
            Self::Function => "function",
            Self::Trigger => "trigger",
        }
    }
}

/// What is wrong with an expression of `table`, on any target. `at` is used where the expression
/// has no place of its own.
#[must_use]
pub fn check(sql: &Sql, role: Role, table: &Table, targets: &[Target], at: Location) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = missing(sql, targets, at, role).into_iter().collect();
    refusals.extend(read_in_two_ways(sql, role.noun(), targets).or_else(|| reserved::check(sql, role, table, targets)));
    // What one database does not understand, another may not either, and would say so in other words.
    for target in targets {
        if !refusals.is_empty() {
            break;
        }
        let found = sql.text(target.dialect).map(|text| check_text(text, role, table, target.dialect));
        refusals.extend(found.into_iter().flatten());
    }
    refusals
}

/// Whether an expression names this column of its table, on any target.
#[must_use]
pub fn names_column(sql: &Sql, column: &str, targets: &[Target]) -> bool {
    targets.iter().any(|target| {
        let found = sql.text(target.dialect).and_then(|text| walk_text(text, target.dialect).ok());
        found.is_some_and(|found| found.columns.iter().any(|used| used.column.resolves_to(column, target.dialect)))
    })
}

/// Whether an expression names this column of its table on a database, or may do so, as it cannot be read.
#[must_use]
pub fn may_name_column(sql: &Sql, column: &str, dialect: Dialect) -> bool {
    let Some(text) = sql.text(dialect) else { return false };
    walk_text(text, dialect)
        .map_or(true, |found| found.columns.iter().any(|used| used.column.resolves_to(column, dialect)))
}

/// Whether SQL says this text as a literal, on any target.
#[must_use]
pub fn says_text(sql: &Sql, value: &str, targets: &[Target]) -> bool {
    targets.iter().any(|target| {
        let text = sql.text(target.dialect).filter(|text| function::may_name(&text.text, value));
        text.and_then(|text| pieces::pieces(&text.text, target.dialect).ok()).is_some_and(|pieces| {
            pieces.iter().any(|piece| match &piece.token {
                Token::SingleQuotedString(text) | Token::DoubleQuotedString(text) => text == value,
                _ => false,
            })
        })
    })
}

/// What is wrong with raw SQL that may change this, on any target. `before` is the schema that it meets.
#[must_use]
pub fn check_statements(
    sql: &Sql,
    subject: Subject,
    before: &Catalog,
    targets: &[Target],
    at: Location,
) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = missing(sql, targets, at, Role::Check).into_iter().collect();
    refusals.extend(declared::not_asked(sql, at));
    refusals.extend(read_in_two_ways(sql, "statement", targets));
    for target in targets {
        let found = sql.text(target.dialect);
        let found = found.and_then(|text| check_statement(text, subject, target.dialect, before, targets));
        refusals.extend(found.filter(|found| !refusals.iter().any(|known| known.problem == found.problem)));
    }
    refusals
}

/// That SQL lacks a text for some of the targets. Only a check and a statement may have nothing for a database.
#[must_use]
pub fn missing(sql: &Sql, targets: &[Target], at: Location, role: Role) -> Option<Refusal> {
    let may_be_nothing = matches!(role, Role::Check | Role::Conversion | Role::View | Role::Function | Role::Trigger);
    let dialects = targets.iter().map(|target| target.dialect);
    let lacking: Vec<Dialect> = dialects
        .filter(|dialect| sql.text(*dialect).is_none() && !(may_be_nothing && sql.names(*dialect)))
        // MariaDB will be served by what is added for MySQL.
        .filter(|dialect| *dialect != Dialect::MariaDb || sql.names(Dialect::MySql) || !has_mysql(targets))
        .collect();
    if lacking.is_empty() {
        return sql.texts().next().is_none().then(|| {
            Refusal::new(at, "this SQL has nothing for any database")
                .help("delete the statement, or write a text for one of them")
                .of(Call::After("sql_for"))
        });
    }
    // Without a text the place is that of a name before the SQL.
    let (at, call) = match sql.texts().next() {
        Some(text) => (text.at, Call::Around("sql_for")),
        None => (at, Call::After("sql_for")),
    };
    if let Some(dialect) = lacking.iter().find(|dialect| sql.names(**dialect)) {
        let (noun, key) = (role.noun(), dialect.key());
        return Some(
            Refusal::new(at, format!("a {noun} cannot be nothing on {dialect}"))
                .help(format!("write `.{key}(\"…\")` in place of `.nothing_on({dialect:?})`"))
                .of(call),
        );
    }
    let names = |dialects: &[Dialect]| joined(&dialects.iter().map(Dialect::to_string).collect::<Vec<_>>());
    let texts: Vec<String> = lacking.iter().map(|dialect| format!("`.{}(\"…\")`", dialect.key())).collect();
    let nothing = if may_be_nothing { ", or `.nothing_on(…)`" } else { "" };
    Some(
        Refusal::new(at, format!("this SQL has no text for {}", names(&lacking)))
            .note(format!("the history targets {}", names(&targets.iter().map(|it| it.dialect).collect::<Vec<_>>())))
            .help(format!("add {}{nothing}", joined(&texts)))
            .of(call),
    )
}

fn has_mysql(targets: &[Target]) -> bool {
    targets.iter().any(|target| target.dialect == Dialect::MySql)
}

/// `a`, `b` and `c`.
pub(crate) fn joined(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

fn check_text(text: &SqlText, role: Role, table: &Table, dialect: Dialect) -> Vec<Refusal> {
    let found = match walk_text(text, dialect) {
        Ok(found) => found,
        Err(mut refusal) => {
            if matches!(role, Role::Default | Role::Restore | Role::Inserted) {
                refusal.help.iter_mut().for_each(|help| *help = declared::or_uses(""));
            }
            return vec![*refusal];
        }
    };
    let noun = role.noun();
    let mut refusals = Vec::new();
    let takes_queries = matches!(role, Role::Rows | Role::NewValue | Role::Inserted);
    if let Some(what) = found.forbidden.iter().find(|what| !takes_queries || **what != walk::SUBQUERY) {
        refusals.push(Refusal::new(text.at, format!("a {noun} cannot contain {what}")));
    }
    refusals.extend(volatile::refusal(text, &found, role, table, dialect));
    if found.is_declared && declared::speaks_of(text, table, dialect) {
        refusals.push(
            Refusal::new(text.at, format!("the {noun} names its table, and a new name would not be carried into it"))
                .help("write the columns alone"),
        );
    }
    for used in &found.columns {
        let has_value = matches!(role, Role::Default | Role::Restore | Role::Inserted | Role::NewValue | Role::Rows);
        if has_value && volatile::is_value(&used.column, dialect) {
            continue;
        }
        if matches!(role, Role::Default | Role::Restore | Role::Inserted) {
            let written = &used.column.text;
            refusals.push(
                Refusal::new(text.at, format!("a {noun} cannot name a column, and this one names `{written}`"))
                    .help(format!("write `'{written}'` if a text is meant")),
            );
            continue;
        }
        if let Some(qualifier) = &used.table
            && !used.is_of(&table.name, dialect)
        {
            let other = schema::kept(used.schema.as_ref().map(|schema| schema.text.clone()), qualifier.text.clone());
            let table = &table.name;
            refusals.push(
                Refusal::new(text.at, format!("the {noun} names table `{other}`, but it belongs to `{table}`"))
                    .note(format!("a {noun} sees only the row it belongs to")),
            );
            continue;
        }
        if let Some(qualifier) = used.table.as_ref().filter(|_| role == Role::Generated && dialect == Dialect::Sqlite) {
            let (qualifier, column) = (&qualifier.text, &used.column.text);
            let problem = format!("SQLite cannot read `{qualifier}.{column}` in a generated column");
            refusals.push(Refusal::new(text.at, problem).help(format!("write `{column}`")));
            continue;
        }
        if !table.columns.iter().any(|column| used.column.resolves_to(&column.name, dialect)) {
            refusals.push(unknown_column(text, role, &used.column, table, dialect));
        }
    }
    refusals
}

fn unknown_column(text: &SqlText, role: Role, used: &Identifier, table: &Table, dialect: Dialect) -> Refusal {
    let (noun, written) = (role.noun(), &used.text);
    let refusal =
        Refusal::new(text.at, format!("the {noun} names `{written}`, which is not a column of `{}`", table.name));
    if table.column(written).is_some() {
        return refusal
            .note(format!("{dialect} reads a name without quotes in lower case"))
            .help(format!("quote it: `\"{written}\"`"));
    }
    if used.quote == Some('"') && dialect == Dialect::Sqlite {
        return refusal
            .note("SQLite takes a double-quoted name that is no column for a text")
            .help(format!("write `'{written}'` if a text is meant"));
    }
    match nearest(written, table.columns.iter().map(|column| column.name.as_str())) {
        Some(near) => refusal.help(format!("did you mean `{near}`?")),
        None => refusal,
    }
}

/// The names in an expression, or why it is not one.
fn walk_text(text: &SqlText, dialect: Dialect) -> Result<Found, Box<Refusal>> {
    read_text(text, dialect).or_else(|refusal| declared::found(text, dialect).ok_or(refusal))
}

/// The names that are read in an expression, or why they cannot be.
fn read_text(text: &SqlText, dialect: Dialect) -> Result<Found, Box<Refusal>> {
    let expression = parse(&text.text, dialect).map_err(|reason| {
        let refusal = Refusal::new(text.at, format!("this SQL expression {reason}"));
        let differs = reason.starts_with("does not parse");
        Box::new(if differs {
            refusal.note(format!("as {dialect} would read it")).help(declared::or_uses("column"))
        } else {
            refusal
        })
    })?;
    let mut found = Found::default();
    walk::expression(&expression, &mut found);
    match found.unsupported {
        Some(_) => Err(Box::new(
            Refusal::new(text.at, "this form of expression is not supported yet".to_owned())
                .note("the columns that it names cannot be told, so a rename could not be carried into it")
                .help(declared::or_uses("column")),
        )),
        None => Ok(found),
    }
}

fn parse(text: &str, dialect: Dialect) -> Result<Expr, String> {
    if text.trim().is_empty() {
        return Err("is empty".to_owned());
    }
    if ["--", "#"].iter().any(|mark| text.contains(mark)) && ends_in_comment(text, dialect) {
        return Err("cannot end in a comment".to_owned());
    }
    let grammar = grammar(dialect);
    let tokens = Tokenizer::new(&*grammar, text).tokenize_with_location().map_err(|error| reason(&error.into()))?;
    let tokens = if dialect == Dialect::MariaDb { sequence::as_calls(tokens) } else { tokens };
    let mut parser = Parser::new(&*grammar).with_tokens_with_locations(tokens);
    let expression = parser.parse_expr().map_err(|error| reason(&error))?;
    match parser.next_token().token {
        Token::EOF => Ok(expression),
        Token::SemiColon => Err("cannot contain `;`".to_owned()),
        Token::Comma => Err("cannot be a list".to_owned()),
        other => Err(format!("does not parse: expected the end, found `{other}`")),
    }
}

/// Whether a text ends in a comment: what follows it in its statement would become part of it.
fn ends_in_comment(text: &str, dialect: Dialect) -> bool {
    let tokens = Tokenizer::new(&*grammar(dialect), text).tokenize().unwrap_or_default();
    let last = tokens.last();
    matches!(last, Some(Token::Whitespace(Whitespace::SingleLineComment { comment, .. })) if !comment.ends_with('\n'))
}

fn grammar(dialect: Dialect) -> Box<dyn Grammar> {
    match dialect {
        Dialect::Postgres => Box::new(PostgreSqlDialect {}),
        Dialect::MySql | Dialect::MariaDb => Box::new(MySqlDialect {}),
        Dialect::Sqlite => Box::new(SQLiteDialect {}),
    }
}

/// The parser's reason in plain words.
fn reason(error: &ParserError) -> String {
    let said = match error {
        ParserError::TokenizerError(said) | ParserError::ParserError(said) => said.as_str(),
        ParserError::RecursionLimitExceeded => return "is nested too deeply".to_owned(),
    };
    let said = said.split(" at Line:").next().unwrap_or(said);
    if said.starts_with("No infix parser") {
        return "does not parse: unknown operator".to_owned();
    }
    let said = match said.strip_prefix("Expected: ").and_then(|rest| rest.split_once(", found: ")) {
        Some((expected, "EOF")) => format!("expected {expected}, found the end"),
        Some((expected, found)) => format!("expected {expected}, found `{found}`"),
        None => {
            let mut letters = said.chars();
            letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
        }
    };
    format!("does not parse: {said}")
}

#[cfg(test)]
mod tests;
