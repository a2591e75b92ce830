//! Changes of rows.

use migrate_core::catalog::{Column, ForeignKey, Key, Name, SqlType, Table};
use migrate_core::dialect::Dialect;

use super::Draw;
use crate::properties::history::DOWN;

/// A row that fits into a table, whatever is in it; nothing for a table that refers to others, as they may be empty.
pub fn insert(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let table = plain_table(draw)?;
    let key = key(table)?;
    let (mut columns, mut cells) = (Vec::new(), Vec::new());
    for column in table.columns.iter().filter(|column| column.generated.is_none()) {
        let is_key = key.columns.contains(&column.name);
        let refers = table.foreign_keys.iter().any(|key| key.columns.contains(&column.name));
        // A second row may not have the same default.
        let has_own = keys(table).any(|key| key.columns.contains(&column.name)) && column.default.is_some();
        let is_required = has_own || (!column.nullable && column.default.is_none() && !column.auto_increment);
        let cell = if refers {
            if !column.nullable {
                return None;
            }
            Some("null()".to_owned())
        } else {
            literal(draw, column)
        };
        match cell {
            Some(cell) if is_key || is_required || refers || draw.random.chance(50) => {
                columns.push(format!("{:?}", column.name.as_str()));
                cells.push(cell);
            }
            None if is_key || is_required => return None,
            Some(_) | None => {}
        }
    }
    let keys: Vec<String> = key.columns.iter().map(|name| format!("{:?}", name.as_str())).collect();
    let row = if let [only] = cells.as_slice() { only.clone() } else { format!("({})", cells.join(", ")) };
    let statement = format!("data.insert({:?}).columns([{}]).row({row})", table.name.as_str(), columns.join(", "));
    // Seven of eight come back by themselves.
    Some(vec![if draw.random.chance(12) {
        format!("{statement};{DOWN}data.nothing_to_undo(\"it may stay\");")
    } else {
        format!("{statement}.key([{}]);", keys.join(", "))
    }])
}

/// Gives rows without a value one that no other has, which `down` takes away again; or all rows the same, for good.
pub fn update(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let is_free = |table: &Table, column: &Column| {
        column.generated.is_none()
            && !column.auto_increment
            && !keys(table).any(|key| key.columns.contains(&column.name))
            && !table.foreign_keys.iter().any(|key| key.columns.contains(&column.name))
            && !table.indexes.iter().any(|index| index.unique)
    };
    let comes_back = |column: &Column| {
        let sql_type = &column.column_type.sql_type;
        column.nullable && (sql_type.is_integer() || matches!(sql_type, SqlType::Varchar(20..) | SqlType::Text))
    };
    let restores = draw.random.chance(60);
    let is_meant = |table: &Table, column: &Column| is_free(table, column) && (!restores || comes_back(column));
    let (table, column) = draw.column_of(is_meant)?;
    // The time of a change does not come back.
    if !draw.is_left_alone(table) || table.columns.iter().any(|column| column.on_update_now) {
        return None;
    }
    let (value, batches) = (literal(draw, column)?, batches(draw, table));
    let (name, set) = (table.name.as_str(), column.name.as_str());
    let quoted = draw.quoted(&column.name);
    Some(vec![if restores {
        let condition = if value.starts_with('"') {
            format!("{quoted} = '{}'", value.trim_matches('"'))
        } else {
            format!("{quoted} = {}", value.replace('_', ""))
        };
        format!(
            "data.update({name:?}).set({set:?}, {value}).only_where({:?}){batches};{DOWN}\
             data.update({name:?}).set({set:?}, null()).only_where({condition:?});",
            format!("{quoted} IS NULL")
        )
    } else {
        format!(
            "data.update({name:?}).set({set:?}, {value}){batches};{DOWN}data.nothing_to_undo(\"nobody misses them\");"
        )
    }])
}

/// Deletes some rows, or all of them, for good.
pub fn delete(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, column) = draw.column_of(|_, _| true)?;
    if !draw.is_left_alone(table) {
        return None;
    }
    let batches =
        if draw.catalog.referencing(&table.name).next().is_none() { batches(draw, table) } else { String::new() };
    let quoted = draw.quoted(&column.name);
    let only = match draw.random.below(3) {
        0 => String::new(),
        1 => format!(".only_where({:?})", format!("{quoted} IS NULL")),
        _ => format!(".only_where({:?})", format!("{quoted} IS NOT NULL")),
    };
    let name = table.name.as_str();
    Some(vec![format!("data.delete({name:?}){only}{batches};{DOWN}data.nothing_to_undo(\"nobody misses them\");")])
}

/// SQL that changes no value, whatever the rows are.
pub fn execute(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, column) = draw.column_of(|_, column| column.generated.is_none() && !column.auto_increment)?;
    if !draw.is_left_alone(table) || table.columns.iter().any(|column| column.on_update_now) {
        return None;
    }
    let (table, column) = (draw.quoted(&table.name), draw.quoted(&column.name));
    let sql = draw.random.one(&["UPDATE TABLE SET COLUMN = COLUMN", "DELETE FROM TABLE WHERE 1 = 0"]);
    let sql = sql.replace("TABLE", &table).replace("COLUMN", &column);
    Some(vec![format!("data.execute({sql:?}).reverse({sql:?});")])
}

impl<'a> Draw<'a> {
    /// Whether nothing changes what is written to a table: PostgreSQL's triggers may.
    fn is_left_alone(&self, table: &Table) -> bool {
        self.dialect != Dialect::Postgres || self.catalog.triggers_of(&table.name).next().is_none()
    }
}

/// A table whose checks are none.
fn plain_table<'a>(draw: &mut Draw<'a>) -> Option<&'a Table> {
    let table = draw.table()?;
    // Two rows may be computed to the same, or be drawn with the same time.
    let may_repeat =
        |name: &Name| table.column(name).is_some_and(|column| column.generated.is_some() || !varies(column));
    let is_plain = table.checks.is_empty()
        && !table.indexes.iter().any(|index| index.unique)
        && !keys(table).any(|key| key.columns.iter().any(may_repeat));
    (is_plain && draw.is_left_alone(table)).then_some(table)
}

fn keys(table: &Table) -> impl Iterator<Item = &Key> {
    table.primary_key.iter().chain(&table.uniques)
}

fn key(table: &Table) -> Option<&Key> {
    let is_written = |key: &&Key| {
        let columns = key.columns.iter().filter_map(|name| table.column(name));
        let refers = |key: &ForeignKey, name| key.columns.contains(name);
        columns
            .clone()
            .all(|column| column.generated.is_none() && !table.foreign_keys.iter().any(|key| refers(key, &column.name)))
    };
    keys(table).find(is_written)
}

/// `.in_batches_of(…)` where the table has a key that serves.
fn batches(draw: &mut Draw<'_>, table: &Table) -> String {
    let serves = table.primary_key.as_ref().is_some_and(|key| match key.columns.as_slice() {
        [only] => table.column(only).is_some_and(|column| column.column_type.sql_type.is_integer()),
        _ => false,
    });
    if serves && draw.random.chance(40) {
        format!(".in_batches_of({})", 1 + draw.random.below(3))
    } else {
        String::new()
    }
}

/// Whether no two values that are drawn for a column are the same.
fn varies(column: &Column) -> bool {
    let sql_type = &column.column_type.sql_type;
    sql_type.is_integer() || matches!(sql_type, SqlType::Varchar(20..) | SqlType::Text | SqlType::Uuid)
}

/// A value of the language that fits into a column, and that no row is likely to have.
fn literal(draw: &mut Draw<'_>, column: &Column) -> Option<String> {
    let number = 10_000 + draw.random.below(20_000);
    Some(match &column.column_type.sql_type {
        SqlType::SmallInteger | SqlType::Integer | SqlType::BigInteger => number.to_string(),
        SqlType::Decimal { precision, scale } if precision - scale >= 5 => number.to_string(),
        SqlType::Float | SqlType::Double => format!("{number}.25"),
        SqlType::Boolean => "true".to_owned(),
        SqlType::Varchar(20..) | SqlType::Text => format!("\"drawn {number}\""),
        SqlType::Varchar(6..) | SqlType::Char(6..) => format!("\"d{number}\""),
        SqlType::Date => format!("\"2{:03}-03-04\"", number % 1_000),
        SqlType::Time => "\"10:20:30\"".to_owned(),
        SqlType::DateTime | SqlType::Timestamp => "\"2027-03-04 05:06:07\"".to_owned(),
        SqlType::TimestampWithTimeZone => "now()".to_owned(),
        SqlType::Uuid => format!("\"00000000-0000-4000-9000-{number:012x}\""),
        SqlType::Json | SqlType::JsonBinary => "\"{}\"".to_owned(),
        SqlType::Enumeration(listed) => format!("{:?}", draw.random.pick(&listed.values)?.as_str()),
        SqlType::Decimal { .. }
        | SqlType::Char(_)
        | SqlType::Varchar(_)
        | SqlType::Interval
        | SqlType::Binary(_)
        | SqlType::Blob
        | SqlType::Array(_)
        | SqlType::Custom(_) => return None,
    })
}
