//! A run that comes to its end in SQL of the author's, of which the database does not show whether it was carried out.

use std::ops::ControlFlow;

use migrate::error::{Aftermath, Reason, Unresumable};
use migrate::prelude::*;
use migrate::{Database, Event, Migrations, Migrator, StepOutcome};

use crate::check::on_every_database;
use crate::dump::dump;
use crate::interrupted::{Cut, Wire};
use crate::scratch::Scratch;

fn counting() -> &'static Migrations {
    struct Scene;
    #[migration(version = 20260101_000000)]
    impl Migration for Scene {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick")]);
        }
    }
    struct Grow;
    #[migration(version = 20260102_000000)]
    impl Migration for Grow {
        fn up(schema: &mut Schema) {
            schema.add_column("users", integer("age").nullable());
            schema
                .execute("ALTER TABLE users STATS_PERSISTENT=1")
                .reverse("ALTER TABLE users STATS_PERSISTENT=DEFAULT");
            schema.add_column("users", integer("size").nullable());
        }
    }
    migrate::migrations![Scene, Grow];
    &MIGRATIONS
}

/// Cuts a run at the author's SQL, and the error of the next one.
async fn interrupt(scratch: &Scratch, cut: Cut) -> migrate::Error {
    let wire = Wire::new(&scratch.url, usize::MAX, cut);
    let scissors = wire.scissors();
    let migrator = Migrator::new(counting()).on_event(move |event| {
        if let Event::StepBegins { step: 2, .. } = event {
            scissors();
        }
        ControlFlow::Continue(())
    });
    let db = Database::connect(&wire.url).await.expect("the wire is whole");
    migrator.up(&db).await.expect_err("the wire is cut");
    Migrator::new(counting()).up(&scratch.db).await.expect_err("nobody knows what became of it")
}

#[test]
fn of_the_authors_sql_somebody_has_to_say_what_became_of_it() {
    on_every_database(counting(), async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(counting());
        migrator.up_to(&scratch.db, 20_260_101_000_000).await.expect("the scene is set");
        scratch.run("INSERT INTO users (nick) VALUES ('a'), ('b')").await;
        let before = dump(scratch).await;
        migrator.up(&scratch.db).await.expect("it is applied");
        let after = dump(scratch).await;
        for (cut, outcome) in [(Cut::Unsent, StepOutcome::NotDone), (Cut::Unanswered, StepOutcome::Done)] {
            migrator.clone().accept_data_loss().down(&scratch.db).await.expect("it is undone");
            let error = interrupt(scratch, cut).await;
            let expected = Reason::Interrupted {
                migration: "m20260102_000000_grow".to_owned(),
                position: migrate::error::Position::Applying,
                steps_done: 1,
                next_step: Some(migrate::error::NextStep {
                    sql: "ALTER TABLE users STATS_PERSISTENT=1".to_owned(),
                    in_batches: false,
                }),
                why: Unresumable::UnknownOutcome,
            };
            assert_eq!(*error.reason(), expected, "{key}, {cut:?}");
            let report = migrator.resume_after(&scratch.db, outcome).await;
            let report = report.unwrap_or_else(|error| panic!("{key}, {cut:?}: {error}"));
            assert!(report.applied[0].resumed, "{key}, {cut:?}");
            assert_eq!(dump(scratch).await, after, "{key}, {cut:?}");
        }
        migrator.clone().accept_data_loss().down(&scratch.db).await.expect("it is undone");
        assert_eq!(dump(scratch).await, before, "{key}");
    });
}

/// A table that comes first, and an index that the rows may forbid.
fn notes() -> &'static Migrations {
    struct Scene;
    #[migration(version = 20260101_000000)]
    impl Migration for Scene {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick")]);
        }
    }
    struct Grow;
    #[migration(version = 20260102_000000)]
    impl Migration for Grow {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id(), text("body")]);
            schema.create_index("users", ["nick"]).unique();
        }
    }
    migrate::migrations![Scene, Grow];
    &MIGRATIONS
}

#[test]
fn what_was_written_into_a_table_that_an_earlier_run_made_is_not_thrown_away() {
    on_every_database(notes(), async |scratch| {
        let key = scratch.server.key();
        if scratch.server.is_transactional() {
            return;
        }
        let migrator = Migrator::new(notes());
        migrator.up_to(&scratch.db, 20_260_101_000_000).await.expect("the scene is set");
        scratch.run("INSERT INTO users (nick) VALUES ('a'), ('b')").await;
        let wire = Wire::new(&scratch.url, usize::MAX, Cut::Unsent);
        let scissors = wire.scissors();
        let cutting = migrator.clone().on_event(move |event| {
            if let Event::StepBegins { step: 2, .. } = event {
                scissors();
            }
            ControlFlow::Continue(())
        });
        cutting.up(&Database::connect(&wire.url).await.expect("the wire is whole")).await.expect_err("the wire is cut");
        scratch.run("INSERT INTO notes (body) VALUES ('worth keeping')").await;
        scratch.run("UPDATE users SET nick = 'a'").await;
        for _ in 0..2 {
            let error = migrator.up(&scratch.db).await.expect_err("two have one nick");
            let Reason::Rows { aftermath, .. } = error.reason() else { panic!("{key}: {error}") };
            assert_eq!(*aftermath, Aftermath::StepsRemain(1), "{key}: {error}");
            assert_eq!(scratch.value("SELECT body FROM notes").await, "worth keeping", "{key}");
        }
        let error = migrator.repair(&scratch.db).await.expect_err("it would lose a note");
        assert!(matches!(error.reason(), Reason::Loss { count: 1, .. }), "{key}: {error}");
        scratch.run("UPDATE users SET nick = 'b' WHERE id = 2").await;
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(scratch.value("SELECT body FROM notes").await, "worth keeping", "{key}");
    });
}
