//! What functions and triggers are refused for, and how they follow what they name.

use super::*;
use crate::sample::sql_each;

/// The last operation is refused for this after those of `keep_nick` and the others.
fn check_with(before: &[Operation], operation: Operation, problem: &str) {
    let operations: Vec<Operation> = keep_nick().into_iter().chain(before.iter().cloned()).chain([operation]).collect();
    check(&operations, problem);
}

fn note(body: &str) -> Operation {
    let sqlite = format!("CREATE TRIGGER note AFTER INSERT ON posts BEGIN {body}; END");
    create_trigger("note", "posts", sql_on(&[(Dialect::Sqlite, &sqlite)]))
}

#[test]
fn functions() {
    let twice = || doubled("twice", "abs");
    check(&[twice(), twice()], "function `twice` exists already");
    check(&[twice(), doubled("Twice", "abs")], "the name `Twice` differs only in case from function `twice`");
    check(
        &[twice(), doubled("thrice", "twice"), drop_function("twice")],
        "`twice` cannot be dropped while function `thrice` calls it",
    );
    check(&[drop_function("twice")], "there is no function `twice`");
    check(&[twice(), drop_function("twise")], "there is no function `twise`");
    check(&[twice(), rename_function("twice", "twice")], "its name is `twice` already");
    check(
        &[twice(), doubled("thrice", "twice"), rename_function("twice", "double")],
        "function `thrice` calls `twice`, and PostgreSQL does not carry a rename into it",
    );
    let same = sql_each(
        "CREATE FUNCTION twice(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT abs(n) * 2 $$",
        "create function twice(n BIGINT) returns bigint deterministic return ABS(n) * 2",
        "",
    );
    check(&[twice(), replace_function("twice", same.clone())], "function `twice` has this definition already");
    check(&[replace_function("twice", same)], "there is no function `twice`");
}

#[test]
fn a_function_stays_while_something_calls_it() {
    let uses = [
        (add_constraint("users", self::checked("twice(age) > 0")), "check `users_twice_check` of `users`"),
        (create_view("pairs", "SELECT twice(age) AS pair FROM users"), "view `pairs`"),
        (set_default("users", "age", Value::Sql(sql("twice(1)"))), "the default of `users.age`"),
    ];
    let only_postgres = [Target::new(Dialect::Postgres)];
    for (operation, what) in uses {
        let made = [doubled("twice", "abs"), operation];
        let found = refused(&[&made[..], &[drop_function("twice")]].concat(), &only_postgres);
        assert_eq!(found[0].problem, format!("`twice` cannot be dropped while {what} calls it"));
        let text = "CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS ''";
        let replaced = replace_function("twice", sql_on(&[(Dialect::Postgres, text)]));
        let found = refused(&[&made[..], &[replaced]].concat(), &only_postgres);
        assert_eq!(found[0].problem, format!("PostgreSQL cannot replace `twice` while {what} calls it"));
    }
    check_with(&[], drop_function("keep"), "`keep` cannot be dropped while trigger `keep_nick` of `users` calls it");
}

fn checked(expression: &str) -> Constraint {
    crate::sample::check("users_twice_check", expression)
}

#[test]
fn what_has_the_type_of_a_table_keeps_it() {
    let text = "CREATE FUNCTION name_of(u teams) RETURNS text LANGUAGE sql AS 'SELECT u.name'";
    let named = create_function("name_of", sql_on(&[(Dialect::Postgres, text)]));
    let gone = drop_constraint("users", ConstraintKind::ForeignKey, "users_team_id_fkey");
    let problem = "table `teams` cannot be dropped while function `name_of` has its type";
    check(&[named.clone(), gone, drop_table("teams")], problem);
    let mut catalog = sample();
    replay(&[named, rename_table("teams", "crews")], &mut catalog);
    let renamed = catalog.functions.get("name_of").and_then(|function| function.definition.text(Dialect::Postgres));
    assert_eq!(renamed.map(|text| text.text.clone()), Some(text.replace("u teams", "u crews")));
}

#[test]
fn triggers() {
    let trigger = |name: &str, table: &str| {
        let text = format!("CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW SET NEW.id = 1");
        create_trigger(name, table, sql_on(&[(Dialect::MySql, &text)]))
    };
    check_with(&[], trigger("keep_nick", "posts"), "trigger `keep_nick` of `users` exists already");
    check_with(
        &[],
        trigger("Keep_nick", "posts"),
        "the name `Keep_nick` differs only in case from trigger `keep_nick`",
    );
    check(&[trigger("x", "user")], "there is no table `user`");
    let grown = create_view("grown", "SELECT id FROM users");
    let of_view = |text: &str| create_trigger("x", "grown", sql_on(&[(Dialect::Sqlite, text)]));
    check(
        &[grown.clone(), of_view("CREATE TRIGGER x AFTER INSERT ON grown BEGIN SELECT 1; END")],
        "`grown` is a view, which has no rows that a trigger could come before or after",
    );
    let of_view = of_view("CREATE TRIGGER x INSTEAD OF INSERT ON grown BEGIN SELECT NEW.id; END");
    check(
        &[grown, of_view, replace_view("grown", "SELECT email FROM users")],
        "trigger `x` of `grown` would no longer fit the query of its view",
    );
    check(&[drop_trigger("x")], "there is no trigger `x`");
    check_with(&[], drop_trigger("keep_nik"), "there is no trigger `keep_nik`");
    check_with(&[], rename_trigger("keep_nick", "keep_nick"), "its name is `keep_nick` already");
    check_with(
        &[drop_trigger("keep_nick"), drop_function("keep")],
        keep_nick()[1].clone(),
        "there is no function `keep`",
    );
}

#[test]
fn what_a_trigger_names_stays() {
    check_with(
        &[],
        drop_column("users", "nick", None),
        "`users.nick` cannot be dropped while trigger `keep_nick` of `users` and 1 more use it",
    );
    let update = || note("UPDATE teams SET name = '' WHERE id = NEW.user_id");
    let name = "trigger `note` of `posts` may name";
    check(&[update(), rename_table("teams", "groups")], &format!("{name} `teams` in its body"));
    check(&[update(), rename_column("teams", "name", "title")], &format!("{name} `teams.name` in its body"));
    check(
        &[update(), drop_column("teams", "name", None)],
        "`teams.name` cannot be dropped while trigger `note` of `posts` uses it",
    );
    let gone = drop_constraint("users", ConstraintKind::ForeignKey, "users_team_id_fkey");
    check(&[update(), gone, drop_table("teams")], "`teams` cannot be dropped while trigger `note` of `posts` names it");
    let grown = || create_view("grown", "SELECT id FROM users");
    let read = || note("SELECT id FROM grown");
    check(&[grown(), read(), drop_view("grown")], "`grown` cannot be dropped while trigger `note` of `posts` names it");
    check(&[grown(), read(), rename_view("grown", "adults")], &format!("{name} `grown` in its body"));
}

/// PostgreSQL reads the body of a function when it is called.
#[test]
fn what_the_function_of_a_trigger_names_stays() {
    let body = |column: &str| {
        let text =
            format!("CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.{column} := 1; END $$");
        sql_on(&[(Dialect::Postgres, &text)])
    };
    let trigger = "CREATE TRIGGER keep BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION keep()";
    let trigger = create_trigger("keep", "users", sql_on(&[(Dialect::Postgres, trigger)]));
    let made = [create_function("keep", body("nick")), trigger];
    let with = |operations: &[Operation]| [&made[..], operations].concat();
    let renamed = rename_column("users", "nick", "alias");
    check(&with(std::slice::from_ref(&renamed)), "function `keep` names `users.nick` in its body");
    let gone = [drop_index("users", "users_nick_idx"), drop_column("users", "nick", None)];
    check(&with(&gone), "`users.nick` cannot be dropped while function `keep` uses it");
    let mut catalog = sample();
    replay(&with(&[replace_function("keep", body("alias")), renamed]), &mut catalog);
    replay(&[rename_column("teams", "name", "title"), rename_column("users", "role", "part")], &mut catalog);
}

#[test]
fn triggers_follow_and_go_with_their_table() {
    let mut catalog = sample();
    replay(&keep_nick(), &mut catalog);
    replay(&[rename_table("users", "people"), rename_column("people", "nick", "alias")], &mut catalog);
    replay(&[rename_function("keep", "kept"), rename_trigger("keep_nick", "keep_alias")], &mut catalog);
    let text = |dialect| {
        let trigger = catalog.triggers.get("keep_alias").unwrap();
        (trigger.table.to_string(), trigger.definition.text(dialect).unwrap().text.clone())
    };
    let expected = "CREATE TRIGGER keep_alias BEFORE UPDATE OF alias ON people FOR EACH ROW \
                    WHEN (OLD.alias <> NEW.alias) EXECUTE FUNCTION kept()";
    assert_eq!(text(Dialect::Postgres), ("people".to_owned(), expected.to_owned()));
    let expected = "CREATE TRIGGER keep_alias BEFORE UPDATE ON people FOR EACH ROW SET NEW.alias = OLD.alias";
    assert_eq!(text(Dialect::MySql).1, expected);
    let mut catalog = sample();
    replay(&keep_nick(), &mut catalog);
    replay(&[drop_table("posts"), drop_table("users")], &mut catalog);
    assert!(catalog.triggers.is_empty() && catalog.functions.len() == 1);
}
