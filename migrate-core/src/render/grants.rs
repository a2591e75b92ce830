//! PostgreSQL: what hangs on a view that is dropped and created again, and that no migration says: whose it is, who may do
//! what with it, its options, its comments, and the defaults of its columns.

use super::literal::{block, quoted, text};
use super::question::ROWS;
use crate::catalog::Name;
use crate::dialect::Dialect;
use crate::lower::view::BelongingsOfView;

const DIALECT: Dialect = Dialect::Postgres;

/// Who is granted something, as GRANT and REVOKE call it.
const GRANTEE: &str = "CASE of.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(of.grantee)) END";

/// What was granted on a view; its owner has everything where nothing was said.
const GRANTED: &str = "aclexplode(coalesce(v.relacl, acldefault('r', v.relowner))) of";

/// Each statement that brings back what hangs on a view, with its place and the column that it is about. Grants come after
/// the owner, who gives them.
const STATEMENTS: [&str; 6] = [
    "SELECT 1, NULL, format('ALTER TABLE %s OWNER TO %I', v.oid::regclass, pg_get_userbyid(v.relowner))",
    "SELECT 2, NULL, format('GRANT %s ON %s TO %s', of.privilege_type, v.oid::regclass, {GRANTEE}) || {OPTION} \
     FROM {GRANTED}",
    "SELECT 3, a.attname, format('GRANT %s (%I) ON %s TO %s', of.privilege_type, a.attname, v.oid::regclass, {GRANTEE}) \
     || {OPTION} FROM pg_attribute a, aclexplode(a.attacl) of WHERE a.attrelid = v.oid",
    "SELECT 4, NULL, format('ALTER TABLE %s SET (%s)', v.oid::regclass, array_to_string(v.reloptions, ', ')) \
     WHERE v.reloptions IS NOT NULL",
    "SELECT 5, a.attname, format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT %s', v.oid::regclass, a.attname, \
     pg_get_expr(d.adbin, d.adrelid)) FROM pg_attrdef d \
     JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE d.adrelid = v.oid",
    "SELECT 6, a.attname, format('COMMENT ON %s %s IS %L', CASE WHEN a.attname IS NOT NULL THEN 'COLUMN' \
     WHEN v.relkind = 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, \
     concat_ws('.', v.oid::regclass, quote_ident(a.attname)), d.description) FROM pg_description d \
     LEFT JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid AND d.objsubid > 0 \
     WHERE d.classoid = 'pg_class'::regclass AND d.objoid = v.oid",
];

/// Notes what hangs on views, as the statements that bring it back, in a setting that the transaction has for itself.
pub fn keep(views: &[Name]) -> String {
    let option = "CASE WHEN of.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END";
    let statements = STATEMENTS.join(" UNION ALL ");
    let statements = statements.replace("{GRANTEE}", GRANTEE).replace("{OPTION}", option).replace("{GRANTED}", GRANTED);
    block(&format!(
        "BEGIN PERFORM set_config('migrate.kept', (SELECT jsonb_agg(jsonb_build_object('view', v.oid::regclass::text, \
         'granted', v.relacl IS NOT NULL, 'place', line.place, 'column', line.of_column, 'sql', line.sql))::text \
         FROM pg_class v CROSS JOIN LATERAL ({statements}) AS line(place, of_column, sql) WHERE v.oid IN ({})), true); END",
        classes(views),
    ))
}

/// Brings back what was noted, but for the columns that a view has no more. What a new view is granted by default goes. Where
/// nothing was granted, nothing is, so that the catalogue is what it was.
pub fn restore(views: &[Name]) -> String {
    let kept = "jsonb_to_recordset(current_setting('migrate.kept')::jsonb) \
                AS kept(view text, granted boolean, place integer, \"column\" name, sql text)";
    block(&format!(
        "DECLARE line record; BEGIN \
         FOR line IN SELECT DISTINCT v.oid::regclass AS view, {GRANTEE} AS grantee FROM pg_class v, {GRANTED} \
         WHERE v.oid IN ({}) AND (v.relacl IS NOT NULL OR EXISTS (SELECT FROM {kept} \
         WHERE kept.granted AND kept.view::regclass = v.oid)) \
         LOOP EXECUTE format('REVOKE ALL ON %s FROM %s CASCADE', line.view, line.grantee); END LOOP; \
         FOR line IN SELECT kept.sql FROM {kept} JOIN pg_class v ON v.oid = kept.view::regclass \
         WHERE (kept.place <> 2 OR v.relacl IS NOT NULL) AND (kept.column IS NULL OR EXISTS (SELECT FROM pg_attribute a \
         WHERE a.attrelid = v.oid AND a.attname = kept.column)) ORDER BY kept.place \
         LOOP EXECUTE line.sql; END LOOP; END",
        classes(views),
    ))
}

/// What PostgreSQL calls them.
fn classes(views: &[Name]) -> String {
    let classes = views.iter().map(|view| format!("{}::regclass", text(&quoted(view, DIALECT), DIALECT)));
    classes.collect::<Vec<_>>().join(", ")
}

/// That nothing hangs on a view but what is noted or made again, in words, and the query for what does: what raw SQL made.
pub fn unknown(known: &BelongingsOfView<'_>) -> (String, String) {
    let class = |view: &Name| format!("to_regclass({})", text(&quoted(view, DIALECT), DIALECT));
    let names = |names: Vec<&Name>| {
        let names: Vec<String> = names.into_iter().map(|name| text(name, DIALECT)).collect();
        // No name is empty.
        if names.is_empty() { "''".to_owned() } else { names.join(", ") }
    };
    let view = class(&known.view.name);
    let together: Vec<String> = known.together.iter().map(class).collect();
    let sql = format!(
        "SELECT 'trigger `' || tgname || '`' AS offending FROM pg_trigger \
         WHERE tgrelid = {view} AND NOT tgisinternal AND tgname NOT IN ({}) \
         UNION ALL SELECT 'rule `' || rulename || '`' FROM pg_rewrite WHERE ev_class = {view} AND rulename <> '_RETURN' \
         UNION ALL SELECT 'index `' || c.relname || '`' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
         WHERE i.indrelid = {view} AND c.relname NOT IN ({}) \
         UNION ALL SELECT 'statistics `' || stxname || '`' FROM pg_statistic_ext WHERE stxrelid = {view} \
         UNION ALL SELECT 'its tablespace' FROM pg_class WHERE oid = {view} AND reltablespace <> 0 \
         UNION SELECT 'view `' || r.ev_class::regclass || '`' FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid \
         WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = {view} \
         AND r.ev_class NOT IN ({}) {ROWS}",
        names(known.triggers.clone()),
        names(known.view.indexes().iter().map(|index| &index.name).collect()),
        together.join(", "),
    );
    (format!("nothing hangs on `{}` that the migrations do not know", known.view.name), sql)
}
