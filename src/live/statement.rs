//! The statements that make, drop and change what a database has, as they are typed by hand.

use migrate_core::dialect::Dialect;

use super::{Column, ForeignKey, Index, Key, Part, Table, list, literal, quoted};

/// The statement that creates an index.
pub fn create_index(table: &str, index: &Index, dialect: Dialect) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let (before, after) = match (&index.method, dialect) {
        (Some(method), Dialect::Postgres) => (format!(" USING {method}"), String::new()),
        (Some(method), Dialect::MySql | Dialect::MariaDb) if ["fulltext", "spatial"].contains(&method.as_str()) => {
            let parts = parts(&index.parts, dialect);
            let (word, name, table) = (method.to_uppercase(), quoted(&index.name, dialect), quoted(table, dialect));
            return format!("CREATE {word} INDEX {name} ON {table} ({parts})");
        }
        (Some(method), _) => (String::new(), format!(" USING {method}")),
        (None, _) => (String::new(), String::new()),
    };
    let include = match index.include.as_slice() {
        [] => String::new(),
        columns => format!(" INCLUDE ({})", list(columns, dialect)),
    };
    let nulls = if index.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
    let predicate = index.predicate.as_ref().map_or_else(String::new, |sql| format!(" WHERE {sql}"));
    format!(
        "CREATE {unique}INDEX {} ON {}{before} ({}){after}{include}{nulls}{predicate}",
        quoted(&index.name, dialect),
        quoted(table, dialect),
        parts(&index.parts, dialect)
    )
}

fn parts(parts: &[Part], dialect: Dialect) -> String {
    let one = |part: &Part| {
        let mut text = match (&part.column, &part.expression) {
            (Some(column), _) => quoted(column, dialect),
            (None, Some(expression)) => format!("({expression})"),
            (None, None) => String::new(),
        };
        if let Some(prefix) = part.prefix {
            text.push_str(&format!("({prefix})"));
        }
        if let Some(collation) = &part.collation {
            text.push_str(&format!(" COLLATE {}", quoted(collation, dialect)));
        }
        if let Some(class) = &part.operator_class {
            text.push_str(&format!(" {class}"));
        }
        if part.descending {
            text.push_str(" DESC");
        }
        match part.nulls_first {
            Some(true) => text.push_str(" NULLS FIRST"),
            Some(false) => text.push_str(" NULLS LAST"),
            None => {}
        }
        text
    };
    parts.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The statement that drops an index.
pub fn drop_index(table: &str, index: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::MySql | Dialect::MariaDb => {
            format!("DROP INDEX {} ON {}", quoted(index, dialect), quoted(table, dialect))
        }
        Dialect::Postgres => match table.split_once('.') {
            Some((schema, _)) => format!("DROP INDEX {}", quoted(&format!("{schema}.{index}"), dialect)),
            None => format!("DROP INDEX {}", quoted(index, dialect)),
        },
        Dialect::Sqlite => format!("DROP INDEX {}", quoted(index, dialect)),
    }
}

/// The words after `ADD CONSTRAINT name` of a key.
pub fn key(word: &str, key: &Key, dialect: Dialect) -> String {
    let nulls = if key.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
    let include = match key.include.as_slice() {
        [] => String::new(),
        columns => format!(" INCLUDE ({})", list(columns, dialect)),
    };
    let deferrable = key.deferrable.as_ref().map_or_else(String::new, |words| format!(" {words}"));
    format!("{word}{nulls} ({}){include}{deferrable}", list(&key.columns, dialect))
}

/// The words after `ADD CONSTRAINT name` of a foreign key.
pub fn foreign_key(key: &ForeignKey, dialect: Dialect) -> String {
    let action = |on: &str, action: &str| match action {
        "NO ACTION" | "" => String::new(),
        action => format!(" ON {on} {action}"),
    };
    format!(
        "FOREIGN KEY ({}) REFERENCES {} ({}){}{}{}",
        list(&key.columns, dialect),
        quoted(&key.table, dialect),
        list(&key.referenced, dialect),
        action("DELETE", &key.on_delete),
        action("UPDATE", &key.on_update),
        key.deferrable.as_ref().map_or_else(String::new, |words| format!(" {words}")),
    )
}

/// A column as `ADD COLUMN` takes it.
pub fn column(column: &Column, dialect: Dialect) -> String {
    let mut text = format!("{} {}", quoted(&column.name, dialect), column.sql_type);
    if let Some(collation) = &column.collation {
        let collation = if dialect.is_mysql_family() { collation.clone() } else { quoted(collation, dialect) };
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some((expression, is_stored)) = &column.generated {
        let stored = if *is_stored { "STORED" } else { "VIRTUAL" };
        text.push_str(&format!(" GENERATED ALWAYS AS ({expression}) {stored}"));
    }
    if !column.nullable && column.generated.is_none() {
        text.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        text.push_str(&format!(" DEFAULT {}", default_of(default, dialect)));
    }
    if column.counts {
        text.push_str(match dialect {
            Dialect::Postgres => " GENERATED BY DEFAULT AS IDENTITY",
            Dialect::MySql | Dialect::MariaDb => " AUTO_INCREMENT",
            Dialect::Sqlite => "",
        });
    }
    if column.on_update_now {
        text.push_str(" ON UPDATE CURRENT_TIMESTAMP");
    }
    if let Some(comment) = column.comment.as_ref().filter(|_| dialect.is_mysql_family()) {
        text.push_str(&format!(" COMMENT {}", literal(comment)));
    }
    text
}

/// What stands after DEFAULT: an expression in parentheses, where these are needed.
pub fn default_of(default: &str, dialect: Dialect) -> String {
    let is_call = default.contains('(') && !default.starts_with('(') && !default.to_uppercase().starts_with("CURRENT_");
    if is_call && dialect != Dialect::Postgres { format!("({default})") } else { default.to_owned() }
}

/// The statement that drops a constraint.
pub fn drop_constraint(table: &str, kind: &str, name: &str, dialect: Dialect) -> String {
    let (table, name) = (quoted(table, dialect), quoted(name, dialect));
    match (dialect, kind) {
        (Dialect::MySql | Dialect::MariaDb, "primary key") => format!("ALTER TABLE {table} DROP PRIMARY KEY"),
        (Dialect::MySql | Dialect::MariaDb, "foreign key") => format!("ALTER TABLE {table} DROP FOREIGN KEY {name}"),
        (Dialect::MySql | Dialect::MariaDb, "unique constraint") => format!("ALTER TABLE {table} DROP INDEX {name}"),
        _ => format!("ALTER TABLE {table} DROP CONSTRAINT {name}"),
    }
}

/// The statements that set a comment.
pub fn comment(
    kind: &str,
    name: &str,
    comment: Option<&str>,
    table: Option<&Table>,
    dialect: Dialect,
) -> Option<String> {
    match (dialect, kind) {
        (Dialect::Postgres, "table") => {
            let text = comment.map_or_else(|| "NULL".to_owned(), literal);
            Some(format!("COMMENT ON TABLE {} IS {text}", quoted(name, dialect)))
        }
        (Dialect::MySql | Dialect::MariaDb, "table") => {
            Some(format!("ALTER TABLE {} COMMENT {}", quoted(name, dialect), literal(comment.unwrap_or_default())))
        }
        (Dialect::Postgres, "column") => {
            let table = quoted(&table?.name, dialect);
            let text = comment.map_or_else(|| "NULL".to_owned(), literal);
            Some(format!("COMMENT ON COLUMN {table}.{} IS {text}", quoted(name, dialect)))
        }
        _ => None,
    }
}
