//! The query that says in what the database differs from something that a migration says to be there already.
//!
//! What is expected and what is found are both written as facts, a thing and what is said of it: `users.email` and
//! `character varying(255) NOT NULL`. The query compares them, so that the runner needs to know no catalogue.
//!
//! What the migration does not name is not looked at: a later one may, and was written when the table had it already.

mod mysql;
mod postgres;
mod sqlite;

use super::literal::text;
use crate::capability::has_text;
use crate::catalog::{
    Column, Constraint, Exclusion, ExclusionPart, ForeignKey, Index, IndexKey, Key, Name, ReferenceAction, SqlType,
    Table,
};
use crate::dialect::Dialect;
use crate::operation::Operation;

/// What must be there, in words, and the query for what differs; nothing where the database keeps nothing of it.
pub fn differing(operation: &Operation, dialect: Dialect) -> Option<(String, String)> {
    let Expected { subject, table, columns, mut facts } = expected(operation, dialect)?;
    let found = match &table {
        Some(table) => {
            facts.insert(0, Fact::new(format!("table `{table}`"), "there"));
            found(table, &columns, dialect)
        }
        None => vec![object(operation, dialect)?],
    };
    let expected: Vec<String> = facts.iter().map(|fact| fact.select(dialect)).collect();
    let (expected, found) = (expected.join(" UNION ALL "), found.join(" UNION ALL "));
    // Of a table that is missing nothing else is said.
    let relevant = match &table {
        Some(table) => format!(
            "(e.what = {what} OR EXISTS (SELECT 1 FROM ({found}) AS t WHERE {same}))",
            what = text(&format!("table `{table}`"), dialect),
            same = same("t.what", &text(&format!("table `{table}`"), dialect), dialect)
        ),
        None => "1 = 1".to_owned(),
    };
    let (missing, other) = (
        joined(&["e.what", "' is missing'"], dialect),
        joined(&["e.what", "' is '", "f.said", "', not '", "e.said"], dialect),
    );
    let sql = format!(
        "SELECT CASE WHEN f.what IS NULL THEN {missing} ELSE {other} END AS offending FROM ({expected}) AS e \
         LEFT JOIN ({found}) AS f ON {} WHERE (f.what IS NULL OR NOT ({}{})) AND {relevant}",
        same("f.what", "e.what", dialect),
        same("f.said", "e.said", dialect),
        if dialect.is_mysql_family() { " OR CAST(f.said AS BINARY) LIKE CAST(e.pattern AS BINARY)" } else { "" },
    );
    Some((format!("{subject} is as the migration says"), format!("{sql} LIMIT 6")))
}

/// SQLite: the query for the keys and foreign keys of a table that are not those of the catalogue.
pub fn unknown_constraints(table: &Table) -> String {
    let facts = table.constraints().filter_map(|constraint| constraint_fact(&table.name, &constraint, Dialect::Sqlite));
    let known: Vec<String> = facts.map(|fact| fact.select(Dialect::Sqlite)).collect();
    let same = "e.what = f.what COLLATE NOCASE AND e.said = f.said COLLATE NOCASE";
    let unknown = match known.as_slice() {
        [] => String::new(),
        known => format!(" WHERE NOT EXISTS (SELECT 1 FROM ({}) AS e WHERE {same})", known.join(" UNION ALL ")),
    };
    format!("SELECT what FROM ({}) AS f{unknown}", sqlite::constraints(&table.name).join(" UNION ALL "))
}

/// Something, and what is said of it.
struct Fact {
    what: String,
    said: String,
    /// MySQL and MariaDB: what may be said of it too, as a pattern.
    pattern: String,
}

impl Fact {
    fn new(what: impl Into<String>, said: impl Into<String>) -> Self {
        Self { what: what.into(), said: said.into(), pattern: String::new() }
    }

    fn select(&self, dialect: Dialect) -> String {
        let select = format!("SELECT {} AS what, {} AS said", text(&self.what, dialect), text(&self.said, dialect));
        if dialect.is_mysql_family() {
            format!("{select}, {} AS pattern", text(&self.pattern, dialect))
        } else {
            select
        }
    }
}

struct Expected {
    /// What a message calls it.
    subject: String,
    /// The table that it is, or belongs to.
    table: Option<Name>,
    columns: Vec<Column>,
    facts: Vec<Fact>,
}

fn expected(operation: &Operation, dialect: Dialect) -> Option<Expected> {
    let of = |subject: String, table: &Name, columns: Vec<Column>, constraints: Vec<Constraint>, indexes: &[Index]| {
        let mut facts: Vec<Fact> = columns.iter().map(|column| column_fact(table, column, dialect)).collect();
        let there = constraints.iter().filter(|constraint| has_text(constraint, dialect));
        facts.extend(there.filter_map(|constraint| constraint_fact(table, constraint, dialect)));
        facts.extend(indexes.iter().map(|index| index_fact(table, index, dialect)));
        Some(Expected { subject, table: Some(table.clone()), columns, facts })
    };
    match operation {
        Operation::CreateTable(create) => {
            let Table { name, columns, indexes, .. } = &create.table;
            let constraints = create.table.constraints().collect();
            of(format!("table `{name}`"), name, columns.clone(), constraints, indexes)
        }
        Operation::AddColumn(add) => {
            let subject = format!("`{}.{}`", add.table, add.column.name);
            of(subject, &add.table, vec![add.column.clone()], add.constraints.clone(), &add.indexes)
        }
        Operation::AddConstraint(add) => {
            let subject = format!("{} `{}`", add.constraint.kind().noun(), add.constraint.name());
            of(subject, &add.table, Vec::new(), vec![add.constraint.clone()], &[])
        }
        Operation::CreateIndex(create) => {
            let subject = format!("index `{}`", create.index.name);
            of(subject, &create.table, Vec::new(), Vec::new(), std::slice::from_ref(&create.index))
        }
        _ => {
            let (what, said) = named(operation)?;
            let facts = vec![Fact::new(what.clone(), said)];
            Some(Expected { subject: what, table: None, columns: Vec::new(), facts })
        }
    }
}

/// What an operation creates that belongs to no table, and what is said of it.
fn named(operation: &Operation) -> Option<(String, String)> {
    let there = "there".to_owned();
    Some(match operation {
        Operation::CreateEnum(create) => {
            let values: Vec<&str> = create.enumeration.values.iter().map(Name::as_str).collect();
            (format!("enum `{}`", create.enumeration.name), values.join(", "))
        }
        Operation::AddEnumValue(add) => (format!("value `{}` of enum `{}`", add.value, add.name), there),
        Operation::CreateView(create) => (format!("{} `{}`", create.kind.noun(), create.name), there),
        Operation::CreateFunction(create) => (format!("function `{}`", create.function.name), there),
        Operation::CreateTrigger(create) => {
            (format!("trigger `{}` of `{}`", create.trigger.name, create.trigger.table), there)
        }
        Operation::CreateSequence(create) => (format!("sequence `{}`", create.sequence.name), there),
        Operation::CreateExtension(create) => (format!("extension `{}`", create.extension.name), there),
        Operation::CreateSchema(create) => (format!("schema `{}`", create.schema.name), there),
        _ => return None,
    })
}

/// The query for facts about what belongs to no table; nothing where the database keeps nothing of it.
fn object(operation: &Operation, dialect: Dialect) -> Option<String> {
    match dialect {
        Dialect::Postgres => postgres::object(operation),
        Dialect::MySql | Dialect::MariaDb => mysql::object(operation, dialect),
        Dialect::Sqlite => sqlite::object(operation),
    }
}

/// The queries for the facts about a table, of which these columns are expected.
fn found(table: &Name, columns: &[Column], dialect: Dialect) -> Vec<String> {
    let custom = custom(columns);
    match dialect {
        Dialect::Postgres => postgres::found(table, &custom),
        Dialect::MySql | Dialect::MariaDb => mysql::found(table, columns, &custom, dialect),
        Dialect::Sqlite => sqlite::found(table, &custom),
    }
}

/// The columns whose type the language does not know.
fn custom(columns: &[Column]) -> Vec<&Name> {
    let is_custom = |column: &&Column| matches!(column.column_type.sql_type, SqlType::Custom(_));
    columns.iter().filter(is_custom).map(|column| &column.name).collect()
}

/// What stands for a type that is not looked at.
const CUSTOM: &str = "a type of its own";

fn column_fact(table: &Name, column: &Column, dialect: Dialect) -> Fact {
    let ty = match &column.column_type.sql_type {
        SqlType::Custom(_) => CUSTOM.to_owned(),
        sql_type => match dialect {
            Dialect::Postgres => postgres::type_name(sql_type),
            Dialect::MySql | Dialect::MariaDb => mysql::type_name(&column.column_type, dialect),
            Dialect::Sqlite => sqlite::affinity(&column.column_type).to_owned(),
        },
    };
    let mut said = String::new();
    // MariaDB has neither NULL nor NOT NULL beside a computed column.
    let says_null = dialect != Dialect::MariaDb || column.generated.is_none();
    if !column.nullable && says_null {
        said.push_str(NOT_NULL);
    }
    if column.auto_increment {
        said.push_str(NUMBERED);
    } else if column.generated.is_some() {
        said.push_str(COMPUTED);
    } else if column.default.is_some() {
        said.push_str(DEFAULT);
    }
    if dialect.is_mysql_family() {
        said.push_str(&mysql::said_again(column, dialect));
    }
    // What joins a history may list more values than the history knows at that point.
    let listed = column.column_type.sql_type.enumeration().filter(|_| dialect.is_mysql_family());
    let pattern = listed.map(|listed| mysql::listing(listed, dialect) + &said).unwrap_or_default();
    Fact { pattern, ..Fact::new(format!("`{table}.{}`", column.name), ty + &said) }
}

const NOT_NULL: &str = " NOT NULL";
const NUMBERED: &str = ", counting up by itself";
const COMPUTED: &str = ", computed";
const DEFAULT: &str = ", with a default";

fn constraint_fact(table: &Name, constraint: &Constraint, dialect: Dialect) -> Option<Fact> {
    let name = constraint.name();
    Some(match constraint {
        Constraint::PrimaryKey(key) if dialect == Dialect::Postgres => {
            Fact::new(format!("primary key `{name}` of `{table}`"), columns(key))
        }
        Constraint::PrimaryKey(key) => Fact::new(format!("the primary key of `{table}`"), columns(key)),
        Constraint::Unique(key) => match dialect {
            Dialect::Postgres => Fact::new(format!("unique constraint `{name}` of `{table}`"), columns(key)),
            Dialect::MySql | Dialect::MariaDb => {
                Fact::new(format!("index `{name}` of `{table}`"), format!("unique {}", columns(key)))
            }
            Dialect::Sqlite => Fact::new(format!("the unique constraint of `{table}` on {}", columns(key)), "there"),
        },
        Constraint::ForeignKey(key) => {
            let what = match dialect {
                Dialect::Sqlite => format!("the foreign key of `{table}` on {}", list(&key.columns)),
                _ => format!("foreign key `{name}` of `{table}`"),
            };
            Fact::new(what, reference(key, dialect))
        }
        // SQLite has no list of them.
        Constraint::Check(_) if dialect == Dialect::Sqlite => return None,
        Constraint::Check(_) => Fact::new(format!("check `{name}` of `{table}`"), "there"),
        Constraint::Exclusion(exclusion) => {
            Fact::new(format!("exclusion constraint `{name}` of `{table}`"), compared(exclusion))
        }
    })
}

/// What an exclusion constraint compares, and how.
fn compared(exclusion: &Exclusion) -> String {
    let part = |part: &ExclusionPart| format!("{} WITH {}", shown(&part.key), part.operator);
    format!("({})", exclusion.parts.iter().map(part).collect::<Vec<_>>().join(", "))
}

fn columns(key: &Key) -> String {
    list(&key.columns)
}

fn list(names: &[Name]) -> String {
    let names: Vec<&str> = names.iter().map(Name::as_str).collect();
    format!("({})", names.join(", "))
}

fn reference(key: &ForeignKey, dialect: Dialect) -> String {
    let action = |on: &str, action: ReferenceAction| match action {
        ReferenceAction::NoAction => String::new(),
        // The same to MySQL and MariaDB, which do not keep the difference everywhere.
        ReferenceAction::Restrict if dialect.is_mysql_family() => String::new(),
        ReferenceAction::Restrict => format!(" ON {on} RESTRICT"),
        ReferenceAction::Cascade => format!(" ON {on} CASCADE"),
        ReferenceAction::SetNull => format!(" ON {on} SET NULL"),
        ReferenceAction::SetDefault => format!(" ON {on} SET DEFAULT"),
    };
    let actions = action("DELETE", key.on_delete) + &action("UPDATE", key.on_update);
    format!("{} to {} {}{actions}", list(&key.columns), key.referenced_table, list(&key.referenced_columns))
}

fn index_fact(table: &Name, index: &Index, dialect: Dialect) -> Fact {
    let parts: Vec<&str> = if index.nulls_not_distinct && dialect != Dialect::Postgres {
        index.parts.iter().flat_map(|_| [EXPRESSION; 2]).collect()
    } else {
        index.parts.iter().map(|part| shown(&part.key)).collect()
    };
    let unique = if index.unique { "unique " } else { "" };
    Fact::new(format!("index `{}` of `{table}`", index.name), format!("{unique}({})", parts.join(", ")))
}

fn shown(key: &IndexKey) -> &str {
    match key {
        IndexKey::Column(column) => column.as_str(),
        IndexKey::Expression(_) => EXPRESSION,
    }
}

/// What stands for an expression, which each database writes in its own way.
const EXPRESSION: &str = "an expression";

fn joined(parts: &[&str], dialect: Dialect) -> String {
    if dialect.is_mysql_family() { format!("concat({})", parts.join(", ")) } else { parts.join(" || ") }
}

/// Whether two texts are the same, letter for letter. MySQL's catalogue has another character set than literals.
fn same(left: &str, right: &str, dialect: Dialect) -> String {
    if dialect.is_mysql_family() {
        format!("CAST({left} AS BINARY) = CAST({right} AS BINARY)")
    } else {
        format!("{left} = {right}")
    }
}

/// Names as texts of SQL, in a list that is never empty.
fn texts(names: &[&Name], dialect: Dialect) -> String {
    let texts: Vec<String> = names.iter().map(|name| text(name, dialect)).collect();
    if texts.is_empty() { "NULL".to_owned() } else { texts.join(", ") }
}
