//! On PostgreSQL an index of a table that is in use is built and dropped while others write to it.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use migrate::error::Reason;
use migrate::prelude::*;
use migrate::{Database, Event, Migrator};
use tokio::sync::Notify;

use crate::check::block_on;
use crate::scratch::Scratch;
use crate::server::Server;

struct Create;
#[migration(version = 20260101_000000)]
impl Migration for Create {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), integer("age").nullable()]);
    }
}

struct IndexEmails;
#[migration(version = 20260102_000000)]
impl Migration for IndexEmails {
    fn up(schema: &mut Schema) {
        schema.create_index("users", sql("lower(email)")).unique().named("emails");
    }
}

/// A step outside a transaction between two that may be in one.
struct ReplaceIndex;
#[migration(version = 20260103_000000)]
impl Migration for ReplaceIndex {
    fn up(schema: &mut Schema) {
        schema.create_table("notes").columns([id()]);
        schema.create_index("users", sql("lower(email) || 'x'")).unique().named("others");
        schema.set_default("users", "age", 18);
    }
}

migrate::migrations![Create, IndexEmails, ReplaceIndex];

const CREATED: i64 = 20_260_101_000_000;
const INDEXED: i64 = 20_260_102_000_000;

/// The definitions of the index, if it is there and serves.
const INDEXES: &str =
    "SELECT pg_get_indexdef(indexrelid), indisvalid FROM pg_index WHERE indexrelid = to_regclass('emails')";

async fn until_the_build_waits(pool: &sqlx::PgPool) {
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND query LIKE 'CREATE UNIQUE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'";
    for _ in 0..1_000 {
        if sqlx::query_scalar::<_, i64>(waiting).fetch_one(pool).await.expect("it can be asked") > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the build does not begin");
}

#[test]
fn nobody_waits_while_an_index_is_built() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, CREATED).await.expect("the table is created");

        // A writer that is not done would hold up a plain CREATE INDEX, and everybody behind it.
        scratch.run("BEGIN; INSERT INTO users (email) VALUES ('a')").await;
        let db = scratch.db.clone();
        let run = tokio::spawn(async move { Migrator::new(&MIGRATIONS).to(&db, INDEXED).await });
        let others = sqlx::PgPool::connect(&scratch.url).await.expect("it answers");
        until_the_build_waits(&others).await;
        let write = "SET lock_timeout = '5s'; INSERT INTO users (email) VALUES ('b')";
        sqlx::raw_sql(write).execute(&others).await.expect("a write passes");
        scratch.run("COMMIT").await;
        run.await.expect("it does not panic").expect("the index is built");
        assert_eq!(scratch.rows(INDEXES).await[0][1].as_deref(), Some("t"));

        migrator.down(&scratch.db).await.expect("it is undone");
        assert_eq!(scratch.rows(INDEXES).await, Vec::<Vec<Option<String>>>::new());
        assert_eq!(scratch.value("SELECT count(*) FROM users").await, "2");
    });
}

/// The build waits for every snapshot that is open, so that whoever waits for the lock of a run may have none.
#[test]
fn a_run_that_waits_for_another_one_does_not_hold_up_its_build() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        Migrator::new(&MIGRATIONS).to(&scratch.db, CREATED).await.expect("the table is created");
        scratch.run("BEGIN; INSERT INTO users (email) VALUES ('a')").await;
        let db = scratch.db.clone();
        let first = tokio::spawn(async move { Migrator::new(&MIGRATIONS).to(&db, INDEXED).await });
        let others = sqlx::PgPool::connect(&scratch.url).await.expect("it answers");
        until_the_build_waits(&others).await;

        let waits = Arc::new(Notify::new());
        let told = Arc::clone(&waits);
        let second = Migrator::new(&MIGRATIONS).on_event(move |event| {
            if let Event::Waiting { .. } = event {
                told.notify_one();
            }
            ControlFlow::Continue(())
        });
        let db = Database::connect(&scratch.url).await.expect("it answers");
        let second = tokio::spawn(async move { second.to(&db, INDEXED).await });
        tokio::time::timeout(Duration::from_secs(60), waits.notified()).await.expect("the second one waits");
        scratch.run("COMMIT").await;
        let first = first.await.expect("it does not panic").expect("the index is built");
        let second = second.await.expect("it does not panic").expect("nothing is left to do");
        assert_eq!((first.applied.len(), second.applied.len()), (1, 0));
        assert_eq!(scratch.rows(INDEXES).await[0][1].as_deref(), Some("t"));
    });
}

#[test]
fn a_build_that_the_rows_forbid_is_not_begun() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, CREATED).await.expect("the table is created");
        scratch.run("INSERT INTO users (email) VALUES ('a'), ('A')").await;
        let error = migrator.up(&scratch.db).await.expect_err("two rows are the same");
        assert!(matches!(error.reason(), Reason::Rows { .. }), "{error}");
        assert!(error.to_string().contains("id = 1; id = 2"), "{error}");
        scratch.run("DELETE FROM users; CREATE INDEX emails ON users (age)").await;
        let error = migrator.up(&scratch.db).await.expect_err("the name is taken");
        assert!(error.to_string().contains("it needs that nothing is called `emails`"), "{error}");
        assert_eq!(scratch.rows(INDEXES).await.len(), 1, "the index of others stays");
    });
}

#[test]
fn a_failed_build_leaves_nothing_behind() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, INDEXED).await.expect("two are applied");
        // A row that no condition sees, as it is not committed yet, is found by the build alone.
        scratch.run("INSERT INTO users (email) VALUES ('a'); DROP INDEX emails").await;
        let others = sqlx::PgPool::connect(&scratch.url).await.expect("it answers");
        let mut late = others.begin().await.expect("it begins");
        let insert = "INSERT INTO users (email) VALUES ('A')";
        sqlx::raw_sql(insert).execute(&mut *late).await.expect("a write passes");
        let db = scratch.db.clone();
        let run = tokio::spawn(async move { Migrator::new(&MIGRATIONS).up(&db).await });
        until_the_build_waits(&others).await;
        late.commit().await.expect("it is committed");
        let outcome = run.await.expect("it does not panic");
        let Err(error) = outcome else { panic!("two rows are the same") };
        let left = "SELECT count(*) FROM pg_class WHERE relname IN ('others', 'notes')";
        assert_eq!(scratch.value(left).await, "0", "{error}");
        assert_eq!(scratch.value("SELECT count(*) FROM migrate_history").await, "2", "{error}");
    });
}

#[test]
fn a_first_run_builds_everything_in_its_transactions() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        scratch.run("CREATE TABLE log (what text)").await;
        scratch
            .run(
                "CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS \
                 'BEGIN INSERT INTO log VALUES (current_query()); END'; \
                 CREATE EVENT TRIGGER notes ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION note()",
            )
            .await;
        Migrator::new(&MIGRATIONS).up(&scratch.db).await.expect("everything is applied");
        let indexes = scratch.rows("SELECT what FROM log WHERE what LIKE '%lower(email)%'").await;
        assert_eq!(indexes.len(), 2);
        assert!(indexes.iter().flatten().flatten().all(|sql| !sql.contains("CONCURRENTLY")), "{indexes:?}");
    });
}
