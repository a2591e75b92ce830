//! The words that each database does not read as a column, and the functions that it does not have, held against the
//! database itself.

use migrate::prelude::*;
use migrate_core::dialect::Dialect;
use migrate_core::expression::{functions, lacks_function, reserved_words};

use crate::check::on_every_database;
use crate::operators::target;
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
fn each_database_has_the_functions_of_its_list_and_no_other() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
        }
    }
    migrate::migrations![Setup];
    let mut names: Vec<&str> = Dialect::ALL.into_iter().flat_map(functions).collect();
    names.sort_unstable();
    names.dedup();
    assert!(names.len() > 500, "the lists are there");
    on_every_database(&MIGRATIONS, async |scratch| {
        let target = target(scratch).await;
        let mut wrong = Vec::new();
        for name in &names {
            let lacks = lacks_function(target, name);
            // Extensions of PostgreSQL have functions of such names.
            let may_be_there = !lacks && functions(target.dialect).all(|it| it != *name);
            let is_exempt = may_be_there || UNLIKE_THE_LIST.contains(&(target.dialect, *name));
            if !is_exempt && has_function(scratch, name).await == lacks {
                wrong.push(*name);
            }
        }
        assert!(wrong.is_empty(), "{}: the lists are wrong about {wrong:?}", scratch.server.key());
    });
}

/// They are types, which PostgreSQL calls in its own way.
const UNLIKE_THE_LIST: [(Dialect, &str); 3] =
    [(Dialect::Postgres, "char"), (Dialect::Postgres, "time"), (Dialect::Postgres, "timestamp")];

async fn has_function(scratch: &Scratch, name: &str) -> bool {
    match scratch.server.key() {
        "postgres" => {
            let found = scratch.value(&format!("SELECT count(*) FROM pg_proc WHERE proname = '{name}'")).await;
            found != "0" || FORMS_OF_POSTGRES.contains(&name)
        }
        "sqlite" => {
            let found =
                scratch.value(&format!("SELECT count(*) FROM pragma_function_list WHERE name = '{name}'")).await;
            found != "0"
        }
        _ => is_known(scratch, name).await,
    }
}

/// What PostgreSQL's grammar knows, and its catalogue does not.
const FORMS_OF_POSTGRES: [&str; 11] = [
    "greatest",
    "grouping",
    "least",
    "localtime",
    "localtimestamp",
    "xmlconcat",
    "xmlelement",
    "xmlforest",
    "xmlparse",
    "xmlroot",
    "xmlserialize",
];

/// Whether MySQL or MariaDB says something else than that there is no such function, however it is called.
async fn is_known(scratch: &Scratch, name: &str) -> bool {
    for arguments in ARGUMENTS {
        match scratch.try_rows(&format!("SELECT {name}{arguments}")).await {
            Ok(_) => return true,
            Err(error) => {
                let text = error.to_string();
                let is_unknown = ["1305", "1630", "1128", "1064", "1054"].iter().any(|code| text.contains(code));
                if !is_unknown {
                    return true;
                }
            }
        }
    }
    false
}

/// How functions are called whose arguments have words of their own.
const ARGUMENTS: [&str; 16] = [
    "()",
    "",
    "(1)",
    "(1, 1)",
    "(1, 1, 1)",
    "('{}', '$.a')",
    "(missing)",
    "('', 'a' AS char)",
    "(1 USING utf8mb4)",
    "(1, INTERVAL 1 DAY)",
    "(DAY, 1, 1)",
    "(DATE, 'USA')",
    "() OVER (ORDER BY 1)",
    "(1) OVER ()",
    "(1) WITHIN GROUP (ORDER BY 1) OVER ()",
    "('{}', '$' COLUMNS(a int PATH '$'))",
];
