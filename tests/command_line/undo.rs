//! `down`, `to` and `redo`: nothing is undone without an answer, nothing is thrown away without a word for it.

use crate::check::on_every_database;
use crate::scratch::Scratch;
use crate::typed::{Desk, assert_text};

#[test]
fn without_a_terminal_it_is_refused_unless_it_is_answered() {
    let desk = Desk::new();
    desk.migrates("up");
    for arguments in ["down", "to 0", "down --to 0", "redo"] {
        let typed = desk.migrate(arguments);
        assert_eq!(typed.code, Some(1), "{arguments}: {typed:?}");
        assert_text(
            &typed.err,
            "
            error: undoing needs an answer, and there is no terminal to ask on
            note: nothing was changed
            help: answer with `--yes`, after `plan` has shown what would be undone
            ",
        );
    }
    assert_eq!(desk.migrate("down --json").json()["error"]["reason"], "unanswered");
    assert_eq!(desk.migrates("status").matches("applied at").count(), 6);
}

/// What a message tells people to type to go on has to be there.
#[test]
fn what_was_being_undone_is_gone_on_with_after_the_same_question_and_the_same_words() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch: &Scratch| {
        let desk = Desk::new();
        let at = |arguments: &str| desk.migrate(&format!("{arguments} --database-url {}", scratch.url));
        assert_eq!(at("up --to 20260202_083000").code, Some(0));
        scratch.run("INSERT INTO authors (name) VALUES ('Ada')").await;
        scratch.run("INSERT INTO books (author_id, title, cents, isbn) VALUES (1, 'Notes', 1, '1')").await;
        let begin = "UPDATE migrate_history SET state = 'undoing' WHERE version = 20260202083000";
        scratch.run(begin).await;
        let typed = at("resume --wait-for-others 0");
        assert_eq!(typed.code, Some(1), "{typed:?}");
        assert!(typed.err.contains("error: undoing needs an answer"), "{typed:?}");
        let typed = at("resume --yes --wait-for-others 0");
        assert_eq!(typed.code, Some(1), "{typed:?}");
        assert!(typed.err.contains("help: accept the loss with `--accept-data-loss`"), "{typed:?}");
        scratch.run(begin).await;
        let typed = at("resume --yes --accept-data-loss --wait-for-others 0");
        assert_eq!(typed.code, Some(0), "{typed:?}");
        assert_eq!(at("status").out.matches("applied at").count(), 3);
    });
}

#[test]
fn what_undoes_nothing_is_not_asked_about() {
    let desk = Desk::new();
    desk.migrates("to 20260105_091500");
    desk.migrates("down --to 20260105_091500");
    assert_eq!(desk.migrates("status").matches("applied at").count(), 2);
}

#[test]
fn it_tells_what_it_did() {
    let desk = Desk::new();
    desk.migrates("up --steps 2");
    assert_text(
        &desk.migrates("to 0 --yes"),
        "
        SQLite <version>:
          undone   m20260105_091500_create_books    (exact, 1 step, <time>)
          undone   m20260105_090000_create_authors  (exact, 1 step, <time>)
        ",
    );
    let answer = desk.migrate("up --steps 1 --json").json();
    assert_eq!(answer["applied"][0]["migration"], "m20260105_090000_create_authors");
    assert_eq!(answer["applied"][0]["grade"], "exact");
    assert!(answer["applied"][0]["milliseconds"].is_number());
    assert_eq!(answer["undone"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_loss_needs_a_word_of_its_own() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch: &Scratch| {
        let desk = Desk::new();
        let at = |arguments: &str| desk.migrate(&format!("{arguments} --database-url {}", scratch.url));
        assert_eq!(at("up --to 20260202_083000").code, Some(0));
        scratch.run("INSERT INTO authors (name) VALUES ('Ada')").await;
        scratch.run("INSERT INTO books (author_id, title, cents, isbn) VALUES (1, 'Notes', 995, '1')").await;
        let typed = at("down --yes");
        assert_eq!(typed.code, Some(1), "{typed:?}");
        assert_text(
            &typed.err,
            "
            error: undoing `m20260202_083000_add_isbn_to_books` would throw away 1 value of `books.isbn`
            note: nothing was changed
            help: accept the loss with `--accept-data-loss`
            ",
        );
        let typed = at("down --yes --accept-data-loss");
        assert_eq!(typed.code, Some(0), "{typed:?}");
        assert_eq!(scratch.value("SELECT count(*) FROM books").await, "1");
    });
}

#[test]
fn an_author_who_says_that_there_is_no_way_back_is_heard_before_the_question() {
    let desk = Desk::with("last_word");
    desk.migrates("up");
    let typed = desk.migrate("down");
    assert_eq!(typed.code, Some(1));
    assert!(typed.err.contains("expired sessions are gone; restore the table from backup"), "{typed:?}");
}

#[test]
fn redo_undoes_and_applies() {
    let desk = Desk::new();
    desk.migrates("up");
    assert_text(
        &desk.migrates("redo --yes"),
        "
        SQLite <version>:
          undone   m20260302_090000_widen_prices  (conditional, 7 steps, <time>)
          applied  m20260302_090000_widen_prices  (conditional, 7 steps, <time>)
        ",
    );
}
