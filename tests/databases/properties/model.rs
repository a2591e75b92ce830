//! A replayed schema as lines: what a database should say of itself.

use std::collections::BTreeSet;

use migrate_core::catalog::{
    Catalog, ColumnType, Exclusion, ExclusionPart, ForeignKey, Index, IndexKey, Key, Nulls, SqlType, Table, View,
};
use migrate_core::dialect::Dialect;
use migrate_core::reference_action::ReferenceAction;

use super::line;

/// The schema, as this database would tell it.
pub fn lines(catalog: &Catalog, dialect: Dialect) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for table in catalog.tables.values() {
        lines.insert(line::table(&table.name));
        add_columns(&mut lines, table, dialect);
        add_constraints(&mut lines, table, dialect);
        for index in &table.indexes {
            lines.insert(index_line(&table.name, index, dialect));
        }
        if let Some(comment) = table.comment.as_ref().filter(|_| dialect != Dialect::Sqlite) {
            lines.insert(line::comment(&table.name, "", comment));
        }
    }
    for view in catalog.views.values().filter(|view| view.query.text(dialect).is_some()) {
        add_view(&mut lines, view, dialect);
    }
    let says = |sql: &migrate_core::catalog::Sql| sql.text(dialect).is_some();
    let functions = catalog.functions.values().filter(|function| says(&function.definition));
    lines.extend(functions.map(|function| line::object("function", &function.name)));
    let triggers = catalog.triggers.values().filter(|trigger| says(&trigger.definition));
    lines.extend(triggers.map(|trigger| line::trigger(&trigger.table, &trigger.name)));
    lines.extend(catalog.sequences.keys().map(|name| line::object("sequence", name)));
    lines.extend(catalog.extensions.keys().map(|name| line::object("extension", name)));
    lines.extend(catalog.schemas.keys().map(|name| line::object("schema", name)));
    if dialect == Dialect::Postgres {
        for listed in catalog.enums.values() {
            let values: Vec<&str> = listed.values.iter().map(|value| value.as_str()).collect();
            lines.insert(line::enumeration(&listed.name, &values));
        }
    }
    lines
}

fn add_columns(lines: &mut BTreeSet<String>, table: &Table, dialect: Dialect) {
    for column in &table.columns {
        // SQLite numbers rows by the one type, whatever their number of bits.
        let is_rowid = dialect == Dialect::Sqlite && column.auto_increment;
        let sql_type = if is_rowid { "integer".to_owned() } else { type_name(&column.column_type, dialect) };
        // MariaDB forbids NULL in a generated column by a check of the column.
        let is_computed = column.generated.is_some();
        let nullable = column.nullable || is_computed && dialect == Dialect::MariaDb;
        lines.insert(line::column(&table.name, &column.name, &sql_type, nullable, column.default.is_some()));
        if is_computed {
            lines.insert(line::computed(&table.name, &column.name, column.is_stored()));
        }
        if column.on_update_now {
            lines.insert(line::touched(&table.name, &column.name));
        }
        if column.auto_increment {
            lines.insert(line::auto_increment(&table.name, if dialect == Dialect::Sqlite { "" } else { &column.name }));
        }
        if let Some(comment) = column.comment.as_ref().filter(|_| dialect != Dialect::Sqlite) {
            lines.insert(line::comment(&table.name, &column.name, comment));
        }
    }
}

fn add_constraints(lines: &mut BTreeSet<String>, table: &Table, dialect: Dialect) {
    let columns = |key: &Key| key.columns.iter().map(ToString::to_string).collect::<Vec<_>>();
    if let Some(key) = &table.primary_key {
        let name = if dialect == Dialect::Postgres { key.name.as_str() } else { "" };
        lines.insert(line::key("primary key", &table.name, name, &columns(key), key.deferrable));
    }
    for key in &table.uniques {
        // To MySQL and MariaDB it is an index like any other.
        lines.insert(if dialect.is_mysql_family() {
            line::index(&table.name, &key.name, true, &columns(key), &[], false, false)
        } else {
            line::key("unique", &table.name, &key.name, &columns(key), key.deferrable)
        });
    }
    for key in &table.foreign_keys {
        lines.insert(foreign_key_line(table, key, dialect));
    }
    for check in table.checks.iter().filter(|check| check.expression.text(dialect).is_some()) {
        let is_valid = check.validity == migrate_core::catalog::Validity::Valid;
        lines.insert(line::check(&table.name, &check.name, is_valid));
    }
    lines.extend(table.exclusions.iter().map(|exclusion| exclusion_line(table, exclusion)));
}

fn exclusion_line(table: &Table, exclusion: &Exclusion) -> String {
    let part = |part: &ExclusionPart| match &part.key {
        IndexKey::Column(name) => format!("{name} {}", part.operator),
        IndexKey::Expression(_) => format!("expression {}", part.operator),
    };
    let parts: Vec<String> = exclusion.parts.iter().map(part).collect();
    line::exclusion(&table.name, &exclusion.name, &parts, exclusion.predicate.is_some(), exclusion.deferrable)
}

fn foreign_key_line(table: &Table, key: &ForeignKey, dialect: Dialect) -> String {
    let pairs = key.columns.iter().zip(&key.referenced_columns);
    let pairs: Vec<String> = pairs.map(|(column, referenced)| format!("{column} to {referenced}")).collect();
    let actions = format!("delete {}, update {}", action(key.on_delete, dialect), action(key.on_update, dialect));
    let is_valid = key.validity == migrate_core::catalog::Validity::Valid;
    line::foreign_key(&table.name, &key.name, &key.referenced_table, &pairs, &actions, key.deferrable, is_valid)
}

fn action(action: ReferenceAction, dialect: Dialect) -> &'static str {
    match action {
        ReferenceAction::Cascade => "cascade",
        ReferenceAction::SetNull => "set null",
        ReferenceAction::SetDefault => "set default",
        // MySQL and MariaDB do the same for both, and each says so in its own way.
        ReferenceAction::Restrict | ReferenceAction::NoAction if dialect.is_mysql_family() => "none",
        ReferenceAction::Restrict => "restrict",
        ReferenceAction::NoAction => "none",
    }
}

fn index_line(owner: &str, index: &Index, dialect: Dialect) -> String {
    let part = |part: &migrate_core::catalog::IndexPart| {
        let key = match &part.key {
            IndexKey::Column(name) if part.prefix.is_some() && !dialect.is_mysql_family() && index.unique => {
                let _ = name;
                "expression".to_owned()
            }
            IndexKey::Column(name) => name.to_string(),
            IndexKey::Expression(_) => "expression".to_owned(),
        };
        let prefix = part.prefix.filter(|_| dialect.is_mysql_family());
        let prefix = prefix.map(|prefix| format!("({prefix})")).unwrap_or_default();
        let descending = if part.descending { " desc" } else { "" };
        let default = if part.descending { Nulls::First } else { Nulls::Last };
        let nulls = match part.nulls.unwrap_or(default) {
            nulls if nulls == default || dialect != Dialect::Postgres => "",
            Nulls::First => " nulls first",
            Nulls::Last => " nulls last",
        };
        format!("{key}{prefix}{descending}{nulls}")
    };
    // It is of two expressions for each part where the database has no word for it.
    let is_spelled = index.nulls_not_distinct && dialect != Dialect::Postgres;
    let pair = |part: &migrate_core::catalog::IndexPart| {
        let descending = if part.descending { " desc" } else { "" };
        [format!("expression{descending}"), format!("expression{descending}")]
    };
    let parts: Vec<String> =
        if is_spelled { index.parts.iter().flat_map(pair).collect() } else { index.parts.iter().map(part).collect() };
    let include: Vec<String> = index.include.iter().map(ToString::to_string).collect();
    let is_partial = index.predicate.as_ref().is_some_and(|predicate| predicate.text(dialect).is_some());
    line::index(owner, &index.name, index.unique, &parts, &include, is_partial, index.nulls_not_distinct && !is_spelled)
}

fn add_view(lines: &mut BTreeSet<String>, view: &View, dialect: Dialect) {
    let columns: Vec<String> = view.columns.iter().map(ToString::to_string).collect();
    lines.insert(line::view(view.kind.noun(), &view.name, &columns));
    for index in view.indexes() {
        lines.insert(index_line(&view.name, index, dialect));
    }
}

/// The type as this database says it.
fn type_name(column_type: &ColumnType, dialect: Dialect) -> String {
    let name = match dialect {
        Dialect::Postgres => postgres_type(&column_type.sql_type),
        Dialect::MySql | Dialect::MariaDb => mysql_type(&column_type.sql_type, dialect),
        Dialect::Sqlite => sqlite_type(&column_type.sql_type),
    };
    if column_type.unsigned { format!("{name} unsigned") } else { name }
}

fn postgres_type(sql_type: &SqlType) -> String {
    let name = match sql_type {
        SqlType::SmallInteger => "smallint",
        SqlType::Integer => "integer",
        SqlType::BigInteger => "bigint",
        SqlType::Decimal { precision, scale } => return format!("numeric({precision},{scale})"),
        SqlType::Float => "real",
        SqlType::Double => "double precision",
        SqlType::Boolean => "boolean",
        SqlType::Char(length) => return format!("character({length})"),
        SqlType::Varchar(length) => return format!("character varying({length})"),
        SqlType::Text => "text",
        SqlType::Date => "date",
        SqlType::Time => "time without time zone",
        SqlType::DateTime | SqlType::Timestamp => "timestamp without time zone",
        SqlType::TimestampWithTimeZone => "timestamp with time zone",
        SqlType::Interval => "interval",
        SqlType::Uuid => "uuid",
        SqlType::Json => "json",
        SqlType::JsonBinary => "jsonb",
        SqlType::Binary(_) | SqlType::Blob => "bytea",
        SqlType::Array(element) => return format!("{}[]", postgres_type(element)),
        SqlType::Enumeration(listed) => return listed.name.to_string(),
        SqlType::Custom(_) => unreachable!("none is drawn"),
    };
    name.to_owned()
}

fn mysql_type(sql_type: &SqlType, dialect: Dialect) -> String {
    let is_mariadb = dialect == Dialect::MariaDb;
    let name = match sql_type {
        SqlType::SmallInteger => "smallint",
        SqlType::Integer => "int",
        SqlType::BigInteger => "bigint",
        SqlType::Decimal { precision, scale } => return format!("decimal({precision},{scale})"),
        SqlType::Float => "float",
        SqlType::Double => "double",
        SqlType::Boolean => "tinyint(1)",
        SqlType::Char(length) => return format!("char({length})"),
        SqlType::Varchar(length) => return format!("varchar({length})"),
        SqlType::Text => "longtext",
        SqlType::Date => "date",
        SqlType::Time => "time(6)",
        SqlType::DateTime => "datetime(6)",
        SqlType::Timestamp | SqlType::TimestampWithTimeZone => "timestamp(6)",
        SqlType::Uuid if is_mariadb => "uuid",
        SqlType::Uuid => "binary(16)",
        SqlType::Json | SqlType::JsonBinary if is_mariadb => "longtext",
        SqlType::Json | SqlType::JsonBinary => "json",
        SqlType::Binary(length) => return format!("varbinary({length})"),
        SqlType::Blob => "longblob",
        SqlType::Enumeration(listed) => {
            let values: Vec<String> =
                listed.values.iter().map(|value| format!("'{}'", value.replace('\'', "''"))).collect();
            return format!("enum({})", values.join(","));
        }
        SqlType::Interval | SqlType::Array(_) | SqlType::Custom(_) => unreachable!("none is drawn"),
    };
    name.to_owned()
}

fn sqlite_type(sql_type: &SqlType) -> String {
    let name = match sql_type {
        SqlType::SmallInteger => "smallint",
        SqlType::Integer => "integer",
        SqlType::BigInteger => "bigint",
        SqlType::Decimal { precision, scale } => return format!("decimal({precision}, {scale})"),
        SqlType::Float => "float",
        SqlType::Double => "double",
        SqlType::Boolean => "boolean",
        SqlType::Char(length) => return format!("char({length})"),
        SqlType::Varchar(length) => return format!("varchar({length})"),
        SqlType::Text | SqlType::Interval | SqlType::Enumeration(_) => "text",
        SqlType::Date => "date_text",
        SqlType::Time => "time_text",
        SqlType::DateTime => "datetime_text",
        SqlType::Timestamp => "timestamp_text",
        SqlType::TimestampWithTimeZone => "timestamp_with_timezone_text",
        SqlType::Uuid => "uuid_text",
        SqlType::Json => "json_text",
        SqlType::JsonBinary => "jsonb_text",
        SqlType::Binary(length) => return format!("varbinary_blob({length})"),
        SqlType::Blob => "blob",
        SqlType::Array(_) | SqlType::Custom(_) => unreachable!("none is drawn"),
    };
    name.to_owned()
}
