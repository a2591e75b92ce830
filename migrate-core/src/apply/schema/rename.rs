//! How the new name of a schema is carried into whatever is called by it.

use crate::catalog::{
    Catalog, Column, Enumeration, Exclusion, Former, Function, Index, Map, Name, Sequence, Sql, SqlType, Table,
    Trigger, Value, View,
};
use crate::dialect::Target;
use crate::expression;
use crate::operation::RenameSchema;

use super::super::former;
use super::schema_key;

/// The tables, views and sequences whose names a renamed schema changes, under both.
pub fn touched(operation: &RenameSchema, catalog: &Catalog) -> Vec<Name> {
    let inside = catalog.inside(&operation.from).map(|(_, name)| name);
    inside.flat_map(|name| [Some(name.clone()), operation.renamed(name)]).flatten().collect()
}

/// Carries the new name of a schema into whatever is called by it.
pub fn rename(operation: &RenameSchema, catalog: &mut Catalog, targets: &[Target]) {
    let RenameSchema { from, to } = operation;
    let Some(mut schema) = catalog.schemas.remove(from.as_str()) else { return };
    schema.name = to.moved_to(schema.name.at());
    catalog.schemas.insert(schema.name.clone(), schema);
    let sql = |sql: &mut Sql| *sql = expression::rename_schema(sql, from, to, targets);
    let query =
        |text: &mut Sql, before: &Catalog| *text = expression::rename_schema_in_query(text, from, to, before, targets);
    let name = |name: &mut Name| {
        if let Some(renamed) = operation.renamed(name) {
            *name = renamed;
        }
    };
    let before = catalog.clone();
    renamed(&mut catalog.tables, |table| rename_in_table(table, &name, &sql));
    renamed(&mut catalog.views, |view| {
        name(&mut view.name);
        view.rows.iter_mut().for_each(|rows| rename_in_table(rows, &name, &sql));
        query(&mut view.query, &before);
        view.uses.iter_mut().for_each(|used| name(&mut used.relation));
        view.uses.sort_by(|left, right| left.relation.cmp(&right.relation));
    });
    renamed(&mut catalog.enums, |listed| name(&mut listed.name));
    renamed(&mut catalog.sequences, |sequence| name(&mut sequence.name));
    renamed(&mut catalog.functions, |function| {
        name(&mut function.name);
        sql(&mut function.definition);
    });
    renamed(&mut catalog.triggers, |trigger| {
        name(&mut trigger.table);
        sql(&mut trigger.definition);
    });
    let key = |key: &String| renamed_key(key, operation);
    let former: Vec<(String, Former)> = catalog.former.iter().map(|(it, former)| (key(it), former.clone())).collect();
    catalog.former = Map::default();
    catalog.former.extend(former);
    former::renamed(catalog, schema_key(from), &schema_key(to), to);
    catalog.retired = std::mem::take(&mut catalog.retired).into_iter().map(|(it, at)| (key(&it), at)).collect();
    catalog.unknown = catalog.unknown.iter().map(key).collect();
    catalog.adopted = catalog.adopted.iter().map(|it| operation.renamed(it).unwrap_or_else(|| it.clone())).collect();
}

/// Something that has a name in the catalogue.
trait Named {
    fn name(&self) -> &Name;
}

macro_rules! named {
    ($($ty:ty),*) => { $( impl Named for $ty { fn name(&self) -> &Name { &self.name } } )* };
}

named! {
    Table, View, Enumeration, Sequence, Function, Trigger
}

/// Changes everything in a map, which may change the names by which it is found.
fn renamed<V: Named + Clone>(map: &mut Map<Name, V>, change: impl Fn(&mut V)) {
    let changed: Vec<V> = map.values().cloned().collect();
    *map = Map::default();
    for mut value in changed {
        change(&mut value);
        map.insert(value.name().clone(), value);
    }
}

fn rename_in_table(table: &mut Table, name: &impl Fn(&mut Name), sql: &impl Fn(&mut Sql)) {
    name(&mut table.name);
    table.foreign_keys.iter_mut().for_each(|key| name(&mut key.referenced_table));
    table.checks.iter_mut().for_each(|check| sql(&mut check.expression));
    table.indexes.iter_mut().flat_map(Index::expressions_mut).for_each(sql);
    table.exclusions.iter_mut().flat_map(Exclusion::expressions_mut).for_each(sql);
    for column in &mut table.columns {
        rename_in_column(column, name, sql);
    }
}

fn rename_in_column(column: &mut Column, name: &impl Fn(&mut Name), sql: &impl Fn(&mut Sql)) {
    if let Some(listed) = column.column_type.sql_type.enumeration_mut() {
        name(&mut listed.name);
    }
    if let SqlType::Custom(text) = &mut column.column_type.sql_type {
        sql(text);
    }
    if let Some(Value::Sql(text)) = &mut column.default {
        sql(text);
    }
    if let Some(generated) = &mut column.generated {
        sql(&mut generated.expression);
    }
}

/// A key of what is remembered: `audit.events:column:id`, `enum:audit.kind`.
fn renamed_key(key: &str, operation: &RenameSchema) -> String {
    let mut parts: Vec<String> = key.split(':').map(str::to_owned).collect();
    for part in &mut parts {
        if let Some(renamed) = operation.renamed(&Name::derived(part.as_str())) {
            *part = renamed.to_string();
        }
    }
    parts.join(":")
}
