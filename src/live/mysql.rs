//! What MySQL and MariaDB say of their schema.

use migrate_core::dialect::Dialect;

use super::{
    Catalog, Check, Column, ForeignKey, Function, Index, Key, Other, Part, Reader, Sequence, Table, Trigger, View,
    quoted,
};
use crate::error::Reason;

/// Everything in the database but what the server keeps for itself.
pub async fn read(reader: &Reader<'_>, dialect: Dialect) -> Result<Catalog, Reason> {
    let mut catalog = Catalog::default();
    let mut here = reader.rows("SELECT DATABASE(), @@collation_database").await?;
    let (database, collation) = here.first_mut().map_or_else(Default::default, |row| (row.text(), row.text()));
    let relations = "SELECT t.table_name, t.table_type, t.table_comment, t.engine FROM information_schema.tables t \
                     WHERE t.table_schema = DATABASE() ORDER BY 1";
    for mut row in reader.rows(relations).await? {
        let (name, kind, comment, engine) = (row.text(), row.text(), row.text(), row.text());
        match kind.as_str() {
            "BASE TABLE" | "SYSTEM VERSIONED" => {
                let storage = Some(engine).filter(|engine| engine != "InnoDB");
                let comment = Some(comment).filter(|comment| !comment.is_empty());
                catalog.tables.push(Table { name, comment, storage, ..Table::default() });
            }
            "SEQUENCE" => {
                let options = sequence(reader, &name).await?;
                catalog.sequences.push(Sequence { name, options });
            }
            // A view is read with its query.
            _ => {}
        }
    }
    columns(reader, &mut catalog, dialect, &collation).await?;
    keys(reader, &mut catalog, dialect).await?;
    foreign_keys(reader, &mut catalog).await?;
    checks(reader, &mut catalog, dialect).await?;
    let views =
        "SELECT table_name, view_definition FROM information_schema.views WHERE table_schema = DATABASE() ORDER BY 1";
    for mut row in reader.rows(views).await? {
        let (name, query) = (row.text(), row.text());
        // What lies in this database needs no name of it.
        let query = query.replace(&format!("{}.", quoted(&database, dialect)), "");
        catalog.views.push(View { name, query, ..View::default() });
    }
    routines(reader, &mut catalog, dialect).await?;
    let events = "SELECT event_name FROM information_schema.events WHERE event_schema = DATABASE() ORDER BY 1";
    for mut row in reader.rows(events).await? {
        catalog.others.push(Other { kind: "event".to_owned(), name: row.text(), definition: None });
    }
    Ok(catalog)
}

/// What a sequence of MariaDB's does otherwise than usual.
async fn sequence(reader: &Reader<'_>, name: &str) -> Result<String, Reason> {
    let options = format!(
        "SELECT concat_ws(' ', CASE WHEN increment <> 1 THEN concat('INCREMENT ', increment) END, \
         CASE WHEN minimum_value <> 1 THEN concat('MINVALUE ', minimum_value) END, \
         CASE WHEN cycle_option THEN 'CYCLE' END) FROM {}",
        quoted(name, Dialect::MariaDb)
    );
    Ok(reader.rows(&options).await?.first_mut().map_or_else(String::new, super::Values::text))
}

async fn columns(
    reader: &Reader<'_>,
    catalog: &mut Catalog,
    dialect: Dialect,
    usual_collation: &str,
) -> Result<(), Reason> {
    let columns = "SELECT c.table_name, c.column_name, c.column_type, c.is_nullable, c.column_default, c.extra, \
                   c.collation_name, c.column_comment, c.generation_expression FROM information_schema.columns c \
                   WHERE c.table_schema = DATABASE() ORDER BY c.table_name, c.ordinal_position";
    for mut row in reader.rows(columns).await? {
        let (table, name, sql_type, nullable) = (row.text(), row.text(), row.text(), row.flag());
        let (default, extra, collation) = (row.maybe(), row.text().to_uppercase(), row.maybe());
        let (comment, expression) = (row.text(), row.text());
        let is_expression = extra.contains("DEFAULT_GENERATED");
        let is_stored = extra.contains("STORED") || extra.contains("PERSISTENT");
        let is_computed = is_stored || extra.contains("VIRTUAL");
        let counts = extra.contains("AUTO_INCREMENT");
        let column = Column {
            default: default
                .filter(|_| !counts && !is_computed)
                .and_then(|default| default_as_sql(default, &sql_type, is_expression, dialect)),
            name,
            sql_type: without_width(&sql_type),
            enumeration: None,
            nullable,
            counts,
            generated: is_computed.then(|| {
                let expression =
                    if dialect == Dialect::MySql { without_escapes(&expression) } else { expression.clone() };
                (expression, is_stored)
            }),
            on_update_now: extra.contains("ON UPDATE"),
            collation: collation.filter(|collation| collation != usual_collation),
            comment: Some(comment).filter(|comment| !comment.is_empty()),
        };
        if let Some(table) = catalog.table_mut(&table) {
            table.columns.push(column);
        }
    }
    Ok(())
}

/// A type without the width that integers are shown in, but for the one of which truth is made.
fn without_width(sql_type: &str) -> String {
    let Some((name, rest)) = sql_type.split_once('(') else { return sql_type.to_owned() };
    let is_integer = ["tinyint", "smallint", "mediumint", "int", "bigint"].contains(&name);
    match rest.split_once(')') {
        Some((width, rest)) if is_integer && !(name == "tinyint" && width == "1") => format!("{name}{rest}"),
        _ => sql_type.to_owned(),
    }
}

/// A default as SQL. MariaDB says it as SQL, and NULL for none; MySQL leaves out the quotes of what is no expression.
fn default_as_sql(default: String, sql_type: &str, is_expression: bool, dialect: Dialect) -> Option<String> {
    if dialect == Dialect::MariaDb {
        return Some(default).filter(|default| default != "NULL");
    }
    let is_number = default.parse::<f64>().is_ok() && !sql_type.contains("char") && !sql_type.contains("text");
    let is_bits = default.starts_with("b'") || default.starts_with("0x");
    let is_now = default.to_uppercase().starts_with("CURRENT_TIMESTAMP");
    if is_expression {
        return Some(without_escapes(&default));
    }
    Some(if is_number || is_bits || is_now { default } else { format!("'{}'", default.replace('\'', "''")) })
}

/// An expression of MySQL's, which escapes the quotes of literals once more than SQL does, and writes the character set of
/// the connection before each.
fn without_escapes(expression: &str) -> String {
    let mut plain = String::with_capacity(expression.len());
    let mut characters = expression.chars();
    while let Some(c) = characters.next() {
        plain.extend(if c == '\\' { characters.next() } else { Some(c) });
    }
    plain.replace("\\'", "''").replace("_utf8mb4'", "'")
}

async fn keys(reader: &Reader<'_>, catalog: &mut Catalog, dialect: Dialect) -> Result<(), Reason> {
    let expression = if dialect == Dialect::MySql { "s.expression" } else { "NULL" };
    let indexes = format!(
        "SELECT s.table_name, s.index_name, s.non_unique = 0, s.index_type, s.column_name, {expression}, \
         s.collation = 'D', s.sub_part FROM information_schema.statistics s WHERE s.table_schema = DATABASE() \
         ORDER BY s.table_name, s.index_name, s.seq_in_index"
    );
    for mut row in reader.rows(&indexes).await? {
        let (table, name, unique, method) = (row.text(), row.text(), row.flag(), row.text());
        let (column, expression, descending, prefix) = (row.maybe(), row.maybe(), row.flag(), row.number());
        let Some(owner) = catalog.table_mut(&table) else { continue };
        if name == "PRIMARY" {
            let key = owner.primary_key.get_or_insert_with(Key::default);
            key.columns.extend(column);
            continue;
        }
        let method = Some(method.to_lowercase()).filter(|method| method != "btree");
        // What a spatial index calls a prefix is none.
        let prefix = prefix.filter(|_| method.as_deref() != Some("spatial"));
        let index = Index { name, unique, method, ..Index::default() };
        let expression = expression.map(|expression| without_escapes(&expression));
        catalog.add_part(&table, index, Part { column, expression, descending, prefix, ..Part::default() });
    }
    // A unique constraint is an index, and what a unique index of whole columns is, is a constraint.
    for table in &mut catalog.tables {
        let is_key = |index: &mut Index| {
            let is_whole = |part: &Part| part.column.is_some() && !part.descending && part.prefix.is_none();
            index.unique && index.method.is_none() && index.parts.iter().all(is_whole)
        };
        let keys = table.indexes.extract_if(.., is_key).map(|index| Key {
            name: Some(index.name),
            columns: index.parts.into_iter().filter_map(|part| part.column).collect(),
            ..Key::default()
        });
        table.uniques = keys.collect();
    }
    Ok(())
}

async fn foreign_keys(reader: &Reader<'_>, catalog: &mut Catalog) -> Result<(), Reason> {
    let keys = "SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, \
                r.delete_rule, r.update_rule FROM information_schema.key_column_usage k \
                JOIN information_schema.referential_constraints r ON r.constraint_schema = k.table_schema \
                AND r.table_name = k.table_name AND r.constraint_name = k.constraint_name \
                WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL \
                ORDER BY k.table_name, k.constraint_name, k.ordinal_position";
    for mut row in reader.rows(keys).await? {
        let Some(table) = catalog.table_mut(&row.text()) else { continue };
        let (name, column, other, referenced) = (row.text(), row.text(), row.text(), row.text());
        // InnoDB has one behaviour for the two.
        let mut action = || match row.text() {
            action if action == "RESTRICT" => "NO ACTION".to_owned(),
            action => action,
        };
        let (on_delete, on_update) = (action(), action());
        match table.foreign_keys.iter_mut().find(|key| key.name.as_ref() == Some(&name)) {
            Some(key) => {
                key.columns.push(column);
                key.referenced.push(referenced);
            }
            None => table.foreign_keys.push(ForeignKey {
                name: Some(name),
                columns: vec![column],
                table: other,
                referenced: vec![referenced],
                on_delete,
                on_update,
                deferrable: None,
                is_valid: true,
            }),
        }
    }
    Ok(())
}

async fn checks(reader: &Reader<'_>, catalog: &mut Catalog, dialect: Dialect) -> Result<(), Reason> {
    // In MariaDB several tables may have a check of the same name, and each JSON column has one of its own.
    let same_table = if dialect == Dialect::MariaDb { "AND k.table_name = c.table_name" } else { "" };
    let checks = format!(
        "SELECT c.table_name, c.constraint_name, k.check_clause FROM information_schema.table_constraints c \
         JOIN information_schema.check_constraints k ON k.constraint_schema = c.constraint_schema \
         AND k.constraint_name = c.constraint_name {same_table} \
         WHERE c.constraint_schema = DATABASE() AND c.constraint_type = 'CHECK' ORDER BY 1, 2"
    );
    for mut row in reader.rows(&checks).await? {
        let (table, name, expression) = (row.text(), row.text(), row.text());
        // MariaDB says it as it is.
        let expression = if dialect == Dialect::MySql { without_escapes(&expression) } else { expression };
        let Some(table) = catalog.table_mut(&table) else { continue };
        if let Some(column) = table
            .columns
            .iter_mut()
            .find(|column| column.name == name && expression.eq_ignore_ascii_case(&format!("json_valid(`{name}`)")))
        {
            column.sql_type = "json".to_owned();
            column.collation = None;
            continue;
        }
        table.checks.push(Check { name: Some(name), expression, is_valid: true });
    }
    Ok(())
}

async fn routines(reader: &Reader<'_>, catalog: &mut Catalog, dialect: Dialect) -> Result<(), Reason> {
    let routines = "SELECT routine_name, routine_type FROM information_schema.routines \
                    WHERE routine_schema = DATABASE() ORDER BY 1";
    for mut row in reader.rows(routines).await? {
        let (name, kind) = (row.text(), row.text());
        let shown = reader.rows(&format!("SHOW CREATE {kind} {}", quoted(&name, dialect))).await?;
        let definition = shown.into_iter().next().map_or_else(String::new, |mut row| {
            let (_name, _mode) = (row.maybe(), row.maybe());
            row.text()
        });
        // The name stands between the quotes that the session had which created it.
        let definition = without_definer(&definition).replacen(&format!("\"{name}\""), &quoted(&name, dialect), 1);
        catalog.functions.push(Function {
            name,
            arguments: String::new(),
            is_procedure: kind == "PROCEDURE",
            definition,
        });
    }
    let triggers = "SELECT trigger_name, event_object_table, action_timing, event_manipulation, action_statement \
                    FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1";
    for mut row in reader.rows(triggers).await? {
        let (name, table, timing, event, body) = (row.text(), row.text(), row.text(), row.text(), row.text());
        let (named, on) = (quoted(&name, dialect), quoted(&table, dialect));
        let definition = format!("CREATE TRIGGER {named} {timing} {event} ON {on} FOR EACH ROW {body}");
        catalog.triggers.push(Trigger { name, table, definition, is_disabled: false });
    }
    Ok(())
}

/// A definition without whose rights it uses: that of the account that sends it.
fn without_definer(definition: &str) -> String {
    let Some((before, rest)) = definition.split_once(" DEFINER=") else { return definition.to_owned() };
    let end = [" FUNCTION ", " PROCEDURE ", " AGGREGATE "].iter().filter_map(|word| rest.find(word)).min();
    match end {
        Some(end) if !before.contains('(') => format!("{before}{}", &rest[end..]),
        _ => definition.to_owned(),
    }
}
