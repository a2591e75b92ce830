//! A history that somebody changed by hand.

use migrate::error::Reason;
use migrate::{Check, Migrations, Migrator};

use crate::check::on_every_database;

/// Three migrations.
mod three {
    use migrate::prelude::*;

    struct CreateNotes;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateNotes {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id(), text("body")]);
        }
    }

    struct CreatePages;
    #[migration(version = 20260102_000000)]
    impl Migration for CreatePages {
        fn up(schema: &mut Schema) {
            schema.create_table("pages").columns([id(), text("body")]);
        }
    }

    struct CreateTags;
    #[migration(version = 20260103_000000)]
    impl Migration for CreateTags {
        fn up(schema: &mut Schema) {
            schema.create_table("tags").columns([id()]);
        }
    }

    migrate::migrations![CreateNotes, CreatePages, CreateTags];
}

/// The same without the one in the middle, before it was merged.
mod two {
    use migrate::prelude::*;

    struct CreateNotes;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateNotes {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id(), text("body")]);
        }
    }

    struct CreateTags;
    #[migration(version = 20260103_000000)]
    impl Migration for CreateTags {
        fn up(schema: &mut Schema) {
            schema.create_table("tags").columns([id()]);
        }
    }

    migrate::migrations![CreateNotes, CreateTags];
}

/// Applies three migrations, changes the history, and hands over what is found.
fn check(with: &'static Migrations, sql: &str, judge: impl Fn(&str, &Check) + Sync) {
    on_every_database(&three::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        Migrator::new(&three::MIGRATIONS).up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run(sql).await;
        let found = Migrator::new(with).check_history(&scratch.db).await;
        judge(key, &found.unwrap_or_else(|error| panic!("{key}: {error}")));
    });
}

fn messages(check: &Check) -> Vec<&str> {
    check.history.iter().map(|one| one.message.as_str()).collect()
}

#[test]
fn a_checksum_that_was_edited() {
    let edit = "UPDATE migrate_history SET checksum = '0000000000000000' WHERE version = 20260102000000";
    check(&three::MIGRATIONS, edit, |key, found| {
        let message = "the checksum of `m20260102_000000_create_pages` was changed in the history by hand";
        assert_eq!(messages(found), [message], "{key}");
        let [finding] = found.history.as_slice() else { panic!("{key}: {found}") };
        assert!(finding.help.contains("SET checksum = '") && finding.help.contains("20260102000000"), "{key}: {found}");
    });
}

#[test]
fn what_is_to_be_typed_puts_a_checksum_back() {
    on_every_database(&three::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&three::MIGRATIONS);
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("UPDATE migrate_history SET checksum = '0000000000000000' WHERE version = 20260101000000").await;
        let found = migrator.check_history(&scratch.db).await.expect("a check");
        let (_, sql) = found.history[0].help.split_once("send: ").expect("a statement");
        scratch.run(sql).await;
        assert!(migrator.check_history(&scratch.db).await.expect("a check").is_clean(), "{key}");
    });
}

#[test]
fn a_row_that_was_deleted() {
    check(&three::MIGRATIONS, "DELETE FROM migrate_history WHERE version = 20260102000000", |key, found| {
        let message = "the row of `m20260102_000000_create_pages` was deleted from the history by hand, below that of \
                       `m20260103_000000_create_tags`";
        assert_eq!(messages(found), [message], "{key}");
    });
}

#[test]
fn a_row_that_was_deleted_of_a_migration_that_nobody_knows() {
    check(&two::MIGRATIONS, "DELETE FROM migrate_history WHERE version = 20260102000000", |key, found| {
        let message = "the row of `m20260103_000000_create_tags`, or one right before it, was changed in or deleted from the \
                       history by hand";
        assert_eq!(messages(found), [message], "{key}");
    });
}

#[test]
fn what_is_merged_late_is_no_difference_where_its_order_is_accepted() {
    on_every_database(&three::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        Migrator::new(&two::MIGRATIONS).up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let merged = Migrator::new(&three::MIGRATIONS);
        let strict = merged.check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let message =
            "`m20260102_000000_create_pages` is pending, but the newer `m20260103_000000_create_tags` is applied";
        assert_eq!(messages(&strict), [message], "{key}");
        assert!(strict.not_compared.is_some(), "{key}: {strict}");

        let merged = merged.accept_out_of_order();
        let found = merged.check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(found.is_clean() && found.not_compared.is_none(), "{key}: {found}");
        merged.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        for migrator in [&merged, &Migrator::new(&three::MIGRATIONS)] {
            let found = migrator.check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            assert!(found.is_clean() && found.not_compared.is_none(), "{key}: {found}");
        }
    });
}

#[test]
fn a_run_refuses_what_was_edited() {
    on_every_database(&three::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&three::MIGRATIONS);
        migrator.to(&scratch.db, 20_260_102_000_000).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("UPDATE migrate_history SET checksum = '0000000000000000' WHERE version = 20260101000000").await;
        let error = migrator.up(&scratch.db).await.expect_err("something is pending, so that all rows are read");
        assert!(matches!(error.reason(), Reason::HistoryEdited { .. }), "{key}: {error}");
    });
}
