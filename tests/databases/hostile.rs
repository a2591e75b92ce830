//! Texts and names that would mean something in SQL arrive as they are, and are never run.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};
use crate::scratch::Scratch;

/// Ends a literal in every way that a database knows, and holds every kind of placeholder.
const HOSTILE: &str = "'; DROP TABLE users; -- \\' \\\" \" ` % %s $1 $$ ? :x @y /* é 🦀 \u{1a} \t \n \\";

/// The same without what MySQL and MariaDB cannot keep in a comment.
const COMMENT: &str = "'; DROP TABLE users; -- \\' \\\" \" ` % %s $1 $$ ? :x @y /* é \u{1a} \t \n \\";

/// The value of an expression over `victims`, without what the tool that shows it would do to it.
async fn shown(scratch: &Scratch, what: &str) -> String {
    scratch.value(&format!("SELECT {what} FROM victims")).await
}

#[test]
fn texts_arrive_exactly() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
            schema
                .create_table("victims")
                .columns([
                    id(),
                    varchar("word", 200).default(HOSTILE).comment(COMMENT),
                    text("page").default(HOSTILE),
                    blob("body").default(HOSTILE),
                    varchar("later", 200).nullable(),
                    varchar("filled", 200).nullable(),
                    varchar("gone", 200),
                ])
                .comment(COMMENT);
        }
    }
    struct Change;
    #[migration(version = 20260102_000000)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.add_column("victims", varchar("added", 200).default(HOSTILE).comment(COMMENT));
            schema.set_default("victims", "later", HOSTILE);
            schema
                .set_not_null("victims", "filled")
                .restore_with(HOSTILE)
                .accept_data_loss("nobody asks which rows held none");
            schema.drop_column("victims", "gone").restore_with(HOSTILE).accept_data_loss(HOSTILE);
        }
    }
    migrate::migrations![Setup, Change];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO victims (gone) VALUES ('x')").await;
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let body = match key {
            "postgres" => "convert_from(body, 'UTF8')",
            "sqlite" => "CAST(body AS TEXT)",
            _ => "CONVERT(body USING utf8mb4)",
        };
        for what in ["word", "page", "added", "filled", body] {
            assert_eq!(shown(scratch, what).await, HOSTILE, "{key}: {what}");
        }
        scratch.run("DELETE FROM victims").await;
        scratch.run("INSERT INTO victims (filled) VALUES ('x')").await;
        assert_eq!(shown(scratch, "later").await, HOSTILE, "{key}: later");
        for comment in comments(scratch).await {
            assert_eq!(comment, COMMENT, "{key}: a comment");
        }
        migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(shown(scratch, "gone").await, HOSTILE, "{key}: gone");
        assert_eq!(scratch.value("SELECT count(*) FROM users").await, "0", "{key}: the table is there");
    });
}

/// The comments on `victims` and two of its columns; none on SQLite, which has none.
async fn comments(scratch: &Scratch) -> Vec<String> {
    let sql = match scratch.server.key() {
        "sqlite" => return Vec::new(),
        "postgres" => "SELECT description FROM pg_description WHERE objoid = 'victims'::regclass",
        _ => {
            "SELECT table_comment FROM information_schema.tables
             WHERE table_schema = DATABASE() AND table_name = 'victims'
             UNION ALL SELECT column_comment FROM information_schema.columns
             WHERE table_schema = DATABASE() AND table_name = 'victims' AND column_comment <> ''"
        }
    };
    let found: Vec<String> = scratch.rows(sql).await.into_iter().filter_map(|row| row[0].clone()).collect();
    assert_eq!(found.len(), 3, "the comments of a table and two columns");
    found
}

#[test]
fn texts_in_checks_arrive_exactly() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), varchar("nick", 90)]);
        }
    }
    struct AddCheck;
    #[migration(version = 20260102_000000)]
    impl Migration for AddCheck {
        fn up(schema: &mut Schema) {
            schema.add_check(
                "users",
                "only_this",
                "nick IN ('ada', '''; DROP TABLE users; -- \" ` % %s $1 $$ ? :x @y /* é 🦀 \n', 'it''s')",
            );
        }
    }
    migrate::migrations![Setup, AddCheck];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("up");
        scratch.run("INSERT INTO users (nick) VALUES ('it''s')").await;
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch
            .run("INSERT INTO users (nick) VALUES ('''; DROP TABLE users; -- \" ` % %s $1 $$ ? :x @y /* é 🦀 \n')")
            .await;
        assert!(scratch.try_run("INSERT INTO users (nick) VALUES ('''; DROP')").await.is_err(), "{key}");
        assert_eq!(scratch.value("SELECT count(*) FROM users").await, "2", "{key}");
        migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
    });
}

#[test]
fn odd_names() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("order")
                .columns([
                    id(),
                    string("select").unique(),
                    integer("Group").default(1),
                    integer("naïve größe").nullable(),
                ])
                .index(["Group", "select"])
                .check("Where-is it", sql_for().postgres("\"Group\" > 0").mysql("`Group` > 0").sqlite("\"Group\" > 0"));
            schema.create_table("user").columns([
                integer("key"),
                varchar("from $1", 20).nullable(),
                reference("table-id", "order").on_delete(Cascade),
            ]);
        }
    }
    struct Alter;
    #[migration(version = 20260102_000000)]
    impl Migration for Alter {
        fn up(schema: &mut Schema) {
            schema.add_primary_key("user", ["key"]);
            schema.change_type("order", big_integer("Group"));
            schema.add_column(
                "order",
                integer("WHERE")
                    .default(1)
                    .check(sql_for().postgres("\"WHERE\" > 0").mysql("`WHERE` > 0").sqlite("[WHERE] > 0")),
            );
            schema
                .set_not_null("user", "from $1")
                .restore_with("nobody")
                .accept_data_loss("nobody asks which rows held none");
            schema.add_unique("user", ["from $1"]).named("Unique");
            schema.add_foreign_key("user", ["from $1"]).references("order", ["select"]).named("references");
        }
    }
    struct Rename;
    #[migration(version = 20260103_000000)]
    impl Migration for Rename {
        fn up(schema: &mut Schema) {
            schema.rename_table("order", "Table Of-Ünïcode $");
            schema.rename_column("Table Of-Ünïcode $", "Group", "group");
            schema.rename_column("user", "table-id", "Values");
            schema.rename_constraint("user", "references", "default");
            schema.rename_index("Table Of-Ünïcode $", "order_Group_select_idx", "index");
        }
    }
    struct Drop;
    #[migration(version = 20260104_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_foreign_key("user", "default");
            schema.drop_check("Table Of-Ünïcode $", "Where-is it");
            schema.drop_index("Table Of-Ünïcode $", "index");
            schema.drop_table("user").accept_data_loss("nobody is left");
        }
    }
    migrate::migrations![Setup, Alter, Rename, Drop];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO \"order\" (\"select\", \"Group\") VALUES ('nobody', 1), ('ada', 2)")
            .rows("INSERT INTO \"user\" VALUES (1, 'ada', 1), (2, NULL, 2)")
            .losing(&["user"]),
    );
}
