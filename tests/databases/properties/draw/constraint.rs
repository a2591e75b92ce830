//! Keys, foreign keys and checks.

use migrate_core::catalog::{Constraint, ConstraintKind, Name, SqlType, Table, Validity};
use migrate_core::dialect::Dialect;

use super::table::some_columns;
use super::{Draw, NAMES, list};

pub fn add_foreign_key(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    // Columns of the type of some key, or else hardly any would fit.
    let keys = draw.catalog.tables.values().flat_map(|parent| {
        parent
            .primary_key
            .iter()
            .chain(&parent.uniques)
            .filter(|key| key.columns.len() == 1)
            .map(move |key| (parent, key))
    });
    let fitting = keys.flat_map(|(parent, key)| {
        let wanted = parent.column(&key.columns[0]).map(|column| &column.column_type);
        let children =
            draw.catalog.tables.values().flat_map(|child| child.columns.iter().map(move |column| (child, column)));
        let fits = children.filter(move |(_, column)| Some(&column.column_type) == wanted);
        fits.map(move |(child, column)| (child, column, parent, key))
    });
    let fitting: Vec<_> = fitting.collect();
    let (child, column, parent, key) = *draw.random.pick(&fitting)?;
    let mut options =
        draw.random.one(&["", ".on_delete(Cascade)", ".on_delete(Restrict)", ".on_update(Cascade)"]).to_owned();
    // MySQL's InnoDB has no such action.
    let has_default = column.nullable || column.default.is_some();
    if has_default && matches!(draw.dialect, Dialect::Postgres | Dialect::Sqlite) && draw.random.chance(15) {
        options = draw.random.one(&[".on_delete(SetDefault)", ".on_update(SetDefault)"]).to_owned();
    }
    if draw.random.chance(30) {
        options += &format!(".named({:?})", draw.name(NAMES));
    }
    if matches!(draw.dialect, Dialect::Postgres | Dialect::Sqlite) && draw.random.chance(20) {
        options += ".deferrable()";
    }
    options += &not_valid(draw);
    Some(vec![format!(
        "schema.add_foreign_key({:?}, [{:?}]).references({:?}, {}){options};",
        child.name.as_str(),
        column.name.as_str(),
        parent.name.as_str(),
        list(&key.columns)
    )])
}

fn not_valid(draw: &mut Draw<'_>) -> String {
    let is_not_valid = draw.dialect == Dialect::Postgres && draw.random.chance(40);
    if is_not_valid { ".not_valid()".to_owned() } else { String::new() }
}

pub fn add_check(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let is_number = |sql_type: &SqlType| {
        sql_type.is_integer() || matches!(sql_type, SqlType::Decimal { .. } | SqlType::Float | SqlType::Double)
    };
    let (table, column) = draw.column_of(|_, column| {
        let sql_type = &column.column_type.sql_type;
        sql_type.is_text() || is_number(sql_type)
    })?;
    let quoted = draw.quoted(&column.name);
    let expression = if column.column_type.sql_type.is_text() {
        let length = draw.random.one(&[1, 200]);
        draw.random
            .one(&[format!("length({quoted}) < {length}").as_str(), format!("{quoted} <> 'it''s'").as_str()])
            .to_owned()
    } else {
        let least = draw.random.one(&[-1_000, 2]);
        format!("{quoted} >= {least}")
    };
    let name = draw.name(NAMES);
    let not_valid = not_valid(draw);
    let expression = if column.column_type.sql_type.is_text() && draw.random.chance(20) {
        unread(draw, &column.name)
    } else {
        format!("{expression:?}")
    };
    Some(vec![format!("schema.add_check({:?}, {name:?}, {expression}){not_valid};", table.name.as_str())])
}

/// What holds of every text, in words that the build cannot read.
fn unread(draw: &Draw<'_>, name: &Name) -> String {
    let quoted = draw.quoted(name);
    let sql = match draw.dialect {
        Dialect::Postgres => format!("{quoted} BETWEEN SYMMETRIC {quoted} AND 'it'"),
        Dialect::MySql | Dialect::MariaDb => format!("NOT ({quoted} SOUNDS LIKE 'robber')"),
        Dialect::Sqlite => format!("{quoted} NOT GLOB 'robber*'"),
    };
    format!("sql({sql:?}).uses([{:?}])", name.as_str())
}

pub fn add_unique(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let table = draw.table()?;
    let columns = some_columns(draw, table, 2);
    let mut options = String::new();
    if draw.random.chance(30) {
        options += &format!(".named({:?})", draw.name(NAMES));
    }
    if draw.dialect == Dialect::Postgres && draw.random.chance(20) {
        options += ".deferrable()";
    }
    Some(vec![format!("schema.add_unique({:?}, {columns}){options};", table.name.as_str())])
}

pub fn add_primary_key(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let tables: Vec<&Table> = draw.catalog.tables.values().filter(|table| table.primary_key.is_none()).collect();
    let table = *draw.random.pick(&tables)?;
    let columns: Vec<_> = table.columns.iter().filter(|column| !column.nullable).map(|column| &column.name).collect();
    let column = draw.random.pick(&columns)?;
    Some(vec![format!("schema.add_primary_key({:?}, [{:?}]);", table.name.as_str(), column.as_str())])
}

/// Equal values in a b-tree, or ranges that overlap.
pub fn add_exclusion(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let is_json = |sql_type: &SqlType| matches!(sql_type, SqlType::Json);
    let (table, column) = draw.column_of(|_, column| !is_json(&column.column_type.sql_type))?;
    let (name, quoted) = (column.name.as_str(), draw.quoted(&column.name));
    let is_integer = column.column_type.sql_type.is_integer();
    let mut statement = match draw.random.below(3) {
        0 if is_integer => {
            let range = format!("int8range({quoted}::bigint, {quoted}::bigint, '[]')");
            format!("schema.add_exclusion({:?}, [(sql({range:?}), \"&&\")]).using(\"gist\")", table.name.as_str())
        }
        1 => {
            let other = &draw.random.pick(&table.columns)?;
            if is_json(&other.column_type.sql_type) {
                return None;
            }
            let parts = format!("[({name:?}, \"=\"), ({:?}, \"=\")]", other.name.as_str());
            format!("schema.add_exclusion({:?}, {parts})", table.name.as_str())
        }
        _ => format!("schema.add_exclusion({:?}, [({name:?}, \"=\")])", table.name.as_str()),
    };
    if draw.random.chance(30) {
        statement += &format!(".named({:?})", draw.name(NAMES));
    }
    if draw.random.chance(20) {
        statement += ".deferrable()";
    }
    if draw.random.chance(30) {
        statement += &format!(".only_where({:?})", format!("{quoted} IS NOT NULL"));
    }
    (draw.dialect == Dialect::Postgres).then(|| vec![statement + ";"])
}

pub fn drop_exclusion(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    drop(draw, ConstraintKind::Exclusion, "drop_exclusion")
}

/// A constraint of one of these kinds, with its table.
fn constraint<'a>(draw: &mut Draw<'a>, is_meant: impl Fn(&Constraint) -> bool) -> Option<(&'a Table, Constraint)> {
    let all = draw.catalog.tables.values().flat_map(|table| table.constraints().map(move |one| (table, one)));
    let meant: Vec<_> = all.filter(|(_, one)| is_meant(one)).collect();
    draw.random.pick(&meant).cloned()
}

fn drop(draw: &mut Draw<'_>, kind: ConstraintKind, method: &str) -> Option<Vec<String>> {
    let (table, constraint) = constraint(draw, |one| one.kind() == kind)?;
    Some(vec![format!("schema.{method}({:?}, {:?});", table.name.as_str(), constraint.name().as_str())])
}

pub fn drop_foreign_key(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    drop(draw, ConstraintKind::ForeignKey, "drop_foreign_key")
}

pub fn drop_check(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    drop(draw, ConstraintKind::Check, "drop_check")
}

pub fn drop_unique(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    drop(draw, ConstraintKind::Unique, "drop_unique")
}

pub fn drop_primary_key(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, _) = constraint(draw, |one| one.kind() == ConstraintKind::PrimaryKey)?;
    Some(vec![format!("schema.drop_primary_key({:?});", table.name.as_str())])
}

pub fn rename(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, constraint) = constraint(draw, |_| true)?;
    let (from, to) = (constraint.name().as_str(), draw.name(NAMES));
    Some(vec![format!("schema.rename_constraint({:?}, {from:?}, {to:?});", table.name.as_str())])
}

pub fn validate(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, constraint) = constraint(draw, |one| one.validity() == Validity::NotValid)?;
    Some(vec![format!("schema.validate_constraint({:?}, {:?});", table.name.as_str(), constraint.name().as_str())])
}
