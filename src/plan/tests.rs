//! Every way in which the applied migrations and the known ones can differ.

use migrate_core::migration::{Grade, Kind};

use super::*;
use crate::history::Undo;

static FIRST: Migration = migration(1, "first");
static SECOND: Migration = migration(2, "second");
static THIRD: Migration = migration(3, "third");
static KNOWN: Migrations =
    Migrations { name: "app", targets: &[], list: &[&FIRST, &SECOND, &THIRD], ..Migrations::EMPTY };

const fn migration(version: i64, name: &'static str) -> Migration {
    Migration {
        version,
        name,
        kind: Kind::Schema,
        checksum: 7,
        irreversible: None,
        definition: migrate_core::migration::Definition::NONE,
        scripts: &[],
        independent_of: 0,
    }
}

fn applied(version: i64) -> Applied {
    Applied {
        version,
        name: format!("number_{version}"),
        checksum: 7,
        position: version,
        state: State::Applied,
        progress: 0,
        progress_is_exact: false,
        batches: None,
        undo: Undo { grade: Grade::Exact, irreversible: None, steps: Vec::new(), begun: Vec::new() },
        undo_is_intact: true,
        history_hash: 0,
        applied_at: "noon".to_owned(),
        is_tombstone: false,
    }
}

fn all(versions: &[i64]) -> Vec<Applied> {
    let row = |(index, version): (usize, &i64)| Applied { position: index as i64 + 1, ..applied(*version) };
    versions.iter().enumerate().map(row).collect()
}

/// The versions to undo, those to apply, and whether the database is ahead.
fn check(applied: &[i64], goal: Goal, expected: (&[i64], &[i64], bool)) {
    let rows = all(applied);
    let plan = plan(&KNOWN, &rows, goal, Terms::default())
        .unwrap_or_else(|reason| panic!("{applied:?} to {goal:?}: {reason}"));
    let undo: Vec<i64> = plan.undo.iter().map(|one| one.version).collect();
    let apply: Vec<i64> = plan.apply.iter().map(|one| one.version).collect();
    assert_eq!((&*undo, &*apply, plan.is_ahead), expected, "{applied:?} to {goal:?}");
}

fn refused(rows: &[Applied], goal: Goal) -> String {
    plan(&KNOWN, rows, goal, Terms::default())
        .expect_err("it is planned")
        .to_string()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn what_is_pending_is_applied_and_what_is_above_the_goal_undone() {
    check(&[], Goal::Newest, (&[], &[1, 2, 3], false));
    check(&[1], Goal::Newest, (&[], &[2, 3], false));
    check(&[1, 2, 3], Goal::Newest, (&[], &[], false));
    check(&[], Goal::Previous, (&[], &[], false));
    check(&[1, 2], Goal::Previous, (&[2], &[], false));
    check(&[1, 2, 3], Goal::Version(1), (&[3, 2], &[], false));
    check(&[1], Goal::Version(2), (&[], &[2], false));
    check(&[1, 2, 3], Goal::Version(0), (&[3, 2, 1], &[], false));
    check(&[], Goal::Version(0), (&[], &[], false));
}

#[test]
fn a_part_of_what_is_pending_is_applied_and_nothing_undone() {
    check(&[], Goal::Next(2), (&[], &[1, 2], false));
    check(&[1, 2], Goal::Next(9), (&[], &[3], false));
    check(&[1, 2], Goal::Next(0), (&[], &[], false));
    check(&[1], Goal::UpTo(2), (&[], &[2], false));
    check(&[1, 2, 3], Goal::UpTo(1), (&[], &[], false));
    assert_eq!(refused(&all(&[1]), Goal::UpTo(9)), "there is no migration of version 00000000_000009");
}

#[test]
fn what_was_applied_after_one_is_undone_and_nothing_applied() {
    check(&[1, 2, 3], Goal::DownTo(1), (&[3, 2], &[], false));
    check(&[1, 3, 2], Goal::DownTo(3), (&[2], &[], false));
    check(&[1, 2], Goal::DownTo(0), (&[2, 1], &[], false));
    assert_eq!(
        refused(&all(&[1]), Goal::DownTo(2)),
        "00000000_000002 is not applied, so that nothing can be undone down to it"
    );
}

#[test]
fn the_newest_is_undone_and_applied_as_it_is_written_now() {
    check(&[1, 2], Goal::Again, (&[2], &[2], false));
    check(&[], Goal::Again, (&[], &[], false));
    let edited = [vec![applied(1)], vec![Applied { checksum: 8, ..applied(2) }]].concat();
    let plan = plan(&KNOWN, &edited, Goal::Again, Terms::default()).expect("its text may have changed");
    assert_eq!((plan.undo.len(), plan.apply.len()), (1, 1));
    assert_eq!(
        refused(&all(&[1, 2, 3, 4]), Goal::Again),
        "`m00000000_000004_number_4` is applied, but the program does not know it"
    );
}

#[test]
fn a_database_ahead_of_the_program_is_left_alone() {
    check(&[1, 2, 3, 4, 5], Goal::Newest, (&[], &[], true));
    check(&[1, 2, 3, 4], Goal::Previous, (&[4], &[], false));
    check(&[1, 2, 3, 4], Goal::Version(3), (&[4], &[], false));
    check(&[1, 2, 3, 4], Goal::Version(4), (&[], &[], true));
}

#[test]
fn down_goes_in_the_order_of_application() {
    check(&[1, 3, 2], Goal::Previous, (&[2], &[], false));
    check(&[1, 3, 2], Goal::Version(0), (&[2, 3, 1], &[], false));
    assert_eq!(
        refused(&all(&[1, 3, 2]), Goal::Version(2)),
        "`m00000000_000003_number_3` cannot be undone alone, as `m00000000_000002_number_2` was applied after it"
    );
}

#[test]
fn contradictions_are_refused() {
    assert_eq!(
        refused(&all(&[1, 3]), Goal::Newest),
        "`m00000000_000002_second` is pending, but the newer `m00000000_000003_number_3` is applied"
    );
    assert_eq!(
        refused(&all(&[1, 2, 4]), Goal::Newest),
        "`m00000000_000003_third` is pending, but the newer `m00000000_000004_number_4` is applied"
    );
    let between = [vec![applied(1), Applied { position: 2, ..applied(2) }], vec![Applied { version: 0, ..applied(3) }]];
    assert_eq!(
        refused(&between.concat(), Goal::Newest),
        "`m00000000_000000_number_3` is applied, but the program does not know it"
    );
    let changed = Applied { checksum: 8, ..applied(1) };
    let problem = "`m00000000_000001_number_1` was changed after it was applied";
    assert_eq!(refused(std::slice::from_ref(&changed), Goal::Newest), problem);
    assert_eq!(refused(&[vec![changed], all(&[2, 3, 4])].concat(), Goal::Newest), problem);
}

/// The third has something in common with the second, and the fourth with none.
static MERGED: Migrations = Migrations {
    list: &[
        &FIRST,
        &Migration { independent_of: 0b1, ..migration(2, "second") },
        &Migration { independent_of: 0b10, ..migration(3, "third") },
        &Migration { independent_of: 0b111, ..migration(4, "fourth") },
    ],
    ..KNOWN_TOO
};

const KNOWN_TOO: Migrations = Migrations { name: "app", targets: &[], ..Migrations::EMPTY };

const MERGING: Terms = Terms { refuses_newer: false, accepts_out_of_order: true };

#[test]
fn what_has_nothing_in_common_with_newer_ones_is_applied_below_them_where_that_is_accepted() {
    let apply = |versions: &[i64], terms| {
        let rows = all(versions);
        let planned = plan(&MERGED, &rows, Goal::Newest, terms);
        planned.map(|plan| plan.apply.iter().map(|one| one.version).collect::<Vec<_>>())
    };
    assert_eq!(apply(&[1, 4], MERGING), Ok(vec![2, 3]));
    assert_eq!(apply(&[2, 4], MERGING), Ok(vec![1, 3]));
    assert_eq!(apply(&[2, 3, 4], MERGING), Ok(vec![1]));
    let refused = |versions: &[i64], terms| match apply(versions, terms) {
        Err(Reason::OutOfOrder { related, applied, .. }) => (related, applied),
        planned => panic!("{versions:?}: {planned:?}"),
    };
    let id = |number: i64| format!("m00000000_{number:06}_number_{number}");
    assert_eq!(refused(&[1, 4], Terms::default()), (None, id(4)));
    assert_eq!(refused(&[1, 3, 4], MERGING), (Some(id(3)), id(4)), "a version after 3 is not enough");
    assert_eq!(refused(&[1, 2, 9], MERGING), (Some(id(9)), id(9)), "nobody knows of it");
}

#[test]
fn a_newer_database_is_refused_where_that_is_asked_for() {
    let terms = Terms { refuses_newer: true, accepts_out_of_order: false };
    let rows = all(&[1, 2, 3, 4, 5]);
    for goal in [Goal::Newest, Goal::Next(1), Goal::UpTo(3), Goal::Version(5)] {
        let reason = plan(&KNOWN, &rows, goal, terms).expect_err("it is newer");
        let newer = ["m00000000_000004_number_4", "m00000000_000005_number_5"].map(str::to_owned).to_vec();
        assert_eq!(reason, Reason::Ahead { migrations: newer }, "{goal:?}");
    }
    assert!(plan(&KNOWN, &rows, Goal::Previous, terms).is_ok());
    assert!(plan(&KNOWN, &rows[..3], Goal::Newest, terms).is_ok());
}

#[test]
fn what_was_left_in_the_middle_is_gone_on_with_or_taken_back() {
    let applying = Applied { state: State::Applying, ..applied(2) };
    let undoing = Applied { state: State::Undoing, ..applied(2) };
    for goal in [Goal::Newest, Goal::Next(1), Goal::UpTo(1), Goal::Version(2)] {
        assert_eq!((way(&applying, goal), way(&undoing, goal)), (Some(Way::Onward), None), "{goal:?}");
    }
    for goal in [Goal::Previous, Goal::DownTo(1), Goal::Again, Goal::Version(1)] {
        assert_eq!((way(&applying, goal), way(&undoing, goal)), (Some(Way::Back), Some(Way::Onward)), "{goal:?}");
    }
    assert_eq!((way(&applying, Goal::Resume), way(&undoing, Goal::Resume)), (Some(Way::Onward), Some(Way::Onward)));
    assert_eq!((way(&applying, Goal::Repair), way(&undoing, Goal::Repair)), (Some(Way::Back), Some(Way::Back)));
}

#[test]
fn stored_steps_that_were_changed_undo_nothing() {
    let mut rows = all(&[1, 2]);
    rows[0].undo_is_intact = false;
    let problem = "`m00000000_000001_number_1` cannot be undone, as its steps in the history were changed after it \
                   was applied";
    assert_eq!(refused(&rows, Goal::Version(0)), problem);
    assert!(plan(&KNOWN, &rows, Goal::Previous, Terms::default()).is_ok());
}

#[test]
fn a_goal_that_nothing_has_is_no_reason_to_undo_everything() {
    assert_eq!(refused(&all(&[1, 2, 3]), Goal::Version(9)), "there is no migration of version 00000000_000009");
}

#[test]
fn one_that_cannot_be_undone_keeps_the_whole_range() {
    let mut rows = all(&[1, 2, 3]);
    rows[1].undo.irreversible = Some("the letters are sent".to_owned());
    assert_eq!(refused(&rows, Goal::Version(0)), "`m00000000_000002_number_2` cannot be undone: the letters are sent");
    let plan = plan(&KNOWN, &rows, Goal::Previous, Terms::default()).expect("the newest can be undone");
    assert_eq!(plan.undo.len(), 1);
}
