//! `lock`: what is released is written down, once, and never rewritten in silence.

use std::fs;
use std::path::PathBuf;

use crate::typed::{Desk, Typed};

/// A folder where the sources of the bookshop's migrations are meant to be.
struct Sources {
    desk: Desk,
    locked: PathBuf,
}

const FIRST: &str = "m20260105_090000_create_authors";

impl Sources {
    fn new() -> Self {
        let desk = Desk::new();
        fs::create_dir_all(desk.folder().join("src/migrations")).expect("the folder can be made");
        let locked = desk.folder().join("src/migrations/locked");
        Self { desk, locked }
    }

    /// Types a command as `cargo run` would have it run.
    fn migrate(&self, arguments: &str) -> Typed {
        self.desk.with_variable("CARGO_MANIFEST_DIR", self.desk.folder().to_str().expect("it is text"), arguments)
    }

    fn files(&self) -> usize {
        fs::read_dir(&self.locked).map_or(0, Iterator::count)
    }

    fn edit(&self, migration: &str, from: &str, to: &str) {
        let path = self.locked.join(format!("{migration}.toml"));
        let text = fs::read_to_string(&path).expect("it is locked");
        assert!(text.contains(from), "{text}");
        fs::write(path, text.replace(from, to)).expect("it can be written");
    }
}

#[test]
fn what_is_released_is_written_once() {
    let sources = Sources::new();
    let first = sources.migrate("lock --to 20260105_090000");
    assert_eq!(
        (first.code, first.out.as_str()),
        (Some(0), "locked    m20260105_090000_create_authors\n\nCommit the folder `locked`.\n")
    );
    assert_eq!(sources.files(), 1);
    let text = fs::read_to_string(sources.locked.join(format!("{FIRST}.toml"))).expect("it is written");
    for part in ["schema.create_table(\"authors\")", "[databases.", "CREATE TABLE"] {
        assert!(text.contains(part), "`{part}` is not in it: {text}");
    }
    assert_eq!(sources.migrate("lock").code, Some(0));
    assert_eq!(sources.files(), 6);
    let again = sources.migrate("lock");
    assert_eq!(again.out, "nothing to lock: every migration is as it was released\n");
}

#[test]
fn a_change_of_what_is_released_is_refused_and_can_be_accepted() {
    let sources = Sources::new();
    sources.migrate("lock");
    sources.edit(FIRST, "schema.create_table", "schema.create_tabel");
    let refused = sources.migrate("lock");
    assert_eq!(refused.code, Some(1));
    for words in [
        "`m20260105_090000_create_authors` was changed after it was released",
        "note: `up` was `schema.create_tabel(\"authors\")",
        "note: it is now `schema.create_table(\"authors\")",
        "`--accept 20260105_090000` if no database has it",
    ] {
        assert!(refused.err.contains(words), "`{words}` is not said: {}", refused.err);
    }
    let accepted = sources.migrate("lock --accept 20260105_090000 --json");
    assert_eq!(accepted.json()["locked"][0]["change"], "accepted", "{accepted:?}");
    assert_eq!(sources.migrate("lock").out, "nothing to lock: every migration is as it was released\n");
}

#[test]
fn a_database_that_was_added_joins_what_is_released() {
    let sources = Sources::new();
    sources.migrate("lock");
    sources.edit(FIRST, "[databases.sqlite", "[databases.oracle");
    let extended = sources.migrate("lock");
    assert!(extended.out.starts_with("extended  m20260105_090000_create_authors"), "{extended:?}");
    let text = fs::read_to_string(sources.locked.join(format!("{FIRST}.toml"))).expect("it is written");
    assert!(text.contains("[databases.oracle]") && text.contains("[databases.sqlite]"), "{text}");
}

#[test]
fn what_cannot_be_locked_says_why() {
    let sources = Sources::new();
    let unknown = sources.migrate("lock --to 20300101_000000");
    assert_eq!(unknown.code, Some(2), "{unknown:?}");
    let elsewhere = Desk::new().with_variable("CARGO_MANIFEST_DIR", "/nowhere", "lock");
    assert!(elsewhere.err.contains("call the program with `cargo run` in their package"), "{elsewhere:?}");
    let one_file = Desk::with("stubborn").migrate("lock");
    assert!(one_file.err.contains("a history that stands in one file has no lock"), "{one_file:?}");
}
