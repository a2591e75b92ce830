//! What PostgreSQL does not change under a view: the view steps aside, and comes back for whom it was.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, block_on, check};
use crate::connections::set;
use crate::dump::dump;
use crate::scratch::{Rows, Scratch};
use crate::server::Server;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([
            id(),
            string("email"),
            integer("age"),
            integer("twice").generated("age * 2").stored(),
            integer("old").nullable(),
        ]);
        schema.create_function(
            "add_email",
            "CREATE FUNCTION add_email() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN INSERT INTO users (email, age) VALUES (NEW.email, NEW.age); RETURN NEW; END $$",
        );
        schema.create_view("grown", "SELECT id, email, age, old FROM users WHERE age > 17");
        schema.create_trigger(
            "add_email",
            "grown",
            "CREATE TRIGGER add_email INSTEAD OF INSERT ON grown FOR EACH ROW EXECUTE FUNCTION add_email()",
        );
        schema.create_view("emails", "SELECT email, age FROM grown");
        schema.create_view("doubled", "SELECT twice FROM users");
        schema.create_materialized_view("ages", "SELECT age, count(*) AS number FROM emails GROUP BY age");
        schema.create_index("ages", "age").unique();
    }
}

struct Widen;
#[migration(version = 20260102_000000)]
impl Migration for Widen {
    fn up(schema: &mut Schema) {
        schema.change_type("users", big_integer("age"));
    }
}

struct Compute;
#[migration(version = 20260103_000000)]
impl Migration for Compute {
    fn up(schema: &mut Schema) {
        schema.set_generated("users", "old", "age + 1").stored().accept_data_loss("it is computed");
    }

    fn down(schema: &mut Schema) {
        schema.drop_generated("users", "old");
    }
}

/// The columns are others, so that the view and what reads it step aside.
struct Replace;
#[migration(version = 20260104_000000)]
impl Migration for Replace {
    fn up(schema: &mut Schema) {
        schema.replace_view("grown", "SELECT email, age, id, twice FROM users WHERE age > 17");
    }
}

migrate::migrations![Setup, Widen, Compute, Replace];

#[test]
fn changes_under_views() {
    let rows = "INSERT INTO users (email, age) VALUES ('a@x', 17), ('b@x', 18), ('c@x', 18)";
    check(&Case::of(&MIGRATIONS).rows(rows).losing(&["users.old"]));
}

/// Who may do what with each view, and what else raw SQL says of it.
async fn hanging(scratch: &Scratch) -> [Rows; 2] {
    let beside = scratch
        .rows(
            "SELECT c.relname::text, c.relispopulated::text, (SELECT string_agg(concat_ws(' ', i.indexrelid::regclass, \
             x.reloptions::text, i.indisclustered, obj_description(i.indexrelid, 'pg_class')), ',') \
             FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid), \
             (SELECT string_agg(obj_description(t.oid, 'pg_trigger'), ',') FROM pg_trigger t WHERE t.tgrelid = c.oid), \
             (SELECT string_agg(concat_ws(' ', attname, attstattarget, CASE WHEN 'n_distinct=5' = ANY (attoptions) THEN 5 END), ',' ORDER BY attname) \
             FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND attname NOT IN ('twice', 'old')) \
             FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.relnamespace = 'public'::regnamespace ORDER BY 1",
        )
        .await;
    let granted = scratch
        .rows(
            "SELECT c.relname::text, pg_get_userbyid(c.relowner)::text, c.reloptions::text, obj_description(c.oid, 'pg_class'), \
             (SELECT string_agg(a::text, ' ' ORDER BY a::text) \
              FROM aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a), \
             (SELECT string_agg(concat_ws(' ', attname, attacl::text, col_description(c.oid, attnum), \
              (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = c.oid AND adnum = attnum)), ', ' \
              ORDER BY attname) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND attname NOT IN ('twice', 'old')) \
             FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.relnamespace = 'public'::regnamespace ORDER BY 1",
        )
        .await;
    [granted, beside]
}

#[test]
fn views_come_back_for_whom_they_were() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let role = |what: &str| format!("\"Migrate {what} {}\"", std::process::id());
        let (runner, owner, reader, stranger) = (role("runner"), role("owner"), role("reader"), role("stranger"));
        for role in [&runner, &owner, &reader, &stranger] {
            scratch.run(&format!("CREATE ROLE {role}; GRANT CREATE, USAGE ON SCHEMA public TO {role}")).await;
        }
        // Who migrates is no superuser, and belongs to those to whom the views belong.
        scratch.run(&format!("GRANT {owner} TO {runner}")).await;
        let (db, _) = set(&scratch, &format!("SET ROLE {runner}"), "SELECT current_user").await;
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        migrator.up_to(&db, MIGRATIONS.list[0].version).await.expect("the scene is set");
        scratch.run("INSERT INTO users (email, age) VALUES ('a@x', 17), ('b@x', 18)").await;
        scratch
            .run(&format!(
                "GRANT SELECT ON users TO {owner}; ALTER VIEW grown OWNER TO {owner}; ALTER VIEW emails OWNER TO {owner}; \
                 GRANT SELECT ON grown TO {reader} WITH GRANT OPTION; GRANT UPDATE (email) ON grown TO {reader}; \
                 GRANT INSERT ON emails TO PUBLIC; REVOKE TRUNCATE ON grown FROM {owner}; \
                 GRANT SELECT ON ages TO {reader}; GRANT SELECT ON grown TO {runner}; \
                 ALTER VIEW grown SET (security_barrier, check_option = local); \
                 ALTER VIEW grown ALTER COLUMN email SET DEFAULT 'it''s'; \
                 COMMENT ON VIEW grown IS 'who''s \"grown\"'; COMMENT ON COLUMN grown.email IS 'to whom'; \
                 COMMENT ON MATERIALIZED VIEW ages IS 'each'; COMMENT ON INDEX ages_age_idx IS 'one'; \
                 COMMENT ON TRIGGER add_email ON grown IS 'as a row'; ALTER INDEX ages_age_idx SET (fillfactor = 70); \
                 ALTER MATERIALIZED VIEW ages CLUSTER ON ages_age_idx; \
                 ALTER MATERIALIZED VIEW ages ALTER COLUMN age SET STATISTICS 7; \
                 ALTER MATERIALIZED VIEW ages ALTER COLUMN number SET (n_distinct = 5); \
                 REFRESH MATERIALIZED VIEW ages WITH NO DATA; \
                 ALTER DEFAULT PRIVILEGES FOR ROLE {runner} GRANT ALL ON TABLES TO {stranger}"
            ))
            .await;
        let before = hanging(&scratch).await;
        for place in [1, 2, 3, 0] {
            migrator.to(&db, MIGRATIONS.list[place].version).await.unwrap_or_else(|error| panic!("{place}: {error}"));
            assert_eq!(hanging(&scratch).await, before, "{place}");
        }
        let roles = [&runner, &owner, &reader, &stranger].map(String::as_str).join(", ");
        drop(db);
        scratch.run(&format!("DROP OWNED BY {stranger}")).await;
        scratch.run(&format!("DROP OWNED BY {roles}; DROP ROLE {roles}")).await;
    });
}

#[test]
fn what_raw_sql_hung_on_a_view_is_not_lost() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        migrator.up_to(&scratch.db, MIGRATIONS.list[0].version).await.expect("the scene is set");
        for (make, what, remove) in [
            ("CREATE RULE quiet AS ON DELETE TO grown DO INSTEAD NOTHING", "rule `quiet`", "DROP RULE quiet ON grown"),
            (
                "CREATE TRIGGER quiet INSTEAD OF DELETE ON grown FOR EACH ROW EXECUTE FUNCTION add_email()",
                "trigger `quiet`",
                "DROP TRIGGER quiet ON grown",
            ),
            ("CREATE VIEW foreigner AS SELECT age FROM grown", "view `foreigner`", "DROP VIEW foreigner"),
            ("CREATE INDEX quick ON ages (number)", "index `quick`", "DROP INDEX quick"),
            ("CREATE STATISTICS pairs ON age, number FROM ages", "statistics `pairs`", "DROP STATISTICS pairs"),
            ("ALTER VIEW doubled RENAME twice TO two", "column `two`", "ALTER VIEW doubled RENAME two TO twice"),
            (
                "CREATE FUNCTION all_grown() RETURNS SETOF grown LANGUAGE sql AS 'SELECT * FROM grown'",
                "function all_grown()",
                "DROP FUNCTION all_grown()",
            ),
        ] {
            scratch.run(make).await;
            let before = dump(&scratch).await;
            let error = migrator.up(&scratch.db).await.expect_err(what).to_string();
            assert!(error.contains(what), "{error}");
            assert!(error.contains("that the migrations do not know"), "{error}");
            before.assert_same(&dump(&scratch).await, what);
            scratch.run(remove).await;
        }
        // What stands beside them is PostgreSQL's to refuse.
        scratch.run("CREATE VIEW foreigner AS SELECT age FROM users").await;
        let before = dump(&scratch).await;
        let error = migrator.up(&scratch.db).await.expect_err("another view reads it").to_string();
        assert!(error.contains("rule _RETURN on view foreigner depends on column \"age\""), "{error}");
        before.assert_same(&dump(&scratch).await, "a view of a column");
        scratch.run("DROP VIEW foreigner").await;
        migrator.up(&scratch.db).await.expect("nothing is in the way");
    });
}

#[test]
fn what_cannot_come_back_as_it_was_stops_a_migration() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let role = |what: &str| format!("migrate_{what}_{}", std::process::id());
        let (runner, owner, reader) = (role("chain_runner"), role("chain_owner"), role("chain_reader"));
        for role in [&runner, &owner, &reader] {
            scratch.run(&format!("CREATE ROLE {role}")).await;
        }
        scratch.run(&format!("GRANT CREATE, USAGE ON SCHEMA public TO {runner}; GRANT {owner} TO {runner}")).await;
        let (db, _) = set(&scratch, &format!("SET ROLE {runner}"), "SELECT current_user").await;
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        migrator.up_to(&db, MIGRATIONS.list[0].version).await.expect("the scene is set");
        scratch.run(&format!("GRANT SELECT ON users TO {owner}; ALTER VIEW grown OWNER TO {owner}")).await;
        let error = migrator.up(&db).await.expect_err("the owner may create nothing").to_string();
        assert!(error.contains(&format!("its owner `{owner}`, who may create nothing in its schema")), "{error}");
        scratch.run(&format!("GRANT CREATE ON SCHEMA public TO {owner}")).await;
        scratch
            .run(&format!(
                "GRANT SELECT ON grown TO {reader} WITH GRANT OPTION; \
                 SET ROLE {reader}; GRANT SELECT ON grown TO PUBLIC; RESET ROLE"
            ))
            .await;
        let error = migrator.up(&db).await.expect_err("the grants are a chain").to_string();
        assert!(error.contains(&format!("what `{reader}` granted on it")), "{error}");
        scratch.run(&format!("REVOKE ALL ON grown FROM {reader} CASCADE")).await;
        migrator.up(&db).await.expect("nothing is in the way");
        drop(db);
        let roles = [&runner, &owner, &reader].map(String::as_str).join(", ");
        scratch.run(&format!("DROP OWNED BY {roles}; DROP ROLE {roles}")).await;
    });
}

/// A migration of several transactions: the third of them fails, and what the first did is taken back.
fn in_parts() -> &'static migrate::Migrations {
    struct People;
    #[migration(version = 20260101_000000)]
    impl Migration for People {
        fn up(schema: &mut Schema) {
            schema.create_table("people").columns([id(), string("email"), integer("age"), integer("height")]);
            schema.create_view("grown", "SELECT id, email, age FROM people WHERE age > 17");
        }
    }
    struct Grow;
    #[migration(version = 20260102_000000)]
    impl Migration for Grow {
        fn up(schema: &mut Schema) {
            schema.change_type("people", big_integer("age"));
            schema.create_index("people", "email");
            schema.change_type("people", big_integer("height"));
        }
    }
    migrate::migrations![People, Grow];
    &MIGRATIONS
}

#[test]
fn views_come_back_for_whom_they_were_after_a_failure_too() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let (migrations, reader) = (in_parts(), format!("migrate_parts_reader_{}", std::process::id()));
        let migrator = Migrator::new(migrations);
        migrator.up_to(&scratch.db, migrations.list[0].version).await.expect("the scene is set");
        scratch
            .run(&format!(
                "CREATE ROLE {reader}; GRANT SELECT ON grown TO {reader}; COMMENT ON VIEW grown IS 'who is'; \
                 ALTER VIEW grown SET (security_barrier); CREATE VIEW foreigner AS SELECT height FROM people"
            ))
            .await;
        let (before, schema) = (hanging(&scratch).await, dump(&scratch).await);
        let error = migrator.up(&scratch.db).await.expect_err("a view reads the column").to_string();
        assert!(error.contains("have been undone"), "{error}");
        assert_eq!(hanging(&scratch).await, before);
        schema.assert_same(&dump(&scratch).await, "all is taken back");
        scratch.run("DROP VIEW foreigner").await;
        migrator.up(&scratch.db).await.expect("nothing is in the way");
        migrator.down(&scratch.db).await.expect("it can be undone");
        scratch.run(&format!("DROP OWNED BY {reader}; DROP ROLE {reader}")).await;
    });
}

/// What is asked before the first step is asked of the view as it is then, and not as the migration makes it.
#[test]
fn views_get_and_lose_columns_beside() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("counts").columns([integer("code").primary_key(), integer("number")]);
            schema.create_view("some", "SELECT code FROM counts");
            schema.create_view("more", "SELECT code, number FROM counts");
        }
    }
    struct Widen;
    #[migration(version = 20260102_000000)]
    impl Migration for Widen {
        fn up(schema: &mut Schema) {
            schema.change_type("counts", big_integer("code"));
            schema.replace_view("some", "SELECT code, number FROM counts");
            schema.create_index("counts", "number");
        }
    }
    struct Shrink;
    #[migration(version = 20260103_000000)]
    impl Migration for Shrink {
        fn up(schema: &mut Schema) {
            schema.replace_view("more", "SELECT code FROM counts");
            schema.create_index("counts", ["number", "code"]);
            schema
                .change_type("counts", text("code"))
                .reverse_using("code::bigint")
                .accept_data_loss("they are numbers");
        }
    }
    migrate::migrations![Setup, Widen, Shrink];
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO counts VALUES (1, 2), (2, 2)"));
}
