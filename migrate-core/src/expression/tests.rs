//! What expressions and raw SQL may say, and how renames are carried into them.

use super::*;
use crate::apply::apply;
use crate::catalog::{Enumeration, SqlType, ViewKind};
use crate::operation::{CreateEnum, CreateView, Operation, Subject};
use crate::sample::{column, create_sequence, create_view, everywhere, here, index, keep_nick, name, sql, table};

fn users() -> Table {
    table("users", vec![column("age", SqlType::Integer), column("fullName", SqlType::Text)])
}

fn problem(text: &str, role: Role, dialect: Dialect) -> Option<String> {
    let refusals = check(&sql(text), role, &users(), &[Target::new(dialect)], here());
    refusals.first().map(|refusal| refusal.problem.clone())
}

#[test]
fn what_a_check_may_say() {
    use Dialect::{MySql, Postgres, Sqlite};
    for (dialect, text) in [
        (Postgres, "age >= 0 AND age < 150"),
        (Postgres, "AGE BETWEEN 0 AND 150 OR users.age IS NULL"),
        (Postgres, "length(\"fullName\") > 1"),
        (Postgres, "\"fullName\" ~ '^[a-z]+$' AND age::text <> ''"),
        (Postgres, "\"fullName\" = ANY (ARRAY['a', 'b'])"),
        (Postgres, "CASE WHEN age > 18 THEN true ELSE \"fullName\" LIKE 'a%' END"),
        (Postgres, "coalesce(age, 0) IN (1, 2, 3) AND age <= extract(year FROM date '2026-01-01')"),
        (MySql, "char_length(fullname) > 1 AND `age` <> 3 AND fullName <> \"age of\""),
        (Sqlite, "max(age, 3) > 2 AND substr(fullName, 1, 2) = 'ab' AND [age] > 1"),
        (Sqlite, "json_valid(fullName) AND fullName GLOB 'a*'"),
    ] {
        assert_eq!(problem(text, Role::Check, dialect), None, "{text}");
    }
    for (dialect, text, expected) in [
        (Postgres, "", "this SQL expression is empty"),
        (Postgres, "age >", "this SQL expression does not parse: expected an expression, found the end"),
        (Postgres, "age > 0; DROP TABLE users", "this SQL expression cannot contain `;`"),
        (Postgres, "age > 0, age < 9", "this SQL expression cannot be a list"),
        (Postgres, "age > 0 age", "this SQL expression does not parse: expected the end, found `age`"),
        (Postgres, "'a", "this SQL expression does not parse: unterminated string literal"),
        (Postgres, "ages > 0", "the check names `ages`, which is not a column of `users`"),
        (Postgres, "fullName <> ''", "the check names `fullName`, which is not a column of `users`"),
        (Postgres, "teams.age > 0", "the check names table `teams`, but it belongs to `users`"),
        (Postgres, "age > (SELECT 1)", "a check cannot contain a subquery"),
        (Postgres, "age IN (SELECT 1)", "a check cannot contain a subquery"),
        (Postgres, "EXISTS (SELECT 1)", "a check cannot contain a subquery"),
        (Postgres, "count(*) > 0", "a check cannot contain an aggregate"),
        (Sqlite, "max(age) > 0", "a check cannot contain an aggregate"),
        (Sqlite, "\"agee\" > 0", "the check names `agee`, which is not a column of `users`"),
        (Postgres, "rank() OVER () > 0", "a check cannot contain a window function"),
    ] {
        assert_eq!(problem(text, Role::Check, dialect).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn a_default_names_no_column() {
    for text in ["now()", "gen_random_uuid()", "1 + 1", "CURRENT_TIMESTAMP", "'a' || 'b'", "'{}'::jsonb"] {
        assert_eq!(problem(text, Role::Default, Dialect::Postgres), None, "{text}");
    }
    for text in ["NEXT VALUE FOR numbers", "next value for `numbers` + 1", "PREVIOUS VALUE FOR numbers"] {
        assert_eq!(problem(text, Role::Default, Dialect::MariaDb), None, "{text}");
    }
    let expected = "a default cannot name a column, and this one names `age`";
    assert_eq!(problem("age + 1", Role::Default, Dialect::Postgres).as_deref(), Some(expected));
    assert_eq!(problem("\"age\"", Role::Default, Dialect::MySql), None, "a text in MySQL");
}

#[test]
fn every_target_is_named() {
    let only = |dialect, text: Option<&str>| {
        let text = text.map(|text| SqlText::new(text, here()));
        Sql::PerDialect([(dialect, text)].into())
    };
    let refusals = check(&only(Dialect::MySql, Some("age > 0")), Role::Check, &users(), &everywhere(), here());
    let problems: Vec<&str> = refusals.iter().map(|refusal| refusal.problem.as_str()).collect();
    assert_eq!(problems, ["this SQL has no text for PostgreSQL and SQLite"]);
    let refusals = check(&only(Dialect::Sqlite, Some("age > 0")), Role::Check, &users(), &everywhere(), here());
    assert_eq!(refusals[0].problem, "this SQL has no text for PostgreSQL and MySQL", "MySQL's serves MariaDB");
    let mysql = [Target::new(Dialect::MySql)];
    let refusals = check(&only(Dialect::MySql, None), Role::Check, &users(), &mysql, here());
    assert_eq!(refusals[0].problem, "this SQL has nothing for any database");
    let sqlite_only =
        Sql::PerDialect([(Dialect::MySql, None), (Dialect::Sqlite, Some(SqlText::new("age > 0", here())))].into());
    assert!(check(&sqlite_only, Role::Check, &users(), &mysql, here()).is_empty(), "it may have another target again");
    let refusals = check(&only(Dialect::MySql, None), Role::Default, &users(), &mysql, here());
    assert_eq!(refusals[0].problem, "a default cannot be nothing on MySQL");
}

#[test]
fn one_mistake_is_told_once_for_all_targets() {
    assert_eq!(check(&sql("ages > 0"), Role::Check, &users(), &everywhere(), here()).len(), 1);
}

#[test]
fn a_renamed_column_is_renamed_in_expressions() {
    use Dialect::{MySql, Postgres, Sqlite};
    for (dialect, before, to, after) in [
        (Postgres, "age > 0 AND users.age < \"age\"", "years", "years > 0 AND users.years < \"years\""),
        (
            Postgres,
            "AGE > 0 -- age\n AND 'age' <> 'ägeage'\n AND Age < 9",
            "y",
            "y > 0 -- age\n AND 'age' <> 'ägeage'\n AND y < 9",
        ),
        (Postgres, "length('ä') < age", "Years", "length('ä') < \"Years\""),
        (Postgres, "age > 0", "order", "\"order\" > 0"),
        (MySql, "age > 0 AND `age` < 9 AND \"age\" <> ''", "key", "`key` > 0 AND `key` < 9 AND \"age\" <> ''"),
        (Sqlite, "[age] > 0 OR age(age)", "my years", "[my years] > 0 OR age(\"my years\")"),
        (Postgres, "\"AGE\" > 0", "years", "\"AGE\" > 0"),
        (Postgres, "ages > age and age_ > 1", "b", "ages > b and age_ > 1"),
        (Postgres, "teams.age > 0", "b", "teams.age > 0"),
    ] {
        let renamed = rename_column(&sql(before), "users", "age", to, &[Target::new(dialect)]);
        assert_eq!(renamed, sql(after));
    }
}

#[test]
fn a_name_that_the_databases_quote_differently_parts_their_texts() {
    let renamed = rename_column(&sql("age > 0"), "users", "age", "order", &everywhere());
    let text = |dialect| renamed.text(dialect).map(|text| text.text.as_str());
    assert_eq!(text(Dialect::Postgres), Some("\"order\" > 0"));
    assert_eq!(text(Dialect::MySql), Some("`order` > 0"));
    assert_eq!(rename_column(&renamed, "users", "order", "age", &everywhere()).texts().count(), 4);
}

#[test]
fn a_renamed_table_is_renamed_in_expressions() {
    let renamed = rename_table(&sql("users.age > 0 AND age < users.users"), "users", "people", &everywhere());
    assert_eq!(renamed, sql("people.age > 0 AND age < people.users"));
}

#[test]
fn which_columns_an_expression_names() {
    let targets = everywhere();
    for (text, named) in [("age > 0", true), ("users.AGE > 0", true), ("length('age') > 0", false), ("x.age", true)] {
        assert_eq!(names_column(&sql(text), "age", &targets), named, "{text}");
    }
}

fn raw(text: &str, dialect: Dialect) -> Option<String> {
    let text = SqlText::new(text, here());
    check_statement(&text, Subject::Schema, dialect, &crate::sample::catalog(), &[Target::new(dialect)])
        .map(|refusal| refusal.problem)
}

#[test]
fn raw_sql_of_a_data_migration() {
    let raw = |text: &str| {
        let text = SqlText::new(text, here());
        check_statement(&text, Subject::Rows, Dialect::Postgres, &crate::sample::catalog(), &everywhere())
            .map(|it| it.problem)
    };
    for text in ["UPDATE users SET age = 1", "TRUNCATE users", "WITH a AS (SELECT 1) DELETE FROM users", "CALL f()"] {
        assert_eq!(raw(text), None, "{text}");
    }
    for verb in ["CREATE", "ALTER", "DROP", "GRANT"] {
        let problem = format!("this SQL changes the schema with `{verb}`, and a data migration changes rows");
        assert_eq!(raw(&format!("{verb} something")), Some(problem));
    }
    for (text, alone) in [("DELETE FROM users", true), ("TRUNCATE users", false), ("CALL f()", false)] {
        let text = SqlText::new(text, here());
        assert_eq!(changes_rows_alone(&text, Dialect::MySql), alone, "{}", text.text);
    }
}

#[test]
fn sql_that_gives_no_question_another_answer() {
    let cases = [
        ("ANALYZE users", Dialect::Postgres, true),
        ("ANALYZE TABLE users", Dialect::MariaDb, true),
        ("ANALYZE UPDATE users SET age = 1", Dialect::MariaDb, false),
        ("GRANT SELECT ON users TO ada", Dialect::MySql, true),
        ("ALTER TABLE users OWNER TO ada", Dialect::Postgres, true),
        ("ALTER TABLE users OWNER TO ada, DROP COLUMN nick", Dialect::Postgres, false),
        ("TRUNCATE users", Dialect::Postgres, false),
    ];
    for (text, dialect, expected) in cases {
        assert_eq!(changes_no_answer(&SqlText::new(text, here()), dialect), expected, "{text}");
    }
}

/// What is wrong with an expression over the rows of `users`.
fn in_rows(text: &str, role: Role, dialect: Dialect) -> Option<String> {
    let catalog = crate::sample::catalog();
    let users = catalog.table("users").expect("the sample has users");
    let found = check_in_rows(&sql(text), role, users, &catalog, &[Target::new(dialect)], here());
    found.into_iter().next().map(|refusal| refusal.problem)
}

#[test]
fn expressions_over_rows() {
    use Dialect::{MariaDb, MySql, Postgres};
    for (text, role, dialect, expected) in [
        ("age > 3 AND users.nick IS NULL", Role::Rows, Postgres, None),
        ("team_id IN (SELECT id FROM teams WHERE teams.name = users.role)", Role::Rows, MySql, None),
        ("(SELECT name FROM teams WHERE teams.id = team_id)", Role::NewValue, Postgres, None),
        ("(SELECT id FROM teams WHERE name = 'a')", Role::Inserted, Postgres, None),
        ("id IN (SELECT id FROM users)", Role::Rows, MariaDb, None),
        ("id IN (SELECT id FROM (SELECT id FROM users) AS copy)", Role::Rows, MySql, None),
        (
            "id IN (SELECT id FROM users)",
            Role::Rows,
            MySql,
            Some("MySQL cannot read `users` in a query inside a statement that changes it"),
        ),
        ("agee > 3", Role::Rows, Postgres, Some("the condition names `agee`, which is not a column of `users`")),
        ("count(*) > 1", Role::Rows, Postgres, Some("a condition cannot contain an aggregate")),
        ("age > $1", Role::Rows, Postgres, Some("a condition cannot contain a placeholder")),
        ("age > ?", Role::Rows, MySql, Some("a condition cannot contain a placeholder")),
        (
            "team_id IN (SELECT ident FROM teams)",
            Role::Rows,
            Postgres,
            Some("the query names `ident`, which is not a column of what it reads"),
        ),
        ("(SELECT 1 FROM team)", Role::NewValue, Postgres, Some("the query names `team`, which is no table or view")),
        ("age + 1", Role::Inserted, Postgres, Some("a value cannot name a column, and this one names `age`")),
    ] {
        assert_eq!(in_rows(text, role, dialect).as_deref(), expected, "{text}");
    }
}

#[test]
fn raw_sql_on_functions_and_triggers_that_the_model_holds() {
    let mut held = crate::sample::catalog();
    let enumeration = Enumeration { name: name("mood"), values: vec![name("sad")] };
    let (kind, indexes) = (ViewKind::Materialized, vec![index("daily_age", &["age"])]);
    let daily = CreateView { name: name("daily"), kind, query: sql("SELECT age FROM users"), indexes };
    let made = [
        Operation::CreateEnum(CreateEnum { enumeration }),
        create_sequence("numbers", None),
        create_view("ages", "SELECT age FROM users"),
        Operation::CreateView(daily),
    ];
    for operation in keep_nick().iter().chain(&made) {
        assert_eq!(apply(operation, &mut held, &everywhere()), Ok(()));
    }
    let function = |arguments: &str| {
        format!("CREATE OR REPLACE FUNCTION keep({arguments}) RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'")
    };
    for (text, typed) in [
        (function(""), Some("replace_function")),
        (function("n int"), None),
        ("DROP FUNCTION IF EXISTS keep()".to_owned(), Some("drop_function")),
        ("DROP FUNCTION f(int, text), keep()".to_owned(), Some("drop_function")),
        ("ALTER FUNCTION keep() RENAME TO kept".to_owned(), Some("rename_function")),
        ("ALTER FUNCTION keep() OWNER TO somebody".to_owned(), None),
        (
            "CREATE TRIGGER t INSTEAD OF INSERT ON ages FOR EACH ROW EXECUTE FUNCTION keep()".to_owned(),
            Some("create_trigger"),
        ),
        ("DROP TRIGGER keep_nick ON users".to_owned(), Some("drop_trigger")),
        ("DROP VIEW IF EXISTS nowhere, ages".to_owned(), Some("drop_view")),
        ("ALTER VIEW ages RENAME TO years".to_owned(), Some("rename_view")),
        ("ALTER TABLE ages RENAME TO years".to_owned(), Some("rename_view")),
        ("ALTER VIEW ages SET (security_barrier)".to_owned(), None),
        ("DROP MATERIALIZED VIEW daily".to_owned(), Some("drop_materialized_view")),
        ("ALTER MATERIALIZED VIEW daily RENAME TO d".to_owned(), Some("rename_view")),
        ("ALTER MATERIALIZED VIEW daily SET (fillfactor = 70)".to_owned(), None),
        ("REFRESH MATERIALIZED VIEW daily".to_owned(), None),
        ("CREATE INDEX i ON daily (age)".to_owned(), Some("create_index")),
        ("DROP INDEX daily_age".to_owned(), Some("drop_index")),
        ("ALTER TRIGGER keep_nick ON users RENAME TO k".to_owned(), Some("rename_trigger")),
        ("ALTER TYPE mood ADD VALUE 'ok'".to_owned(), Some("add_enum_value")),
        ("ALTER TYPE mood RENAME VALUE 'sad' TO 'ok'".to_owned(), Some("rename_enum_value")),
        ("ALTER TYPE mood RENAME TO moods".to_owned(), Some("rename_enum")),
        ("ALTER TYPE mood OWNER TO somebody".to_owned(), None),
        ("DROP TYPE mood".to_owned(), Some("drop_enum")),
        ("ALTER SEQUENCE numbers RENAME TO n".to_owned(), Some("rename_sequence")),
        ("ALTER SEQUENCE numbers CACHE 5".to_owned(), None),
        ("DROP SEQUENCE numbers".to_owned(), Some("drop_sequence")),
    ] {
        let text = SqlText::new(text, here());
        let problem =
            check_statement(&text, Subject::Schema, Dialect::Postgres, &held, &[Target::new(Dialect::Postgres)])
                .map(|refusal| refusal.problem);
        let expected = typed.map(|statement| format!("this SQL does what `{statement}` is for"));
        assert_eq!(problem, expected, "{}", text.text);
    }
}

#[test]
fn raw_sql_that_passes() {
    use Dialect::{MySql, Postgres, Sqlite};
    for (dialect, text) in [
        (Postgres, "GRANT SELECT ON users TO reports;"),
        (Postgres, "CREATE PROCEDURE f() AS $$ BEGIN; DELETE FROM x; END $$ LANGUAGE plpgsql"),
        (Postgres, "CREATE FUNCTION s.f() RETURNS int AS $$ BEGIN; DELETE FROM x; RETURN 1; END $$ LANGUAGE plpgsql"),
        (Postgres, "CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION f()"),
        (Postgres, "CREATE TRIGGER t INSTEAD OF INSERT ON elsewhere FOR EACH ROW EXECUTE FUNCTION f()"),
        (Postgres, "CREATE TYPE pair AS (a int, b int)"),
        (Postgres, "COMMENT ON TABLE elsewhere IS 'x'"),
        (Postgres, "COMMENT ON COLUMN users.nowhere IS 'x'"),
        (Postgres, "CREATE SEQUENCE numbers START 5"),
        (Postgres, "CREATE EXTENSION citext WITH SCHEMA other"),
        (Postgres, "DROP EXTENSION citext"),
        (Postgres, "DROP SEQUENCE numbers"),
        (Postgres, "DROP FUNCTION f()"),
        (Postgres, "DROP TRIGGER t ON users"),
        (Postgres, "ALTER TABLE users SET (fillfactor = 70)"),
        (Postgres, "ALTER TABLE users ENABLE ROW LEVEL SECURITY"),
        (Postgres, "ALTER TABLE users SET (fillfactor = 70), SET WITHOUT CLUSTER"),
        (Postgres, "ALTER TABLE users VALIDATE CONSTRAINT nowhere"),
        (Postgres, "ALTER TABLE users ALTER id SET GENERATED ALWAYS"),
        (Postgres, "CREATE INDEX i ON elsewhere (nick)"),
        (Postgres, "CREATE INDEX i ON ONLY users (nick)"),
        (Postgres, "CREATE INDEX i ON users (nick) WITH (fillfactor = 70) WHERE nick IS NOT NULL"),
        (Postgres, "CREATE INDEX i ON users (nick) TABLESPACE fast"),
        (Postgres, "CREATE INDEX i ON users (nick COLLATE \"C\")"),
        (Postgres, "CREATE INDEX i ON users USING gist (nick gist_trgm_ops(siglen = 32))"),
        (Postgres, "DROP INDEX i"),
        (MySql, "CREATE FULLTEXT INDEX i ON users (nick)"),
        (MySql, "CREATE INDEX i ON users (nick) COMMENT 'why'"),
        (MySql, "CREATE INDEX i ON users (nick) INVISIBLE"),
        (Sqlite, "CREATE INDEX i ON users (nick COLLATE NOCASE)"),
        (Postgres, "CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1)"),
        (Postgres, "ALTER TABLE events ATTACH PARTITION events_1 FOR VALUES IN (1)"),
        (Postgres, "SELECT 1 FOR UPDATE"),
        (MySql, "CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; END"),
        (MySql, "CREATE AGGREGATE FUNCTION f RETURNS integer SONAME 'f.so'"),
        (Sqlite, "CREATE TRIGGER t AFTER INSERT ON elsewhere BEGIN UPDATE users SET age = 1; SELECT 1; END;"),
        (Sqlite, "CREATE VIEW v AS SELECT nowhere FROM users"),
        (Postgres, "CREATE VIEW v WITH (security_barrier) AS SELECT age FROM users"),
        (Postgres, "DROP VIEW v"),
        (Sqlite, "CREATE VIRTUAL TABLE search USING fts5(body)"),
    ] {
        assert_eq!(raw(text, dialect), None, "{text}");
    }
}

#[test]
fn raw_sql_that_is_refused() {
    let typed = |statement: &str| format!("this SQL does what `{statement}` is for");
    let rows = |verb: &str| format!("this SQL changes rows with `{verb}`");
    let transaction = |verb: &str| format!("raw SQL cannot control the transaction, and this is a `{verb}`");
    let several = || "this SQL holds more than one statement".to_owned();
    for (text, expected) in [
        (" ", "this SQL holds no statement".to_owned()),
        ("-- nothing", "this SQL holds no statement".to_owned()),
        ("SELECT 'a", "this SQL does not parse: unterminated string literal".to_owned()),
        ("GRANT SELECT ON users TO a; GRANT SELECT ON users TO b", several()),
        ("CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW BEGIN SELECT 1; END; SELECT 2", several()),
        ("COMMIT", transaction("COMMIT")),
        ("start transaction", transaction("START")),
        ("INSERT INTO users (age) VALUES (1)", rows("INSERT")),
        ("update users set age = 1", rows("UPDATE")),
        ("/* why */ DELETE FROM users", rows("DELETE")),
        ("TRUNCATE users", rows("TRUNCATE")),
        ("WITH a AS (SELECT 1) DELETE FROM users", rows("DELETE")),
        ("CREATE TABLE a (b int)", typed("create_table")),
        ("CREATE TABLE IF NOT EXISTS a (b int)", typed("create_table")),
        ("CREATE OR REPLACE TABLE users (b int)", typed("create_table")),
        ("CREATE UNIQUE INDEX a ON users (nick, \"age\")", typed("create_index")),
        ("CREATE INDEX CONCURRENTLY IF NOT EXISTS a ON public.users (nick DESC NULLS LAST);", typed("create_index")),
        ("CREATE INDEX a ON users USING gin (nick gin_trgm_ops)", typed("create_index")),
        ("CREATE INDEX ON users (lower(nick), (age + 1) int4_ops)", typed("create_index")),
        ("CREATE INDEX a ON users (nick) INCLUDE (age, role) WHERE nick IS NOT NULL", typed("create_index")),
        ("CREATE UNIQUE INDEX a ON users (nick) NULLS NOT DISTINCT", typed("create_index")),
        ("DROP TABLE elsewhere, users CASCADE", typed("drop_table")),
        ("DROP INDEX nowhere, users_nick_idx", typed("drop_index")),
        ("ALTER TABLE users SET (fillfactor = 70), DROP COLUMN nick", typed("drop_column")),
        ("ALTER TABLE users ENGINE = InnoDB, ADD COLUMN x int", typed("add_column")),
        ("ALTER TABLE users COMMENT = 'who signs in'", typed("comment_on_table")),
        ("ALTER TABLE users VALIDATE CONSTRAINT users_age_check", typed("validate_constraint")),
        ("ALTER TABLE users ALTER age ADD GENERATED BY DEFAULT AS IDENTITY", typed("set_auto_increment")),
        ("ALTER TABLE users ALTER COLUMN id DROP IDENTITY IF EXISTS", typed("drop_auto_increment")),
        ("ALTER TABLE users ALTER age SET EXPRESSION AS (1)", typed("set_generated")),
        ("ALTER TABLE users ALTER age DROP EXPRESSION", typed("drop_generated")),
        ("DROP TABLE IF EXISTS public.users", typed("drop_table")),
        ("DROP INDEX CONCURRENTLY users_nick_idx", typed("drop_index")),
        ("CREATE VIEW v AS SELECT * FROM users", typed("create_view")),
        ("CREATE OR REPLACE VIEW v AS SELECT age AS \"Age\" FROM users;", typed("replace_view")),
        ("CREATE MATERIALIZED VIEW v AS SELECT count(*) FROM users", typed("create_materialized_view")),
        ("RENAME TABLE users TO people", typed("rename_table")),
        ("ALTER INDEX users_nick_idx RENAME TO b", typed("rename_index")),
        ("ALTER TABLE users ADD nick2 text", typed("add_column")),
        ("ALTER TABLE ONLY users ADD CONSTRAINT a UNIQUE (nick)", typed("add_unique")),
        ("ALTER TABLE users ADD CONSTRAINT a FOREIGN KEY (a) REFERENCES b", typed("add_foreign_key")),
        ("ALTER TABLE users DROP COLUMN nick", typed("drop_column")),
        ("ALTER TABLE users DROP CONSTRAINT users_age_check", typed("drop_check")),
        ("ALTER TABLE users DROP CONSTRAINT IF EXISTS users_email_key", typed("drop_unique")),
        ("ALTER TABLE users DROP CONSTRAINT users_pkey", typed("drop_primary_key")),
        ("ALTER TABLE users RENAME COLUMN nick TO n", typed("rename_column")),
        ("ALTER TABLE users RENAME TO people", typed("rename_table")),
        ("ALTER TABLE users ALTER COLUMN nick TYPE text", typed("change_type")),
        ("ALTER TABLE users ALTER nick SET NOT NULL", typed("set_not_null")),
        ("ALTER TABLE users ALTER COLUMN nick DROP DEFAULT", typed("drop_default")),
        ("ALTER TABLE users MODIFY nick text", typed("change_type")),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", typed("create_function")),
        ("CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", typed("create_function")),
        ("CREATE TRIGGER t AFTER INSERT ON \"users\" FOR EACH ROW EXECUTE FUNCTION f()", typed("create_trigger")),
        ("CREATE TYPE mood AS ENUM ('sad', 'ok')", typed("create_enum")),
        ("CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\";", typed("create_extension")),
        ("CREATE SEQUENCE IF NOT EXISTS public.numbers;", typed("create_sequence")),
        ("COMMENT ON TABLE public.users IS NULL", typed("comment_on_table")),
        ("COMMENT ON COLUMN users.nick IS 'is it'", typed("comment_on_column")),
    ] {
        assert_eq!(raw(text, Dialect::Postgres).as_ref(), Some(&expected), "{text}");
    }
}

#[test]
fn raw_sql_that_postgresql_refuses_in_a_transaction() {
    for (text, outside) in [
        ("VACUUM users", true),
        ("REINDEX DATABASE shop", true),
        ("REINDEX (VERBOSE) SYSTEM shop;", true),
        ("REINDEX SCHEMA public", true),
        ("REINDEX TABLE CONCURRENTLY users", true),
        ("REINDEX TABLE users", false),
        ("REINDEX TABLE \"schema\"", false),
        ("REINDEX INDEX system", false),
        ("CLUSTER;", true),
        ("CLUSTER VERBOSE", true),
        ("CLUSTER (VERBOSE)", true),
        ("CLUSTER \"users\"", false),
        ("CLUSTER VERBOSE users", false),
        ("CLUSTER users USING users_nick_idx", false),
        ("ALTER DATABASE shop SET TABLESPACE fast", true),
        ("ALTER DATABASE shop SET work_mem = '8MB'", false),
        ("ALTER TABLE events DETACH PARTITION events_1 CONCURRENTLY", true),
    ] {
        assert_eq!(runs_outside(text, Dialect::Postgres), outside, "{text}");
    }
}

/// Where the language has no statement for all databases of a history, raw SQL is what is left.
#[test]
fn raw_sql_that_is_refused_where_every_database_has_the_statement() {
    let passes = |text: &str, targets: &[Target]| {
        let text = SqlText::new(text, here());
        check_statement(&text, Subject::Schema, Dialect::Postgres, &crate::sample::catalog(), targets).is_none()
    };
    let on = |dialects: &[Dialect]| dialects.iter().copied().map(Target::new).collect::<Vec<_>>();
    let (two, all) = (on(&[Dialect::Postgres, Dialect::MariaDb]), everywhere());
    assert!(!passes("CREATE SEQUENCE numbers", &two) && passes("CREATE SEQUENCE numbers", &all));
    assert!(passes("CREATE EXTENSION citext", &two) && passes("CREATE EXTENSION citext", &all));
    let (with_sqlite, with_mysql) =
        (on(&[Dialect::Postgres, Dialect::Sqlite]), on(&[Dialect::Postgres, Dialect::MySql]));
    let exclusion = "ALTER TABLE users ADD EXCLUDE USING gist (age WITH =)";
    assert!(!passes(exclusion, &on(&[Dialect::Postgres])) && passes(exclusion, &two));
    assert!(!passes(&format!("{exclusion}, DROP COLUMN nick"), &two));
    let index = |rest: &str| format!("CREATE INDEX i ON users {rest}");
    for (rest, in_two, in_sqlite, in_mysql) in [
        ("(nick DESC)", false, false, false),
        ("(nick text_pattern_ops NULLS FIRST)", false, false, false),
        ("(nick) WHERE age > 1", true, false, true),
        ("(lower(nick))", true, false, false),
        ("(date_trunc('day', seen))", true, true, true),
        ("(nick) WHERE nick ~ '^a'", true, true, true),
        ("(nick) INCLUDE (age)", true, true, true),
        ("(nick) NULLS NOT DISTINCT", true, false, false),
        ("USING btree (nick)", false, true, false),
        ("USING hash (nick)", false, true, false),
        ("USING gin (nick)", true, true, true),
    ] {
        let passed = [&two, &with_sqlite, &with_mysql].map(|targets| passes(&index(rest), targets));
        assert_eq!(passed, [in_two, in_sqlite, in_mysql], "{rest}");
    }
}

#[test]
fn forms_of_expressions_that_databases_have() {
    use Dialect::{MariaDb, MySql, Postgres, Sqlite};
    for (dialect, text) in [
        (Postgres, "a ~* 'x' AND a !~ 'y'"),
        (Postgres, "a @> '{}'::jsonb AND a ? 'b'"),
        (Postgres, "a IS DISTINCT FROM b"),
        (Postgres, "num_nonnulls(a, b) = 1"),
        (Postgres, "tstzrange(a, b, '[)') && tstzrange(now(), NULL)"),
        (Postgres, "extract(epoch FROM a) > 0"),
        (Postgres, "a AT TIME ZONE 'utc' > b - interval '1 day'"),
        (Postgres, "(a IS NULL) = (b IS NULL)"),
        (Postgres, "ROW(a, b) IS NOT NULL"),
        (Postgres, "a[1] = 'x' AND cardinality(a) < 3"),
        (Postgres, "a <@ ARRAY['x', 'y']::text[]"),
        (Postgres, "trim(both ' ' from a) <> ''"),
        (Postgres, "a COLLATE \"C\" > 'b'"),
        (Postgres, "NOT a AND a ILIKE 'x%' ESCAPE '\\'"),
        (Postgres, "jsonb_typeof(a) = 'object' AND a ->> 'b' IS NOT NULL AND a #>> '{b}' = '1'"),
        (Postgres, "CAST(a AS varchar(3)) = E'x\\n'"),
        (Postgres, "a SIMILAR TO '(b|c)%'"),
        (Postgres, "substring(a FROM 1 FOR 2) = position('x' IN b)::text"),
        (Postgres, "(a, b) <> (1, 2)"),
        (Postgres, "a % 2 = 0 AND a & 1 = 1 AND a ^ 2 < 9"),
        (Postgres, "date_trunc('month', a) = a AND a >= DATE '2026-01-01'"),
        (Postgres, "a OPERATOR(pg_catalog.=) b"),
        (Postgres, "nextval('seq'::regclass) > a"),
        (MySql, "a REGEXP '^[a-z]+$' AND JSON_VALID(a)"),
        (MySql, "a DIV 2 = 1 XOR a % 2 = 0"),
        (MySql, "a <=> b AND a->>'$.x' = 1 AND a -> '$.y' IS NULL"),
        (MySql, "UUID_TO_BIN(UUID()) = a"),
        (MySql, "CURRENT_TIMESTAMP(6) > a + INTERVAL 1 DAY"),
        (MySql, "_utf8mb4'x' = a AND CONVERT(a USING utf8mb4) <> ''"),
        (MySql, "CAST(a AS UNSIGNED) > 1 AND a RLIKE 'x' AND NOT a"),
        (MySql, "BINARY a = 'x'"),
        (MySql, "a && b || NOT b"),
        (MariaDb, "JSON_VALUE(a, '$.x') = 1"),
        (Sqlite, "typeof(a) = 'integer' AND a REGEXP 'x'"),
        (Sqlite, "datetime('now') > a AND strftime('%Y', a) = '2026'"),
        (Sqlite, "a IS b AND a IS NOT b AND a ->> '$.x' = X'00'"),
        (Sqlite, "iif(a, 1, 2) = 1 AND a == 1 AND a <> 2"),
        (Sqlite, "a COLLATE NOCASE = 'x'"),
        (Sqlite, "a MATCH 'x'"),
    ] {
        let found = walk_text(&SqlText::new(text, here()), dialect).map_err(|it| it.problem);
        let named = found.map(|found| {
            let names = found.columns.into_iter().map(|used| used.column.text);
            names.collect::<std::collections::BTreeSet<String>>().into_iter().collect::<String>()
        });
        assert!(named == Ok("a".to_owned()) || named == Ok("ab".to_owned()), "{text}: {named:?}");
    }
}

#[test]
fn an_expression_and_a_type_stay_where_they_are_put() {
    let ends = "this SQL expression cannot end in a comment";
    assert_eq!(problem("age > 0 -- adult", Role::Check, Dialect::Sqlite).as_deref(), Some(ends));
    assert_eq!(problem("age > 0 # adult", Role::Check, Dialect::MySql).as_deref(), Some(ends));
    assert_eq!(problem("age > 0 -- adult\n", Role::Check, Dialect::Sqlite), None);
    assert_eq!(problem("age /* years */ > 0", Role::Check, Dialect::Postgres), None);
    let name = |text: &str| {
        check_type_name(&Sql::everywhere(text, here()), &everywhere(), here()).map(|refusal| refusal.problem)
    };
    for text in ["ltree", "geometry(Point, 4326)", "enum('a;', 'b -- c')", "bit varying(5)", "pg_catalog.\"char\""] {
        assert_eq!(name(text), None, "{text}");
    }
    for (text, expected) in [
        ("", "this type is empty"),
        ("integer; DROP TABLE users", "this type cannot contain `;`"),
        ("integer, evil text", "this type cannot be a list"),
        ("integer) STRICT", "this type has parentheses that do not match"),
        ("integer -- ", "this type cannot end in a comment"),
        ("integer not null", "this type also says `NOT` of the column"),
        ("integer DEFAULT 5", "this type also says `DEFAULT` of the column"),
    ] {
        assert_eq!(name(text).as_deref(), Some(expected), "{text}");
    }
}

/// SQL that the parser does not know, with the columns that its author says it names.
fn unread(text: &str, uses: &[&str]) -> Sql {
    let uses = Some(uses.iter().map(|name| crate::sample::name(name)).collect());
    Sql::Everywhere(SqlText { uses, ..SqlText::new(text, here()) })
}

#[test]
fn what_cannot_be_read_says_which_columns_it_names() {
    let postgres = [Target::new(Dialect::Postgres)];
    let problems = |sql: &Sql| {
        let refusals = check(sql, Role::Check, &users(), &postgres, here());
        refusals.into_iter().map(|refusal| refusal.problem).collect::<Vec<_>>()
    };
    const ODD: &str = "age BETWEEN SYMMETRIC 150 AND 0";
    assert!(problems(&sql(ODD))[0].starts_with("this SQL expression does not parse"), "the parser knows it by now");
    assert_eq!(problems(&unread(ODD, &["age"])), Vec::<String>::new());
    assert_eq!(problems(&unread(ODD, &["users.age", "fullName"])), Vec::<String>::new());
    assert_eq!(problems(&unread(ODD, &["old"])), ["the check names `old`, which is not a column of `users`"]);
    assert_eq!(
        problems(&unread("users.age BETWEEN SYMMETRIC 2 AND 1", &["age"]))[0],
        "the check names its table, and a new name would not be carried into it"
    );
    // It must still be one expression.
    for text in ["age ISNULL; DROP TABLE users", "(age ISNULL", "", "age ISNULL --", "age ISNULL, age"] {
        assert!(!problems(&unread(text, &["age"])).is_empty(), "{text}");
    }
    assert!(names_column(&unread(ODD, &["age"]), "age", &postgres));
    assert!(names_unread(&unread(ODD, &["age"]), "age", &postgres));
    assert!(!names_unread(&unread("age > 3", &["age"]), "age", &postgres), "what can be read is read");
    assert_eq!(rename_column(&unread(ODD, &["age"]), "users", "age", "years", &postgres), sql(ODD));
}

#[test]
fn a_reserved_word_is_quoted() {
    use Dialect::{MariaDb, MySql, Postgres, Sqlite};
    let columns = ["right", "user", "order", "value", "interval"].map(|name| column(name, SqlType::Text));
    let table = table("users", columns.to_vec());
    let all = [Postgres, MySql, MariaDb, Sqlite];
    for (dialects, text, expected) in [
        (all.as_slice(), "right <> ''", "PostgreSQL, MySQL and MariaDB cannot read `right` as a column without quotes"),
        (&all, "value <> ''", ""),
        (&all, "orders <> ''", "the check names `orders`, which is not a column of `users`"),
        (&[Postgres], "length(ORDER) > 1", "PostgreSQL cannot read `ORDER` as a column without quotes"),
        (&[Postgres], "\"order\" <> ''", ""),
        (&[Postgres], "users.order <> ''", ""),
        (&[Sqlite], "users.order <> ''", "SQLite cannot read `order` as a column without quotes"),
        (&[Sqlite], "right <> '' AND [order] <> ''", ""),
        (&[MySql, MariaDb], "`right` <> ''", ""),
        (&[Postgres], "user <> ''", "PostgreSQL cannot read `user` as a column without quotes"),
        (&[MySql, MariaDb, Sqlite], "user <> ''", ""),
    ] {
        let targets: Vec<Target> = dialects.iter().copied().map(Target::new).collect();
        let refusals = check(&sql(text), Role::Check, &table, &targets, here());
        let problems: Vec<&str> = refusals.iter().map(|refusal| refusal.problem.as_str()).collect();
        assert_eq!(problems, [expected].iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>(), "{text}");
    }
}
