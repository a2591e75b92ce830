//! A history that is changed on purpose: tombstones, and changes that are accepted.

use migrate::error::{Amendment, Reason, Unamendable};
use migrate::{MigrationState, Migrations, Migrator};

use crate::check::on_every_database;
use crate::scratch::Scratch;
use crate::shop::{changed, newer, older};

/// The same program without the first of two migrations, and one more.
mod without {
    use migrate::prelude::*;

    struct CreateTitles;
    #[migration(version = 20260102_000000)]
    impl Migration for CreateTitles {
        fn up(schema: &mut Schema) {
            schema.create_table("titles").columns([id(), text("title")]);
        }
    }

    struct CreatePages;
    #[migration(version = 20260103_000000)]
    impl Migration for CreatePages {
        fn up(schema: &mut Schema) {
            schema.create_table("pages").columns([id()]);
        }
    }

    migrate::migrations![CreateTitles, CreatePages];
}

/// What was applied before somebody deleted the first one.
mod before {
    use migrate::prelude::*;

    struct CreateDrafts;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateDrafts {
        fn up(schema: &mut Schema) {
            schema.create_table("drafts").columns([id()]);
        }
    }

    struct CreateTitles;
    #[migration(version = 20260102_000000)]
    impl Migration for CreateTitles {
        fn up(schema: &mut Schema) {
            schema.create_table("titles").columns([id(), text("title")]);
        }
    }

    migrate::migrations![CreateDrafts, CreateTitles];
}

const DELETED: i64 = 20_260_101_000_000;

async fn up(scratch: &Scratch, migrations: &'static Migrations) {
    let key = scratch.server.key();
    Migrator::new(migrations).up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
}

#[test]
fn a_migration_that_was_deleted_on_purpose_is_neither_unknown_nor_pending_nor_undone() {
    on_every_database(&without::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        up(scratch, &before::MIGRATIONS).await;
        let migrator = Migrator::new(&without::MIGRATIONS);
        let error = migrator.up(&scratch.db).await.expect_err("one is unknown in between");
        assert!(matches!(error.reason(), Reason::Unknown { .. }), "{key}: {error}");
        assert!(error.to_string().contains("`Migrator::tombstone(db, version)`"), "{key}: {error}");

        migrator.tombstone(&scratch.db, DELETED).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let status = migrator.status(&scratch.db).await.expect("a status");
        assert!(matches!(status.migrations[0].state, MigrationState::Tombstone { .. }), "{key}: {status}");
        let plan = migrator.plan(&scratch.db, migrate::Goal::Newest).await.expect("a plan");
        assert_eq!((plan.undo.len(), plan.apply.len()), (0, 1), "{key}: {plan}");
        let report = migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!((report.applied.len(), report.ahead), (1, false), "{key}: {report}");
        assert!(migrator.up(&scratch.db).await.expect("nothing to do").is_empty(), "{key}");

        let check = migrator.check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!((check.history.len(), check.not_compared.as_ref()), (0, None), "{key}: {check}");
        let left: Vec<&str> = check.schema.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(left, ["drafts"], "{key}: {check}");

        let report = migrator.clone().accept_data_loss().to(&scratch.db, 0).await;
        assert_eq!(report.unwrap_or_else(|error| panic!("{key}: {error}")).undone.len(), 2, "{key}");
        scratch.run("INSERT INTO drafts (id) VALUES (7)").await;
        up(scratch, &without::MIGRATIONS).await;
        assert!(migrator.up(&scratch.db).await.expect("nothing to do").is_empty(), "{key}");
    });
}

#[test]
fn a_program_that_knows_a_tombstone_is_refused_until_it_is_taken_away() {
    on_every_database(&without::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        up(scratch, &before::MIGRATIONS).await;
        Migrator::new(&without::MIGRATIONS).tombstone(&scratch.db, DELETED).await.expect("it is not known");
        let knows = Migrator::new(&before::MIGRATIONS);
        let error = knows.up(&scratch.db).await.expect_err("it would be made again");
        let Reason::Tombstone { migration, .. } = error.reason() else { panic!("{key}: {error}") };
        assert_eq!(migration, "m20260101_000000_create_drafts", "{key}");
        assert!(error.to_string().contains("`Migrator::revive(db, version)`"), "{key}: {error}");
        let check = knows.check_history(&scratch.db).await.expect("a check");
        let [finding] = check.history.as_slice() else { panic!("{key}: {check}") };
        assert_eq!(finding.message, "`m20260101_000000_create_drafts` has a tombstone, and this program knows it");

        knows.revive(&scratch.db, DELETED).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(knows.up(&scratch.db).await.expect("all is applied").is_empty(), "{key}");
        assert!(knows.check(&scratch.db).await.expect("a check").is_clean(), "{key}");
        let report = knows.accept_data_loss().to(&scratch.db, 0).await;
        assert_eq!(report.unwrap_or_else(|error| panic!("{key}: {error}")).undone.len(), 2, "{key}");
    });
}

#[test]
fn a_tombstone_is_refused_where_it_would_hide_something() {
    on_every_database(&newer::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let [first, second] = [0, 1].map(|place| newer::MIGRATIONS.list[place].version);
        let (old, new) = (Migrator::new(&older::MIGRATIONS), Migrator::new(&newer::MIGRATIONS));
        let refused = async |migrator: &Migrator, version: i64, expected: Unamendable| {
            let error = migrator.tombstone(&scratch.db, version).await.expect_err("it is refused");
            let Reason::Unamendable { why, amendment: Amendment::Bury, .. } = error.reason() else {
                panic!("{key}: {error}")
            };
            assert_eq!(*why, expected, "{key}: {error}");
            assert!(error.to_string().contains("nothing was changed"), "{key}: {error}");
        };
        refused(&old, second, Unamendable::NotApplied).await;
        up(scratch, &newer::MIGRATIONS).await;
        refused(&new, first, Unamendable::Known).await;
        refused(&new, 20_300_101_000_000, Unamendable::NotApplied).await;
        let error = new.revive(&scratch.db, first).await.expect_err("it has none");
        assert!(matches!(error.reason(), Reason::Unamendable { why: Unamendable::NoTombstone, .. }), "{key}: {error}");
        scratch.run("UPDATE migrate_history SET state = 'undoing' WHERE version = 20260102000000").await;
        refused(&old, second, Unamendable::HalfDone).await;
        scratch.run("UPDATE migrate_history SET state = 'applied' WHERE version = 20260102000000").await;
        old.tombstone(&scratch.db, second).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        refused(&old, second, Unamendable::Tombstone).await;
        assert!(!old.up(&scratch.db).await.expect("nothing to do").ahead, "{key}");
    });
}

#[test]
fn a_change_is_accepted_and_nothing_is_carried_out() {
    on_every_database(&changed::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        up(scratch, &older::MIGRATIONS).await;
        let migrator = Migrator::new(&changed::MIGRATIONS);
        let version = changed::MIGRATIONS.list[0].version;
        let error = migrator.up(&scratch.db).await.expect_err("it was changed");
        assert!(matches!(error.reason(), Reason::Changed { .. }), "{key}: {error}");
        assert!(error.to_string().contains("`Migrator::accept_change(db, version)`"), "{key}: {error}");
        migrator.accept_change(&scratch.db, version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(migrator.up(&scratch.db).await.expect("nothing to do").is_empty(), "{key}");
        let check = migrator.check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(check.history.is_empty(), "{key}: {check}");
        // SQLite keeps of a type how it stores values.
        assert_eq!(check.schema.is_empty(), key == "sqlite", "{key}: {check}");
        let error = migrator.accept_change(&scratch.db, version).await.expect_err("it is what was applied");
        assert!(matches!(error.reason(), Reason::Unamendable { why: Unamendable::Unchanged, .. }), "{key}: {error}");
        let error = Migrator::new(&without::MIGRATIONS).accept_change(&scratch.db, version).await;
        let error = error.expect_err("it is not known");
        assert!(matches!(error.reason(), Reason::Unamendable { why: Unamendable::Unknown, .. }), "{key}: {error}");
        migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
    });
}
