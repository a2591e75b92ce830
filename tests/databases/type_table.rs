//! What `docs/types.md` says of types is what a migration makes, in the words of each database's own catalogue.

use std::collections::BTreeMap;

use migrate::prelude::*;
use migrate::{Migrations, Migrator};

use crate::check::on_every_database;
use crate::scratch::Scratch;

/// The types as the page spells them for one database, by the function that makes them. What it does not have is left out,
/// and so is what is more than a type.
fn documented(key: &str) -> BTreeMap<String, String> {
    let page = include_str!("../../docs/types.md");
    let mut rows = page.lines().filter(|line| line.starts_with("| ")).map(|line| {
        line.trim_matches(['|', ' ']).split(" | ").map(|cell| cell.trim_matches('`').to_owned()).collect::<Vec<_>>()
    });
    let titles = rows.next().expect("the page has a table");
    let place = ["PostgreSQL", "MySQL", "MariaDB", "SQLite"].iter().position(|name| name.eq_ignore_ascii_case(key));
    let place = place.or((key == "postgres").then_some(0)).expect("the database has a column") + 2;
    assert_eq!(titles.len(), 6, "{titles:?}");
    let types = rows.take_while(|row| row.len() == titles.len()).filter_map(|row| {
        let (function, rest) = row[0].split_once('(')?;
        let is_plain = function != "id" && !rest.contains(").");
        let spelled = row[place].split("`,").next().unwrap_or_default().to_owned();
        (is_plain && spelled.is_ascii() && !["as written", "the key's type"].contains(&spelled.as_str()))
            .then(|| (function.to_owned(), spelled))
    });
    types.collect()
}

/// Each column of a table, with its type in the words of the catalogue.
pub async fn catalogued(scratch: &Scratch, table: &str) -> BTreeMap<String, String> {
    let sql = match scratch.server.key() {
        "postgres" => format!(
            "SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute
             WHERE attrelid = '{table}'::regclass AND attnum > 0"
        ),
        "sqlite" => format!("SELECT name, type FROM pragma_table_info('{table}')"),
        _ => format!(
            "SELECT column_name, column_type FROM information_schema.columns
             WHERE table_schema = DATABASE() AND table_name = '{table}'"
        ),
    };
    let rows = scratch.rows(&sql).await;
    assert!(!rows.is_empty(), "{}: `{table}` has no columns", scratch.server.key());
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    rows.iter().map(|row| (text(&row[0]), text(&row[1]))).collect()
}

/// Holds the columns of `kinds`, each of which is called like the function that made it, against the page.
pub fn check(migrations: &'static Migrations, least: usize) {
    on_every_database(migrations, async |scratch| {
        let key = scratch.server.key();
        Migrator::new(migrations).up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let made = catalogued(scratch, "kinds").await;
        let documented = documented(key);
        let both: Vec<&String> = documented.keys().filter(|name| made.contains_key(*name)).collect();
        assert!(both.len() >= least, "{key}: only {both:?} are documented");
        // The catalogue spells what the page says in its own way.
        let columns: Vec<String> = both.iter().map(|name| format!("\"{name}\" {} NULL", documented[*name])).collect();
        scratch.run(&format!("CREATE TABLE spelled ({})", columns.join(", "))).await;
        let spelled = catalogued(scratch, "spelled").await;
        for name in both {
            assert_eq!(spelled[name], made[name], "{key}: `{name}`");
        }
    });
}

#[test]
fn each_type_is_what_the_page_says() {
    struct CreateKinds;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateKinds {
        fn up(schema: &mut Schema) {
            schema.create_enum("status", ["new", "paid"]);
            schema.create_table("kinds").columns([
                uuid("uuid_id").primary_key(),
                small_integer("small_integer"),
                integer("integer"),
                big_integer("big_integer"),
                decimal("decimal", 12, 2),
                float("float"),
                double("double"),
                boolean("boolean"),
                char("char", 2),
                string("string"),
                varchar("varchar", 40),
                text("text"),
                date("date"),
                time("time"),
                datetime("datetime"),
                timestamp("timestamp").nullable(),
                timestamp_with_time_zone("timestamp_with_time_zone").nullable(),
                uuid("uuid"),
                json("json"),
                json_binary("json_binary"),
                binary("binary", 16),
                blob("blob"),
                enumeration("enumeration", "status"),
            ]);
        }
    }
    migrate::migrations![CreateKinds];
    check(&MIGRATIONS, 23);
}

#[test]
fn times_keep_their_microseconds() {
    struct CreateTimes;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateTimes {
        fn up(schema: &mut Schema) {
            schema.create_table("times").columns([
                id(),
                time("a"),
                datetime("b"),
                timestamp("c").nullable(),
                timestamp_with_time_zone("d").nullable(),
            ]);
        }
    }
    migrate::migrations![CreateTimes];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        Migrator::new(&MIGRATIONS).up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        let moment = "2026-01-02 03:04:05.123456";
        scratch
            .run(&format!(
                "INSERT INTO times (a, b, c, d) VALUES ('03:04:05.123456', '{moment}', '{moment}', '{moment}')"
            ))
            .await;
        let text = if ["mysql", "mariadb"].contains(&key) { "char" } else { "text" };
        for column in ["a", "b", "c", "d"] {
            let value = scratch.value(&format!("SELECT CAST({column} AS {text}) FROM times")).await;
            assert!(value.contains("03:04:05.123456"), "{key}: {column} is {value}");
        }
    });
}

/// `.timestamps()` says when a row was made, in every database's own way, and nothing else changes it.
#[test]
fn timestamps_are_the_time_of_the_insert() {
    struct CreateNotes;
    #[migration(version = 20260101_000000)]
    impl Migration for CreateNotes {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id(), integer("number")]).timestamps();
        }
    }
    migrate::migrations![CreateNotes];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        Migrator::new(&MIGRATIONS).up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO notes (number) VALUES (1)").await;
        let columns = catalogued(scratch, "notes").await;
        assert_eq!(columns["created_at"], columns["updated_at"], "{key}");
        let documented = &documented(key)["timestamp_with_time_zone"];
        assert!(columns["created_at"].eq_ignore_ascii_case(documented), "{key}: {}", columns["created_at"]);
        let text = if ["mysql", "mariadb"].contains(&key) { "char" } else { "text" };
        let shown = format!("SELECT CONCAT(CAST(created_at AS {text}), CAST(updated_at AS {text})) FROM notes");
        let shown = if key == "sqlite" { shown.replace("CONCAT(", "(").replace("), CAST", ") || CAST") } else { shown };
        let made = scratch.value(&shown).await;
        assert!(made.contains("20") && made.len() > 40, "{key}: {made}");
        // MariaDB takes NULL for the time of the insert.
        let null = scratch.try_run("INSERT INTO notes (number, updated_at) VALUES (2, NULL)").await;
        assert_eq!(null.is_ok(), key == "mariadb", "{key}: a row has its times");
        scratch.run("DELETE FROM notes WHERE number = 2").await;
        scratch.run("UPDATE notes SET number = 2").await;
        assert_eq!(scratch.value(&shown).await, made, "{key}: a change leaves both alone");
    });
}
