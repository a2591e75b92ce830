//! What databases lack, in which version, and who may say otherwise.

use super::*;
use crate::catalog::{Extension, Function, SqlType, Table};
use crate::expression::{self, Role, joined};
use crate::sample::{column, here, name, sql, table};

fn samples() -> Table {
    table("samples", vec![column("age", SqlType::Integer), column("data", SqlType::Json)])
}

/// What the build says of a text for one database, of the lowest version that is assumed.
fn problem(text: &str, dialect: Dialect, uses: Option<&[&str]>) -> Option<String> {
    let uses = uses.map(|uses| uses.iter().map(|column| name(column)).collect());
    let sql = Sql::Everywhere(SqlText { uses, ..SqlText::new(text, here()) });
    let mut refusals = expression::check(&sql, Role::Check, &samples(), &[Target::new(dialect)], here());
    refusals.extend(check_availability(&sql, &Catalog::default(), &[Target::new(dialect)]));
    let texts = refusals.into_iter().map(|refusal| joined(&[vec![refusal.problem], refusal.help].concat()));
    texts.reduce(|one, other| format!("{one}; {other}"))
}

#[test]
fn versions_count() {
    let older = problem("concat(age, 'x') <> ''", Dialect::Sqlite, None);
    let help = "set `sqlite = \"3.44\"` under `[minimum_version]` in `migrate.toml`";
    assert_eq!(older, Some(format!("SQLite 3.35 has no function `concat` and {help}")));
    let newer = Target { minimum_version: Version::new(3, 44, 0), ..Target::new(Dialect::Sqlite) };
    assert!(!lacks_function(newer, "concat"));
    assert!(lacks_function(newer, "date_trunc"), "it is PostgreSQL's, in every version");
    assert!(!lacks_function(newer, "age_of"), "nobody has it, so it is the project's own");
}

#[test]
fn the_author_has_the_last_word() {
    assert!(problem("floor_age(age) > 0", Dialect::Sqlite, None).is_none(), "nobody knows it");
    let refused = problem("mod(age, 2) = 0", Dialect::Sqlite, None).expect("SQLite is built without it");
    assert!(refused.contains("SQLite has no function `mod`") && refused.contains(".uses(["), "{refused}");
    assert_eq!(problem("mod(age, 2) = 0", Dialect::Sqlite, Some(&["age"])), None);
    // PostGIS brings functions of these names.
    assert_eq!(problem("st_x(data) > 0", Dialect::Postgres, None), None);
}

#[test]
fn json_is_read_in_each_databases_way() {
    for (text, dialect, is_there) in [
        ("data ->> 'name' <> ''", Dialect::Postgres, true),
        ("data ->> 'name' <> ''", Dialect::MySql, false),
        ("data ->> '$.name' <> ''", Dialect::MySql, true),
        ("data->>\"$.name\" <> ''", Dialect::MySql, true),
        ("data->'$.age' * 2 + 1 > 0", Dialect::MySql, true),
        ("data->>'$.name' COLLATE utf8mb4_bin = 'a'", Dialect::MySql, true),
        ("data ->> '$.name' <> ''", Dialect::MariaDb, false),
        ("json_value(data, '$.name') <> ''", Dialect::MariaDb, true),
    ] {
        assert_eq!(problem(text, dialect, None).is_none(), is_there, "{text} on {dialect}");
    }
}

#[test]
fn what_the_schema_brings_is_there() {
    let found = |text: &str, catalog: &Catalog| {
        check_availability(&Sql::everywhere(text, here()), catalog, &[Target::new(Dialect::Postgres)])
    };
    let empty = Catalog::default();
    assert!(found("uuidv7() IS NOT NULL", &empty).is_some(), "it is new in 18");
    assert!(found("tools.uuidv7() IS NOT NULL", &empty).is_none(), "no function of the database has a schema");
    let mut with_function = Catalog::default();
    let definition = sql("CREATE FUNCTION uuidv7() RETURNS uuid RETURN gen_random_uuid()");
    with_function.functions.insert(name("uuidv7"), Function { name: name("uuidv7"), definition });
    let mut with_extension = Catalog::default();
    with_extension.extensions.insert(name("pgcrypto"), Extension { name: name("pgcrypto") });
    for catalog in [with_function, with_extension] {
        assert!(found("uuidv7() IS NOT NULL", &catalog).is_none(), "{catalog:?}");
    }
}
