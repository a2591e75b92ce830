//! What queries name, and what becomes of them when that is renamed.

use crate::apply::apply;
use crate::catalog::{Catalog, Name};
use crate::dialect::Dialect::{self, MariaDb, MySql, Postgres, Sqlite};
use crate::dialect::Target;
use crate::expression::{QueryRename, check_query, expanded, is_same_query, reads, rename_in_query};
use crate::sample::{catalog, create_view, everywhere, here, name, sql};

fn schema() -> Catalog {
    let mut catalog = catalog();
    let view = create_view("grown", "SELECT id, email FROM users WHERE age > 17");
    assert_eq!(apply(&view, &mut catalog, &everywhere()), Ok(()));
    catalog
}

/// What a query names, as `relation(column, …)`, or what is wrong with it.
fn read(text: &str, targets: &[Target]) -> String {
    let query = sql(text);
    if let Some(refusal) = check_query(&query, &schema(), targets, here()).into_iter().next() {
        return refusal.problem;
    }
    let list = |names: &[Name]| names.iter().map(Name::as_str).collect::<Vec<_>>().join(" ");
    let uses = reads(&query, &schema(), targets).uses;
    let uses: Vec<String> = uses.iter().map(|used| format!("{}({})", used.relation, list(&used.columns))).collect();
    uses.join(", ")
}

#[test]
fn what_queries_name() {
    for (text, expected) in [
        ("SELECT email FROM users", "users(email)"),
        ("SELECT u.email AS mail FROM users AS u ORDER BY mail, age", "users(age email)"),
        ("SELECT id FROM grown", "grown(id)"),
        ("SELECT count(*) AS total FROM users GROUP BY team_id HAVING max(age) > 3", "users(age team_id)"),
        (
            "SELECT title, email FROM posts JOIN users ON users.id = posts.user_id",
            "posts(title user_id), users(email id)",
        ),
        (
            "SELECT email FROM users WHERE EXISTS (SELECT 1 FROM posts WHERE user_id = users.id)",
            "posts(user_id), users(email id)",
        ),
        (
            "SELECT name, (SELECT count(*) FROM users WHERE team_id = teams.id) AS members FROM teams",
            "teams(id name), users(team_id)",
        ),
        ("SELECT q.mail FROM (SELECT email AS mail, age FROM users) AS q WHERE q.age > 1", "users(age email)"),
        ("WITH q (a, b) AS (SELECT id, name FROM teams) SELECT a, q.b FROM q", "teams(id name)"),
        ("WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n", ""),
        ("SELECT id FROM users UNION SELECT id FROM posts ORDER BY id", "posts(id), users(id)"),
        ("SELECT rank() OVER (PARTITION BY team_id ORDER BY age) AS place FROM users", "users(age team_id)"),
        ("SELECT id, nick FROM users WHERE id IN (SELECT user_id FROM posts)", "posts(user_id), users(id nick)"),
    ] {
        assert_eq!(read(text, &everywhere()), expected, "{text}");
    }
    for (dialect, text, expected) in [
        (Postgres, "SELECT EMAIL FROM Users", "users(email)"),
        (Postgres, "SELECT DISTINCT ON (team_id) age FROM public.users", "users(age team_id)"),
        (Postgres, "SELECT row_to_json(t) AS row FROM teams t", "teams(id name)"),
        (Postgres, "SELECT t.name, s.n FROM teams t, generate_series(1, t.id) AS s(n)", "teams(id name)"),
        (
            Postgres,
            "SELECT x.id FROM teams t, LATERAL (SELECT u.id FROM users u WHERE u.team_id = t.id) x",
            "teams(id), users(id team_id)",
        ),
        (Postgres, "SELECT p.user_id FROM posts p JOIN users USING (id)", "posts(id user_id), users(id)"),
        (
            Postgres,
            "SELECT string_agg(email, ',' ORDER BY age) FILTER (WHERE nick IS NULL) AS a FROM users",
            "users(age email nick)",
        ),
        (Sqlite, "SELECT rowid, [email] FROM Users", "users(email)"),
        (
            MySql,
            "SELECT `email`, group_concat(nick ORDER BY age SEPARATOR ';') AS n FROM users GROUP BY email",
            "users(age email nick)",
        ),
        (
            MariaDb,
            "SELECT email FROM users STRAIGHT_JOIN teams ON teams.id = team_id",
            "teams(id), users(email team_id)",
        ),
    ] {
        assert_eq!(read(text, &[Target::new(dialect)]), expected, "{text}");
    }
}

#[test]
fn queries_that_are_refused() {
    for (dialect, text, expected) in [
        (Postgres, "", "this query is empty"),
        (Postgres, "SELECT 1; SELECT 2", "this query cannot contain `;`"),
        (Postgres, "DELETE FROM users", "a query cannot change rows"),
        (Postgres, "SELECT email FROM user", "the query names `user`, which is no table or view"),
        (Postgres, "SELECT mail FROM users", "the query names `mail`, which is not a column of `users`"),
        (Postgres, "SELECT u.mail FROM users u", "the query names `mail`, which is not a column of `u`"),
        (Postgres, "SELECT users.email FROM users u", "the query names `users`, which is no table or view"),
        (Postgres, "SELECT id FROM users, posts", "`id` may be a column of `users` or of `posts`"),
        (Postgres, "SELECT u.id, p.id FROM users u, posts p", "the view would have two columns `id`"),
        (Postgres, "SELECT email FROM \"Users\"", "the query names `Users`, which is no table or view"),
        (MySql, "SELECT email FROM Users", "the query names `Users`, which is no table or view"),
        (Sqlite, "SELECT \"mail\" FROM users", "the query names `mail`, which is not a column of `users`"),
        (Postgres, "SELECT * FROM generate_series(1, 2) AS n", "the build cannot tell which columns `*` stands for"),
        (Postgres, "SELECT id FROM users NATURAL JOIN teams", "this form of query is not supported yet"),
        (Postgres, "SELECT email INTO other FROM users", "this form of query is not supported yet"),
        (Postgres, "SELECT email FROM audit.users", "the query names `audit.users`, which is no table or view"),
    ] {
        assert_eq!(read(text, &[Target::new(dialect)]), expected, "{text}");
    }
}

#[test]
fn a_star_is_written_out() {
    let expand = |text: &str, dialect: Dialect| expanded(&sql(text), &schema(), &[Target::new(dialect)]);
    for (text, expected) in [
        ("SELECT * FROM teams", "SELECT id, name FROM teams"),
        ("SELECT t . *, age FROM teams t, users", "SELECT t.id, t.name, age FROM teams t, users"),
        ("SELECT * FROM (SELECT * FROM grown) AS g", "SELECT id, email FROM (SELECT id, email FROM grown) AS g"),
        ("SELECT * FROM nowhere", "SELECT * FROM nowhere"),
    ] {
        assert_eq!(expand(text, Postgres), sql(expected));
        assert_eq!(expand(text, Sqlite), sql(expected));
    }
}

/// A query with a column or, if `column` is none, a table renamed, and with the name renamed back.
fn check_rename(text: &str, column: Option<(&str, &str)>, table: &str, expected: &str) {
    let targets = everywhere();
    let before = schema();
    let (relation, new_relation) = (name("users"), name(table));
    let (from, to) = column.map_or((name(""), name("")), |(from, to)| (name(from), name(to)));
    let (there, back) = match column {
        Some(_) => (
            QueryRename::Column { relation: &relation, from: &from, to: &to },
            QueryRename::Column { relation: &relation, from: &to, to: &from },
        ),
        None => (
            QueryRename::Relation { from: &relation, to: &new_relation },
            QueryRename::Relation { from: &new_relation, to: &relation },
        ),
    };
    let renamed = rename_in_query(&sql(text), there, &before, &targets);
    assert_eq!(renamed, sql(expected));
    let operation = match column {
        Some((from, to)) => crate::sample::rename_column("users", from, to),
        None => crate::sample::rename_table("users", table),
    };
    let mut after = before;
    assert_eq!(apply(&operation, &mut after, &targets), Ok(()));
    assert_eq!(rename_in_query(&renamed, back, &after, &targets), sql(text));
}

#[test]
fn a_renamed_column_keeps_its_name_in_the_view() {
    let mail = Some(("email", "mail"));
    check_rename("SELECT email FROM users", mail, "users", "SELECT mail AS email FROM users");
    check_rename(
        "SELECT u.email, lower(email) AS low FROM users u WHERE email <> '' ORDER BY email",
        mail,
        "users",
        "SELECT u.mail AS email, lower(mail) AS low FROM users u WHERE mail <> '' ORDER BY email",
    );
    check_rename("SELECT email AS name FROM users", mail, "users", "SELECT mail AS name FROM users");
    check_rename(
        "SELECT email, count(*) AS n FROM users GROUP BY email",
        mail,
        "users",
        "SELECT mail AS email, count(*) AS n FROM users GROUP BY mail",
    );
    check_rename("SELECT email FROM grown", mail, "users", "SELECT email FROM grown");
}

#[test]
fn a_renamed_table_is_renamed_in_the_view() {
    check_rename("SELECT users.email FROM users", None, "people", "SELECT people.email FROM people");
    check_rename("SELECT u.email FROM users AS u", None, "people", "SELECT u.email FROM people AS u");
    check_rename(
        "SELECT name FROM teams WHERE id IN (SELECT users.team_id FROM users)",
        None,
        "people",
        "SELECT name FROM teams WHERE id IN (SELECT people.team_id FROM people)",
    );
}

#[test]
fn queries_are_the_same_in_other_quotes() {
    for (left, right, same) in [
        ("SELECT a FROM t", "select  a\nfrom t -- all of them", true),
        ("SELECT a AS a FROM t", "SELECT a FROM t", true),
        ("SELECT a AS b FROM t", "SELECT a FROM t", false),
        ("SELECT 'a' FROM t", "SELECT 'A' FROM t", false),
        ("SELECT \"rank\" FROM t", "SELECT rank FROM t", true),
        ("SELECT \"current_date\" FROM t", "SELECT current_date FROM t", false),
    ] {
        assert_eq!(is_same_query(&sql(left), &sql(right), &[Target::new(Dialect::Sqlite)]), same, "{left}");
    }
}
