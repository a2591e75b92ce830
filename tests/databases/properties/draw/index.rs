//! Indexes.

use migrate_core::catalog::{Index, Name, Table};
use migrate_core::dialect::Dialect;

use super::table::some_columns;
use super::{Draw, NAMES};

pub fn create(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let table = draw.table()?;
    let column = draw.random.pick(&table.columns)?;
    let name = column.name.as_str();
    let is_text = column.column_type.sql_type.is_text();
    let parts = match draw.random.below(8) {
        0 => format!("column({name:?}).desc()"),
        1 if draw.dialect == Dialect::Postgres => {
            let nulls = draw.random.one(&[".nulls_first()", ".desc().nulls_last()", ".desc().nulls_first()"]);
            format!("[column({name:?}){nulls}]")
        }
        4 if draw.dialect == Dialect::Postgres && is_text => {
            format!("[column({name:?}).operator_class(\"text_pattern_ops\")]")
        }
        2 if is_text => format!("sql({:?})", format!("lower({})", draw.quoted(name))),
        3 if is_text => format!("column({name:?}).prefix({})", draw.random.one(&["1", "2", "8", "12", "20"])),
        _ => some_columns(draw, table, 3),
    };
    let mut options = String::new();
    if draw.random.chance(20) {
        options += ".unique()";
    }
    if draw.random.chance(40) {
        options += &format!(".named({:?})", draw.name(NAMES));
    }
    if matches!(draw.dialect, Dialect::Postgres | Dialect::Sqlite) && draw.random.chance(20) {
        options += &format!(".only_where({:?})", format!("{} IS NOT NULL", draw.quoted(name)));
    }
    if draw.dialect == Dialect::Postgres && draw.random.chance(15) {
        let included = &draw.random.pick(&table.columns)?.name;
        options += &format!(".include([{:?}])", included.as_str());
    }
    if draw.dialect != Dialect::MariaDb && options.contains("unique") && draw.random.chance(30) {
        options += ".nulls_not_distinct()";
    }
    if draw.random.chance(10) {
        return in_words(draw, table);
    }
    Some(vec![format!("schema.create_index({:?}, {parts}){options};", table.name.as_str())])
}

/// An index with something that the model does not hold.
fn in_words(draw: &mut Draw<'_>, table: &Table) -> Option<Vec<String>> {
    let column = draw.random.pick(&table.columns)?;
    let name = draw.name(NAMES);
    let (on, quoted, key) = (draw.quoted(&table.name), draw.quoted(&name), draw.quoted(&column.name));
    let (more, collation) = match draw.dialect {
        Dialect::Postgres => (" WITH (fillfactor = 70)", ""),
        Dialect::MySql | Dialect::MariaDb => (" COMMENT 'drawn'", ""),
        Dialect::Sqlite => ("", " COLLATE NOCASE"),
    };
    let sql = format!("CREATE INDEX {quoted} ON {on} ({key}{collation}){more}");
    let (table, column) = (table.name.as_str(), column.name.as_str());
    Some(vec![format!("schema.create_index({table:?}, [{column:?}]).named({name:?}).written_as({sql:?});")])
}

/// An index, with what has it.
fn index<'a>(draw: &mut Draw<'a>) -> Option<(&'a Table, &'a Index)> {
    let views = draw.catalog.views.values().filter_map(|view| view.rows.as_ref());
    let owners = draw.catalog.tables.values().chain(views);
    let all: Vec<_> = owners.flat_map(|table| table.indexes.iter().map(move |index| (table, index))).collect();
    draw.random.pick(&all).copied()
}

pub fn drop(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, index) = index(draw)?;
    let by_columns = index.columns().filter(|_| draw.random.chance(40)).map(|columns: Vec<Name>| super::list(&columns));
    let by_name = format!("{:?}", index.name.as_str());
    let table = table.name.as_str();
    let statement = |which: &str| format!("schema.drop_index({table:?}, {which});");
    // Two indexes may be of the same columns.
    Some(by_columns.iter().chain([&by_name]).map(|which| statement(which)).collect())
}

pub fn rename(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, index) = index(draw)?;
    let to = draw.name(NAMES);
    Some(vec![format!("schema.rename_index({:?}, {:?}, {to:?});", table.name.as_str(), index.name.as_str())])
}
