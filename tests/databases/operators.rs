//! What the build says of operators and of forms with words of their own, held against the database itself.

use migrate::prelude::*;
use migrate_core::catalog::{Column as ModelColumn, ColumnType, Name, Sql, SqlType, Table};
use migrate_core::dialect::{Dialect, Target, Version};
use migrate_core::expression::{self, Role};
use migrate_core::location::Location;

use crate::check::on_every_database;

/// Each is right on one of the databases at least.
const EXPRESSIONS: &[&str] = &[
    "n + 1 - 2 * 3 / 4 % 5",
    "n > 1 AND n < 9 OR NOT n = 5",
    "n & 1 | 2",
    "n << 1 >> 1",
    "~n",
    "n ^ 2",
    "n # 2",
    "|/ n",
    "||/ n",
    "n == 5",
    "n <=> 5",
    "n IS NOT 5",
    "n IS DISTINCT FROM 4",
    "n IS NOT DISTINCT FROM 5",
    "n DIV 2",
    "(n > 1) XOR (n > 2)",
    "(n > 1) IS UNKNOWN",
    "(n > 1) IS NOT TRUE",
    "n = ANY (ARRAY[4, 5])",
    "n = ANY (SELECT 5)",
    "n > ALL (SELECT 4)",
    "n > ALL (ARRAY[4])",
    "(ARRAY[4, 5])[1]",
    "ARRAY[n] && ARRAY[5]",
    "ARRAY[n] <@ ARRAY[5]",
    "n::text",
    "note ~ 'a'",
    "note ~* 'a'",
    "note !~ 'a'",
    "note !~* 'a'",
    "note ~~ 'a'",
    "note !~~ 'a'",
    "note ~~* 'a'",
    "note LIKE 'a%'",
    "note NOT LIKE 'a!%' ESCAPE '!'",
    "note ILIKE 'a'",
    "note SIMILAR TO 'a'",
    "note LIKE ANY (ARRAY['a', 'b'])",
    "note REGEXP 'a'",
    "note NOT REGEXP 'a'",
    "note RLIKE 'a'",
    "note GLOB 'a'",
    "note IS NFC NORMALIZED",
    "note BETWEEN 'a' AND 'b'",
    "note IN ('a', 'b')",
    "CASE note WHEN 'a' THEN 1 ELSE 2 END",
    "data @> '{\"a\": 1}'",
    "data -> 'a'",
    "data ->> 'a'",
    "data -> '$.a'",
    "data ->> '$.a'",
    "data #> '{a}'",
    "data #>> '{a}'",
    "data #- '{a}'",
    "data @? '$.a'",
    "data @@ '$.a == 1'",
    "data ? 'a'",
    "data ?| ARRAY['a']",
    "data ?& ARRAY['a']",
    "moment AT TIME ZONE 'UTC'",
    "moment + INTERVAL '1' DAY",
    "DATE '2026-01-01'",
    "TIMESTAMP '2026-01-01 00:00:00'",
    "EXTRACT(year FROM moment)",
    "POSITION('a' IN note)",
    "SUBSTRING(note FROM 1 FOR 1)",
    "substr(note, 1, 1)",
    "TRIM(BOTH 'a' FROM note)",
    "trim(note)",
    "OVERLAY(note PLACING 'b' FROM 1)",
    "CONVERT(note, char)",
    "CONVERT(note USING utf8mb4)",
    "_utf8mb4'a'",
    "CAST(n AS char)",
    "CAST(n AS text)",
    "CAST(n AS varchar(10))",
    "CAST(n AS varchar)",
    "CAST(n AS integer)",
    "CAST(n AS int)",
    "CAST(n AS bigint)",
    "CAST(n AS smallint)",
    "CAST(n AS signed)",
    "CAST(n AS unsigned)",
    "CAST(n AS decimal(10, 2))",
    "CAST(n AS numeric(10, 2))",
    "CAST(n AS double precision)",
    "CAST(n AS double)",
    "CAST(n AS float)",
    "CAST(n AS real)",
    "CAST(n AS boolean)",
    "CAST(moment AS date)",
    "CAST(moment AS time)",
    "CAST(moment AS datetime)",
    "CAST(moment AS timestamp)",
    "CAST(note AS binary)",
    "CAST(note AS blob)",
    "CAST(note AS nchar(3))",
    "CAST(data AS json)",
    "CAST(data AS jsonb)",
    "CAST(NULL AS uuid)",
    "CAST(NULL AS year)",
    "CAST(NULL AS tinyint)",
    "CAST(NULL AS longtext)",
    "CAST(NULL AS bytea)",
];

#[test]
fn the_build_refuses_what_a_database_does_not_have_and_nothing_else() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
        }
    }
    migrate::migrations![Setup];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let json = if key == "postgres" { "jsonb" } else { "json" };
        let columns = format!("n integer, note varchar(20), data {json}, moment timestamp NULL");
        scratch.run(&format!("CREATE TABLE samples ({columns})")).await;
        scratch.run("INSERT INTO samples VALUES (5, 'a', '{\"a\": 1}', '2026-01-01 00:00:00')").await;
        let dialect = Dialect::ALL.into_iter().find(|dialect| dialect.key() == key).expect("a database");
        let mut wrong = Vec::new();
        for text in EXPRESSIONS {
            let is_there = scratch.try_rows(&format!("SELECT {text} FROM samples")).await.is_ok();
            let refused = refused(text, dialect);
            if is_there == refused.is_some() {
                wrong.push((text, refused.unwrap_or_else(|| "passes".to_owned())));
            }
        }
        assert!(wrong.is_empty(), "{key}: the build is wrong about\n{wrong:#?}");
    });
}

/// What the build says of an expression, for the newest version of a database.
fn refused(text: &str, dialect: Dialect) -> Option<String> {
    let name = |name: &str| Name::new(name, Location::UNKNOWN);
    let mut table = Table::new(name("samples"));
    table.columns = ["n", "note", "data", "moment"]
        .map(|column| ModelColumn::nullable(name(column), ColumnType::from(SqlType::Text)))
        .to_vec();
    let target = Target { minimum_version: Version::new(99, 0, 0), ..Target::new(dialect) };
    let sql = Sql::everywhere(text, Location::UNKNOWN);
    let refusals = expression::check(&sql, Role::NewValue, &table, &[target], Location::UNKNOWN);
    refusals.into_iter().next().map(|refusal| refusal.problem)
}
