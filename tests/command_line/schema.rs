//! `schema`: what the history comes to is what a run of it makes.

use serde_json::json;

use crate::check::on_every_database;
use crate::dump::dump;
use crate::scratch::Scratch;
use crate::scripts::gives;
use crate::typed::{Desk, assert_text};

async fn check(name: &'static str, scratch: &Scratch) {
    let desk = Desk::with(name);
    let key = scratch.server.key();
    let schema = desk.migrates(&format!("schema --dialect {key}"));
    if !gives(scratch, &schema) {
        return;
    }
    let by_schema = dump(scratch).await;
    let Some(other) = Scratch::new(scratch.server).await else { return };
    assert_eq!(desk.at(&other.url, "up").code, Some(0), "{key}");
    let by_run = dump(&other).await;
    assert!(by_run.schema.len() > 5, "{key}: there is something to compare");
    // Rows and grants are no part of a schema.
    let structure = |lines: &[String]| -> Vec<String> {
        let is_grant = |line: &&String| line.starts_with("GRANT ") || line.starts_with("REVOKE ");
        let mut lines: Vec<String> = lines.iter().filter(|line| !is_grant(line)).cloned().collect();
        lines.sort();
        lines
    };
    assert_eq!(structure(&by_schema.schema), structure(&by_run.schema), "{key}: {schema}");
}

#[test]
fn the_schema_of_the_bookshop_is_what_its_history_makes() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| check("bookshop", scratch).await);
}

#[test]
fn the_schema_of_the_quickstart_is_what_its_history_makes() {
    on_every_database(&bookshop::migrations::MIGRATIONS, async |scratch| check("quickstart", scratch).await);
}

#[test]
fn as_a_diagram_it_shows_tables_and_what_refers_to_what() {
    assert_text(
        &Desk::new().migrates("schema --mermaid"),
        "
        erDiagram
            \"authors\" {
                big_integer id PK
                varchar(255) name UK
                date born_on \"nullable\"
            }
            \"books\" {
                big_integer id PK
                big_integer author_id FK
                varchar(255) title
                big_integer cents
                varchar(255) status
                varchar(13) isbn \"nullable\"
            }
            \"authors\" ||--o{ \"books\" : \"author_id\"
        ",
    );
}

#[test]
fn as_json_it_says_all_of_it() {
    let schema = Desk::new().migrate("schema --json").json();
    let names: Vec<&str> =
        schema["tables"].as_array().expect("a list").iter().filter_map(|table| table["name"].as_str()).collect();
    assert_eq!(names, ["authors", "books"]);
    let books = &schema["tables"][1];
    assert_eq!(
        books["columns"][4],
        json!({"name": "status", "type": "varchar(255)", "nullable": false, "default": "'draft'"})
    );
    assert_eq!(books["checks"][0], json!({"name": "books_cents_check", "expression": "cents >= 0"}));
    assert_eq!(books["foreign_keys"][0]["table"], "authors");
    assert_eq!(books["foreign_keys"][0]["on_delete"], "CASCADE");
    assert_eq!(books["indexes"][1]["parts"], json!(["status"]));
    assert_eq!(schema["sql"].as_object().map(serde_json::Map::len), Some(4));
}

#[test]
fn it_needs_no_database() {
    let desk = Desk::new();
    let output = desk.command("schema --dialect mysql").env_remove("DATABASE_URL").output().expect("it starts");
    assert!(crate::typed::typed(output).out.starts_with("CREATE TABLE `authors` ("));
}
