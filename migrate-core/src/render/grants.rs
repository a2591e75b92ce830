//! PostgreSQL: what hangs on a view that is dropped and created again, and that no migration says: whose it is, who may do
//! what with it, its options, its comments, and the defaults of its columns.

use super::literal::{block, quoted, text};
use super::question::ROWS;
use crate::catalog::Name;
use crate::dialect::Dialect;
use crate::lower::recreated_view::BelongingsOfView;

const DIALECT: Dialect = Dialect::Postgres;

/// Who is granted something, as GRANT and REVOKE call it.
const GRANTEE: &str = "CASE of.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(of.grantee)) END";

/// What was granted on a view; its owner has everything where nothing was said.
const GRANTED: &str = "aclexplode(coalesce(v.relacl, acldefault('r', v.relowner))) of";

/// Each statement that brings back what hangs on a view, with its place and the column that it is about. Grants come after
/// the owner, who gives them.
const STATEMENTS: [&str; 15] = [
    "SELECT 1, NULL, format('ALTER TABLE %s OWNER TO %I', v.oid::regclass, pg_get_userbyid(v.relowner))",
    "SELECT 2, NULL, format('GRANT %s ON %s TO %s', of.privilege_type, v.oid::regclass, {GRANTEE}) || {OPTION} \
     FROM {GRANTED}",
    "SELECT 3, a.attname, format('GRANT %s (%I) ON %s TO %s', of.privilege_type, a.attname, v.oid::regclass, {GRANTEE}) \
     || {OPTION} FROM pg_attribute a, aclexplode(a.attacl) of WHERE a.attrelid = v.oid",
    "SELECT 4, NULL, format('ALTER TABLE %s SET (%s)', v.oid::regclass, array_to_string(v.reloptions, ', ')) \
     WHERE v.reloptions IS NOT NULL",
    "SELECT 4, NULL, format('ALTER TABLE %s SET (toast.%s)', v.oid::regclass, array_to_string(t.reloptions, ', toast.')) \
     FROM pg_class t WHERE t.oid = v.reltoastrelid AND t.reloptions IS NOT NULL",
    "SELECT 5, a.attname, format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT %s', v.oid::regclass, a.attname, \
     pg_get_expr(d.adbin, d.adrelid)) FROM pg_attrdef d \
     JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE d.adrelid = v.oid",
    "SELECT 5, a.attname, format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s', v.oid::regclass, a.attname, \
     a.attstattarget) FROM pg_attribute a \
     WHERE a.attrelid = v.oid AND a.attnum > 0 AND v.relkind = 'm' AND coalesce(a.attstattarget, -1) <> -1",
    "SELECT 5, a.attname, format('ALTER TABLE %s ALTER COLUMN %I SET (%s)', v.oid::regclass, a.attname, option) \
     FROM pg_attribute a, unnest(a.attoptions) option \
     WHERE a.attrelid = v.oid AND v.relkind = 'm' AND starts_with(option, 'n_distinct')",
    "SELECT 5, a.attname, format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE %s', v.oid::regclass, a.attname, \
     CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END) \
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid \
     WHERE a.attrelid = v.oid AND a.attnum > 0 AND v.relkind = 'm' AND a.attstorage <> t.typstorage",
    "SELECT 6, a.attname, format('COMMENT ON %s %s IS %L', CASE WHEN a.attname IS NOT NULL THEN 'COLUMN' \
     WHEN v.relkind = 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, \
     concat_ws('.', v.oid::regclass, quote_ident(a.attname)), d.description) FROM pg_description d \
     LEFT JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid AND d.objsubid > 0 \
     WHERE d.classoid = 'pg_class'::regclass AND d.objoid = v.oid",
    "SELECT 6, NULL, format('COMMENT ON TRIGGER %I ON %s IS %L', t.tgname, v.oid::regclass, d.description) \
     FROM pg_trigger t JOIN pg_description d ON d.classoid = 'pg_trigger'::regclass AND d.objoid = t.oid \
     WHERE t.tgrelid = v.oid",
    "SELECT 6, NULL, format('COMMENT ON INDEX %s IS %L', i.indexrelid::regclass, d.description) \
     FROM pg_index i JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = i.indexrelid \
     WHERE i.indrelid = v.oid",
    "SELECT 7, NULL, format('ALTER INDEX %s SET (%s)', c.oid::regclass, array_to_string(c.reloptions, ', ')) \
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = v.oid AND c.reloptions IS NOT NULL",
    "SELECT 7, NULL, format('ALTER TABLE %s CLUSTER ON %I', v.oid::regclass, c.relname) \
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = v.oid AND i.indisclustered",
    "SELECT 8, NULL, format('REFRESH MATERIALIZED VIEW %s%s', v.oid::regclass, \
     CASE WHEN v.relispopulated THEN '' ELSE ' WITH NO DATA' END) WHERE v.relkind = 'm'",
];

/// Notes what hangs on views, as the statements that bring it back, in a setting that the transaction has for itself.
pub fn keep(views: &[Name]) -> String {
    let option = "CASE WHEN of.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END";
    let statements = STATEMENTS.join(" UNION ALL ");
    let statements = statements.replace("{GRANTEE}", GRANTEE).replace("{OPTION}", option).replace("{GRANTED}", GRANTED);
    let views = classes(views);
    // The owner stays; this waits for who reads the view, as the drop will, and what is granted meanwhile is noted.
    block(&format!(
        "/* notes whose these views are, what was granted on them, and what else no migration says of them */ \
         DECLARE line record; BEGIN FOR line IN SELECT v.oid::regclass AS view, pg_get_userbyid(v.relowner) AS owner \
         FROM pg_class v WHERE v.oid IN ({views}) \
         LOOP EXECUTE format('ALTER TABLE %s OWNER TO %I', line.view, line.owner); END LOOP; \
         PERFORM set_config('migrate.kept', (SELECT jsonb_agg(jsonb_build_object('view', v.oid::regclass::text, \
         'granted', v.relacl IS NOT NULL, 'populated', v.relispopulated, 'place', kept.place, 'column', kept.of_column, \
         'sql', kept.sql))::text FROM pg_class v CROSS JOIN LATERAL ({statements}) AS kept(place, of_column, sql) \
         WHERE v.oid IN ({views})), true); END",
    ))
}

/// Brings back what was noted, but for the columns that a view has no more. What a new view is granted by default goes, and
/// so do the options that its author's own words gave it. Where nothing was granted, nothing is, so that the catalogue is what
/// it was.
pub fn restore(views: &[Name]) -> String {
    let kept = "jsonb_to_recordset(current_setting('migrate.kept')::jsonb) \
                AS kept(view text, granted boolean, populated boolean, place integer, \"column\" name, sql text)";
    let views = classes(views);
    block(&format!(
        "/* gives the views back what was noted */ DECLARE line record; BEGIN \
         FOR line IN SELECT DISTINCT v.oid::regclass AS view, {GRANTEE} AS grantee FROM pg_class v, {GRANTED} \
         WHERE v.oid IN ({views}) AND (v.relacl IS NOT NULL OR EXISTS (SELECT FROM {kept} \
         WHERE kept.granted AND kept.view::regclass = v.oid)) \
         LOOP EXECUTE format('REVOKE ALL ON %s FROM %s CASCADE', line.view, line.grantee); END LOOP; \
         FOR line IN SELECT v.oid::regclass AS view, (SELECT string_agg(split_part(option, '=', 1), ', ') \
         FROM unnest(v.reloptions) option) AS options FROM pg_class v WHERE v.oid IN ({views}) AND v.reloptions IS NOT NULL \
         LOOP EXECUTE format('ALTER TABLE %s RESET (%s)', line.view, line.options); END LOOP; \
         FOR line IN SELECT kept.sql FROM {kept} JOIN pg_class v ON v.oid = kept.view::regclass \
         WHERE (kept.place <> 2 OR v.relacl IS NOT NULL) AND (kept.place <> 8 OR v.relispopulated <> kept.populated) \
         AND (kept.column IS NULL OR EXISTS (SELECT FROM pg_attribute a \
         WHERE a.attrelid = v.oid AND a.attname = kept.column)) ORDER BY kept.place \
         LOOP EXECUTE line.sql; END LOOP; END",
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
    let together: Vec<String> = known.together.iter().map(class).collect();
    let (together, triggers) = (together.join(", "), names(known.triggers.clone()));
    let indexes = names(known.view.indexes().iter().map(|index| &index.name).collect());
    let columns = names(known.view.columns.iter().collect());
    let queries = [
        format!(
            "SELECT 'trigger `' || tgname || '`' AS offending FROM pg_trigger, v \
             WHERE tgrelid = v.oid AND NOT tgisinternal AND tgname NOT IN ({triggers})"
        ),
        "SELECT 'rule `' || rulename || '`' FROM pg_rewrite, v WHERE ev_class = v.oid AND rulename <> '_RETURN'".to_owned(),
        format!(
            "SELECT 'index `' || c.relname || '`' FROM v, pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             WHERE i.indrelid = v.oid AND (c.relname NOT IN ({indexes}) OR c.reltablespace <> 0)"
        ),
        format!(
            "SELECT 'column `' || attname || '`' FROM pg_attribute, v WHERE attrelid = v.oid AND attnum > 0 \
             AND attname NOT IN ({columns})"
        ),
        "SELECT 'statistics `' || stxname || '`' FROM pg_statistic_ext, v WHERE stxrelid = v.oid".to_owned(),
        "SELECT 'a security label' FROM pg_seclabel l, v WHERE l.classoid = 'pg_class'::regclass AND l.objoid = v.oid"
            .to_owned(),
        "SELECT 'its tablespace' FROM v WHERE v.reltablespace <> 0".to_owned(),
        "SELECT 'its access method' FROM v JOIN pg_am a ON a.oid = v.relam \
         WHERE a.amname <> current_setting('default_table_access_method')"
            .to_owned(),
        "SELECT 'what `' || pg_get_userbyid(of.grantor) || '` granted on it' FROM v, aclexplode(v.relacl) of \
         WHERE of.grantor <> v.relowner UNION ALL SELECT 'what `' || pg_get_userbyid(of.grantor) || '` granted on it' \
         FROM v JOIN pg_attribute a ON a.attrelid = v.oid, aclexplode(a.attacl) of WHERE of.grantor <> v.relowner"
            .to_owned(),
        "SELECT 'its owner `' || pg_get_userbyid(v.relowner) || '`, who may create nothing in its schema' FROM v \
         WHERE pg_get_userbyid(v.relowner) <> current_user AND NOT has_schema_privilege(v.relowner, v.relnamespace, 'CREATE') \
         AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
            .to_owned(),
        format!(
            "SELECT 'view `' || r.ev_class::regclass || '`' FROM v, pg_depend d JOIN pg_rewrite r ON r.oid = d.objid \
             WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = v.oid \
             AND r.ev_class NOT IN ({together})"
        ),
        "SELECT pg_describe_object(d.classid, d.objid, d.objsubid) FROM v, pg_depend d \
         WHERE d.deptype = 'n' AND d.classid <> 'pg_rewrite'::regclass \
         AND (d.refclassid = 'pg_class'::regclass AND d.refobjid = v.oid OR d.refclassid = 'pg_type'::regclass \
         AND d.refobjid IN (SELECT t.oid FROM pg_type t WHERE t.typrelid = v.oid \
         UNION ALL SELECT t.typarray FROM pg_type t WHERE t.typrelid = v.oid))"
            .to_owned(),
    ];
    let sql = format!(
        "WITH v AS (SELECT * FROM pg_class WHERE oid = {}) SELECT DISTINCT offending FROM ({}) AS found {ROWS}",
        class(&known.view.name),
        queries.join(" UNION ALL "),
    );
    (format!("nothing hangs on `{}` that the migrations do not know", known.view.name), sql)
}
