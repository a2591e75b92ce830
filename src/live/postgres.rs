//! What PostgreSQL says of its schema.

use super::{
    Catalog, Check, Column, Enumeration, Exclusion, ForeignKey, Function, Index, Key, Other, Part, Reader, Sequence,
    Table, Trigger, View,
};
use crate::error::Reason;

/// The schemas that are somebody's.
const OF_SCHEMAS: &str = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT 1 \
    FROM pg_depend x WHERE x.classid = 'pg_namespace'::regclass AND x.objid = n.oid AND x.deptype = 'e')";

/// What no extension brought.
fn no_extension(class: &str, object: &str) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM pg_depend x WHERE x.classid = '{class}'::regclass AND x.objid = {object} \
         AND x.deptype = 'e')"
    )
}

/// The name of something, with its schema where that is not the first one of the search path.
fn name(schema: &str, name: &str) -> String {
    format!("CASE WHEN {schema} = current_schema() THEN '' ELSE {schema} || '.' END || {name}")
}

/// The relations that are somebody's, as `c`; partitions go with the table that is partitioned.
fn relations(columns: &str, rest: &str, kinds: &str) -> String {
    format!(
        "SELECT {}, {columns} FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace {rest} \
         AND c.relkind IN ({kinds}) AND NOT c.relispartition AND c.relpersistence <> 't' AND {OF_SCHEMAS} AND {}",
        name("n.nspname", "c.relname"),
        no_extension("pg_class", "c.oid"),
    )
}

const TABLES: &str = "'r', 'p'";
const VIEWS: &str = "'v', 'm'";
const INDEXED: &str = "'r', 'p', 'm'";

/// Everything but what belongs to the server or to an extension.
pub async fn read(reader: &Reader<'_>) -> Result<Catalog, Reason> {
    let mut catalog = Catalog::default();
    let tables = relations("c.relkind = 'p', obj_description(c.oid, 'pg_class')", "WHERE true", TABLES);
    for mut row in reader.rows(&format!("{tables} ORDER BY 1")).await? {
        let (name, is_partitioned, comment) = (row.text(), row.flag(), row.maybe());
        let storage = is_partitioned.then(|| "partitioned".to_owned());
        catalog.tables.push(Table { name, comment, storage, ..Table::default() });
    }
    let views = relations("c.relkind = 'm', pg_get_viewdef(c.oid, true)", "WHERE true", VIEWS);
    for mut row in reader.rows(&format!("{views} ORDER BY 1")).await? {
        let (name, is_materialized, query) = (row.text(), row.flag(), row.text());
        let query = query.trim().trim_end_matches(';').to_owned();
        catalog.views.push(View { name, is_materialized, query, indexes: Vec::new() });
    }
    columns(reader, &mut catalog).await?;
    constraints(reader, &mut catalog).await?;
    exclusions(reader, &mut catalog).await?;
    indexes(reader, &mut catalog).await?;
    routines(reader, &mut catalog).await?;
    objects(reader, &mut catalog).await?;
    Ok(catalog)
}

async fn columns(reader: &Reader<'_>, catalog: &mut Catalog) -> Result<(), Reason> {
    // A sequence of a column's own makes it count, as an identity does.
    let counts = "a.attidentity <> '' OR (pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%' AND EXISTS (SELECT 1 \
                  FROM pg_depend s JOIN pg_class q ON q.oid = s.objid AND q.relkind = 'S' \
                  WHERE s.classid = 'pg_class'::regclass AND s.refclassid = 'pg_class'::regclass \
                  AND s.refobjid = c.oid AND s.refobjsubid = a.attnum AND s.deptype = 'a'))";
    let enumeration = name("en.nspname", "e.typname");
    let columns = relations(
        &format!(
            "a.attname, format_type(a.atttypid, a.atttypmod), \
             CASE WHEN e.oid IS NOT NULL THEN {enumeration} END, NOT a.attnotnull, {counts}, \
             CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid, true) END, \
             CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid, true) END, a.attgenerated = 's', \
             CASE WHEN a.attcollation <> t.typcollation THEN o.collname END, col_description(c.oid, a.attnum)"
        ),
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
         JOIN pg_type t ON t.oid = a.atttypid \
         LEFT JOIN pg_type e ON e.oid IN (t.oid, t.typelem) AND e.typtype = 'e' \
         LEFT JOIN pg_namespace en ON en.oid = e.typnamespace \
         LEFT JOIN pg_collation o ON o.oid = a.attcollation \
         LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE true",
        TABLES,
    );
    for mut row in reader.rows(&format!("{columns} ORDER BY 1, a.attnum")).await? {
        let table = row.text();
        let (name, sql_type, enumeration) = (row.text(), row.text(), row.maybe());
        let (nullable, counts, default) = (row.flag(), row.flag(), row.maybe());
        let (generated, is_stored) = (row.maybe(), row.flag());
        let (collation, comment) = (row.maybe(), row.maybe());
        let column = Column {
            name,
            sql_type,
            enumeration,
            nullable,
            default: default.filter(|_| !counts),
            counts,
            generated: generated.map(|sql| (sql, is_stored)),
            on_update_now: false,
            collation,
            comment,
        };
        if let Some(table) = catalog.table_mut(&table) {
            table.columns.push(column);
        }
    }
    Ok(())
}

async fn constraints(reader: &Reader<'_>, catalog: &mut Catalog) -> Result<(), Reason> {
    let names = |relation: &str, numbers: &str| {
        format!(
            "(SELECT string_agg(m.attname, E'\\n' ORDER BY u.place) FROM unnest({numbers}) WITH ORDINALITY \
             u (number, place) JOIN pg_attribute m ON m.attrelid = {relation} AND m.attnum = u.number)"
        )
    };
    let action = |column: &str| {
        format!(
            "CASE {column} WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' \
             WHEN 'd' THEN 'SET DEFAULT' ELSE 'NO ACTION' END"
        )
    };
    let constraints = relations(
        &format!(
            "k.conname, k.contype, {}, {}, {}, {}, {}, \
             CASE WHEN k.condeferred THEN 'DEFERRABLE INITIALLY DEFERRED' WHEN k.condeferrable THEN 'DEFERRABLE' END, \
             k.convalidated, {}, {}, {}",
            names("k.conrelid", "k.conkey"),
            name("fn.nspname", "f.relname"),
            names("k.confrelid", "k.confkey"),
            action("k.confdeltype"),
            action("k.confupdtype"),
            "CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid, true) \
             WHEN 'x' THEN pg_get_constraintdef(k.oid, true) END",
            "(SELECT string_agg(m.attname, E'\\n' ORDER BY p) FROM generate_series(i.indnkeyatts, i.indnatts - 1) p \
             JOIN pg_attribute m ON m.attrelid = i.indrelid AND m.attnum = i.indkey[p])",
            // PostgreSQL 15 brought it; the definition says it, whatever the version.
            "k.contype = 'u' AND pg_get_constraintdef(k.oid) LIKE '% NULLS NOT DISTINCT %'",
        ),
        "JOIN pg_constraint k ON k.conrelid = c.oid LEFT JOIN pg_index i ON i.indexrelid = k.conindid \
         AND k.contype IN ('p', 'u') LEFT JOIN pg_class f ON f.oid = k.confrelid \
         LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')",
        TABLES,
    );
    for mut row in reader.rows(&format!("{constraints} ORDER BY 1, k.oid")).await? {
        let Some(table) = catalog.table_mut(&row.text()) else { continue };
        let (name, kind) = (row.text(), row.text());
        let (columns, other, referenced) = (row.names(), row.text(), row.names());
        let (on_delete, on_update, deferrable) = (row.text(), row.text(), row.maybe());
        let (is_valid, sql, include) = (row.flag(), row.text(), row.names());
        let nulls_not_distinct = row.flag();
        let key = |deferrable| Key {
            name: Some(name.clone()),
            columns: columns.clone(),
            include,
            deferrable,
            nulls_not_distinct,
        };
        match kind.as_str() {
            "p" => table.primary_key = Some(key(deferrable)),
            "u" => table.uniques.push(key(deferrable)),
            "f" => table.foreign_keys.push(ForeignKey {
                name: Some(name),
                columns,
                table: other,
                referenced,
                on_delete,
                on_update,
                deferrable,
                is_valid,
            }),
            "c" => table.checks.push(Check { name: Some(name), expression: sql, is_valid }),
            _ => table.exclusions.push(Exclusion { name, definition: sql, deferrable, ..Exclusion::default() }),
        }
    }
    Ok(())
}

/// What exclusion constraints compare: the parts of their indexes, and the operators.
async fn exclusions(reader: &Reader<'_>, catalog: &mut Catalog) -> Result<(), Reason> {
    let parts = relations(
        "k.conname, CASE WHEN m.amname <> 'btree' THEN m.amname END, pg_get_expr(i.indpred, i.indrelid, true), a.attname, \
         CASE WHEN a.attname IS NULL THEN pg_get_indexdef(i.indexrelid, p, true) END, \
         CASE WHEN NOT o.opcdefault THEN o.opcname END, r.oprname",
        "JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'x' JOIN pg_index i ON i.indexrelid = k.conindid \
         JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam \
         CROSS JOIN LATERAL generate_series(1, i.indnkeyatts) p \
         LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[p - 1] AND a.attnum > 0 \
         LEFT JOIN pg_opclass o ON o.oid = i.indclass[p - 1] JOIN pg_operator r ON r.oid = k.conexclop[p] WHERE true",
        TABLES,
    );
    for mut row in reader.rows(&format!("{parts} ORDER BY 1, k.oid, p")).await? {
        let Some(table) = catalog.table_mut(&row.text()) else { continue };
        let (name, method, predicate) = (row.text(), row.maybe(), row.maybe());
        let Some(exclusion) = table.exclusions.iter_mut().find(|one| one.name == name) else { continue };
        (exclusion.method, exclusion.predicate) = (method, predicate);
        let (column, expression, operator_class) = (row.maybe(), row.maybe(), row.maybe());
        exclusion.parts.push((Part { column, expression, operator_class, ..Part::default() }, row.text()));
    }
    Ok(())
}

async fn indexes(reader: &Reader<'_>, catalog: &mut Catalog) -> Result<(), Reason> {
    let indexes = relations(
        "x.relname, i.indisunique, CASE WHEN m.amname <> 'btree' THEN m.amname END, \
         pg_get_expr(i.indpred, i.indrelid, true), NOT i.indisvalid, \
         pg_get_indexdef(i.indexrelid) LIKE '% NULLS NOT DISTINCT%', p, a.attname, \
         CASE WHEN a.attname IS NULL THEN pg_get_indexdef(i.indexrelid, p, true) END, p > i.indnkeyatts, \
         i.indoption[p - 1] & 1 = 1, \
         CASE WHEN (i.indoption[p - 1] & 2 = 2) <> (i.indoption[p - 1] & 1 = 1) THEN i.indoption[p - 1] & 2 = 2 END, \
         CASE WHEN NOT o.opcdefault THEN o.opcname END, \
         CASE WHEN i.indcollation[p - 1] <> 0 AND i.indcollation[p - 1] <> a.attcollation THEN l.collname END",
        "JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam \
         CROSS JOIN LATERAL generate_series(1, i.indnatts) p \
         LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[p - 1] AND a.attnum > 0 \
         LEFT JOIN pg_opclass o ON p <= i.indnkeyatts AND o.oid = i.indclass[p - 1] \
         LEFT JOIN pg_collation l ON p <= i.indnkeyatts AND l.oid = i.indcollation[p - 1] \
         WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid \
         AND k.conrelid = c.oid AND k.contype IN ('p', 'u', 'x'))",
        INDEXED,
    );
    for mut row in reader.rows(&format!("{indexes} ORDER BY 1, x.relname, p")).await? {
        let owner = row.text();
        let (name, unique, method, predicate) = (row.text(), row.flag(), row.maybe(), row.maybe());
        let (is_broken, nulls_not_distinct) = (row.flag(), row.flag());
        let (_place, column, expression, is_included) = (row.text(), row.maybe(), row.maybe(), row.flag());
        let (descending, nulls_first) = (row.flag(), row.maybe().map(|first| first == "t"));
        let (operator_class, collation) = (row.maybe(), row.maybe());
        let index = Index { name, unique, method, predicate, is_broken, nulls_not_distinct, ..Index::default() };
        if is_included {
            let known = catalog.indexes_mut(&owner).and_then(|all| all.iter_mut().find(|one| one.name == index.name));
            if let Some(known) = known {
                known.include.extend(column);
            }
            continue;
        }
        let part = Part { column, expression, descending, nulls_first, operator_class, collation, ..Part::default() };
        catalog.add_part(&owner, index, part);
    }
    Ok(())
}

async fn routines(reader: &Reader<'_>, catalog: &mut Catalog) -> Result<(), Reason> {
    let functions = format!(
        "SELECT {}, pg_get_function_identity_arguments(p.oid), p.prokind = 'p', \
         regexp_replace(pg_get_functiondef(p.oid), '^CREATE OR REPLACE', 'CREATE'), n.nspname, p.proname \
         FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace \
         WHERE p.prokind IN ('f', 'p') AND {OF_SCHEMAS} AND {} ORDER BY 1, 2",
        name("n.nspname", "p.proname"),
        no_extension("pg_proc", "p.oid"),
    );
    for mut row in reader.rows(&functions).await? {
        let (name, arguments, is_procedure, definition) = (row.text(), row.text(), row.flag(), row.text());
        // Without the first schema of the search path, which the server always writes.
        let definition = match name.contains('.') {
            true => definition,
            false => without_schema(&definition, &row.text()),
        };
        let definition = definition.trim_end().to_owned();
        catalog.functions.push(Function { name, arguments, is_procedure, definition });
    }
    let triggers = relations(
        "t.tgname, pg_get_triggerdef(t.oid, true), t.tgenabled = 'D'",
        "JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal WHERE true",
        "'r', 'p', 'v'",
    );
    for mut row in reader.rows(&format!("{triggers} ORDER BY t.tgname, 1")).await? {
        let (table, name, definition, is_disabled) = (row.text(), row.text(), row.text(), row.flag());
        catalog.triggers.push(Trigger { name, table, definition, is_disabled });
    }
    Ok(())
}

/// A definition without the schema in front of the name that it gives.
fn without_schema(definition: &str, schema: &str) -> String {
    let plain = format!(" {schema}.");
    let quoted = format!(" \"{schema}\".");
    let first = definition.find('(').unwrap_or(definition.len());
    let (head, rest) = definition.split_at(first);
    format!("{}{rest}", head.replacen(&plain, " ", 1).replacen(&quoted, " ", 1))
}

async fn objects(reader: &Reader<'_>, catalog: &mut Catalog) -> Result<(), Reason> {
    let sequences = relations(
        "concat_ws(' ', CASE WHEN s.seqtypid <> 'bigint'::regtype THEN 'AS ' || format_type(s.seqtypid, NULL) END, \
         CASE WHEN s.seqincrement <> 1 THEN 'INCREMENT ' || s.seqincrement END, \
         CASE WHEN s.seqmin <> 1 THEN 'MINVALUE ' || s.seqmin END, \
         CASE WHEN s.seqtypid = 'bigint'::regtype AND s.seqmax <> 9223372036854775807 THEN 'MAXVALUE ' || s.seqmax END, \
         CASE WHEN s.seqcycle THEN 'CYCLE' END, CASE WHEN s.seqcache <> 1 THEN 'CACHE ' || s.seqcache END)",
        "JOIN pg_sequence s ON s.seqrelid = c.oid WHERE NOT EXISTS (SELECT 1 FROM pg_depend o \
         WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.deptype IN ('a', 'i') \
         AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0)",
        "'S'",
    );
    for mut row in reader.rows(&format!("{sequences} ORDER BY 1")).await? {
        catalog.sequences.push(Sequence { name: row.text(), options: row.text() });
    }
    let types =
        |kinds: &str| format!("t.typtype IN ({kinds}) AND {OF_SCHEMAS} AND {}", no_extension("pg_type", "t.oid"));
    let enums = format!(
        "SELECT {}, (SELECT string_agg(v.enumlabel, E'\\n' ORDER BY v.enumsortorder) FROM pg_enum v \
         WHERE v.enumtypid = t.oid) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE {} ORDER BY 1",
        name("n.nspname", "t.typname"),
        types("'e'"),
    );
    for mut row in reader.rows(&enums).await? {
        catalog.enums.push(Enumeration { name: row.text(), values: row.names() });
    }
    let schemas = format!(
        "SELECT n.nspname FROM pg_namespace n WHERE {OF_SCHEMAS} AND n.nspname <> current_schema() \
         AND n.nspname <> 'public' ORDER BY 1"
    );
    for mut row in reader.rows(&schemas).await? {
        catalog.schemas.push(row.text());
    }
    for mut row in reader.rows("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1").await? {
        catalog.extensions.push(row.text());
    }
    let others = format!(
        "SELECT CASE t.typtype WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' ELSE 'composite type' END, {0}, \
         CASE t.typtype WHEN 'd' THEN 'CREATE DOMAIN ' || t.oid::regtype || ' AS ' || format_type(t.typbasetype, t.typtypmod) \
         || coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END \
         || coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid), '' \
         ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid), '') \
         WHEN 'c' THEN 'CREATE TYPE ' || t.oid::regtype || ' AS (' || (SELECT string_agg(quote_ident(a.attname) || ' ' \
         || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) FROM pg_attribute a \
         WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) || ')' END \
         FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid \
         WHERE (c.oid IS NULL OR c.relkind = 'c') AND {1} \
         UNION ALL SELECT 'aggregate', {2}, NULL FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace \
         WHERE p.prokind IN ('a', 'w') AND {OF_SCHEMAS} AND {3} \
         UNION ALL SELECT 'foreign table', {4}, NULL FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind = 'f' AND {OF_SCHEMAS} AND {5} \
         UNION ALL SELECT 'policy', o.polname || ' of ' || {4}, NULL FROM pg_policy o JOIN pg_class c ON c.oid = o.polrelid \
         JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OF_SCHEMAS} \
         UNION ALL SELECT 'rule', r.rulename || ' of ' || {4}, NULL FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class \
         JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.rulename <> '_RETURN' AND {OF_SCHEMAS} AND {5} \
         ORDER BY 1, 2",
        name("n.nspname", "t.typname"),
        types("'d', 'c', 'r'"),
        name("n.nspname", "p.proname"),
        no_extension("pg_proc", "p.oid"),
        name("n.nspname", "c.relname"),
        no_extension("pg_class", "c.oid"),
    );
    for mut row in reader.rows(&others).await? {
        catalog.others.push(Other { kind: row.text(), name: row.text(), definition: row.maybe() });
    }
    Ok(())
}
