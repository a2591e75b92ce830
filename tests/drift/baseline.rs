//! A database that has what migrations make, though none of them was carried out in it.

use migrate::Migrator;

use crate::check::on_every_database;
use crate::scratch::Scratch;
use crate::shop;

/// A database that has the schema of the shop and no history.
async fn copy(scratch: &Scratch) -> &'static str {
    let key = scratch.server.key();
    Migrator::new(&shop::MIGRATIONS).up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
    scratch.run("DROP TABLE migrate_history").await;
    key
}

#[test]
fn what_is_recorded_is_applied_and_stays() {
    on_every_database(&shop::MIGRATIONS, async |scratch| {
        let key = copy(scratch).await;
        let before = crate::dump::dump(scratch).await;
        let migrator = Migrator::new(&shop::MIGRATIONS);
        let last = shop::MIGRATIONS.list[1].version;
        migrator.baseline(&scratch.db, last).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        before.assert_same(&crate::dump::dump(scratch).await, &format!("{key}: recorded"));
        assert_eq!(scratch.value("SELECT count(*) FROM migrate_history WHERE kind = 'baseline'").await, "2", "{key}");
        let report = migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(report.is_empty(), "{key}: {report:?}");
        let check = migrator.check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(check.is_clean() && check.not_compared.is_none(), "{key}: {check}");
        let error = migrator.down(&scratch.db).await.expect_err("it is not undone").to_string();
        assert!(error.contains("it was recorded by `baseline`, and not carried out"), "{key}: {error}");
        before.assert_same(&crate::dump::dump(scratch).await, &format!("{key}: not undone"));
        let error = migrator.baseline(&scratch.db, last).await.expect_err("it is recorded").to_string();
        assert!(
            error.starts_with("the history has begun: `m20260101_000000_create_shop` is applied\n"),
            "{key}: {error}"
        );
    });
}

#[test]
fn a_database_that_lacks_something_is_refused() {
    on_every_database(&shop::MIGRATIONS, async |scratch| {
        let key = copy(scratch).await;
        scratch.run("DROP VIEW active_customers").await;
        let migrator = Migrator::new(&shop::MIGRATIONS);
        let last = shop::MIGRATIONS.list[1].version;
        let error = migrator.baseline(&scratch.db, last).await.expect_err("a view is missing").to_string();
        assert!(
            error.starts_with(
                "the database does not have what these migrations make\nnote: view `active_customers` is missing\n"
            ),
            "{key}: {error}"
        );
        assert!(error.contains("`Migrator::accept_differences()`"), "{key}: {error}");
        assert!(scratch.try_rows("SELECT 1 FROM migrate_history").await.is_err(), "{key}: nothing was changed");
        let accepting = migrator.accept_differences();
        accepting.baseline(&scratch.db, last).await.unwrap_or_else(|error| panic!("{key}: {error}"));
    });
}

#[test]
fn what_comes_after_the_baseline_is_carried_out() {
    on_every_database(&shop::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let first = shop::MIGRATIONS.list[0].version;
        let migrator = Migrator::new(&shop::MIGRATIONS);
        migrator.up_to(&scratch.db, first).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("DROP TABLE migrate_history").await;
        migrator.baseline(&scratch.db, first).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let report = migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(report.applied.len(), 1, "{key}");
        migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(migrator.down(&scratch.db).await.is_err(), "{key}: the baseline stays");
    });
}
