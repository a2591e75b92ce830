//! What the definition of a SQLite table says that no migration does: it stops a rebuild, which would lose it.

use migrate::prelude::*;
use migrate::{Migrations, Migrator};

use crate::check::on_every_database;
use crate::scratch::Scratch;

/// A history whose first migration joins `notes`, and whose second makes it anew.
fn joining() -> &'static Migrations {
    struct Join;
    #[migration(version = 20260101_000000)]
    impl Migration for Join {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
            schema
                .create_table("notes")
                .columns([
                    id(),
                    text("title").nullable().unique(),
                    integer("size").nullable().check("size > 0"),
                    big_integer("user_id").nullable().references("users", "id"),
                ])
                .already_exists();
        }
    }
    struct Rebuild;
    #[migration(version = 20260102_000000)]
    impl Migration for Rebuild {
        fn up(schema: &mut Schema) {
            schema.set_not_null("notes", "title");
        }
    }
    migrate::migrations![Join, Rebuild];
    &MIGRATIONS
}

/// Brings a database to before the rebuild; an older tool made `notes` in these words.
async fn joined(scratch: &Scratch, notes: &str, migrations: &'static Migrations) -> Migrator {
    scratch.run(notes).await;
    let migrator = Migrator::new(migrations);
    migrator.to(&scratch.db, migrations.list[0].version).await.expect("it joins");
    migrator
}

const NOTES: &str = "CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT UNIQUE,
    size INT CHECK (size > 0), user_id BIGINT REFERENCES users)";

#[test]
fn what_the_migrations_know_stops_nothing() {
    let quoted = "CREATE TABLE notes (id INTEGER PRIMARY KEY, \"title\" TEXT COLLATE BINARY UNIQUE -- CHECK, not STRICT
        , size INT CHECK (size > 0) /* 'COLLATE NOCASE */, [user_id] BIGINT REFERENCES users (id))";
    for notes in [NOTES, quoted] {
        on_every_database(joining(), async |scratch| {
            let migrator = joined(scratch, notes, joining()).await;
            migrator.up(&scratch.db).await.expect("nothing is in the way");
            migrator.down(&scratch.db).await.expect("nor is it back");
        });
    }
}

/// What the definition says in place of this, and what the message names.
#[test]
fn what_they_do_not_know_does() {
    for (known, unknown, named) in [
        ("size > 0)", "size > 0) CHECK (size < 9)", "`CHECK`"),
        ("size INT", "size INT UNIQUE", "the unique constraint of `notes` on (size)"),
        ("size INT", "size INT REFERENCES users", "the foreign key of `notes` on (size)"),
        ("REFERENCES users", "REFERENCES users DEFERRABLE INITIALLY DEFERRED", "`DEFERRED`"),
        ("TEXT UNIQUE", "TEXT COLLATE\n[nocase] UNIQUE", "`COLLATE`"),
        ("TEXT UNIQUE", "TEXT UNIQUE ON CONFLICT REPLACE", "`CONFLICT`"),
        ("users)", "users) STRICT", "`STRICT`"),
    ] {
        assert!(NOTES.contains(known), "{known}");
        let notes = NOTES.replace(known, unknown).replace("BIGINT", "INT");
        on_every_database(joining(), async |scratch| {
            let migrator = joined(scratch, &notes, joining()).await;
            let error = migrator.up(&scratch.db).await.expect_err(&notes).to_string();
            assert!(error.contains(named) && error.contains("nothing was changed"), "{named}: {error}");
            assert!(error.contains("`notes` has nothing that would be lost when it is made anew"), "{error}");
        });
    }
}

#[test]
fn a_column_may_be_called_like_such_a_word() {
    struct Join;
    #[migration(version = 20260101_000000)]
    impl Migration for Join {
        fn up(schema: &mut Schema) {
            schema
                .create_table("tags")
                .columns([id(), text("strict").nullable(), text("conflict").nullable()])
                .already_exists();
        }
    }
    struct Rebuild;
    #[migration(version = 20260102_000000)]
    impl Migration for Rebuild {
        fn up(schema: &mut Schema) {
            schema.set_not_null("tags", "strict");
        }
    }
    migrate::migrations![Join, Rebuild];
    on_every_database(&MIGRATIONS, async |scratch| {
        let tags = "CREATE TABLE tags (id INTEGER PRIMARY KEY AUTOINCREMENT, strict TEXT, conflict TEXT)";
        let migrator = joined(scratch, tags, &MIGRATIONS).await;
        migrator.up(&scratch.db).await.expect("nothing is in the way");
        migrator.down(&scratch.db).await.expect("nor is it back");
    });
}

#[test]
fn a_table_without_row_numbers_stops_it() {
    struct Join;
    #[migration(version = 20260101_000000)]
    impl Migration for Join {
        fn up(schema: &mut Schema) {
            schema.create_table("tags").columns([text("name"), text("kind").nullable()]).already_exists();
        }
    }
    struct Rebuild;
    #[migration(version = 20260102_000000)]
    impl Migration for Rebuild {
        fn up(schema: &mut Schema) {
            schema.set_not_null("tags", "kind");
        }
    }
    migrate::migrations![Join, Rebuild];
    on_every_database(&MIGRATIONS, async |scratch| {
        let tags = "CREATE TABLE tags (name TEXT NOT NULL PRIMARY KEY, kind TEXT) WITHOUT ROWID";
        let migrator = joined(scratch, tags, &MIGRATIONS).await;
        let error = migrator.up(&scratch.db).await.expect_err("it would have row numbers").to_string();
        assert!(error.contains("in the way: the primary key of `tags`; `WITHOUT`, which"), "{error}");
    });
}

/// A check joins the history too, and the rest is said in the author's own words.
#[test]
fn what_they_are_told_stops_it_no_longer() {
    struct Join;
    #[migration(version = 20260101_000000)]
    impl Migration for Join {
        fn up(schema: &mut Schema) {
            schema.create_table("tags").columns([id(), text("name").nullable(), text("kind")]).already_exists();
            schema.add_check("tags", "tags_name_check", "name <> ''").already_exists();
        }
    }
    struct Rebuild;
    #[migration(version = 20260102_000000)]
    impl Migration for Rebuild {
        fn up(schema: &mut Schema) {
            schema
                .set_not_null("tags", "name")
                .written_as(sql_for().sqlite(
                    "CREATE TABLE tags (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL CHECK (name <> ''), \
                     kind TEXT NOT NULL) STRICT",
                ))
                .reverse_written_as(sql_for().sqlite(
                    "CREATE TABLE tags (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT CHECK (name <> ''), \
                     kind TEXT NOT NULL) STRICT",
                ));
        }
    }
    migrate::migrations![Join, Rebuild];
    on_every_database(&MIGRATIONS, async |scratch| {
        let tags =
            "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT CHECK (name <> ''), kind TEXT NOT NULL) STRICT";
        let migrator = joined(scratch, tags, &MIGRATIONS).await;
        let is_strict = "SELECT sql LIKE '%) STRICT' FROM sqlite_schema WHERE name = 'tags'";
        migrator.up(&scratch.db).await.expect("its author says the new form");
        assert_eq!(scratch.value(is_strict).await, "1");
        migrator.down(&scratch.db).await.expect("and the old one");
        assert_eq!(scratch.value(is_strict).await, "1");
    });
}
