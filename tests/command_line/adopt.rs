//! `adopt` and `baseline`: what was there before a history.

use std::fs;

use crate::typed::{Desk, Typed, assert_text};

/// The sources of a program whose history has not begun, and a database that sqlx made.
struct Sources {
    desk: Desk,
}

const LIST: &str = "histories/nothing/migrations.rs";

impl Sources {
    fn new() -> Self {
        let desk = Desk::with("nothing");
        fs::create_dir_all(desk.folder().join("histories/nothing")).expect("the folder can be made");
        let list = "//! A history that has not begun.\n\nmigrate::migrations!();\n";
        fs::write(desk.folder().join(LIST), list).expect("it can be written");
        desk.migrates("status");
        desk.run(
            "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, \
             installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL, \
             execution_time BIGINT NOT NULL); \
             INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (20240101000000, 'create notes', true, '1', 1); \
             CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, title TEXT NOT NULL, body TEXT, \
             created DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP); \
             CREATE VIRTUAL TABLE found USING fts5(body)",
        );
        Self { desk }
    }

    /// Types a command as `cargo run` would have it run.
    fn migrate(&self, arguments: &str) -> Typed {
        self.desk.with_variable("CARGO_MANIFEST_DIR", self.desk.folder().to_str().expect("it is text"), arguments)
    }

    /// The migration that was written, and its text.
    fn written(&self) -> Vec<(String, String)> {
        let files = fs::read_dir(self.desk.folder().join("histories/nothing/migrations"));
        let files = files.into_iter().flatten().map(|file| file.expect("it is there"));
        let text = |file: fs::DirEntry| {
            (file.file_name().into_string().expect("it is text"), fs::read_to_string(file.path()).expect("it is text"))
        };
        files.map(text).collect()
    }
}

#[test]
fn the_first_migration_is_written_and_listed() {
    let sources = Sources::new();
    let typed = sources.migrate("adopt");
    assert_eq!(typed.code, Some(0), "{typed:?}");
    let written = sources.written();
    let [(name, text)] = written.as_slice() else { panic!("{written:?}") };
    assert!(name.starts_with("m20") && name.ends_with("_adopt_existing_schema.rs"), "{name}");
    let stem = name.trim_end_matches(".rs");
    let list = fs::read_to_string(sources.desk.folder().join(LIST)).expect("it is there");
    assert_eq!(list, format!("//! A history that has not begun.\n\nmod {stem};\n\nmigrate::migrations!();\n"));
    for line in [
        "the history of sqlx in `_sqlx_migrations`: 1 migration, the newest `20240101000000 create notes`\n",
        ": 1 table\n",
        "Left out, as the language has no word for it:\n  virtual table `found`\n",
    ] {
        assert!(typed.out.contains(line), "{line} is not in {}", typed.out);
    }
    assert_text(
        text,
        "
        use migrate::prelude::*;

        /// What was there before this history: 1 table, made by sqlx.
        //
        // The language has no word for these, which stay as they are:
        // - virtual table `found`
        pub struct AdoptExistingSchema;

        #[migration]
        impl Migration for AdoptExistingSchema {
            fn up(schema: &mut Schema) {
                schema
                    .create_table(\"notes\")
                    .columns([
                        id(),
                        text(\"title\"),
                        text(\"body\").nullable(),
                        custom(\"created\", \"datetime\").default(sql(\"CURRENT_TIMESTAMP\")),
                    ])
                    .already_exists();
            }
        }
        ",
    );
}

#[test]
fn what_is_printed_is_not_written() {
    let sources = Sources::new();
    let typed = sources.migrate("adopt --print");
    assert!(typed.out.starts_with("use migrate::prelude::*;\n"), "{typed:?}");
    assert!(sources.written().is_empty());
    let answer = sources.migrate("adopt --print --json").json();
    assert_eq!(answer["adoption"]["histories"][0]["tool"], "sqlx", "{answer}");
    assert_eq!(answer["adoption"]["statements"].as_array().map(Vec::len), Some(1));
    assert!(answer["text"].as_str().is_some_and(|text| text.contains("already_exists")), "{answer}");
}

#[test]
fn a_baseline_of_nothing_is_an_adoption() {
    let sources = Sources::new();
    assert_eq!(sources.migrate("baseline").code, Some(0));
    assert_eq!(sources.written().len(), 1);
}

#[test]
fn a_history_that_has_begun_is_not_begun_again() {
    let typed = Desk::new().migrate("adopt");
    assert_eq!(typed.code, Some(1), "{typed:?}");
    assert!(
        typed.err.contains("the history has migrations already, from `m20260105_090000_create_authors` on"),
        "{typed:?}"
    );
}

#[test]
fn a_baseline_is_compared_and_recorded() {
    let desk = Desk::new();
    desk.migrates("up --steps 3");
    desk.run("DROP TABLE migrate_history; DROP INDEX books_status_idx");
    assert_eq!(desk.migrate("baseline --yes").code, Some(2), "it is not said up to where");
    let unanswered = desk.migrate("baseline --to 20260119_100000");
    assert!(unanswered.err.contains("answer with `--yes`"), "{unanswered:?}");
    let refused = desk.migrate("baseline --to 20260119_100000 --yes");
    assert_eq!(refused.code, Some(6), "{refused:?}");
    assert_text(
        &refused.err,
        "
        error: the database does not have what these migrations make
        note: index `books_status_idx` of `books` is missing
              to take it back, send: CREATE INDEX \"books_status_idx\" ON \"books\" (\"status\");
        note: nothing was changed
        help: change the database, or record them all the same with `--accept-differences`
        ",
    );
    desk.run("CREATE INDEX books_status_idx ON books (status)");
    assert_text(
        &desk.migrates("baseline --to 20260119_100000 --yes"),
        "
        SQLite <version>:
          recorded  m20260105_090000_create_authors
          recorded  m20260105_091500_create_books
          recorded  m20260119_100000_index_books_by_status
        ",
    );
    let undone = desk.migrate("down --yes");
    assert!(undone.err.contains("it was recorded by `baseline`, and not carried out"), "{undone:?}");
    desk.migrates("up");
    desk.migrates("check");
}
