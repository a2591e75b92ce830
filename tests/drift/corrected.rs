//! A migration that is half done and whose text is wrong: its author corrects it, and it goes on from where it stands.

use migrate::error::{Aftermath, Reason, Unamendable, Unresumable};
use migrate::{Migrations, Migrator, StepOutcome};

use crate::check::on_every_database;
use crate::dump::history;
use crate::scratch::Scratch;
use texts::{
    another_up, divides, divides_at_once, divides_what_it_can, right_down, right_up, taken_back, wrong_down, wrong_up,
};

mod texts;

const FIRST: i64 = 20_260_101_000_000;
const LAST: i64 = 20_260_102_000_000;

async fn up_to_users(scratch: &Scratch, migrations: &'static Migrations) {
    Migrator::new(migrations).up_to(&scratch.db, FIRST).await.expect("the scene is set");
    scratch.run("INSERT INTO users (n, nick) VALUES (1, 'a'), (2, 'b'), (4, 'c'), (0, 'd'), (5, 'e')").await;
}

/// A run that goes through rows in batches, and cannot come to its end.
async fn divide(scratch: &Scratch) {
    up_to_users(scratch, divides()).await;
    let error = Migrator::new(divides()).up(&scratch.db).await.expect_err("it divides by 0");
    let Reason::Step { aftermath, .. } = error.reason() else { panic!("{error}") };
    assert_eq!(*aftermath, Aftermath::PartRemains { steps: 0, up_to: "2".to_owned() }, "{error}");
    // The first row is not met again.
    scratch.run("UPDATE users SET n = 50 WHERE id = 1").await;
}

async fn shares(scratch: &Scratch) -> String {
    let rows = scratch.rows("SELECT share FROM users ORDER BY id").await;
    rows.into_iter().flatten().flatten().collect::<Vec<_>>().join(" ")
}

/// The refusal of a change, which changes nothing.
async fn refused(scratch: &Scratch, migrations: &'static Migrations) -> Unamendable {
    let before = history(scratch).await;
    let error = Migrator::new(migrations).accept_change(&scratch.db, LAST).await.expect_err("it does not fit");
    assert_eq!(history(scratch).await, before, "{error}");
    let Reason::Unamendable { why, .. } = error.reason() else { panic!("{error}") };
    *why
}

#[test]
fn batches_go_on_with_the_corrected_text_from_where_they_stand() {
    on_every_database(divides(), async |scratch| {
        let key = scratch.server.key();
        divide(scratch).await;
        let corrected = Migrator::new(divides_what_it_can());
        for outcome in [corrected.up(&scratch.db).await, corrected.resume(&scratch.db).await] {
            let error = outcome.expect_err("it was begun with another text");
            assert!(matches!(error.reason(), Reason::Interrupted { why: Unresumable::Changed, .. }), "{key}: {error}");
            assert!(error.to_string().contains("`Migrator::accept_change(db, version)`"), "{key}: {error}");
        }
        let why = refused(scratch, divides_at_once()).await;
        assert_eq!(why, Unamendable::OtherSteps { step: 1 }, "{key}: its rows cannot be gone through from a key on");
        corrected.accept_change(&scratch.db, LAST).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let report = corrected.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(report.applied[0].resumed, "{key}: {report}");
        assert_eq!(shares(scratch).await, "100 50 25 0 20", "{key}");
        assert!(corrected.check_history(&scratch.db).await.expect("a check").is_clean(), "{key}");
        corrected.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(shares(scratch).await, "0 0 0 0 0", "{key}");
    });
}

#[test]
fn batches_that_somebody_did_by_hand_are_done() {
    on_every_database(divides(), async |scratch| {
        let key = scratch.server.key();
        divide(scratch).await;
        scratch.run("UPDATE users SET share = 7 WHERE id > 2").await;
        let migrator = Migrator::new(divides());
        let report = migrator.resume_after(&scratch.db, StepOutcome::Done).await;
        let report = report.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(report.applied[0].resumed, "{key}: {report}");
        assert_eq!(shares(scratch).await, "100 50 7 7 7", "{key}");
        assert!(migrator.up(&scratch.db).await.expect("all is applied").is_empty(), "{key}");
    });
}

/// A column is gone for good, and the next step never succeeds.
async fn drop_and_fail(scratch: &Scratch) {
    up_to_users(scratch, wrong_up()).await;
    let error = Migrator::new(wrong_up()).up(&scratch.db).await.expect_err("there is no such value");
    let Reason::Step { aftermath, .. } = error.reason() else { panic!("{error}") };
    assert_eq!(*aftermath, Aftermath::StepsRemain(1), "{error}");
}

#[test]
fn a_step_that_never_succeeds_is_corrected_or_done_by_hand() {
    on_every_database(wrong_up(), async |scratch| {
        let key = scratch.server.key();
        if scratch.server.is_transactional() {
            return;
        }
        drop_and_fail(scratch).await;
        let why = refused(scratch, another_up()).await;
        assert_eq!(why, Unamendable::OtherSteps { step: 1 }, "{key}: another column is gone");
        let corrected = Migrator::new(right_up()).accept_data_loss();
        corrected.accept_change(&scratch.db, LAST).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let report = corrected.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(report.applied[0].resumed, "{key}: {report}");
        corrected.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(corrected.check(&scratch.db).await.expect("a check").is_clean(), "{key}");

        Migrator::new(wrong_up()).up(&scratch.db).await.expect_err("there is no such value");
        let migrator = Migrator::new(wrong_up());
        let report = migrator.resume_after(&scratch.db, StepOutcome::Done).await;
        let report = report.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(report.applied[0].resumed, "{key}: {report}");
        assert!(migrator.up(&scratch.db).await.expect("all is applied").is_empty(), "{key}");
    });
}

#[test]
fn a_step_of_the_way_back_is_corrected_or_done_by_hand() {
    on_every_database(wrong_down(), async |scratch| {
        let key = scratch.server.key();
        if scratch.server.is_transactional() {
            return;
        }
        up_to_users(scratch, wrong_down()).await;
        let wrong = Migrator::new(wrong_down()).accept_data_loss();
        let fail = async || {
            wrong.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
            scratch.run("UPDATE users SET size = 1").await;
            let error = wrong.down(&scratch.db).await.expect_err("there is no such value");
            let Reason::Step { aftermath, .. } = error.reason() else { panic!("{error}") };
            assert_eq!(*aftermath, Aftermath::StepsRemain(1), "{key}: {error}");
        };
        fail().await;
        wrong.resume_after(&scratch.db, StepOutcome::Done).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(history(scratch).await.len(), 1, "{key}");

        fail().await;
        let right = Migrator::new(right_down());
        right.accept_change(&scratch.db, LAST).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let report = right.resume(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(report.undone[0].resumed, "{key}: {report}");
        assert_eq!(history(scratch).await.len(), 1, "{key}");
        right.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
    });
}

/// What is half done is taken back by the steps with which it was begun, whatever the program knows.
#[test]
fn a_migration_is_taken_back_by_a_program_that_does_not_know_its_text() {
    on_every_database(taken_back(), async |scratch| {
        let key = scratch.server.key();
        if scratch.server.is_transactional() {
            return;
        }
        up_to_users(scratch, taken_back()).await;
        let cut = scratch.again().await;
        // Its process is gone before it can take anything back.
        let (told, seen) = (std::sync::Arc::new(tokio::sync::Notify::new()), std::sync::atomic::AtomicUsize::new(0));
        let tell = std::sync::Arc::clone(&told);
        let dropped = Migrator::new(taken_back()).on_event(move |event| {
            if let migrate::Event::StepBegins { step: 2, .. } = event
                && seen.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0
            {
                tell.notify_one();
            }
            std::ops::ControlFlow::Continue(())
        });
        tokio::select! {
            biased;
            () = told.notified() => {}
            report = dropped.up(&cut.db) => panic!("{key}: it was not cut: {report:?}"),
        }
        drop(cut);
        let other = Migrator::new(right_up());
        other.repair(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(history(scratch).await.len(), 1, "{key}");
        other.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
    });
}
