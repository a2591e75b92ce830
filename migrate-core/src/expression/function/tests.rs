//! What is read of functions, and where they are called.

use super::*;
use crate::dialect::Dialect::{MySql, Postgres};
use crate::sample::{everywhere, here, name, sql, sql_on};

fn problem(text: &str, dialect: Dialect) -> Option<String> {
    let found = check_function(&sql_on(&[(dialect, text)]), &name("total"), &everywhere(), here());
    assert!(found.len() < 2, "{found:?}");
    found.into_iter().next().map(|refusal| refusal.problem)
}

#[test]
fn heads_of_functions() {
    for (dialect, text) in [
        (Postgres, "CREATE FUNCTION total() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT 2 $$"),
        (
            Postgres,
            "create /* why */ function Total(a int, b text DEFAULT 'x;') RETURNS int LANGUAGE sql AS 'SELECT 1'",
        ),
        (Postgres, "CREATE FUNCTION \"total\"() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;"),
        (MySql, "CREATE DEFINER = `root`@`localhost` FUNCTION total() RETURNS int DETERMINISTIC RETURN 1"),
        (MySql, "CREATE DEFINER=CURRENT_USER FUNCTION `total`(a int) RETURNS int BEGIN RETURN a; END"),
    ] {
        assert_eq!(problem(text, dialect), None, "{text}");
    }
    let other = "the statement creates function `other`, and not `total`";
    for (dialect, text, expected) in [
        (Postgres, "CREATE FUNCTION other() RETURNS int LANGUAGE sql AS 'SELECT 1'", other),
        (Postgres, "CREATE FUNCTION \"Total\"() RETURNS int LANGUAGE sql AS ''", &other.replace("other", "Total")),
        (MySql, "CREATE FUNCTION Total() RETURNS int RETURN 1", &other.replace("other", "Total")),
        (
            Postgres,
            "CREATE FUNCTION public.total() RETURNS int LANGUAGE sql AS ''",
            "the statement creates function `public.total`, and not `total`",
        ),
        (
            Postgres,
            "CREATE OR REPLACE FUNCTION total() RETURNS int LANGUAGE sql AS ''",
            "`create_function` replaces nothing, and this says `OR REPLACE`",
        ),
        (
            MySql,
            "CREATE FUNCTION IF NOT EXISTS total() RETURNS int RETURN 1",
            "a function cannot be created `IF NOT EXISTS`",
        ),
        (Postgres, "CREATE FUNCTION total", "this SQL is no `CREATE FUNCTION` statement"),
        (Postgres, "SELECT total()", "this SQL is no `CREATE FUNCTION` statement"),
        (
            MySql,
            "DELIMITER // CREATE FUNCTION total() RETURNS int RETURN 1//",
            "this SQL is no `CREATE FUNCTION` statement",
        ),
        (
            MySql,
            "CREATE FUNCTION total() RETURNS int BEGIN RETURN 1; END; SELECT 1",
            "this SQL holds more than one statement",
        ),
        (MySql, "CREATE FUNCTION total() RETURNS int BEGIN RETURN 1;", "the body of this function has no end"),
        (Postgres, "CREATE FUNCTION total() AS 'SELECT 1", "this SQL does not parse: unterminated string literal"),
    ] {
        assert_eq!(problem(text, dialect).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn arguments_by_which_postgres_tells_functions_apart() {
    for (arguments, signature) in [
        ("", "()"),
        ("integer", "(integer)"),
        ("a integer, OUT b text", "(a integer, OUT b text)"),
        (
            "a numeric(10, 2) DEFAULT round(1, 2), \"B\" text[] = '{}', VARIADIC c int[]",
            "(a numeric(10, 2), \"B\" text[], VARIADIC c int[])",
        ),
        ("a users.id%TYPE", "(a users.id % TYPE)"),
    ] {
        let text = format!("CREATE FUNCTION f({arguments}) RETURNS int LANGUAGE sql AS ''");
        assert_eq!(super::signature(&text), signature);
    }
}

#[test]
fn which_function_postgres_puts_in_place_of_another() {
    let of =
        |arguments: &str, result: &str| format!("CREATE FUNCTION f({arguments}) RETURNS {result} AS '' LANGUAGE sql");
    for (old, new, expected) in [
        (of("a int", "int"), of("a  INT", "Int"), true),
        (of("a int", "int"), of("a int DEFAULT 1", "int"), true),
        (of("a int DEFAULT 1", "int"), of("a int", "int"), false),
        (of("a int DEFAULT 1", "int"), of("a int DEFAULT 1", "int STRICT"), true),
        (of("a int", "int"), of("b int", "int"), false),
        (of("a int", "int"), of("a bigint", "int"), false),
        (of("a int", "int"), of("a int", "text"), false),
        (of("", "TABLE (a int)"), of("", "TABLE (a int, b int)"), false),
        (of("", "trigger"), of("", "trigger SECURITY DEFINER"), true),
    ] {
        assert_eq!(can_replace_function(&old, &new), expected, "{old}\n{new}");
    }
}

#[test]
fn a_replacement_is_kept_as_what_creates_the_function() {
    let plain = |text: &str| match plain_definition(&sql(text), &everywhere()) {
        Sql::Everywhere(text) => text.text,
        Sql::PerDialect(texts) => format!("{texts:?}"),
    };
    let created = "CREATE FUNCTION f() RETURNS int RETURN 1";
    assert_eq!(plain("CREATE OR REPLACE FUNCTION f() RETURNS int RETURN 1 ;\n"), created);
    assert_eq!(plain(created), created);
    assert_eq!(or_replace(created), "CREATE OR REPLACE FUNCTION f() RETURNS int RETURN 1");
}

#[test]
fn where_a_function_is_called() {
    for (text, expected) in [
        ("total(age) > 0", true),
        ("public.TOTAL (age) > 0", true),
        ("total > 0", false),
        ("'total(1)' = age", false),
        ("subtotal(age) > 0", false),
        ("INSERT INTO total (age) VALUES (1)", false),
    ] {
        assert_eq!(calls(&sql(text), "total", Postgres), expected, "{text}");
    }
    let body = |text: &str, dialect| {
        body_calls(&Function { name: name("f"), definition: sql_on(&[(dialect, text)]) }, "total", dialect)
    };
    assert!(body("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $b$ SELECT total(1) $b$", Postgres));
    assert!(body("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT total(1)'", Postgres));
    assert!(body("CREATE FUNCTION f() RETURNS int RETURN total(1)", MySql));
    assert!(!body("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $b$ SELECT 'total(1)' $b$", Postgres));
    assert!(!body("CREATE FUNCTION total(a int) RETURNS int RETURN a", MySql));
}

#[test]
fn types_of_arguments_and_results_follow() {
    let of = |arguments: &str, result: &str| {
        format!("CREATE FUNCTION f({arguments}) RETURNS {result} LANGUAGE sql AS 'SELECT * FROM users'")
    };
    for (arguments, result, renamed) in [
        ("u users", "int", Some(("u people", "int"))),
        ("users users, b int", "SETOF users", Some(("users people, b int", "SETOF people"))),
        ("a users.id%TYPE", "users[]", Some(("a people.id%TYPE", "people[]"))),
        ("users int", "int", None),
    ] {
        let definition = sql_on(&[(Postgres, &of(arguments, result))]);
        let function = Function { name: name("f"), definition: definition.clone() };
        assert_eq!(has_type(&function, "users"), renamed.is_some(), "{arguments}");
        let (arguments, result) = renamed.unwrap_or((arguments, result));
        let expected = sql_on(&[(Postgres, &of(arguments, result))]);
        assert_eq!(rename_type(&definition, "users", "people", &everywhere()), expected);
    }
}

fn function(dialect: Dialect, text: &str) -> Function {
    Function { name: name("f"), definition: sql_on(&[(dialect, text)]) }
}

fn of_postgres(language: &str, body: &str) -> Function {
    function(Postgres, &format!("CREATE FUNCTION f(email text) RETURNS int LANGUAGE {language} AS $$ {body} $$"))
}

#[test]
fn tables_that_a_body_names_for_certain() {
    for (body, names) in [
        ("SELECT count(*) FROM users", true),
        ("SELECT 1 FROM teams t LEFT JOIN public.users u ON true", true),
        ("BEGIN INSERT INTO users VALUES (1); END", true),
        ("BEGIN UPDATE users AS u SET nick = 'it'; DELETE FROM \"users\"; END", true),
        ("SELECT 1 WHERE EXISTS (SELECT 1 FROM users)", true),
        ("SELECT extract(year FROM users)", false),
        ("SELECT 1 FROM audit.users", false),
        ("SELECT a IS DISTINCT FROM users FROM teams", false),
        ("WITH users AS (SELECT 1) SELECT 1 FROM users", false),
        ("BEGIN CREATE TEMP TABLE users (id int); INSERT INTO users VALUES (1); END", false),
        ("BEGIN SELECT 1 INTO users; FETCH NEXT FROM users; users := 1; END", false),
        ("SELECT users FROM teams FOR UPDATE", false),
    ] {
        assert_eq!(body_names_relation(&of_postgres("plpgsql", body), "users", Postgres), names, "{body}");
    }
    let elsewhere = "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = old AS 'SELECT 1 FROM users'";
    assert!(!body_names_relation(&function(Postgres, elsewhere), "users", Postgres));
    let atomic = "CREATE FUNCTION f() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM users; END";
    assert!(body_names_relation(&function(Postgres, atomic), "users", Postgres));
    let mysql = "CREATE FUNCTION f() RETURNS int READS SQL DATA RETURN (SELECT count(*) FROM Users)";
    assert!(body_names_relation(&function(MySql, mysql), "users", MySql));
}

#[test]
fn columns_that_a_body_names_for_certain() {
    for (body, names) in [
        ("SELECT users.email FROM users", true),
        ("INSERT INTO users (nick, email) VALUES ('a', 'b')", true),
        ("BEGIN UPDATE users SET nick = 'a', email = 'b' WHERE true; END", true),
        ("SELECT email FROM users", false),
        ("INSERT INTO users (nick) VALUES (email)", false),
        ("BEGIN UPDATE users SET nick = email; END", false),
        ("SELECT teams.email FROM teams, users", false),
    ] {
        assert_eq!(body_names_column_of(&of_postgres("sql", body), "users", "email", Postgres), names, "{body}");
    }
}

#[test]
fn functions_whose_results_can_be_kept() {
    for (clauses, kept) in [
        ("LANGUAGE plpgsql IMMUTABLE", true),
        ("LANGUAGE plpgsql", false),
        ("STABLE LANGUAGE 'plpgsql'", false),
        ("LANGUAGE sql", true),
        ("LANGUAGE 'SQL' STABLE", true),
    ] {
        let text = format!("CREATE FUNCTION f() RETURNS int {clauses} AS 'IMMUTABLE'");
        assert_eq!(can_be_kept(&function(Postgres, &text)), kept, "{clauses}");
    }
}
