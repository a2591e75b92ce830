//! Through PgBouncer: in the mode `transaction` a run needs a lease, in the mode `session` it needs nothing.

use std::time::Duration;

use migrate::error::Reason;
use migrate::prelude::*;
use migrate::{Database, Migrator};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Row as _};

use crate::check::block_on;
use crate::connections::set;
use crate::dump::{dump, history, tables};
use crate::lease::{ROWS, by_lease, race, shop};
use crate::pgbouncer::Pooler;
use crate::scratch::Scratch;
use crate::server::Server;

async fn behind(mode: &str) -> Option<(Scratch, Pooler, Database)> {
    let scratch = Scratch::new(Server::Postgres).await?;
    let pooler = Pooler::start(&scratch, mode).await?;
    let db = Database::connect(&pooler.url(&scratch)).await.expect("the pooler answers");
    Some((scratch, pooler, db))
}

async fn connect(url: &str) -> PgConnection {
    let options: PgConnectOptions = url.parse().expect("a URL");
    options.extra_float_digits(None).connect().await.expect("it answers")
}

/// A setting for whoever connects from now on.
async fn set_for_all(scratch: &Scratch, setting: &str) {
    let (_, database) = scratch.url.rsplit_once('/').expect("a URL names a database after its last slash");
    scratch.run(&format!("ALTER DATABASE {database} SET {setting}")).await;
}

const LOCKS: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' \
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

#[test]
fn without_a_lease_a_pooler_of_transactions_is_refused_before_anything_is_changed() {
    block_on(async {
        let Some((scratch, pooler, db)) = behind("transaction").await else { return };
        // Nobody else uses it, so that it seems to give one session alone.
        for _ in 0..5 {
            let error = Migrator::new(shop()).up(&db).await.expect_err("a lock would be lost");
            assert_eq!(*error.reason(), Reason::Pooler, "{error}");
            let text = error.to_string();
            assert!(text.contains("nothing was changed") && text.contains("`Migrator::lock_by_lease()`"), "{text}");
        }
        let baseline = Migrator::new(shop()).accept_differences().baseline(&db, shop().list[0].version).await;
        assert_eq!(*baseline.expect_err("it takes the lock too").reason(), Reason::Pooler);
        // Many use it.
        let busy: Vec<_> = (0..4).map(|_| tokio::spawn(keep_busy(pooler.url(&scratch)))).collect();
        for _ in 0..20 {
            let error = Migrator::new(shop()).up(&db).await.expect_err("a lock would be lost");
            assert_eq!(*error.reason(), Reason::Pooler, "{error}");
        }
        busy.into_iter().for_each(|task| task.abort());
        assert!(scratch.try_rows("SELECT 1 FROM migrate_history").await.is_err(), "a table was made");
        assert!(tables(&scratch).await.is_empty());
        assert_eq!(scratch.value(LOCKS).await, "0");
        // What changes nothing needs no lock.
        assert_eq!(Migrator::new(shop()).status(&db).await.expect("a status").pending().count(), 4);
    });
}

/// Asks for one thing after the other.
async fn keep_busy(url: String) {
    let mut connection = connect(&url).await;
    loop {
        sqlx::raw_sql("SELECT pg_sleep(0.001)").execute(&mut connection).await.expect("it answers");
    }
}

#[test]
fn by_lease_a_history_goes_up_and_down_through_a_pooler_of_transactions() {
    block_on(async {
        let Some((scratch, _pooler, db)) = behind("transaction").await else { return };
        let migrator = by_lease();
        migrator.up_to(&db, shop().list[0].version).await.unwrap_or_else(|error| panic!("{error}"));
        scratch.run(ROWS).await;
        assert_eq!(migrator.up(&db).await.unwrap_or_else(|error| panic!("{error}")).applied.len(), 3);
        assert!(migrator.up(&db).await.expect("nothing to do").is_empty());
        assert_eq!(scratch.value("SELECT sum(age) FROM users").await, "10");
        let index = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'users_nick_idx'::regclass";
        assert_eq!(scratch.value(index).await, "t");
        let through = dump(&scratch).await;
        migrator.to(&db, shop().list[0].version).await.unwrap_or_else(|error| panic!("{error}"));
        Migrator::new(shop()).up(&scratch.db).await.expect("without a pooler too");
        through.assert_same(&dump(&scratch).await, "without the pooler");
        assert_eq!(migrator.to(&db, 0).await.unwrap_or_else(|error| panic!("{error}")).undone.len(), 4);
        assert!(history(&scratch).await.is_empty() && tables(&scratch).await.is_empty());
    });
}

#[test]
fn ten_at_once_through_a_pooler_of_transactions_apply_each_migration_once() {
    block_on(async {
        let Some((scratch, pooler, _)) = behind("transaction").await else { return };
        let mut applied = race(&pooler.url(&scratch), 10, &by_lease());
        applied.sort();
        assert_eq!(applied, shop().list.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(history(&scratch).await.len(), 4);
        assert_eq!(scratch.value("SELECT owner FROM migrate_lease").await, "");
    });
}

#[test]
fn settings_hold_for_a_run_by_lease_and_reach_nobody_else() {
    struct Slow;
    #[migration(version = 20260101_000000)]
    impl Migration for Slow {
        fn up(schema: &mut Schema) {
            schema.create_table("events").columns([id(), date("day").default("2026-01-01")]);
            schema.execute("SELECT pg_sleep(0.4)").reverse("SELECT pg_sleep(0.4)");
        }
    }
    migrate::migrations![Slow];
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        // Before the pooler has a session.
        set_for_all(&scratch, "statement_timeout = '200ms'").await;
        let Some(pooler) = Pooler::start(&scratch, "transaction").await else { return };
        let url = pooler.url(&scratch);
        let db = Database::connect(&url).await.expect("the pooler answers");
        let migrator = Migrator::new(&MIGRATIONS).lock_by_lease().accept_data_loss();
        migrator.up(&db).await.unwrap_or_else(|error| panic!("{error}"));
        migrator.down(&db).await.unwrap_or_else(|error| panic!("{error}"));
        let mut others = Vec::new();
        // Each with a transaction, so that all sessions of the pooler are asked.
        for _ in 0..4 {
            let mut other = connect(&url).await;
            let asked = "BEGIN; SELECT current_setting('statement_timeout') || current_setting('lock_timeout')";
            let row = sqlx::raw_sql(asked).fetch_one(&mut other).await.expect("it answers");
            assert_eq!(row.get_unchecked::<String, _>(0), "200ms0");
            others.push(other);
        }
    });
}

#[test]
fn a_pooler_of_sessions_needs_nothing() {
    block_on(async {
        let Some((scratch, pooler, db)) = behind("session").await else { return };
        let migrator = Migrator::new(shop()).accept_data_loss().wait_for_others(Duration::from_secs(60));
        for _ in 0..5 {
            assert_eq!(migrator.up(&db).await.unwrap_or_else(|error| panic!("{error}")).applied.len(), 4);
            assert_eq!(migrator.to(&db, 0).await.unwrap_or_else(|error| panic!("{error}")).undone.len(), 4);
        }
        assert_eq!(scratch.value(LOCKS).await, "0");
        drop(db);
        assert_eq!(race(&pooler.url(&scratch), 2, &migrator).len(), 4);
    });
}

#[test]
fn a_parameter_that_a_pooler_refuses_is_named() {
    block_on(async {
        let Some((scratch, pooler, _)) = behind("session").await else { return };
        // As sqlx sends it, where nobody says otherwise.
        let pool = sqlx::PgPool::connect_lazy(&pooler.url(&scratch)).expect("a URL");
        let error = Migrator::new(shop()).up(&Database::from(pool)).await.expect_err("the pooler refuses it");
        assert_eq!(*error.reason(), Reason::StartupParameter { name: "extra_float_digits".to_owned() }, "{error}");
        assert!(error.to_string().contains("`ignore_startup_parameters = extra_float_digits`"), "{error}");
    });
}

#[test]
fn what_a_text_means_that_cannot_be_in_a_transaction_is_not_left_to_a_session() {
    struct Events;
    #[migration(version = 20260101_000000)]
    impl Migration for Events {
        fn up(schema: &mut Schema) {
            schema
                .create_table("events")
                .columns([id(), timestamp_with_time_zone("moment").default(sql("'2026-01-01 00:00'"))]);
        }
    }
    struct Recent;
    #[migration(version = 20260102_000000)]
    impl Migration for Recent {
        fn up(schema: &mut Schema) {
            schema.create_index("events", ["id"]).only_where("moment > '2026-01-01 00:00'");
        }
    }
    migrate::migrations![Events, Recent];
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let (in_tokyo, _) = set(&scratch, "SET TimeZone = 'Asia/Tokyo'", "SELECT 'x'").await;
        let migrator = Migrator::new(&MIGRATIONS).lock_by_lease().accept_data_loss();
        migrator.up_to(&in_tokyo, MIGRATIONS.list[0].version).await.unwrap_or_else(|error| panic!("{error}"));
        scratch.run("INSERT INTO events DEFAULT VALUES").await;
        assert_eq!(scratch.value("SELECT extract(epoch FROM moment)::bigint::text FROM events").await, "1767225600");
        let error = migrator.up(&in_tokyo).await.expect_err("the index would hold other rows");
        let text = error.to_string();
        assert!(
            text.contains("`Asia/Tokyo`") && text.contains("ALTER ROLE CURRENT_USER SET TimeZone = 'UTC'"),
            "{text}"
        );
        assert_eq!(history(&scratch).await.len(), 1, "{text}");
        assert_eq!(migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{error}")).applied.len(), 1);
        let (other, _) = set(&scratch, "SET standard_conforming_strings = off", "SELECT 'x'").await;
        let error = migrator.to(&other, 0).await.expect_err("a backslash would be something else");
        assert!(matches!(error.reason(), Reason::Setting { .. }), "{error}");
        assert!(error.to_string().contains("`standard_conforming_strings` is `off`"), "{error}");
        assert_eq!(history(&scratch).await.len(), 2);
    });
}
