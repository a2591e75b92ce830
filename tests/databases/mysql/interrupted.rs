//! A run that comes to its end in SQL of the author's, of which the database does not show whether it was carried out.

use std::ops::ControlFlow;

use migrate::error::{Reason, Unresumable};
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
