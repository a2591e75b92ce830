//! The words that each database does not read as a column, and the functions that it does not have, held against the
//! database itself.

use migrate::prelude::*;
use migrate_core::dialect::Dialect;
use migrate_core::expression::{missing_functions, reserved_words};

use crate::check::on_every_database;
use crate::scratch::Scratch;

#[test]
fn each_database_reserves_the_words_of_its_list() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
        }
    }
    migrate::migrations![Setup];
    let mut words: Vec<&str> = Dialect::ALL.into_iter().flat_map(reserved_words).collect();
    words.sort_unstable();
    words.dedup();
    assert!(words.len() > 300, "the lists are there");
    on_every_database(&MIGRATIONS, async |scratch| {
        let columns: Vec<String> = words.iter().map(|word| format!("\"{word}\" integer")).collect();
        scratch.run(&format!("CREATE TABLE words ({})", columns.join(", "))).await;
        let sevens = vec!["7"; words.len()].join(", ");
        scratch.run(&format!("INSERT INTO words VALUES ({sevens})")).await;
        let dialect = Dialect::ALL.into_iter().find(|dialect| dialect.key() == scratch.server.key());
        let own: Vec<&str> = reserved_words(dialect.expect("a database")).collect();
        let mut wrong = Vec::new();
        for word in &words {
            if is_read_as_a_column(scratch, word).await == own.contains(word) {
                wrong.push(*word);
            }
        }
        assert!(wrong.is_empty(), "{}: the list is wrong about {wrong:?}", scratch.server.key());
    });
}

/// Whether an expression gets the 7 of the row by this word, wherever it stands.
async fn is_read_as_a_column(scratch: &Scratch, word: &str) -> bool {
    for condition in [format!("{word} = 7"), format!("7 = {word}"), format!("({word}) + 1 IN (8)")] {
        let found = scratch.try_rows(&format!("SELECT 'found' FROM words WHERE {condition}")).await;
        if found.is_ok_and(|rows| rows.len() == 1) {
            continue;
        }
        return false;
    }
    true
}

#[test]
fn each_database_lacks_the_functions_of_its_list() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
        }
    }
    migrate::migrations![Setup];
    on_every_database(&MIGRATIONS, async |scratch| {
        let dialect = Dialect::ALL.into_iter().find(|dialect| dialect.key() == scratch.server.key());
        let mut there = Vec::new();
        for name in missing_functions(dialect.expect("a database")) {
            if has_function(scratch, name).await {
                there.push(name);
            }
        }
        assert!(there.is_empty(), "{} has {there:?}", scratch.server.key());
        assert!(has_function(scratch, "lower").await && has_function(scratch, "coalesce").await, "those it has");
    });
}

async fn has_function(scratch: &Scratch, name: &str) -> bool {
    if scratch.server.key() == "postgres" && name != "coalesce" {
        let found = scratch.value(&format!("SELECT count(*) FROM pg_proc WHERE proname = '{name}'")).await;
        return found != "0";
    }
    match scratch.try_rows(&format!("SELECT {name}('a')")).await {
        Ok(_) => true,
        Err(error) => {
            let text = error.to_string();
            !(text.contains("no such function") || text.contains("does not exist") || text.contains("1630"))
        }
    }
}
