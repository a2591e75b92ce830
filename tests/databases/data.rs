//! Data migrations: rows go in, change and go, and come back as far as the author said how.

mod batches;
mod undoing;

use migrate::Migrator;
use migrate::error::{Aftermath, Reason};
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};
use crate::dump::{dump, history};

/// Ends a literal in every way that a database knows, and holds every kind of placeholder.
const HOSTILE: &str = "'; DROP TABLE users; -- \\' \\\" \" ` % %s $1 $$ ? :x @y /* é 🦀 \u{1a} \t \n \\";

#[test]
fn rows_of_every_statement() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_enum("tier", ["free", "paid"]);
            schema.create_table("countries").columns([
                char("code", 2).primary_key(),
                varchar("name", 200).unique(),
                integer("inhabitants").nullable(),
                decimal("share", 8, 3).nullable(),
                double("area").default(0.5),
                boolean("is_member").default(false),
                enumeration("tier", "tier").default("free"),
                date("founded").nullable(),
                datetime("seen_at").nullable(),
                uuid("token").nullable(),
                json("extra").nullable(),
                blob("flag").nullable(),
            ]);
            schema.create_table("cities").columns([id(), varchar("name", 200), reference("country", "countries")]);
        }
    }
    struct AddCountries;
    #[migration(version = 20260102_000000)]
    impl DataMigration for AddCountries {
        fn up(data: &mut Data) {
            data.insert("countries")
                .columns(["code", "name", "inhabitants", "share", "area", "is_member", "tier", "founded", "seen_at"])
                .row(("fr", HOSTILE, -1, -12.50, 1.5, true, "paid", "1958-10-05", "2026-01-01 10:00:00.5"))
                .row(("it", "", null(), null(), 0.0, false, "free", null(), null()))
                .key("code");
            data.insert("countries")
                .columns(["code", "name", "token", "extra", "flag"])
                .row(("es", "España", "123e4567-e89b-12d3-a456-426614174000", r#"{"a": "\\ ' \""}"#, HOSTILE))
                .key(["name"]);
            data.insert("cities")
                .columns(["id", "name", "country"])
                .row((10, "Rome", "it"))
                .row((11, "Nice", "fr"))
                .key("id");
        }
    }
    struct Update;
    #[migration(version = 20260103_000000)]
    impl DataMigration for Update {
        fn up(data: &mut Data) {
            data.update("countries")
                .set("name", sql_for().postgres("name || '!'").mysql("concat(name, '!')").sqlite("name || '!'"))
                .set("inhabitants", sql("coalesce(inhabitants, 0) + 1"))
                .set("founded", "2026-12-31")
                .only_where("code = 'it' OR code IN (SELECT country FROM cities WHERE name = 'Nowhere')");
            data.update("cities").set("name", HOSTILE).only_where("name = 'Bonn'");
        }

        fn down(data: &mut Data) {
            data.update("cities").set("name", "Bonn").only_where("country = 'de'");
            data.update("countries")
                .set("name", "")
                .set("inhabitants", null())
                .set("founded", null())
                .only_where("code = 'it'");
        }
    }
    struct Delete;
    #[migration(version = 20260104_000000)]
    impl DataMigration for Delete {
        fn up(data: &mut Data) {
            data.delete("cities").only_where("name = 'Rome' /* it''s; ? $1 :x */");
        }

        fn down(data: &mut Data) {
            data.insert("cities").columns(["id", "name", "country"]).row((10, "Rome", "it"));
        }
    }
    struct Raw;
    #[migration(version = 20260105_000000)]
    impl DataMigration for Raw {
        fn up(data: &mut Data) {
            data.execute("UPDATE cities SET name = 'it''s; ? $1 :x' WHERE id = 11")
                .reverse("UPDATE cities SET name = 'Nice' WHERE id = 11");
            data.execute("DELETE FROM cities");
        }

        fn down(data: &mut Data) {
            data.insert("cities").columns(["id", "name", "country"]).row((1, HOSTILE, "de")).row((11, "Nice", "fr"));
        }
    }
    migrate::migrations![Setup, AddCountries, Update, Delete, Raw];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO countries (code, name) VALUES ('de', 'Germany')")
            .rows("INSERT INTO cities (name, country) VALUES ('Bonn', 'de')"),
    );
}

#[test]
fn texts_arrive_exactly() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
            schema.create_table("victims").columns([varchar("word", 200).primary_key(), text("page"), blob("body")]);
        }
    }
    struct Insert;
    #[migration(version = 20260102_000000)]
    impl DataMigration for Insert {
        fn up(data: &mut Data) {
            data.insert("victims").columns(["word", "page", "body"]).row((HOSTILE, "", HOSTILE)).key("word");
        }
    }
    struct Update;
    #[migration(version = 20260103_000000)]
    impl DataMigration for Update {
        fn up(data: &mut Data) {
            data.update("victims").set("page", HOSTILE).only_where("page = ''");
        }

        fn down(data: &mut Data) {
            data.update("victims").set("page", "").in_batches_of(1);
        }
    }
    migrate::migrations![Setup, Insert, Update];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let body = match key {
            "postgres" => "convert_from(body, 'UTF8')",
            "sqlite" => "CAST(body AS TEXT)",
            _ => "CONVERT(body USING utf8mb4)",
        };
        for what in ["word", "page", body] {
            assert_eq!(scratch.value(&format!("SELECT {what} FROM victims")).await, HOSTILE, "{key}: {what}");
        }
        // The condition, the count of what was changed and the delete find the row again.
        let setup = MIGRATIONS.list[0].version;
        let migrator = migrator.accept_late_conditions();
        migrator.to(&scratch.db, setup).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(scratch.value("SELECT count(*) FROM victims").await, "0", "{key}");
        assert_eq!(scratch.value("SELECT count(*) FROM users").await, "0", "{key}: the table is there");
    });
}

#[test]
fn a_data_migration_is_done_together_or_not_at_all() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick").unique()]);
        }
    }
    struct Change;
    #[migration(version = 20260102_000000)]
    impl DataMigration for Change {
        fn up(data: &mut Data) {
            data.update("users").set("nick", "first").only_where("nick = 'ada'");
            data.insert("users").columns(["nick"]).row("second").row("bob");
        }

        fn down(data: &mut Data) {
            data.irreversible("it is only a test");
        }
    }
    migrate::migrations![Setup, Change];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("the table is made");
        scratch.run("INSERT INTO users (nick) VALUES ('ada'), ('bob')").await;
        let before = (dump(scratch).await, history(scratch).await);
        let error = migrator.up(&scratch.db).await.expect_err("there is a bob already");
        let Reason::Step { step, aftermath, .. } = error.reason() else { panic!("{key}: {error}") };
        assert_eq!((*step, aftermath), (2, &Aftermath::Unchanged), "{key}: {error}");
        let after = (dump(scratch).await, history(scratch).await);
        assert_eq!(after, before, "{key}: what failed left nothing");
        scratch.run("DELETE FROM users WHERE nick = 'bob'").await;
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let kind = scratch.value("SELECT kind FROM migrate_history WHERE version = 20260102000000").await;
        assert_eq!(kind, "data", "{key}");
        let refused = migrator.down(&scratch.db).await.expect_err("its author says so");
        assert!(matches!(refused.reason(), Reason::Irreversible { .. }), "{key}: {refused}");
    });
}

#[test]
fn a_column_counts_on_behind_the_numbers_that_were_inserted() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("Odd Users").columns([id(), string("nick")]);
        }
    }
    struct Insert;
    #[migration(version = 20260102_000000)]
    impl DataMigration for Insert {
        fn up(data: &mut Data) {
            data.insert("Odd Users").columns(["id", "nick"]).row((1, "ada")).row((2, "bob")).key("id");
        }
    }
    struct InsertLess;
    #[migration(version = 20260103_000000)]
    impl DataMigration for InsertLess {
        fn up(data: &mut Data) {
            data.insert("Odd Users").columns(["id", "nick"]).row((-5, "eve")).key("id");
        }
    }
    migrate::migrations![Setup, Insert, InsertLess];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        Migrator::new(&MIGRATIONS).up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let table = if matches!(key, "mysql" | "mariadb") { "`Odd Users`" } else { "\"Odd Users\"" };
        scratch.run(&format!("INSERT INTO {table} (nick) VALUES ('next')")).await;
        let id = scratch.value(&format!("SELECT CAST(id AS char(9)) FROM {table} WHERE nick = 'next'")).await;
        assert_eq!(id.trim(), "3", "{key}");
    });
}
