//! What a whole history comes to: the schema after its last migration as data, and the statements that create it.

use std::collections::BTreeSet;

use crate::catalog::{
    Catalog, Column, Constraint, Enumeration, ForeignKey, IndexKey, Name, Sql, SqlType, Table, Validity, Value, View,
};
use crate::dialect::{Dialect, Target};
use crate::lower;
use crate::operation::{
    AddConstraint, CreateEnum, CreateExtension, CreateFunction, CreateSchema, CreateSequence, CreateTable,
    CreateTrigger, CreateView, Operation,
};
use crate::reference_action::ReferenceAction;
use crate::schema;

/// Folds the schema after the last migration. A database on which it cannot be created in one go has no statements.
#[must_use]
pub fn fold(catalog: &Catalog, targets: &[Target]) -> schema::Schema {
    let operations = creating(catalog);
    let statements = |target: &Target| {
        let steps = lower::steps(&operations, &Catalog::default(), *target).ok()?;
        let sql = steps.into_iter().map(|step| step.plain.unwrap_or(step.sql));
        // A function may name a table that uses it.
        let is_forward = target.dialect == Dialect::Postgres && !catalog.functions.is_empty();
        let setting = is_forward.then(|| "SET check_function_bodies = off".to_owned());
        Some((target.dialect.key().to_owned(), setting.into_iter().chain(sql).collect()))
    };
    let names = |names: &mut dyn Iterator<Item = &Name>| names.map(ToString::to_string).collect();
    schema::Schema {
        tables: catalog.tables.values().map(table).collect(),
        schemas: names(&mut catalog.schemas.values().map(|one| &one.name)),
        enums: catalog.enums.values().map(enumeration).collect(),
        views: names(&mut catalog.views.values().map(|one| &one.name)),
        functions: names(&mut catalog.functions.values().map(|one| &one.name)),
        triggers: names(&mut catalog.triggers.values().map(|one| &one.name)),
        sequences: names(&mut catalog.sequences.values().map(|one| &one.name)),
        extensions: names(&mut catalog.extensions.values().map(|one| &one.name)),
        sql: targets.iter().filter_map(statements).collect(),
    }
}

/// The operations that create a schema, each after what it names.
fn creating(catalog: &Catalog) -> Vec<Operation> {
    let schemas = catalog.schemas.values().cloned();
    let schemas = schemas.map(|schema| Operation::CreateSchema(CreateSchema { schema }));
    let extensions = catalog.extensions.values().cloned();
    let extensions = extensions.map(|extension| Operation::CreateExtension(CreateExtension { extension }));
    let enums = catalog.enums.values().cloned();
    let enums = enums.map(|enumeration| Operation::CreateEnum(CreateEnum { enumeration }));
    let sequences = catalog.sequences.values().cloned();
    let sequences =
        sequences.map(|sequence| Operation::CreateSequence(CreateSequence { sequence, restart_with: None }));
    let functions = catalog.functions.values().cloned();
    let functions = functions.map(|function| Operation::CreateFunction(CreateFunction { function }));
    let triggers = catalog.triggers.values().cloned();
    let triggers = triggers.map(|trigger| Operation::CreateTrigger(CreateTrigger { trigger }));
    let before = schemas.chain(extensions).chain(enums).chain(sequences).chain(functions);
    before.chain(tables(catalog)).chain(views(catalog)).chain(triggers).collect()
}

/// The tables, each after those that it refers to. Where tables refer to each other, a foreign key comes last.
fn tables(catalog: &Catalog) -> Vec<Operation> {
    let mut open: Vec<&Table> = catalog.tables.values().collect();
    let mut done: BTreeSet<&Name> = BTreeSet::new();
    let (mut operations, mut keys) = (Vec::new(), Vec::new());
    while !open.is_empty() {
        let is_there = |table: &Table, key: &ForeignKey| {
            key.referenced_table == table.name || done.contains(&key.referenced_table)
        };
        let is_ready = |table: &&Table| table.foreign_keys.iter().all(|key| is_there(table, key));
        let next = open.remove(open.iter().position(is_ready).unwrap_or(0));
        let mut table = next.clone();
        let later = table.foreign_keys.extract_if(.., |key| !is_there(next, key)).collect::<Vec<_>>();
        // There is no row that a constraint was not checked for.
        next.constraints().for_each(|constraint| table.set_valid(constraint.name()));
        operations.push(Operation::CreateTable(CreateTable { table }));
        keys.extend(later.into_iter().map(|key| {
            let constraint = Constraint::ForeignKey(ForeignKey { validity: Validity::Valid, ..key });
            Operation::AddConstraint(AddConstraint { table: next.name.clone(), constraint })
        }));
        done.insert(&next.name);
    }
    operations.extend(keys);
    operations
}

/// The views, each after those that it names.
fn views(catalog: &Catalog) -> Vec<Operation> {
    let mut open: Vec<&View> = catalog.views.values().collect();
    let mut operations = Vec::new();
    while !open.is_empty() {
        let names_another = |view: &&View| open.iter().any(|other| other.name != view.name && view.names(&other.name));
        let View { name, kind, query, .. } = open.iter().find(|view| !names_another(view)).unwrap_or(&open[0]);
        let indexes = catalog.views.get(name.as_str()).map_or_else(Vec::new, |view| view.indexes().to_vec());
        let create = CreateView { name: name.clone(), kind: *kind, query: query.clone(), indexes };
        open.retain(|view| view.name != create.name);
        operations.push(Operation::CreateView(create));
    }
    operations
}

fn table(table: &Table) -> schema::Table {
    schema::Table {
        name: table.name.to_string(),
        comment: table.comment.clone(),
        columns: table.columns.iter().map(column).collect(),
        primary_key: table.primary_key.as_ref().map_or_else(Vec::new, |key| texts(&key.columns)),
        uniques: table
            .uniques
            .iter()
            .map(|key| schema::Key { name: key.name.to_string(), columns: texts(&key.columns) })
            .collect(),
        foreign_keys: table.foreign_keys.iter().map(foreign_key).collect(),
        indexes: table
            .indexes
            .iter()
            .map(|index| schema::Index {
                name: index.name.to_string(),
                parts: index
                    .parts
                    .iter()
                    .map(|part| match &part.key {
                        IndexKey::Column(name) => name.to_string(),
                        IndexKey::Expression(sql) => text(sql),
                    })
                    .collect(),
                unique: index.unique,
                only_where: index.predicate.as_ref().map(text),
            })
            .collect(),
        checks: table
            .checks
            .iter()
            .map(|check| schema::Check { name: check.name.to_string(), expression: text(&check.expression) })
            .collect(),
    }
}

fn column(column: &Column) -> schema::Column {
    let column_type = match &column.column_type.sql_type {
        SqlType::Enumeration(enumeration) => enumeration.name.to_string(),
        _ => column.column_type.to_string(),
    };
    schema::Column {
        name: column.name.to_string(),
        column_type,
        nullable: column.nullable,
        default: column.default.as_ref().map(value),
        generated: column.generated.as_ref().map(|generated| text(&generated.expression)),
        comment: column.comment.clone(),
    }
}

fn foreign_key(key: &ForeignKey) -> schema::ForeignKey {
    let on_delete = match key.on_delete {
        ReferenceAction::NoAction => "NO ACTION",
        ReferenceAction::Restrict => "RESTRICT",
        ReferenceAction::Cascade => "CASCADE",
        ReferenceAction::SetNull => "SET NULL",
        ReferenceAction::SetDefault => "SET DEFAULT",
    };
    schema::ForeignKey {
        name: key.name.to_string(),
        columns: texts(&key.columns),
        table: key.referenced_table.to_string(),
        referenced_columns: texts(&key.referenced_columns),
        on_delete: on_delete.to_owned(),
    }
}

fn enumeration(enumeration: &Enumeration) -> schema::Enumeration {
    let values = enumeration.values.iter().map(ToString::to_string).collect();
    schema::Enumeration { name: enumeration.name.to_string(), values }
}

fn texts(names: &[Name]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

/// The text of the first database that has one.
fn text(sql: &Sql) -> String {
    sql.texts().next().map_or_else(String::new, |text| text.text.clone())
}

fn value(value: &Value) -> String {
    match value {
        Value::Boolean(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Decimal(text) => text.clone(),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Now => "now()".to_owned(),
        Value::Sql(sql) => text(sql),
    }
}
