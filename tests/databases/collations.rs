//! Texts that are compared by a collation of their database, said when a column is made and changed later.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};

#[test]
fn a_collation_comes_and_goes() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("words")
                .columns([
                    id(),
                    varchar("word", 20)
                        .collate(sql_for().postgres("C").mysql("utf8mb4_bin").sqlite("NOCASE"))
                        .default("a")
                        .comment("it's")
                        .unique(),
                    varchar("plain", 20).nullable(),
                ])
                .index(["plain"]);
        }
    }
    struct Add;
    #[migration(version = 20260102_000000)]
    impl Migration for Add {
        fn up(schema: &mut Schema) {
            schema.add_column(
                "words",
                text("page").nullable().collate(sql_for().postgres("POSIX").mysql("utf8mb4_bin").sqlite("RTRIM")),
            );
        }
    }
    struct Change;
    #[migration(version = 20260103_000000)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.change_type(
                "words",
                varchar("word", 20).collate(sql_for().postgres("POSIX").mysql("utf8mb4_general_ci").sqlite("RTRIM")),
            );
            schema.change_type(
                "words",
                varchar("plain", 20).collate(sql_for().postgres("C").mysql("utf8mb4_bin").sqlite("NOCASE")),
            );
        }
    }
    struct TakeAway;
    #[migration(version = 20260104_000000)]
    impl Migration for TakeAway {
        fn up(schema: &mut Schema) {
            schema.change_type("words", varchar("word", 40));
            schema.drop_not_null("words", "word");
            schema.rename_column("words", "plain", "bare");
        }
    }
    struct OfSomeDatabases;
    #[migration(version = 20260105_000000)]
    impl Migration for OfSomeDatabases {
        fn up(schema: &mut Schema) {
            schema.add_column(
                "words",
                string("tag")
                    .nullable()
                    .collate(sql_for().postgres("C").nothing_on(MySql).nothing_on(MariaDb).sqlite("BINARY")),
            );
        }
    }
    migrate::migrations![Setup, Add, Change, TakeAway, OfSomeDatabases];
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO words (word, plain) VALUES ('A', 'x'), ('b', 'X'), ('c', NULL)"));
}

/// What the collation says is what the database does.
#[test]
fn texts_are_compared_by_their_collation() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("words").columns([
                id(),
                varchar("exact", 20).collate(sql_for().postgres("C").mysql("utf8mb4_bin").sqlite("BINARY")).unique(),
                varchar("loose", 20)
                    .nullable()
                    .collate(sql_for().postgres("C").mysql("utf8mb4_general_ci").sqlite("NOCASE")),
            ]);
        }
    }
    struct Change;
    #[migration(version = 20260102_000000)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.change_type(
                "words",
                varchar("loose", 20).collate(sql_for().postgres("POSIX").mysql("utf8mb4_bin").sqlite("BINARY")),
            );
        }
    }
    migrate::migrations![Setup, Change];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO words (exact, loose) VALUES ('b', 'b'), ('B', 'B'), ('a', 'a')").await;
        let first = scratch.value("SELECT min(exact) FROM words").await;
        assert_eq!(first, "B", "{key}: capitals come first");
        let alike = async || scratch.value("SELECT count(*) FROM words WHERE loose = 'B'").await;
        assert_eq!(alike().await, if key == "postgres" { "1" } else { "2" }, "{key}");
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(alike().await, "1", "{key}: compared exactly from now on");
        migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(alike().await, if key == "postgres" { "1" } else { "2" }, "{key}: and as before again");
    });
}
