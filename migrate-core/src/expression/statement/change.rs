//! Raw SQL that changes or drops what the model holds.

use sqlparser::tokenizer::Token;

use super::{held_object, held_schema, object, parts};
use crate::catalog::{Catalog, Constraint, ConstraintKind, Table, View};
use crate::dialect::{Dialect, Target};

/// The statement for `ALTER` of something that the model holds.
pub(super) fn altered(
    tokens: &[Token],
    words: &[String],
    before: &Catalog,
    targets: &[Target],
) -> Option<&'static str> {
    let (kind, at) = kind(words)?;
    let (name, after) = held_object(tokens, words, at, before)?;
    let rest: Vec<&str> = words[after..].iter().map(String::as_str).collect();
    let renames = rest.first() == Some(&"RENAME");
    match kind {
        "INDEX" => (held_index(&name, before) && renames).then_some("rename_index"),
        "VIEW" if held_view(&name, before).is_some() => match rest.as_slice() {
            ["RENAME", ..] => Some("rename_view"),
            ["AS", ..] => Some("replace_view"),
            _ => None,
        },
        "FUNCTION" | "ROUTINE" => {
            (held_function(&name, before) && rest.contains(&"RENAME")).then_some("rename_function")
        }
        "TRIGGER" => (held_trigger(&name, before) && rest.contains(&"RENAME")).then_some("rename_trigger"),
        "SEQUENCE" => (held_sequence(&name, before) && renames).then_some("rename_sequence"),
        "SCHEMA" => held_schema(&name, before).filter(|_| renames).map(|_| "rename_schema"),
        "TYPE" if held_enum(&name, before) => match rest.as_slice() {
            ["ADD", "VALUE", ..] => Some("add_enum_value"),
            ["RENAME", "VALUE", ..] => Some("rename_enum_value"),
            ["RENAME", "TO", ..] => Some("rename_enum"),
            _ => None,
        },
        "TABLE" => match before.tables.values().find(|table| table.name.eq_ignore_ascii_case(&name)) {
            Some(table) => table_changed(tokens, words, after, (table, targets)),
            // On PostgreSQL a view is renamed like this too.
            None => (held_view(&name, before).is_some() && renames).then_some("rename_view"),
        },
        _ => None,
    }
}

/// The statement for the first action of `ALTER TABLE name` that the language has one for. They begin at `at`.
fn table_changed(
    tokens: &[Token],
    words: &[String],
    at: usize,
    (table, targets): (&Table, &[Target]),
) -> Option<&'static str> {
    // Elsewhere the language has no word for an exclusion.
    let has_exclusions = targets.iter().all(|target| target.dialect == Dialect::Postgres);
    parts(tokens, at).into_iter().find_map(|part| {
        let (tokens, words) = (&tokens[part.clone()], &words[part]);
        let action: Vec<&str> = words.iter().map(String::as_str).collect();
        match action.as_slice() {
            ["DROP", "CONSTRAINT", ..] => named_constraint(tokens, words, table).map(dropping_constraint),
            ["VALIDATE", "CONSTRAINT", ..] => named_constraint(tokens, words, table).map(|_| "validate_constraint"),
            action => table_action(action).filter(|statement| has_exclusions || *statement != "add_exclusion"),
        }
    })
}

/// The statement for one of the actions that follow `ALTER TABLE name`.
fn table_action(rest: &[&str]) -> Option<&'static str> {
    match rest {
        ["ADD", "PARTITION" | "FULLTEXT" | "SPATIAL" | "PERIOD" | "SYSTEM", ..] => None,
        ["ADD", "CONSTRAINT", _, "EXCLUDE", ..] | ["ADD", "EXCLUDE", ..] => Some("add_exclusion"),
        ["ADD", "INDEX" | "KEY", ..] => Some("create_index"),
        ["ADD", "UNIQUE", ..] | ["ADD", "CONSTRAINT", _, "UNIQUE", ..] => Some("add_unique"),
        ["ADD", "PRIMARY", ..] | ["ADD", "CONSTRAINT", _, "PRIMARY", ..] => Some("add_primary_key"),
        ["ADD", "FOREIGN", ..] | ["ADD", "CONSTRAINT", _, "FOREIGN", ..] => Some("add_foreign_key"),
        ["ADD", "CHECK", ..] | ["ADD", "CONSTRAINT", _, "CHECK", ..] => Some("add_check"),
        ["ADD", ..] => Some("add_column"),
        ["DROP", "PARTITION" | "PERIOD" | "SYSTEM", ..] => None,
        ["DROP", "INDEX" | "KEY", ..] => Some("drop_index"),
        ["DROP", "PRIMARY", ..] => Some("drop_primary_key"),
        ["DROP", "FOREIGN", ..] => Some("drop_foreign_key"),
        ["DROP", "CHECK", ..] => Some("drop_check"),
        ["DROP", ..] => Some("drop_column"),
        ["COMMENT", ..] => Some("comment_on_table"),
        ["RENAME", "CONSTRAINT", ..] => Some("rename_constraint"),
        ["RENAME", "INDEX" | "KEY", ..] => Some("rename_index"),
        ["RENAME", "TO" | "AS", ..] => Some("rename_table"),
        ["RENAME", ..] => Some("rename_column"),
        ["MODIFY" | "CHANGE", ..] => Some("change_type"),
        ["ALTER", rest @ ..] => {
            let rest = if rest.first() == Some(&"COLUMN") { &rest[1..] } else { rest };
            match rest {
                [_, "TYPE", ..] | [_, "SET", "DATA", ..] => Some("change_type"),
                [_, "SET", "NOT", ..] => Some("set_not_null"),
                [_, "DROP", "NOT", ..] => Some("drop_not_null"),
                [_, "SET", "DEFAULT", ..] => Some("set_default"),
                [_, "DROP", "DEFAULT", ..] => Some("drop_default"),
                [_, "SET", "EXPRESSION", ..] => Some("set_generated"),
                [_, "DROP", "EXPRESSION", ..] => Some("drop_generated"),
                [_, "ADD", "GENERATED", ..] => Some("set_auto_increment"),
                [_, "DROP", "IDENTITY", ..] => Some("drop_auto_increment"),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The constraint whose name follows two words.
fn named_constraint(tokens: &[Token], words: &[String], table: &Table) -> Option<Constraint> {
    let (name, _) = object(tokens, words, 2)?;
    table.constraints().find(|constraint| constraint.name().eq_ignore_ascii_case(&name))
}

fn dropping_constraint(constraint: Constraint) -> &'static str {
    match constraint.kind() {
        ConstraintKind::PrimaryKey => "drop_primary_key",
        ConstraintKind::Unique => "drop_unique",
        ConstraintKind::ForeignKey => "drop_foreign_key",
        ConstraintKind::Check => "drop_check",
        ConstraintKind::Exclusion => "drop_exclusion",
    }
}

/// The statement for `DROP` of something that the model holds, be it one of several.
pub(super) fn dropped(tokens: &[Token], words: &[String], before: &Catalog) -> Option<&'static str> {
    let (kind, at) = kind(words)?;
    let concurrently = usize::from(words.get(at).is_some_and(|word| word == "CONCURRENTLY"));
    parts(tokens, at + concurrently).into_iter().find_map(|part| {
        let (name, _) = held_object(&tokens[part.clone()], &words[part], 0, before)?;
        dropping(kind, &name, before)
    })
}

fn dropping(kind: &str, name: &str, before: &Catalog) -> Option<&'static str> {
    match kind {
        "VIEW" => held_view(name, before).map(|view| view.kind.dropping()),
        "FUNCTION" | "ROUTINE" => held_function(name, before).then_some("drop_function"),
        "TRIGGER" => held_trigger(name, before).then_some("drop_trigger"),
        "TYPE" => held_enum(name, before).then_some("drop_enum"),
        "SEQUENCE" => held_sequence(name, before).then_some("drop_sequence"),
        "SCHEMA" => held_schema(name, before).map(|_| "drop_schema"),
        "EXTENSION" => before.extensions.contains_key(name).then_some("drop_extension"),
        "TABLE" | "TABLES" => {
            before.tables.keys().any(|table| table.eq_ignore_ascii_case(name)).then_some("drop_table")
        }
        "INDEX" => held_index(name, before).then_some("drop_index"),
        _ => None,
    }
}

/// What kind of thing a statement is about, and the place after it, where its name begins.
fn kind(words: &[String]) -> Option<(&str, usize)> {
    let is_beside = |word: &&String| matches!(word.as_str(), "MATERIALIZED" | "ONLINE" | "IGNORE");
    let at = 1 + words[1..].iter().take_while(is_beside).count();
    Some((words.get(at)?.as_str(), at + 1))
}

/// An index of a table, or of a view that keeps rows.
fn held_index(name: &str, before: &Catalog) -> bool {
    let rows = before.views.values().filter_map(|view| view.rows.as_ref());
    let is_it =
        |table: &Table| table.indexes.iter().any(|index| table.name.beside(&index.name).eq_ignore_ascii_case(name));
    before.tables.values().chain(rows).any(is_it)
}

fn held_view<'a>(name: &str, before: &'a Catalog) -> Option<&'a View> {
    before.views.values().find(|view| view.name.eq_ignore_ascii_case(name))
}

fn held_function(name: &str, before: &Catalog) -> bool {
    before.functions.keys().any(|function| function.eq_ignore_ascii_case(name))
}

fn held_trigger(name: &str, before: &Catalog) -> bool {
    before.triggers.keys().any(|trigger| trigger.eq_ignore_ascii_case(name))
}

fn held_sequence(name: &str, before: &Catalog) -> bool {
    before.sequences.keys().any(|sequence| sequence.eq_ignore_ascii_case(name))
}

fn held_enum(name: &str, before: &Catalog) -> bool {
    before.enums.keys().any(|held| held.eq_ignore_ascii_case(name))
}
