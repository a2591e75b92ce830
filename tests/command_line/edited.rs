//! A history that somebody changed by hand: it is said what is wrong, or the only right thing is done.

use crate::check::on_every_database;
use crate::dump::{Dump, dump};
use crate::scratch::Scratch;
use crate::typed::{Desk, Typed};

/// An edit of the history, and what is said of it.
struct Edit {
    sql: &'static str,
    error: &'static str,
    /// Whether the help is the statement that puts it back.
    is_mended: bool,
}

/// A row as somebody makes one who has seen the others.
const ADD: &str = "INSERT INTO migrate_history (history, version, name, kind, checksum, position, state, progress, \
     undo_steps, undo_checksum, history_hash, applied_by, program_version) \
     SELECT history, 20990101000000, 'add_shelves', kind, checksum, position + 1, state, progress, undo_steps, \
     undo_checksum, history_hash, applied_by, program_version FROM migrate_history WHERE version = 20260209110000";

const EDITS: [Edit; 10] = [
    Edit {
        sql: "DELETE FROM migrate_history WHERE version = 20260119100000",
        error: "`m20260119_100000_index_books_by_status` was applied before `m20260202_083000_add_isbn_to_books`, \
                and has no row any more",
        is_mended: false,
    },
    Edit {
        sql: "DELETE FROM migrate_history WHERE version < 20260202083000",
        error: "`m20260105_090000_create_authors`, `m20260105_091500_create_books`, \
                `m20260119_100000_index_books_by_status` were applied before `m20260202_083000_add_isbn_to_books`, \
                and have no rows any more",
        is_mended: false,
    },
    Edit {
        sql: "UPDATE migrate_history SET checksum = '0123456789abcdef' WHERE version = 20260105091500",
        error: "the row of `m20260105_091500_create_books` has another version or checksum than it was written with",
        is_mended: true,
    },
    Edit {
        sql: "UPDATE migrate_history SET version = 20260119100001 WHERE version = 20260119100000",
        error: "the row of `m20260119_100000_index_books_by_status` has another version or checksum than it was written \
                with",
        is_mended: true,
    },
    Edit {
        sql: "UPDATE migrate_history SET state = 'applying' WHERE version = 20260209110000",
        error: "the row of `m20260209_110000_add_house_author` says `applying`, and said `applied`",
        is_mended: true,
    },
    Edit {
        sql: "UPDATE migrate_history SET state = 'applying' WHERE version = 20260105091500",
        error: "the row of `m20260105_091500_create_books` says `applying`, and said `applied`",
        is_mended: true,
    },
    Edit {
        sql: "UPDATE migrate_history SET state = 'undoing' WHERE version = 20260105091500",
        error: "the row of `m20260105_091500_create_books` says `undoing`, and said `applied`",
        is_mended: true,
    },
    Edit {
        sql: "UPDATE migrate_history SET position = 100 - position",
        error: "the row of `m20260209_110000_add_house_author` does not follow from those before it",
        is_mended: false,
    },
    Edit {
        sql: "UPDATE migrate_history SET history_hash = '0123456789abcdef' WHERE version = 20260119100000",
        error: "the row of `m20260119_100000_index_books_by_status` does not follow from those before it",
        is_mended: false,
    },
    Edit {
        sql: ADD,
        error: "the row of `m20990101_000000_add_shelves` does not follow from those before it",
        is_mended: false,
    },
];

/// All but the newest migration applied, with rows, and a copy of the history.
async fn scene(scratch: &Scratch) -> Desk {
    let desk = Desk::new();
    assert_eq!(desk.at(&scratch.url, "up --to 20260209110000").code, Some(0));
    scratch.run("INSERT INTO authors (name) VALUES ('Ada')").await;
    scratch.run("CREATE TABLE kept AS SELECT * FROM migrate_history").await;
    desk
}

async fn put_back(scratch: &Scratch) {
    scratch.run("DELETE FROM migrate_history").await;
    scratch.run("INSERT INTO migrate_history SELECT * FROM kept").await;
}

/// The statement that the help names.
fn mend(typed: &Typed) -> &str {
    let help = typed.err.lines().find_map(|line| line.strip_prefix("help: put it back with `"));
    help.and_then(|help| help.strip_suffix('`')).unwrap_or_else(|| panic!("{typed:?}"))
}

#[test]
fn what_does_not_follow_is_said_and_nothing_is_changed() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let (key, desk) = (scratch.server.key(), scene(scratch).await);
        let before = dump(scratch).await;
        for Edit { sql, error, is_mended } in EDITS {
            let error = format!("error: the history was changed by hand: {error}\n");
            scratch.run(sql).await;
            let mut typed = desk.at(&scratch.url, "status");
            assert!(typed.code == Some(0) && typed.out.contains(&error), "{key}: {sql}: {typed:?}");
            for command in
                ["up", "up --accept-out-of-order", "down --yes", "to 0 --yes --accept-data-loss", "redo --yes"]
            {
                typed = desk.at(&scratch.url, &format!("{command} --wait-for-others 0"));
                assert_eq!(typed.code, Some(1), "{key}: {command}: {sql}: {typed:?}");
                assert!(typed.err.starts_with(&error), "{key}: {command}: {sql}: {typed:?}");
            }
            Dump::assert_same(&before, &dump(scratch).await, &format!("{key}: {sql}"));
            if is_mended {
                scratch.run(mend(&typed)).await;
            } else {
                assert!(typed.err.contains("what the database has with `baseline --to <VERSION>`"), "{key}: {typed:?}");
                put_back(scratch).await;
            }
            let typed = desk.at(&scratch.url, "plan");
            assert_eq!(typed.code, Some(0), "{key}: {sql}: {typed:?}");
        }
        assert_eq!(desk.at(&scratch.url, "up").code, Some(0), "{key}");
    });
}

#[test]
fn steps_of_undo_that_were_changed_are_not_run() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let (key, desk) = (scratch.server.key(), scene(scratch).await);
        let sql = "UPDATE migrate_history SET undo_steps = replace(undo_steps, 'isbn', 'title') WHERE version = 20260202083000";
        scratch.run(sql).await;
        assert_eq!(desk.at(&scratch.url, "up").code, Some(0), "{key}: applying does not need them");
        let before = dump(scratch).await;
        for command in ["down --to 20260119100000 --yes --accept-data-loss", "to 0 --yes --accept-data-loss"] {
            let typed = desk.at(&scratch.url, command);
            assert_eq!(typed.code, Some(1), "{key}: {typed:?}");
            let error = "error: `m20260202_083000_add_isbn_to_books` cannot be undone, as its steps in the history were \
                         changed after it was applied\n";
            assert!(typed.err.starts_with(error), "{key}: {typed:?}");
            Dump::assert_same(&before, &dump(scratch).await, key);
        }
        assert_eq!(desk.at(&scratch.url, "down --yes").code, Some(0), "{key}: those of others are as they were");
    });
}

#[test]
fn a_row_that_says_undoing_is_finished_or_brought_back_as_is_said() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let (key, desk) = (scratch.server.key(), scene(scratch).await);
        let before = dump(scratch).await;
        scratch.run("UPDATE migrate_history SET state = 'undoing' WHERE version = 20260209110000").await;
        let typed = desk.at(&scratch.url, "up --wait-for-others 0");
        assert_eq!(typed.code, Some(5), "{key}: {typed:?}");
        assert!(
            typed.err.contains("finish undoing it with `resume`, or bring it back with `repair`"),
            "{key}: {typed:?}"
        );
        let typed = desk.at(&scratch.url, "repair --yes --wait-for-others 0");
        assert_eq!(typed.code, Some(0), "{key}: {typed:?}");
        Dump::assert_same(&before, &dump(scratch).await, key);
        assert_eq!(desk.at(&scratch.url, "up").code, Some(0), "{key}");
    });
}

/// Nothing is left that could tell; what the database has stands in the way.
#[test]
fn a_row_that_was_removed_from_the_end_is_pending_and_the_database_refuses_it() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let (key, desk) = (scratch.server.key(), scene(scratch).await);
        scratch.run("DELETE FROM migrate_history WHERE version > 20260119100000").await;
        let before = dump(scratch).await;
        let typed = desk.at(&scratch.url, "up");
        assert_eq!(typed.code, Some(1), "{key}: {typed:?}");
        assert!(typed.err.contains("`m20260202_083000_add_isbn_to_books` cannot be applied: "), "{key}: {typed:?}");
        assert!(typed.err.contains("note: nothing was changed"), "{key}: {typed:?}");
        Dump::assert_same(&before, &dump(scratch).await, key);
        put_back(scratch).await;
        assert_eq!(desk.at(&scratch.url, "up").code, Some(0), "{key}");
    });
}

#[test]
fn a_row_that_cannot_be_read_is_named() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| {
        let (key, desk) = (scratch.server.key(), scene(scratch).await);
        for sets in
            ["checksum = 'none'", "undo_steps = 'none'", "state = 'done'", "history_hash = ''", "batches = 'none'"]
        {
            scratch.run(&format!("UPDATE migrate_history SET {sets} WHERE version = 20260202083000")).await;
            for command in ["up", "down --yes", "status"] {
                let typed = desk.at(&scratch.url, command);
                assert_eq!(typed.code, Some(1), "{key}: {sets}: {typed:?}");
                let error = "error: the history holds a row for version 20260202083000 that cannot be read\n";
                assert!(typed.err.starts_with(error), "{key}: {sets}: {typed:?}");
            }
            put_back(scratch).await;
        }
    });
}

#[test]
fn a_half_done_migration_that_is_said_to_be_applied_is_not_taken_for_one() {
    let desk = Desk::with("heavy");
    desk.migrates("up --to 20260106090000");
    desk.run(
        "INSERT INTO events (kind, amount) \
         WITH RECURSIVE counted (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM counted WHERE x < 500) SELECT 'a', x FROM counted",
    );
    desk.run("CREATE TRIGGER refuse UPDATE ON events WHEN old.id = 300 BEGIN SELECT RAISE(ABORT, 'not this one'); END");
    assert_eq!(desk.migrate("up").code, Some(5));
    desk.run("UPDATE migrate_history SET state = 'applied'");
    for command in ["up", "down --yes"] {
        let typed = desk.migrate(command);
        assert_eq!(typed.code, Some(1), "{typed:?}");
        let error = "error: the history was changed by hand: the row of `m20260107_090000_raise_events` says `applied`, \
                     and said `applying`\n";
        assert!(typed.err.starts_with(error), "{typed:?}");
        assert!(mend(&typed).starts_with("UPDATE \"migrate_history\" SET state = 'applying' WHERE "), "{typed:?}");
    }
    desk.run("UPDATE migrate_history SET state = 'applying' WHERE version = 20260107090000; DROP TRIGGER refuse");
    desk.migrates("up");
    desk.migrates("check");
}
