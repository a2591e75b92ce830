//! Changes of types, of all columns that foreign keys join.

use migrate_core::catalog::{Catalog, Column, SqlType, Table};
use migrate_core::dialect::Dialect;

use super::column::{add, collate, is_text, rename, set_default};
use super::{DOWN, Draw, Kind, computed, constraint, index, table};

pub fn change_type(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (catalog, of_key) = (draw.catalog, draw.random.chance(40));
    let is_meant = |table: &Table, column: &Column| !of_key || joined(catalog, table, column).len() > 1;
    let (table, column) = draw
        .column_of(|table, column| !forms(column).is_empty() && is_meant(table, column))
        .or_else(|| draw.column_of(|_, column| !forms(column).is_empty()))?;
    let joined = joined(catalog, table, column);
    // What counts up stays an integer.
    let counts = joined.iter().any(|(_, column)| column.auto_increment);
    let is_possible = |form: &&str| !counts || form.contains("integer");
    let forms: Vec<&str> = forms(column).iter().copied().filter(is_possible).collect();
    let mut to = (*draw.random.pick(&forms)?).to_owned();
    if is_text(&to) && draw.random.chance(30) {
        to += &collate(draw);
    }
    // PostgreSQL does not make a number of a text by itself.
    let needs_words = draw.dialect == Dialect::Postgres && is_text(&to) && is_number(column);
    let change = |(table, column): &(&Table, &Column)| {
        let name = column.name.as_str();
        let to = to.replace("NAME", &format!("{name:?}"));
        let back = format!(".reverse_using({:?})", format!("\"{name}\"::numeric"));
        let back = if needs_words { back.as_str() } else { "" };
        format!("schema.change_type({:?}, {to}){back}", table.name.as_str())
    };
    let mut statement = change(&(table, column));
    if column.column_type.sql_type.is_integer() && !needs_words && draw.random.chance(20) {
        // The database casts it, so that there is a way back without words.
        statement += &format!(".using({:?})", format!("{} + 0", draw.quoted(&column.name)));
    }
    let accepted = |statement: &str| format!("{statement}.accept_data_loss(\"drawn\");");
    let alone = [format!("{statement};"), accepted(&statement)];
    if joined.len() == 1 || draw.random.chance(15) {
        return Some(alone.into());
    }
    let changes: Vec<String> = joined.iter().map(change).collect();
    let plain: Vec<String> = changes.iter().map(|change| format!("{change};")).collect();
    let lossy: Vec<String> = changes.iter().map(|change| accepted(change)).collect();
    // Something else happens while the sides differ.
    let kind = draw.random.one(BETWEEN);
    let between = if draw.random.chance(50) { kind(draw).unwrap_or_default() } else { Vec::new() };
    let with_between = [&plain, &lossy].into_iter().filter_map(|changes| {
        let (first, others) = changes.split_first()?;
        let between = between.first().filter(|it| !it.contains(DOWN))?;
        Some([&[first.clone(), between.clone()], others].concat())
    });
    let all = with_between.collect::<Vec<_>>().into_iter().chain([plain, lossy]);
    Some(all.map(|statements| statements.join("\n        ")).chain(alone).collect())
}

/// What happens between two changes of type.
const BETWEEN: &[Kind] = &[
    constraint::drop_foreign_key,
    constraint::add_foreign_key,
    constraint::rename,
    constraint::validate,
    index::create,
    index::drop,
    table::rename,
    add,
    rename,
    set_default,
    computed::number_rows_no_more,
];

const fn is_number(column: &Column) -> bool {
    matches!(
        column.column_type.sql_type,
        SqlType::SmallInteger | SqlType::Integer | SqlType::BigInteger | SqlType::Decimal { .. }
    )
}

/// The columns that foreign keys join with one, with it, each with its table.
fn joined<'a>(catalog: &'a Catalog, table: &'a Table, column: &'a Column) -> Vec<(&'a Table, &'a Column)> {
    let mut joined = vec![(table, column)];
    let mut place = 0;
    while let Some((table, column)) = joined.get(place).copied() {
        for (child, key) in catalog.foreign_keys() {
            let Some(parent) = catalog.table(&key.referenced_table) else { continue };
            for (own, other) in key.columns.iter().zip(&key.referenced_columns) {
                let sides = [(child, own), (parent, other)];
                if !sides.iter().any(|(of, name)| of.name == table.name && **name == column.name) {
                    continue;
                }
                for (of, name) in sides {
                    let is_known = joined.iter().any(|(known, it)| known.name == of.name && it.name == *name);
                    joined.extend(of.column(name).filter(|_| !is_known).map(|found| (of, found)));
                }
            }
        }
        place += 1;
    }
    joined
}

/// Types that the values of a column can become, unless they are too long or too great.
const fn forms(column: &Column) -> &'static [&'static str] {
    match &column.column_type.sql_type {
        SqlType::SmallInteger => &["integer(NAME)", "big_integer(NAME)", "string(NAME)", "decimal(NAME, 12, 0)"],
        SqlType::Integer => &["big_integer(NAME)", "text(NAME)", "small_integer(NAME)", "decimal(NAME, 12, 2)"],
        SqlType::BigInteger => &["integer(NAME)", "varchar(NAME, 30)", "decimal(NAME, 20, 0)"],
        SqlType::Decimal { .. } => &["decimal(NAME, 14, 4)", "decimal(NAME, 8, 1)", "double(NAME)", "string(NAME)"],
        SqlType::Float => &["double(NAME)"],
        SqlType::Char(_) => &["string(NAME)", "text(NAME)"],
        SqlType::Varchar(_) => &["text(NAME)", "varchar(NAME, 300)", "varchar(NAME, 12)", "string(NAME)"],
        SqlType::Text => &["string(NAME)", "varchar(NAME, 2)"],
        SqlType::Date => &["datetime(NAME)", "timestamp(NAME)"],
        SqlType::DateTime => &["timestamp(NAME)", "date(NAME)"],
        SqlType::Json => &["json_binary(NAME)"],
        SqlType::Binary(_) => &["blob(NAME)"],
        _ => &[],
    }
}
