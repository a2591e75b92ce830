//! A unique index of expressions by which NULL counts as a value, as `.nulls_not_distinct()` makes it where the database has
//! no such word.

use migrate_core::dialect::Dialect;

use crate::live::{Column, Index, Part};

/// The parts for which the expressions of an index stand, if each has its two.
pub fn parts(index: &Index, columns: &[Column], dialect: Dialect) -> Option<Vec<Part>> {
    let has_such = index.unique && matches!(dialect, Dialect::MySql | Dialect::Sqlite);
    let (pairs, rest) = index.parts.as_chunks::<2>();
    if !has_such || pairs.is_empty() || !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[value, is_null]| part(value, is_null, columns, dialect)).collect()
}

fn part(value: &Part, is_null: &Part, columns: &[Column], dialect: Dialect) -> Option<Part> {
    let whole = whole(is_null.expression.as_deref()?)?;
    let (value_of, collation) = value_of(value.expression.as_deref()?)?;
    let column = columns.iter().find(|column| is_name_of(&column.name, whole, dialect));
    let prefix = prefix(&value_of, whole, dialect).filter(|_| column.is_some());
    let is_instant = dialect == Dialect::MySql && column.is_some_and(|column| column.sql_type.starts_with("timestamp"));
    let expected = if is_instant {
        let seconds = format!("to_seconds(cast({whole} AT TIME ZONE '+00:00' AS datetime(6)))");
        format!("({seconds} * 1000000) + microsecond({whole})")
    } else {
        whole.to_owned()
    };
    let is_compared_alike = match column {
        Some(column) => dialect != Dialect::Sqlite || column.collation.as_deref().map(squeezed) == collation,
        None => {
            let said = squeezed(whole);
            collation.map_or(!said.contains("collate"), |collation| said.ends_with(&format!("collate{collation}")))
        }
    };
    let is_pair = value.descending == is_null.descending && is_compared_alike;
    if !is_pair || prefix.is_none() && value_of != squeezed(&expected) {
        return None;
    }
    Some(Part {
        column: column.map(|column| column.name.clone()),
        expression: column.is_none().then(|| whole.to_owned()),
        descending: value.descending,
        prefix,
        ..Part::default()
    })
}

/// Of what it is asked whether it is NULL.
fn whole(expression: &str) -> Option<&str> {
    let expression = without_parentheses(expression);
    let begin = expression.len().checked_sub(" IS NULL".len())?;
    let (whole, asked) = (expression.get(..begin)?, expression.get(begin..)?);
    asked.eq_ignore_ascii_case(" IS NULL").then(|| without_parentheses(whole))
}

/// What 0 stands for where it is NULL, and the collation that follows.
fn value_of(expression: &str) -> Option<(String, Option<String>)> {
    let expression = squeezed(expression);
    let rest = expression.strip_prefix("ifnull(")?;
    let (value, rest) = rest.rsplit_once(",0)")?;
    let collation = if rest.is_empty() { None } else { Some(rest.strip_prefix("collate")?.to_owned()) };
    Some((squeezed(value), collation))
}

/// How many characters of a column count.
fn prefix(value: &str, whole: &str, dialect: Dialect) -> Option<u32> {
    let (function, from) = if dialect == Dialect::MySql { ("left", "") } else { ("substr", "1,") };
    let arguments = value.strip_prefix(function)?.strip_prefix('(')?.strip_suffix(')')?;
    arguments.strip_prefix(&squeezed(whole))?.strip_prefix(',')?.strip_prefix(from)?.parse().ok()
}

fn is_name_of(column: &str, text: &str, dialect: Dialect) -> bool {
    let quote = dialect.quote();
    text == format!("{quote}{column}{quote}") || text.eq_ignore_ascii_case(column)
}

/// A text without what says nothing: spaces, quotes of names, the case of words, and parentheses around the whole.
fn squeezed(text: &str) -> String {
    let is_told = |c: &char| !c.is_whitespace() && !matches!(c, '"' | '`');
    without_parentheses(text).chars().filter(is_told).collect::<String>().to_lowercase()
}

fn without_parentheses(text: &str) -> &str {
    let text = text.trim();
    let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else { return text };
    let mut depth = 0_i32;
    let closes_early = inner.chars().any(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth < 0
    });
    if closes_early { text } else { without_parentheses(inner) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(expressions: &[&str]) -> Index {
        let part = |sql: &&str| Part { expression: Some((*sql).to_owned()), ..Part::default() };
        Index { unique: true, parts: expressions.iter().map(part).collect(), ..Index::default() }
    }

    fn column(name: &str, sql_type: &str, collation: Option<&str>) -> Column {
        let collation = collation.map(str::to_owned);
        Column { name: name.to_owned(), sql_type: sql_type.to_owned(), collation, ..Column::default() }
    }

    #[test]
    fn the_expressions_of_an_index_that_counts_null_are_read_back() {
        let columns = [
            column("nick", "text", None),
            column("Seen at", "timestamp(6)", None),
            column("email", "text", Some("NOCASE")),
        ];
        for (dialect, expressions, expected) in [
            (Dialect::MySql, ["ifnull(`nick`,0)", "(`nick` is null)"], Some(("nick", None))),
            (Dialect::MySql, ["ifnull(left(`nick`,20),0)", "(`nick` is null)"], Some(("nick", Some(20)))),
            (
                Dialect::MySql,
                [
                    "ifnull(((to_seconds(cast(`Seen at` AT TIME ZONE '+00:00' as datetime(6))) * 1000000) + microsecond(`Seen at`)),0)",
                    "(`Seen at` is null)",
                ],
                Some(("Seen at", None)),
            ),
            (Dialect::MySql, ["ifnull(`Seen at`,0)", "(`Seen at` is null)"], None),
            (Dialect::MySql, ["ifnull(lower(`nick`),0)", "(lower(`nick`) is null)"], Some(("lower(`nick`)", None))),
            (Dialect::MySql, ["ifnull(`nick`,1)", "(`nick` is null)"], None),
            (Dialect::MySql, ["ifnull(`nick`,0)", "(`email` is null)"], None),
            (Dialect::MySql, ["(`nick` is null)", "ifnull(`nick`,0)"], None),
            (Dialect::MariaDb, ["ifnull(`nick`,0)", "(`nick` is null)"], None),
            (Dialect::Sqlite, ["ifnull(\"nick\", 0)", "\"nick\" IS NULL"], Some(("nick", None))),
            (Dialect::Sqlite, ["IFNULL(nick, 0)", "(nick) is null"], Some(("nick", None))),
            (Dialect::Sqlite, ["ifnull(substr(\"nick\", 1, 3), 0)", "\"nick\" IS NULL"], Some(("nick", Some(3)))),
            (Dialect::Sqlite, ["ifnull(\"email\", 0) COLLATE \"NOCASE\"", "\"email\" IS NULL"], Some(("email", None))),
            (Dialect::Sqlite, ["ifnull(\"email\", 0)", "\"email\" IS NULL"], None),
            (Dialect::Sqlite, ["ifnull(\"nick\", 0) COLLATE \"NOCASE\"", "\"nick\" IS NULL"], None),
            (
                Dialect::Sqlite,
                ["ifnull((nick COLLATE NOCASE), 0) COLLATE \"NOCASE\"", "(nick COLLATE NOCASE) IS NULL"],
                Some(("nick COLLATE NOCASE", None)),
            ),
        ] {
            let found = parts(&index(&expressions), &columns, dialect);
            let found = found.as_deref().and_then(<[Part]>::first);
            let found = found.map(|part| (part.column.as_ref().or(part.expression.as_ref()), part.prefix));
            let expected = expected.map(|(key, prefix)| (Some(key.to_owned()), prefix));
            assert_eq!(found.map(|(key, prefix)| (key.cloned(), prefix)), expected, "{dialect}: {expressions:?}");
        }
        let three = index(&["ifnull(`nick`,0)", "(`nick` is null)", "lower(`nick`)"]);
        assert_eq!(parts(&three, &columns, Dialect::MySql), None);
    }
}
