//! PostgreSQL's catalogue, by its system tables.

use std::collections::BTreeSet;

use super::super::line;
use super::{is_true, listed, text};
use crate::scratch::Scratch;

const OWN: &str = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relname <> 'migrate_history'";

/// The name of something, with its schema where that is not the first one of the search path.
fn named(namespace: &str, name: &str) -> String {
    format!(
        "(SELECT CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END FROM pg_namespace WHERE oid = {namespace}) || {name}"
    )
}

/// The name of a relation.
fn relation(alias: &str) -> String {
    named(&format!("{alias}.relnamespace"), &format!("{alias}.relname"))
}

pub async fn lines(scratch: &Scratch) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    let tables = format!(
        "SELECT {}, obj_description(c.oid, 'pg_class') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind = 'r' AND {OWN}",
        relation("c")
    );
    for row in scratch.rows(&tables).await {
        lines.insert(line::table(&text(&row, 0)));
        lines.extend(row[1].as_ref().map(|comment| line::comment(&text(&row, 0), "", comment)));
    }
    add_columns(&mut lines, scratch).await;
    add_constraints(&mut lines, scratch).await;
    add_indexes(&mut lines, scratch).await;
    let views = format!(
        "SELECT {}, c.relkind = 'm', string_agg(a.attname, E'\\n' ORDER BY a.attnum)
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
         WHERE c.relkind IN ('v', 'm') AND {OWN} GROUP BY 1, 2",
        relation("c")
    );
    for row in scratch.rows(&views).await {
        let noun = if is_true(&row, 1) { "materialized view" } else { "view" };
        lines.insert(line::view(noun, &text(&row, 0), &listed(&row, 2)));
    }
    let objects = format!(
        "SELECT 'extension', extname FROM pg_extension WHERE extname <> 'plpgsql'
        UNION ALL SELECT 'schema', nspname FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
        UNION ALL SELECT 'sequence', {} FROM pg_class c WHERE relkind = 'S'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))
        UNION ALL SELECT 'function', {} FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
        WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
        relation("c"),
        named("pronamespace", "proname")
    );
    for row in scratch.rows(&objects).await {
        lines.insert(line::object(&text(&row, 0), &text(&row, 1)));
    }
    let triggers = format!(
        "SELECT {}, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal",
        relation("c")
    );
    for row in scratch.rows(&triggers).await {
        lines.insert(line::trigger(&text(&row, 0), &text(&row, 1)));
    }
    let enums = format!(
        "SELECT {}, string_agg(e.enumlabel, E'\\n' ORDER BY e.enumsortorder)
         FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY 1",
        named("t.typnamespace", "t.typname")
    );
    for row in scratch.rows(&enums).await {
        let values = listed(&row, 1);
        lines.insert(line::enumeration(&text(&row, 0), &values.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    lines
}

async fn add_columns(lines: &mut BTreeSet<String>, scratch: &Scratch) {
    let columns = format!(
        "SELECT {}, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef AND a.attgenerated = '',
         a.attidentity <> '', col_description(c.oid, a.attnum), t.typtype = 'e', {}, a.attgenerated <> ''
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         JOIN pg_type t ON t.oid = a.atttypid WHERE c.relkind = 'r' AND {OWN}",
        relation("c"),
        named("t.typnamespace", "t.typname")
    );
    for row in scratch.rows(&columns).await {
        let (table, name) = (text(&row, 0), text(&row, 1));
        let sql_type = if is_true(&row, 7) { text(&row, 8) } else { text(&row, 2) };
        lines.insert(line::column(&table, &name, &sql_type, !is_true(&row, 3), is_true(&row, 4)));
        if is_true(&row, 5) {
            lines.insert(line::auto_increment(&table, &name));
        }
        if is_true(&row, 9) {
            lines.insert(line::computed(&table, &name, true));
        }
        lines.extend(row[6].as_ref().map(|comment| line::comment(&table, &name, comment)));
    }
}

async fn add_constraints(lines: &mut BTreeSet<String>, scratch: &Scratch) {
    let names = |relation: &str, columns: &str| {
        format!(
            "(SELECT string_agg(a.attname, E'\\n' ORDER BY k.place) FROM unnest(o.{columns}) WITH ORDINALITY k(attnum, place)
              JOIN pg_attribute a ON a.attrelid = o.{relation} AND a.attnum = k.attnum)"
        )
    };
    let constraints = format!(
        "SELECT o.contype, o.conname, {}, {}, {}, {}, o.confdeltype, o.confupdtype, o.condeferrable, o.convalidated,
         (SELECT string_agg(coalesce(a.attname, 'expression') || ' ' || p.oprname, E'\\n' ORDER BY k.place)
          FROM unnest(o.conkey, o.conexclop) WITH ORDINALITY k(attnum, operator, place) JOIN pg_operator p ON p.oid = k.operator
          LEFT JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.attnum AND a.attnum > 0),
         (SELECT x.indpred IS NOT NULL FROM pg_index x WHERE x.indexrelid = o.conindid)
         FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         LEFT JOIN pg_class r ON r.oid = o.confrelid WHERE {OWN}",
        relation("c"),
        names("conrelid", "conkey"),
        relation("r"),
        names("confrelid", "confkey"),
    );
    for row in scratch.rows(&constraints).await {
        let (kind, name, table) = (text(&row, 0), text(&row, 1), text(&row, 2));
        let columns = listed(&row, 3);
        let (deferrable, is_valid) = (is_true(&row, 8), is_true(&row, 9));
        lines.insert(match kind.as_str() {
            "p" => line::key("primary key", &table, &name, &columns, deferrable),
            "u" => line::key("unique", &table, &name, &columns, deferrable),
            "c" => line::check(&table, &name, is_valid),
            "x" => line::exclusion(&table, &name, &listed(&row, 10), is_true(&row, 11), deferrable),
            "f" => {
                let referenced = listed(&row, 5);
                let pairs: Vec<String> =
                    columns.iter().zip(&referenced).map(|(column, other)| format!("{column} to {other}")).collect();
                let actions = format!("delete {}, update {}", action(&text(&row, 6)), action(&text(&row, 7)));
                line::foreign_key(&table, &name, &text(&row, 4), &pairs, &actions, deferrable, is_valid)
            }
            other => panic!("a constraint of kind {other}"),
        });
    }
}

fn action(letter: &str) -> &'static str {
    match letter {
        "c" => "cascade",
        "n" => "set null",
        "d" => "set default",
        "r" => "restrict",
        _ => "none",
    }
}

async fn add_indexes(lines: &mut BTreeSet<String>, scratch: &Scratch) {
    let indexes = format!(
        "SELECT {}, i.relname, x.indisunique, x.indpred IS NOT NULL, x.indnullsnotdistinct,
         (SELECT string_agg(coalesce(a.attname, 'expression')
            || CASE WHEN x.indoption[k - 1] & 1 = 1 THEN ' desc' ELSE '' END
            || CASE x.indoption[k - 1] & 3 WHEN 2 THEN ' nulls first' WHEN 1 THEN ' nulls last' ELSE '' END, E'\\n' ORDER BY k)
          FROM generate_series(1, x.indnkeyatts) k
          LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[k - 1] AND x.indkey[k - 1] <> 0),
         (SELECT string_agg(a.attname, E'\\n' ORDER BY k) FROM generate_series(x.indnkeyatts + 1, x.indnatts) k
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[k - 1]), x.indisvalid
         FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
         JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE {OWN} AND NOT EXISTS (SELECT 1 FROM pg_constraint o WHERE o.conindid = x.indexrelid AND o.contype IN ('p', 'u', 'x'))",
        relation("c")
    );
    for row in scratch.rows(&indexes).await {
        let (owner, name) = (text(&row, 0), text(&row, 1));
        assert!(is_true(&row, 7), "`{name}` is invalid");
        let (parts, include) = (listed(&row, 5), listed(&row, 6));
        lines.insert(line::index(
            &owner,
            &name,
            is_true(&row, 2),
            &parts,
            &include,
            is_true(&row, 3),
            is_true(&row, 4),
        ));
    }
}

/// An expression says the same when its column has become another type and its own again, but with casts.
fn without_casts(definition: &str) -> String {
    let types =
        ["::integer", "::bigint", "::smallint", "::numeric", "::text", "::double precision", "::character varying"];
    let plain = types.iter().fold(definition.replace(['(', ')'], ""), |text, cast| text.replace(cast, ""));
    plain.replace("'-1000'", "-1000")
}

/// The definitions as PostgreSQL writes them, in an order that tells nothing of their history.
pub async fn definitions(scratch: &Scratch) -> Vec<String> {
    let queries = [
        format!(
            "SELECT 'column', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
             a.attcollation, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relkind IN ('r', 'v', 'm') AND {OWN}"
        ),
        format!(
            "SELECT 'constraint', c.oid::regclass, o.conname, replace(pg_get_constraintdef(o.oid), ' NOT VALID', '')
             FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OWN}"
        ),
        format!(
            "SELECT 'index', pg_get_indexdef(x.indexrelid), x.indisvalid
             FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {OWN}"
        ),
        format!(
            "SELECT 'relation', c.relkind, c.oid::regclass, obj_description(c.oid, 'pg_class'), c.relacl,
             CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v', 'm') AND {OWN}"
        ),
        "SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal".to_owned(),
        "SELECT 'function', pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
         WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND p.prokind = 'f' AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
            .to_owned(),
        "SELECT 'schema', nspname FROM pg_namespace WHERE nspname !~ '^pg_'".to_owned(),
        "SELECT 'enumeration', t.oid::regtype, string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder)
         FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY 2"
            .to_owned(),
    ];
    let mut definitions = Vec::new();
    for query in &queries {
        definitions.extend(scratch.rows(query).await.into_iter().map(|row| {
            let values: Vec<String> = row.into_iter().map(|value| value.unwrap_or_else(|| "NULL".to_owned())).collect();
            without_casts(&values.join(" | "))
        }));
    }
    definitions.sort();
    definitions
}
