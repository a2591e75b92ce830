//! What a run promises: one at a time, all or nothing, and by the steps that were stored.

use migrate::error::{Aftermath, Reason, Unresumable};
use migrate::prelude::*;
use migrate::{Database, MigrationState, Migrations, Migrator};

use crate::check::{block_on, on_every_database};
use crate::dump::{dump, history, tables};
use crate::scratch::Scratch;

/// Three migrations, each of several steps.
fn three() -> &'static Migrations {
    struct Users;
    #[migration(version = 20260101_000000)]
    impl Migration for Users {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age")]).index(["age"]);
            schema.create_table("notes").columns([id(), reference("user_id", "users").on_delete(Cascade)]);
        }
    }
    struct Widen;
    #[migration(version = 20260102_000000)]
    impl Migration for Widen {
        fn up(schema: &mut Schema) {
            schema.change_type("users", big_integer("age"));
            schema.add_column("users", string("nick").nullable());
        }
    }
    struct Tags;
    #[migration(version = 20260103_000000)]
    impl Migration for Tags {
        fn up(schema: &mut Schema) {
            schema.create_table("tags").columns([id(), string("name").unique()]);
        }
    }
    migrate::migrations![Users, Widen, Tags];
    &MIGRATIONS
}

/// So many runs of `up` at the same time, each with a pool and a thread of its own; what each applied.
fn race(scratch: &Scratch, runs: usize) -> Vec<String> {
    let start = std::sync::Barrier::new(runs);
    let run = || {
        block_on(async {
            let db = Database::connect(&scratch.url).await.expect("a pool");
            start.wait();
            Migrator::new(three()).up(&db).await
        })
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..runs).map(|_| scope.spawn(run)).collect();
        let reports = threads.into_iter().map(|thread| thread.join().expect("no panic"));
        let applied = reports.flat_map(|report| match report {
            Ok(report) => report.applied,
            Err(error) => panic!("{}: {error}", scratch.server.key()),
        });
        applied.map(|ran| ran.migration).collect()
    })
}

#[test]
fn two_at_once_and_eight_at_once_apply_each_migration_once() {
    for runs in [2, 8] {
        on_every_database(three(), async |scratch| {
            let mut applied = race(scratch, runs);
            applied.sort();
            assert_eq!(applied, ["m20260101_000000_users", "m20260102_000000_widen", "m20260103_000000_tags"]);
            assert_eq!(tables(scratch).await, ["notes", "tags", "users"]);
            assert_eq!(history(scratch).await.len(), 3);
        });
    }
}

#[test]
fn a_step_that_fails_leaves_nothing_of_its_migration() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age").check("age > 0"), string("nick").unique()]);
        }
    }
    struct Fails;
    #[migration(version = 20260102_000000)]
    impl Migration for Fails {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id(), reference("user_id", "users")]);
            schema.add_column("users", string("city").nullable().unique());
            schema.rename_column("users", "age", "years");
            schema.execute("CREATE VIEW it AS SELECT nothing FROM nowhere").reverse("DROP VIEW it");
            schema.create_table("tags").columns([id()]);
        }
    }
    migrate::migrations![Setup, Fails];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("up");
        scratch.run("INSERT INTO users (age, nick) VALUES (36, 'ada')").await;
        // SQLite does not look into a view before it is used, so that its name has to be taken.
        scratch.run("CREATE TABLE it (id integer)").await;
        let before = (dump(scratch).await, history(scratch).await);
        let error = migrator.up(&scratch.db).await.expect_err("the view cannot be made");
        let Reason::Step { migration, aftermath, .. } = error.reason() else { panic!("{key}: {error}") };
        assert_eq!(migration, "m20260102_000000_fails");
        let expected = if scratch.server.is_transactional() { Aftermath::Unchanged } else { Aftermath::StepsUndone };
        assert_eq!(*aftermath, expected, "{key}: {error}");
        before.0.assert_same(&dump(scratch).await, key);
        assert_eq!(history(scratch).await, before.1, "{key}");
    });
}

#[test]
fn one_transaction_for_all_applies_all_or_nothing() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age")]);
        }
    }
    struct Index;
    #[migration(version = 20260102_000000)]
    impl Migration for Index {
        fn up(schema: &mut Schema) {
            schema.change_type("users", big_integer("age"));
            schema.create_index("users", ["age"]);
        }
    }
    struct Notes;
    #[migration(version = 20260103_000000)]
    impl Migration for Notes {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id()]);
        }
    }
    migrate::migrations![Setup, Index, Notes];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS).single_transaction();
        if !scratch.server.is_transactional() {
            let error = migrator.up(&scratch.db).await.expect_err("it commits each change of the schema");
            assert!(matches!(error.reason(), Reason::NotInOneTransaction { .. }), "{key}: {error}");
            assert!(tables(scratch).await.is_empty() && history(scratch).await.is_empty(), "{key}");
            return;
        }
        scratch.run("CREATE TABLE notes (id integer)").await;
        let error = migrator.up(&scratch.db).await.expect_err("`notes` is there");
        assert!(error.report().applied.is_empty(), "{key}: {error}");
        assert_eq!(tables(scratch).await, ["notes"], "{key}");
        scratch.run("DROP TABLE notes").await;
        assert_eq!(migrator.up(&scratch.db).await.expect("nothing is in the way").applied.len(), 3, "{key}");
        let at_once = (dump(scratch).await, history(scratch).await.len());

        let one_by_one = Migrator::new(&MIGRATIONS);
        one_by_one.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("it can be undone");
        if key == "postgres" {
            let error = migrator.up(&scratch.db).await.expect_err("the index is built concurrently");
            assert!(error.to_string().contains("CREATE INDEX CONCURRENTLY"), "{key}: {error}");
        }
        one_by_one.up(&scratch.db).await.expect("it can be applied");
        at_once.0.assert_same(&dump(scratch).await, key);
        assert_eq!(history(scratch).await.len(), at_once.1, "{key}");
    });
}

#[test]
fn a_migration_that_fails_keeps_those_before_it() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
        }
    }
    struct Fails;
    #[migration(version = 20260102_000000)]
    impl Migration for Fails {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id()]);
        }
    }
    migrate::migrations![Setup, Fails];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS);
        scratch.run("CREATE TABLE notes (id integer)").await;
        let error = migrator.up(&scratch.db).await.expect_err("`notes` is there");
        assert_eq!(error.report().applied.len(), 1, "{error}");
        let status = migrator.status(&scratch.db).await.expect("a status");
        let states: Vec<&MigrationState> = status.migrations.iter().map(|one| &one.state).collect();
        assert!(matches!(states[..], [MigrationState::Applied { .. }, MigrationState::Pending]), "{status}");
        scratch.run("DROP TABLE notes").await;
        assert_eq!(migrator.up(&scratch.db).await.expect("nothing is in the way").applied.len(), 1);
    });
}

#[test]
fn status_tells_what_is_applied() {
    on_every_database(three(), async |scratch| {
        let migrator = Migrator::new(three());
        let status = migrator.status(&scratch.db).await.expect("a status of an empty database");
        assert_eq!(status.pending().count(), 3);
        assert!(scratch.try_run("SELECT 1 FROM migrate_history").await.is_err(), "a status changes nothing");
        migrator.to(&scratch.db, three().list[1].version).await.expect("up");
        let status = migrator.status(&scratch.db).await.expect("a status");
        let pending: Vec<&str> = status.pending().map(|one| one.migration.as_str()).collect();
        assert_eq!(pending, ["m20260103_000000_tags"]);
        assert!(migrator.up(&scratch.db).await.expect("up").applied.len() == 1);
        assert!(migrator.up(&scratch.db).await.expect("nothing to do").is_empty());
    });
}

#[test]
fn what_would_be_thrown_away_is_counted_first() {
    on_every_database(three(), async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(three());
        migrator.up(&scratch.db).await.expect("up");
        scratch.run("INSERT INTO users (age, nick) VALUES (36, 'ada'), (1, NULL), (2, 'bob')").await;
        scratch.run("INSERT INTO tags (name) VALUES ('a'), ('b'), ('c')").await;
        let before = (dump(scratch).await, history(scratch).await);
        let lost = async |error: migrate::Error, lost: u64| {
            assert!(matches!(error.reason(), Reason::Loss { count, .. } if *count == lost), "{key}: {error}");
            assert!(error.to_string().contains("nothing was changed"), "{key}: {error}");
            before.0.assert_same(&dump(scratch).await, key);
            assert_eq!(history(scratch).await, before.1, "{key}");
        };
        lost(migrator.down(&scratch.db).await.expect_err("three tags"), 3).await;
        scratch.run("DELETE FROM tags").await;
        migrator.down(&scratch.db).await.expect("nothing is lost");
        let before = (dump(scratch).await, history(scratch).await);
        let error = migrator.down(&scratch.db).await.expect_err("two nicks");
        assert!(error.to_string().contains("2 values of `users.nick`"), "{key}: {error}");
        assert_eq!((dump(scratch).await, history(scratch).await), before, "{key}");
        let accepting = migrator.clone().accept_data_loss();
        accepting.to(&scratch.db, 0).await.expect("accepted");
        assert!(tables(scratch).await.is_empty(), "{key}");
    });
}

/// Two programs of the same history: the newer one's second migration was written anew.
mod programs {
    pub mod older {
        use migrate::prelude::*;
        struct Setup;
        #[migration(version = 20260101_000000)]
        impl Migration for Setup {
            fn up(schema: &mut Schema) {
                schema.create_table("users").columns([id()]);
            }
        }
        struct Extend;
        #[migration(version = 20260102_000000)]
        impl Migration for Extend {
            fn up(schema: &mut Schema) {
                schema.create_table("notes").columns([id()]);
                schema.add_column("users", string("nick").nullable());
            }
        }
        migrate::migrations![Setup, Extend];
    }
    pub mod newer {
        use migrate::prelude::*;
        struct Setup;
        #[migration(version = 20260101_000000)]
        impl Migration for Setup {
            fn up(schema: &mut Schema) {
                schema.create_table("users").columns([id()]);
            }
        }
        struct Extend;
        #[migration(version = 20260102_000000)]
        impl Migration for Extend {
            fn up(schema: &mut Schema) {
                schema.create_table("letters").columns([id()]);
            }
        }
        migrate::migrations![Setup, Extend];
    }
    pub mod oldest {
        use migrate::prelude::*;
        struct Setup;
        #[migration(version = 20260101_000000)]
        impl Migration for Setup {
            fn up(schema: &mut Schema) {
                schema.create_table("users").columns([id()]);
            }
        }
        migrate::migrations![Setup];
    }
}

#[test]
fn down_runs_the_steps_that_were_stored() {
    use programs::{newer, older, oldest};
    on_every_database(&older::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        for program in [&newer::MIGRATIONS, &oldest::MIGRATIONS] {
            Migrator::new(&older::MIGRATIONS).up(&scratch.db).await.expect("up");
            assert_eq!(tables(scratch).await, ["notes", "users"], "{key}");
            let report =
                Migrator::new(program).down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            assert_eq!(report.undone.len(), 1, "{key}");
            assert_eq!(tables(scratch).await, ["users"], "{key}");
            assert!(scratch.try_run("SELECT nick FROM users").await.is_err(), "{key}");
        }
    });
}

#[test]
fn a_migration_that_was_changed_and_one_that_is_unknown_are_told_apart() {
    use programs::{newer, older, oldest};
    on_every_database(&older::MIGRATIONS, async |scratch| {
        Migrator::new(&older::MIGRATIONS).up(&scratch.db).await.expect("up");
        let before = (dump(scratch).await, history(scratch).await);
        let error = Migrator::new(&newer::MIGRATIONS).up(&scratch.db).await.expect_err("it was changed");
        assert!(matches!(error.reason(), Reason::Changed { .. }), "{error}");
        let report = Migrator::new(&oldest::MIGRATIONS).up(&scratch.db).await.expect("the database is ahead");
        assert!(report.ahead && report.is_empty());
        assert_eq!((dump(scratch).await, history(scratch).await), before);
    });
}

#[test]
fn a_step_that_cannot_be_undone_is_left_for_a_person() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick").nullable()]);
        }
    }
    struct Fails;
    #[migration(version = 20260102_000000)]
    impl Migration for Fails {
        fn up(schema: &mut Schema) {
            schema.add_column("users", integer("age").default(3));
            schema.rename_column("users", "age", "years");
            schema.drop_column("users", "nick").accept_data_loss("nobody reads it");
            schema.execute("CREATE VIEW it AS SELECT nothing FROM nowhere").reverse("DROP VIEW it");
        }
    }
    migrate::migrations![Setup, Fails];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("up");
        scratch.run("CREATE TABLE it (id integer)").await;
        let before = (dump(scratch).await, history(scratch).await);
        let error = migrator.up(&scratch.db).await.expect_err("the view cannot be made");
        let Reason::Step { aftermath, .. } = error.reason() else { panic!("{key}: {error}") };
        if scratch.server.is_transactional() {
            assert_eq!(*aftermath, Aftermath::Unchanged, "{key}");
            assert_eq!((dump(scratch).await, history(scratch).await), before, "{key}");
            return;
        }
        assert_eq!(*aftermath, Aftermath::StepsRemain(3), "{key}");
        for _ in 0..2 {
            let error = migrator.up(&scratch.db).await.expect_err("the view still cannot be made");
            let Reason::Step { step: 4, aftermath: Aftermath::StepsRemain(3), .. } = error.reason() else {
                panic!("{key}: {error}")
            };
        }
        let status = migrator.status(&scratch.db).await.expect("a status");
        assert_eq!(status.migrations[1].state, MigrationState::Interrupted { steps_done: 3 }, "{key}");
        for back in [migrator.repair(&scratch.db).await, migrator.down(&scratch.db).await] {
            let error = back.expect_err("the values of the dropped column are gone");
            let Reason::Interrupted { steps_done: 3, why, .. } = error.reason() else { panic!("{key}: {error}") };
            assert_eq!(*why, Unresumable::NotUndoable { step: 3 }, "{key}");
        }
        scratch.run("CREATE TABLE nowhere (nothing integer)").await;
        scratch.run("DROP TABLE it").await;
        let report = migrator.resume(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(report.applied[0].resumed, "{key}");
        assert!(migrator.up(&scratch.db).await.expect("all are applied").is_empty(), "{key}");
    });
}
