//! What PostgreSQL says of its schema.

use std::collections::BTreeSet;

use crate::testing::{Problem, Prover};

/// The relations that are somebody's, apart from our own. The sequence of an identity has a name that the server made
/// of that of the table at that time.
const OURS: &str = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relname <> 'migrate_history' \
                    AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = c.oid AND (e.deptype = 'e' \
                    OR e.deptype = 'i' AND c.relkind = 'S'))";

/// The columns of tables, as [`super::Column`] reads them.
pub const COLUMNS: &str = "
    SELECT c.oid::regclass::text, quote_ident(a.attname),
           CASE WHEN t.typtype = 'e' THEN 'enum ' || t.oid::regtype::text ELSE format_type(a.atttypid, NULL) END,
           CASE WHEN t.typname IN ('varchar', 'bpchar') AND a.atttypmod > 4 THEN a.atttypmod - 4 END,
           NOT a.attnotnull, a.attidentity <> '' OR a.attgenerated <> '', a.atthasdef,
           k.parent, k.parent_column, k.parent_columns
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN LATERAL (
        SELECT f.confrelid::regclass::text AS parent, quote_ident(p.attname) AS parent_column,
               (SELECT string_agg(quote_ident(o.attname), ', ') FROM pg_attribute o
                WHERE o.attrelid = f.confrelid AND o.attnum = ANY (f.confkey)) AS parent_columns
        FROM pg_constraint f, unnest(f.conkey, f.confkey) AS u (own, other)
        JOIN pg_attribute p ON p.attnum = u.other
        WHERE f.contype = 'f' AND f.conrelid = c.oid AND u.own = a.attnum AND p.attrelid = f.confrelid LIMIT 1
    ) k ON true
    WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relname <> 'migrate_history'
    ORDER BY 1, a.attnum";

/// The checks.
pub const CHECKS: &str = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0
                          AND connamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)";

/// A line for each thing.
pub async fn lines(prover: &Prover<'_>) -> Result<BTreeSet<String>, Problem> {
    let of_relations = |expression: &str, from: &str| {
        format!("SELECT {expression} FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace {from} AND {OURS}")
    };
    let of_schemas = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
    let queries = [
        of_relations(
            "concat_ws(' ', 'relation', c.oid::regclass, c.relkind, c.relpersistence, c.reloptions,
                       (SELECT string_agg(acl::text, ' ' ORDER BY acl::text) FROM unnest(coalesce(c.relacl,
                        acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\", c.relowner))) acl),
                       obj_description(c.oid, 'pg_class'))",
            "WHERE c.relkind IN ('r', 'p', 'S', 'v', 'm')",
        ),
        of_relations(
            "concat_ws(' ', 'column', c.oid::regclass || '.' || a.attname, format_type(a.atttypid, a.atttypmod),
                       CASE WHEN a.attnotnull THEN 'NOT NULL' END, a.attidentity, a.attgenerated,
                       'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid),
                       CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || a.attcollation::regcollation END,
                       'comment ' || col_description(c.oid, a.attnum))",
            "JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
             LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
             WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped",
        ),
        of_relations(
            "concat_ws(' ', 'constraint', c.oid::regclass, k.conname,
                       replace(pg_get_constraintdef(k.oid), ' NOT VALID', ''))",
            "JOIN pg_constraint k ON k.conrelid = c.oid WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')",
        ),
        of_relations("pg_get_indexdef(i.indexrelid)", "JOIN pg_index i ON i.indrelid = c.oid WHERE true"),
        of_relations("concat_ws(' ', 'view', c.oid::regclass, pg_get_viewdef(c.oid))", "WHERE c.relkind IN ('v', 'm')"),
        of_relations("pg_get_triggerdef(t.oid)", "JOIN pg_trigger t ON t.tgrelid = c.oid WHERE NOT t.tgisinternal"),
        of_relations(
            "concat_ws(' ', 'sequence', c.oid::regclass, s.seqtypid::regtype, s.seqincrement, s.seqcycle)",
            "JOIN pg_sequence s ON s.seqrelid = c.oid WHERE true",
        ),
        format!(
            "SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE p.prokind IN ('f', 'p') AND {of_schemas}
             AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')"
        ),
        format!(
            "SELECT concat_ws(' ', 'enum', t.oid::regtype,
                       (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum e
                        WHERE e.enumtypid = t.oid))
             FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e' AND {of_schemas}"
        ),
        format!("SELECT 'schema ' || n.nspname FROM pg_namespace n WHERE {of_schemas}"),
        "SELECT 'extension ' || extname FROM pg_extension".to_owned(),
    ];
    let mut lines = BTreeSet::new();
    for query in queries {
        lines.extend(prover.query(&query).await?.into_iter().filter_map(|row| row.into_iter().next().flatten()));
    }
    Ok(lines)
}
