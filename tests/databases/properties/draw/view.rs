//! Views.

use migrate_core::catalog::{Name, SqlType, View, ViewKind};
use migrate_core::dialect::Dialect;

use super::Draw;

const VIEWS: &[&str] = &["listed", "Recent", "some view", "summary"];

/// A query over a table or a view.
fn query(draw: &mut Draw<'_>) -> Option<String> {
    let of_table = draw
        .catalog
        .tables
        .values()
        .map(|table| (&table.name, table.columns.iter().map(|column| column.name.clone()).collect::<Vec<Name>>()));
    let of_view = draw.catalog.views.values().map(|view| (&view.name, view.columns.clone()));
    let all: Vec<_> = of_table.chain(of_view).filter(|(_, columns)| !columns.is_empty()).collect();
    let (relation, columns) = draw.random.pick(&all)?;
    // Not every type can be grouped by, and the types of a view are not known.
    let groups = |name: &Name| {
        let column = draw.catalog.table(relation).and_then(|table| table.column(name));
        column.is_some_and(|column| !matches!(column.column_type.sql_type, SqlType::Json))
    };
    let relation = draw.quoted(relation);
    let (first, second) = (draw.random.pick(columns)?, draw.random.pick(columns)?);
    let can_group = groups(first);
    let (first, second) = (draw.quoted(first), draw.quoted(second));
    Some(match draw.random.below(6) {
        0 => format!("SELECT * FROM {relation}"),
        1 => format!("SELECT count(*) AS total FROM {relation}"),
        2 => format!("SELECT x.{first} AS one, x.{second} AS two FROM {relation} AS x WHERE x.{first} IS NOT NULL"),
        3 if can_group => format!("SELECT {first}, count(*) AS many FROM {relation} GROUP BY {first}"),
        _ => format!("SELECT {first} FROM {relation}"),
    })
}

pub fn create(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (name, query) = (draw.placed(VIEWS), query(draw)?);
    let statement = format!("schema.create_view({name:?}, {query:?})");
    Some(vec![if draw.random.chance(15) && !query.contains('*') {
        statement + &words(draw, &name, &query) + ";"
    } else {
        statement + ";"
    }])
}

/// The statement, with something that the model does not hold.
fn words(draw: &Draw<'_>, name: &str, query: &str) -> String {
    let quoted = draw.quoted(name);
    let sql = match draw.dialect {
        Dialect::Postgres => format!("CREATE VIEW {quoted} WITH (security_barrier=true) AS {query}"),
        Dialect::MySql | Dialect::MariaDb => format!("CREATE SQL SECURITY INVOKER VIEW {quoted} AS {query}"),
        Dialect::Sqlite => format!("CREATE VIEW {quoted} AS /* drawn */ {query}"),
    };
    format!(".written_as({sql:?})")
}

pub fn create_materialized(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    if draw.dialect != Dialect::Postgres {
        return None;
    }
    let (name, query) = (draw.placed(VIEWS), query(draw)?);
    Some(vec![format!("schema.create_materialized_view({name:?}, {query:?});")])
}

fn view(draw: &mut Draw<'_>, kind: ViewKind) -> Option<String> {
    let all: Vec<&View> = draw.catalog.views.values().filter(|view| view.kind == kind).collect();
    draw.random.pick(&all).map(|view| view.name.to_string())
}

pub fn replace(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (name, query) = (view(draw, ViewKind::Plain)?, query(draw)?);
    let statement = format!("schema.replace_view({name:?}, {query:?})");
    if query.contains('*') {
        return Some(vec![statement + ";"]);
    }
    Some(vec![format!("{statement};"), statement + &words(draw, &name, &query) + ";"])
}

pub fn drop(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    Some(vec![format!("schema.drop_view({:?});", view(draw, ViewKind::Plain)?)])
}

pub fn drop_materialized(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    Some(vec![format!("schema.drop_materialized_view({:?});", view(draw, ViewKind::Materialized)?)])
}

pub fn rename(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let kind = draw.random.one(&[ViewKind::Plain, ViewKind::Plain, ViewKind::Materialized]);
    let from = view(draw, kind)?;
    let to = draw.beside(&from, VIEWS);
    Some(vec![format!("schema.rename_view({from:?}, {to:?});")])
}
