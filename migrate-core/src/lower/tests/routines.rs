//! Functions and triggers, and what they do while something else changes.

use super::*;
use crate::sample::sql_each;

const POSTGRES: &str =
    "CREATE FUNCTION twice(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT abs(n) * 2 $$";
const MYSQL: &str = "CREATE FUNCTION twice(n bigint) RETURNS bigint DETERMINISTIC RETURN abs(n) * 2";

/// Checks the statements for some databases after a function and a trigger were created in an earlier migration.
fn check_with_routines(operations: &[Operation], expected: &[(&[Dialect], &[&str])]) {
    let mut before = catalog();
    for made in keep_nick().iter().chain([&doubled("twice", "abs")]) {
        assert_eq!(apply(made, &mut before, &everywhere()), Ok(()));
    }
    for (dialects, expected) in expected {
        for dialect in *dialects {
            let steps = steps(operations, &before, Target::new(*dialect)).unwrap();
            let sql: Vec<&str> = steps.iter().map(|step| step.sql.as_ref()).collect();
            assert_eq!(&sql, expected, "{dialect}");
        }
    }
}

#[test]
fn functions() {
    check(&[doubled("twice", "abs")], &[(&[Postgres], &[POSTGRES]), (&[MySql, MariaDb], &[MYSQL])]);
    assert_eq!(steps(&[doubled("twice", "abs")], &catalog(), Target::new(Sqlite)), Ok(Vec::new()));
    check_with_routines(
        &[drop_function("twice")],
        &[
            (&[Postgres], &[r#"DROP FUNCTION "twice"(n bigint)"#]),
            (&[MySql, MariaDb], &["DROP FUNCTION `twice`"]),
            (&[Sqlite], &[]),
        ],
    );
    let renamed = MYSQL.replace("FUNCTION twice", "FUNCTION doubled");
    check_with_routines(
        &[rename_function("twice", "doubled")],
        &[
            (&[Postgres], &[r#"ALTER FUNCTION "twice"(n bigint) RENAME TO "doubled""#]),
            (&[MySql, MariaDb], &["DROP FUNCTION `twice`", &renamed]),
        ],
    );
}

#[test]
fn a_function_in_place_of_another() {
    let other = |text: &str| text.replace("* 2", "* 3");
    let replaced = |text: &str| other(text).replace("CREATE", "CREATE OR REPLACE");
    check_with_routines(
        &[replace_function("twice", sql_each(&other(POSTGRES), &other(MYSQL), ""))],
        &[
            (&[Postgres], &[&replaced(POSTGRES)]),
            (&[MySql], &["DROP FUNCTION `twice`", &other(MYSQL)]),
            (&[MariaDb], &[&replaced(MYSQL)]),
        ],
    );
    let smaller = POSTGRES.replace("n bigint", "n int");
    check_with_routines(
        &[replace_function("twice", sql_each(&smaller, MYSQL, ""))],
        &[(&[Postgres], &[r#"DROP FUNCTION "twice"(n bigint)"#, &smaller]), (&[MySql, MariaDb, Sqlite], &[])],
    );
}

const KEEP: &str = "CREATE TRIGGER keep_nick BEFORE UPDATE ON users FOR EACH ROW SET NEW.nick = OLD.nick";

#[test]
fn triggers() {
    check_with_routines(
        &[drop_trigger("keep_nick")],
        &[
            (&[Postgres], &[r#"DROP TRIGGER "keep_nick" ON "users""#]),
            (&[MySql, MariaDb], &["DROP TRIGGER `keep_nick`"]),
            (&[Sqlite], &[r#"DROP TRIGGER "keep_nick""#]),
        ],
    );
    let renamed = KEEP.replace("keep_nick", "kept");
    check_with_routines(
        &[rename_trigger("keep_nick", "kept")],
        &[
            (&[Postgres], &[r#"ALTER TRIGGER "keep_nick" ON "users" RENAME TO "kept""#]),
            (&[MySql, MariaDb], &["DROP TRIGGER `keep_nick`", &renamed]),
        ],
    );
}

#[test]
fn triggers_step_aside_where_the_database_does_not_carry_a_change_into_them() {
    let renamed = KEEP.replace("nick =", "alias =").replace("OLD.nick", "OLD.alias");
    check_with_routines(
        &[rename_column("users", "nick", "alias")],
        &[
            (&[Postgres], &[r#"ALTER TABLE "users" RENAME COLUMN "nick" TO "alias""#]),
            (
                &[MySql, MariaDb],
                &["DROP TRIGGER `keep_nick`", "ALTER TABLE `users` RENAME COLUMN `nick` TO `alias`", &renamed],
            ),
        ],
    );
    check_with_routines(
        &[rename_column("users", "role", "part")],
        &[(&[MySql, MariaDb], &["ALTER TABLE `users` RENAME COLUMN `role` TO `part`"])],
    );
    check_with_routines(
        &[rename_table("users", "people")],
        &[
            (&[Postgres], &[r#"ALTER TABLE "users" RENAME TO "people""#]),
            (&[MySql, MariaDb], &["RENAME TABLE `users` TO `people`"]),
            (
                &[Sqlite],
                &[
                    r#"DROP TRIGGER "keep_nick""#,
                    r#"ALTER TABLE "users" RENAME TO "people""#,
                    "CREATE TRIGGER keep_nick BEFORE UPDATE OF nick ON people BEGIN \
                     SELECT RAISE(IGNORE) WHERE OLD.nick <> NEW.nick; END",
                ],
            ),
        ],
    );
    check_with_routines(
        &[change_type("users", "nick", SqlType::Text)],
        &[(
            &[Postgres],
            &[
                r#"DROP TRIGGER "keep_nick" ON "users""#,
                r#"ALTER TABLE "users" ALTER COLUMN "nick" TYPE text"#,
                "CREATE TRIGGER keep_nick BEFORE UPDATE OF nick ON users FOR EACH ROW \
                 WHEN (OLD.nick <> NEW.nick) EXECUTE FUNCTION keep()",
            ],
        )],
    );
}

#[test]
fn triggers_step_aside_while_postgres_makes_a_column_anew() {
    let mut before = catalog();
    for made in &keep_nick() {
        assert_eq!(apply(made, &mut before, &everywhere()), Ok(()));
    }
    let computed = set_generated("users", "nick", "lower(role)", crate::catalog::Storage::Stored);
    let steps = steps(&[computed], &before, Target::new(Postgres)).unwrap();
    let (first, last) = (&steps[0].sql, &steps[steps.len() - 1].sql);
    assert_eq!(first, r#"DROP TRIGGER "keep_nick" ON "users""#);
    assert!(last.starts_with("CREATE TRIGGER keep_nick"), "{last}");
}

#[test]
fn triggers_step_aside_while_a_table_is_rebuilt() {
    let mut before = catalog();
    let body = "CREATE TRIGGER note AFTER INSERT ON posts BEGIN UPDATE users SET age = 1 WHERE id = NEW.user_id; END";
    let elsewhere = create_trigger("note", "posts", sql_on(&[(Sqlite, body)]));
    for made in keep_nick().iter().chain([&elsewhere]) {
        assert_eq!(apply(made, &mut before, &everywhere()), Ok(()));
    }
    let steps = steps(&[set_not_null("users", "nick", None)], &before, Target::new(Sqlite)).unwrap();
    let sql: Vec<&str> = steps.iter().map(|step| step.sql.as_ref()).collect();
    assert_eq!(sql[..2], [r#"DROP TRIGGER "keep_nick""#, r#"DROP TRIGGER "note""#]);
    assert!(sql[sql.len() - 2].starts_with("CREATE TRIGGER keep_nick") && sql[sql.len() - 1] == body, "{sql:?}");
    assert!(steps.iter().all(|step| step.without_foreign_keys));
    let condition = steps[0].condition.as_ref().unwrap();
    assert!(condition.sql.contains("type = 'trigger' AND name NOT IN ('keep_nick')"), "{}", condition.sql);
}

#[test]
fn sequences() {
    let sql = |operations: &[Operation], dialect| -> Vec<String> {
        let steps = steps(operations, &catalog(), Target::new(dialect)).unwrap();
        steps.iter().map(|step| step.sql.to_string()).collect()
    };
    let operations = [create_sequence("a", Some(7)), rename_sequence("a", "b"), drop_sequence("b", None)];
    let expected = [
        r#"CREATE SEQUENCE "a""#,
        r#"ALTER SEQUENCE "a" RESTART WITH 7"#,
        r#"ALTER SEQUENCE "a" RENAME TO "b""#,
        r#"DROP SEQUENCE "b""#,
    ];
    assert_eq!(sql(&operations, Postgres), expected);
    let expected =
        ["CREATE SEQUENCE `a`", "ALTER SEQUENCE `a` RESTART WITH 7", "RENAME TABLE `a` TO `b`", "DROP SEQUENCE `b`"];
    assert_eq!(sql(&operations, MariaDb), expected);
    for dialect in [MySql, Sqlite] {
        let refused = steps(&operations, &catalog(), Target::new(dialect)).unwrap_err();
        assert_eq!(refused[0].problem, format!("{dialect} cannot keep a sequence"));
    }
}

#[test]
fn extensions() {
    let operations = [create_extension("uuid-ossp"), drop_extension("uuid-ossp")];
    let found = steps(&operations, &catalog(), Target::new(Postgres)).unwrap();
    let sql: Vec<&str> = found.iter().map(|step| step.sql.as_ref()).collect();
    assert_eq!(sql, [r#"CREATE EXTENSION "uuid-ossp""#, r#"DROP EXTENSION "uuid-ossp""#]);
    let asked: Vec<&crate::migration::Query> = found.iter().filter_map(|step| step.condition.as_ref()).collect();
    assert_eq!(asked[0].meaning, "extension `uuid-ossp` is not there yet");
    assert_eq!(asked[1].meaning, "nothing outside of extension `uuid-ossp` needs it");
    assert!(asked.iter().all(|query| !query.at_start && query.sql.contains("'uuid-ossp'")));
    for dialect in [MySql, MariaDb, Sqlite] {
        let refused = steps(&operations, &catalog(), Target::new(dialect)).unwrap_err();
        assert_eq!(refused[0].problem, format!("{dialect} cannot take an extension"));
    }
}

#[test]
fn locks_of_triggers() {
    let lock = |dialect, operation: &Operation| {
        let mut before = catalog();
        let [function, trigger] = keep_nick();
        assert_eq!(apply(&function, &mut before, &everywhere()), Ok(()));
        if *operation != trigger {
            assert_eq!(apply(&trigger, &mut before, &everywhere()), Ok(()));
        }
        steps(std::slice::from_ref(operation), &before, Target::new(dialect)).unwrap()[0].lock.mode
    };
    use crate::migration::LockMode::{AccessExclusive, Metadata, ShareRowExclusive};
    let [_, trigger] = keep_nick();
    assert_eq!(lock(Postgres, &trigger), ShareRowExclusive);
    assert_eq!(lock(Postgres, &drop_trigger("keep_nick")), AccessExclusive);
    assert_eq!(lock(MySql, &trigger), Metadata);
}
