//! A history that is not what the program says.

use migrate::Migrator;

use crate::check::on_every_database;
use crate::shop::{changed, newer, older};

/// Brings a database to a newer program's history, changes it, and expects that an older one finds this.
fn check(
    by: &'static migrate::Migrations,
    with: &'static migrate::Migrations,
    sql: &str,
    message: &str,
    why: Option<&str>,
) {
    on_every_database(by, async |scratch| {
        let key = scratch.server.key();
        Migrator::new(by).up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        if !sql.is_empty() {
            scratch.run(sql).await;
        }
        let check = Migrator::new(with).check(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let messages: Vec<&str> = check.history.iter().map(|one| one.message.as_str()).collect();
        let expected: Vec<&str> = Some(message).filter(|message| !message.is_empty()).into_iter().collect();
        assert_eq!(messages, expected, "{key}");
        assert_eq!(check.not_compared.as_deref(), why, "{key}");
    });
}

#[test]
fn nothing_is_said_of_what_is_pending() {
    check(&older::MIGRATIONS, &newer::MIGRATIONS, "", "", None);
}

#[test]
fn a_migration_that_the_program_does_not_know() {
    check(
        &newer::MIGRATIONS,
        &older::MIGRATIONS,
        "",
        "`m20260102_000000_add_title_to_notes` is applied, and this program does not know it",
        Some("what `m20260102_000000_add_title_to_notes` made is not known to this program"),
    );
}

#[test]
fn a_migration_that_was_changed() {
    let message = "`m20260101_000000_create_notes` was changed after it was applied";
    check(&older::MIGRATIONS, &changed::MIGRATIONS, "", message, None);
}

#[test]
fn a_migration_whose_row_was_deleted_below_an_applied_one() {
    check(
        &newer::MIGRATIONS,
        &newer::MIGRATIONS,
        "DELETE FROM migrate_history WHERE version = 20260101000000",
        "the row of `m20260101_000000_create_notes` was deleted from the history by hand, below that of \
         `m20260102_000000_add_title_to_notes`",
        Some("`m20260101_000000_create_notes` is pending below `m20260102_000000_add_title_to_notes`"),
    );
}

#[test]
fn a_migration_that_is_half_done() {
    check(
        &newer::MIGRATIONS,
        &newer::MIGRATIONS,
        "UPDATE migrate_history SET state = 'undoing' WHERE version = 20260102000000",
        "`m20260102_000000_add_title_to_notes` is half done: 0 of its steps are done",
        Some("`m20260102_000000_add_title_to_notes` is half done"),
    );
}

#[test]
fn steps_that_undo_a_migration_and_were_changed() {
    check(
        &newer::MIGRATIONS,
        &newer::MIGRATIONS,
        "UPDATE migrate_history SET undo_steps = replace(undo_steps, 'title', 'titles') WHERE version = 20260102000000",
        "the steps that undo `m20260102_000000_add_title_to_notes` were changed since it was applied",
        None,
    );
}
