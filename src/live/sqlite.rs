//! What SQLite says of its schema.

use super::definition::Definition;
use super::{Catalog, Check, Column, ForeignKey, Index, Key, Other, Part, Reader, Table, Trigger, View, literal};
use crate::error::Reason;

/// Everything in the file but what SQLite keeps for itself.
pub async fn read(reader: &Reader<'_>) -> Result<Catalog, Reason> {
    let mut catalog = Catalog::default();
    let objects = "SELECT s.type, s.name, s.tbl_name, s.sql, l.type FROM sqlite_schema s \
                   LEFT JOIN pragma_table_list l ON l.name = s.name AND l.schema = 'main' \
                   WHERE s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY s.name";
    let mut tables = Vec::new();
    for mut row in reader.rows(objects).await? {
        let (kind, name, table, sql, of_list) = (row.text(), row.text(), row.text(), row.text(), row.text());
        match (kind.as_str(), of_list.as_str()) {
            ("table", "virtual") => {
                catalog.others.push(Other { kind: "virtual table".to_owned(), name, definition: None })
            }
            // What a virtual table keeps its rows in.
            ("table", "shadow") => {}
            ("table", _) => tables.push((name, sql)),
            ("view", _) => catalog.views.push(View { name, query: query_of(&sql), ..View::default() }),
            ("trigger", _) => {
                catalog.triggers.push(Trigger { name, table, definition: sql, is_disabled: false });
            }
            // An index is read with its table.
            _ => {}
        }
    }
    for (name, sql) in tables {
        let table = table(reader, name, &Definition::read(&sql)).await?;
        catalog.tables.push(table);
    }
    Ok(catalog)
}

/// What stands after AS in the definition of a view.
fn query_of(sql: &str) -> String {
    let tokens = super::definition::tokens(sql);
    let after = tokens.iter().find(|token| token.is("AS")).map_or(0, super::definition::Token::end);
    sql[after..].trim().trim_end_matches(';').trim_end().to_owned()
}

async fn table(reader: &Reader<'_>, name: String, definition: &Definition) -> Result<Table, Reason> {
    let this = literal(&name);
    let mut table = Table { storage: definition.storage.clone(), ..Table::default() };
    let mut key: Vec<(u32, String)> = Vec::new();
    let columns = format!(
        "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo({this}) WHERE hidden <> 1 ORDER BY cid"
    );
    for mut row in reader.rows(&columns).await? {
        let (name, sql_type, is_not_null, default) = (row.text(), row.text(), row.flag(), row.maybe());
        let (place, hidden) = (row.number().unwrap_or(0), row.text());
        let of = |list: &[(String, String)]| {
            list.iter().find(|(column, _)| column.eq_ignore_ascii_case(&name)).map(|(_, said)| said.clone())
        };
        let generated = of(&definition.generated).filter(|_| hidden != "0").map(|sql| (sql, hidden == "3"));
        let collation = of(&definition.collations).filter(|collation| !collation.eq_ignore_ascii_case("BINARY"));
        // Without what `CREATE TABLE` makes part of the type.
        let sql_type = sql_type.to_lowercase().trim_end_matches(" generated always").to_owned();
        // No row has NULL in its key that anybody could refer to.
        let nullable = !is_not_null && place == 0;
        if place > 0 {
            key.push((place, name.clone()));
        }
        table.columns.push(Column { name, sql_type, nullable, default, generated, collation, ..Column::default() });
    }
    key.sort();
    let key: Vec<String> = key.into_iter().map(|(_, name)| name).collect();
    if let [only] = key.as_slice()
        && let Some(column) = table.columns.iter_mut().find(|column| column.name == *only)
    {
        // The one key of this type is the number of the row.
        column.counts = column.sql_type == "integer";
    }
    if !key.is_empty() {
        table.primary_key = Some(Key { columns: key, ..Key::default() });
    }
    indexes(reader, &this, &mut table).await?;
    table.foreign_keys = foreign_keys(reader, &this, definition).await?;
    let check = |(name, expression): &(Option<String>, String)| Check {
        name: name.clone(),
        expression: expression.clone(),
        is_valid: true,
    };
    table.checks = definition.checks.iter().map(check).collect();
    table.name = name;
    Ok(table)
}

async fn indexes(reader: &Reader<'_>, this: &str, table: &mut Table) -> Result<(), Reason> {
    let indexes = format!(
        "SELECT i.name, i.\"unique\", i.origin, x.name, x.\"desc\", x.coll, s.sql FROM pragma_index_list({this}) i \
         JOIN pragma_index_xinfo(i.name) x ON x.key LEFT JOIN sqlite_schema s ON s.type = 'index' AND s.name = i.name \
         WHERE i.origin <> 'pk' ORDER BY i.seq DESC, x.seqno"
    );
    let mut keys: Vec<(String, Key)> = Vec::new();
    for mut row in reader.rows(&indexes).await? {
        let (name, unique, origin) = (row.text(), row.flag(), row.text());
        let (column, descending, collation, sql) = (row.maybe(), row.flag(), row.text(), row.text());
        if origin == "u" {
            let column = column.unwrap_or_default();
            match keys.iter_mut().find(|(known, _)| *known == name) {
                Some((_, key)) => key.columns.push(column),
                None => keys.push((name, Key { columns: vec![column], ..Key::default() })),
            }
            continue;
        }
        let of_column = column.as_deref().and_then(|name| table.columns.iter().find(|column| column.name == name));
        let usual = of_column.and_then(|column| column.collation.clone()).unwrap_or_else(|| "BINARY".to_owned());
        let collation = Some(collation).filter(|collation| column.is_some() && !collation.eq_ignore_ascii_case(&usual));
        let index = match table.indexes.iter_mut().find(|index| index.name == name) {
            Some(index) => index,
            None => {
                let predicate = super::definition::predicate(&sql);
                table.indexes.push(Index { name, unique, predicate, ..Index::default() });
                table.indexes.last_mut().expect("it was just put there")
            }
        };
        let expression = match column {
            Some(_) => None,
            None => super::definition::part(&sql, index.parts.len()),
        };
        index.parts.push(Part { column, expression, descending, collation, ..Part::default() });
    }
    table.uniques = keys.into_iter().map(|(_, key)| key).collect();
    Ok(())
}

async fn foreign_keys(reader: &Reader<'_>, this: &str, definition: &Definition) -> Result<Vec<ForeignKey>, Reason> {
    // A reference that names no column is one to the primary key.
    let keys = format!(
        "SELECT k.id, k.\"table\", k.\"from\", coalesce(k.\"to\", (SELECT p.name FROM pragma_table_xinfo(k.\"table\") p \
         WHERE p.pk = k.seq + 1)), k.on_delete, k.on_update FROM pragma_foreign_key_list({this}) k ORDER BY k.id DESC, k.seq"
    );
    let mut keys_by_id: Vec<(String, ForeignKey)> = Vec::new();
    for mut row in reader.rows(&keys).await? {
        let (id, table, column, referenced) = (row.text(), row.text(), row.text(), row.text());
        let (on_delete, on_update) = (row.text(), row.text());
        match keys_by_id.last_mut().filter(|(known, _)| *known == id) {
            Some((_, key)) => {
                key.columns.push(column);
                key.referenced.push(referenced);
            }
            None => {
                let (columns, referenced) = (vec![column], vec![referenced]);
                let key = ForeignKey {
                    columns,
                    table,
                    referenced,
                    on_delete,
                    on_update,
                    is_valid: true,
                    ..ForeignKey::default()
                };
                keys_by_id.push((id, key));
            }
        }
    }
    let mut keys: Vec<ForeignKey> = keys_by_id.into_iter().map(|(_, key)| key).collect();
    for key in &mut keys {
        let is_deferred = definition.deferred.iter().any(|columns| {
            columns.len() == key.columns.len()
                && columns.iter().zip(&key.columns).all(|(a, b)| a.eq_ignore_ascii_case(b))
        });
        key.deferrable = is_deferred.then(|| "DEFERRABLE INITIALLY DEFERRED".to_owned());
    }
    Ok(keys)
}
