//! Statements in their author's words.

use super::*;
use crate::catalog::{Catalog, Sql, SqlText};
use crate::inverse::invert_all;
use crate::operation::WrittenAs;

const PARTITIONED: &str = "CREATE TABLE events (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day)";
const STRICT: &str = "CREATE TABLE users2 (id INTEGER NOT NULL, nick TEXT) STRICT";

fn only_on(dialect: Dialect, text: &str) -> Sql {
    Sql::PerDialect([(dialect, Some(SqlText::new(text, here())))].into())
}

fn events() -> Table {
    let mut events = table("events", vec![column("id", SqlType::BigInteger), column("day", SqlType::Date)]);
    events.primary_key = None;
    events.indexes.push(index("events_day_idx", &["day"]));
    events
}

fn partitioned() -> Operation {
    WrittenAs::wrapping(create_table(events()), Some(only_on(Postgres, PARTITIONED)), None)
}

/// The SQL of operations on a schema, and of what undoes them.
fn there_and_back(dialect: Dialect, before: &Catalog, operations: &[Operation]) -> (Vec<String>, Vec<String>) {
    let targets = [Target::new(dialect)];
    let inverses = invert_all(operations, before, &targets);
    assert!(inverses.iter().all(|inverse| inverse.missing.is_none()), "{inverses:?}");
    let mut after = before.clone();
    for operation in operations {
        assert_eq!(apply(operation, &mut after, &targets), Ok(()));
    }
    let back = crate::inverse::Inverse::joined(&inverses).operations;
    let sql = |steps: Vec<Step>| steps.into_iter().map(|step| step.sql).collect::<Vec<_>>();
    let up = super::super::steps(operations, before, targets[0]).unwrap();
    (sql(up), sql(super::super::steps(&back, &after, targets[0]).unwrap()))
}

fn after(dialect: Dialect, operations: &[Operation]) -> Catalog {
    let mut catalog = catalog();
    for operation in operations {
        assert_eq!(apply(operation, &mut catalog, &[Target::new(dialect)]), Ok(()));
    }
    catalog
}

#[test]
fn the_words_take_the_place_of_one_statement_and_the_rest_follows() {
    let (up, down) = there_and_back(Postgres, &catalog(), &[partitioned()]);
    assert_eq!(up, [PARTITIONED, r#"CREATE INDEX "events_day_idx" ON "events" ("day")"#]);
    assert_eq!(down, [r#"DROP TABLE "events""#]);
    let (up, _) = there_and_back(Sqlite, &catalog(), &[partitioned()]);
    assert!(up[0].starts_with("CREATE TABLE \"events\" (\n"), "a database that is not named is sent what is rendered");
}

#[test]
fn what_is_dropped_comes_back_in_the_same_words() {
    let before = after(Postgres, &[partitioned()]);
    let (_, down) = there_and_back(Postgres, &before, &[drop_table("events")]);
    assert_eq!(down[0], PARTITIONED);
    // An index is a statement of its own, and a new name follows.
    let before = after(Postgres, &[partitioned(), create_index("events", index("events_id_idx", &["id"]))]);
    let (_, down) = there_and_back(Postgres, &before, &[drop_table("events")]);
    assert_eq!(down.len(), 3);
}

#[test]
fn the_constraints_of_what_is_dropped_come_back_in_their_words() {
    let check = add_constraint("events", crate::sample::check("late", "day > '2020-01-01'"));
    let words = "ALTER TABLE events ADD CONSTRAINT late CHECK (day > '2020-01-01') NO INHERIT";
    let check = WrittenAs::wrapping(check, Some(only_on(Postgres, words)), None);
    let key = add_constraint("events", unique("events_id_key", &["id"]));
    let key_words = "ALTER TABLE events ADD CONSTRAINT events_id_key UNIQUE (id) WITH (fillfactor = 70)";
    let key = WrittenAs::wrapping(key, Some(only_on(Postgres, key_words)), None);
    let to_itself = foreign_key("events_former_fkey", &["former"], "events", &["id"]);
    let to_itself = add_constraint("events", Constraint::ForeignKey(to_itself));
    let former = add_column("events", nullable("former", SqlType::BigInteger));
    let before = after(Postgres, &[create_table(events()), check, key, former, to_itself]);
    let (_, down) = there_and_back(Postgres, &before, &[drop_table("events")]);
    assert_eq!(down[2..4], [key_words, words]);
    assert!(down[4].contains("events_former_fkey") && !down[0].contains("events_former_fkey"), "{down:?}");
}

#[test]
fn a_column_does_not_come_back_with_its_table_without_its_words() {
    for (target, words) in [
        (Postgres, "ALTER TABLE events ADD COLUMN what text STORAGE EXTERNAL"),
        (MySql, "ALTER TABLE events ADD COLUMN what longtext INVISIBLE"),
        (Sqlite, "ALTER TABLE events ADD COLUMN what TEXT CHECK (what <> '')"),
    ] {
        let column = nullable("what", SqlType::Text);
        let add = WrittenAs::wrapping(add_column("events", column), Some(only_on(target, words)), None);
        let before = after(target, &[create_table(events()), add]);
        let [inverse] = &invert_all(&[drop_table("events")], &before, &[Target::new(target)])[..] else { panic!() };
        let problem = inverse.missing.as_ref().map(|missing| missing.problem.as_str());
        let expected = "`down` cannot make `events.what` again in the words that made it";
        assert_eq!(problem, Some(expected), "{words}");
        if target == Sqlite {
            let change = [set_not_null("events", "what", None)];
            let refusals = super::super::steps(&change, &before, Target::new(Sqlite)).expect_err("it is made anew");
            let problem = "this makes `events.what` again on SQLite, without the words that made it";
            assert_eq!(refusals[0].problem, problem);
        }
    }
}

#[test]
fn what_has_changed_since_asks_for_words() {
    for change in [rename_table("events", "happenings"), add_column("events", nullable("more", SqlType::Text))] {
        let name = if matches!(change, Operation::RenameTable(_)) { "happenings" } else { "events" };
        let before = after(Postgres, &[partitioned(), change]);
        let [inverse] = &invert_all(&[drop_table(name)], &before, &[Target::new(Postgres)])[..] else { panic!() };
        let missing = inverse.missing.as_ref().expect("the words are missing");
        assert_eq!(missing.problem, format!("`down` cannot make `{name}` again in the words that made it"));
        let words = format!("CREATE TABLE {name} (id bigint) PARTITION BY RANGE (id)");
        let drop = WrittenAs::wrapping(drop_table(name), None, Some(sql(&words)));
        let [inverse] = &invert_all(&[drop], &before, &[Target::new(Postgres)])[..] else { panic!() };
        assert_eq!(inverse.missing, None);
    }
}

#[test]
fn indexes_of_partitions_are_not_built_concurrently() {
    let before = after(Postgres, &[partitioned()]);
    let (up, down) = there_and_back(Postgres, &before, &[create_index("events", index("i", &["id"]))]);
    assert_eq!(
        (up, down),
        (vec![r#"CREATE INDEX "i" ON "events" ("id")"#.to_owned()], vec![r#"DROP INDEX "i""#.to_owned()])
    );
}

#[test]
fn an_index_that_is_written_by_hand_is_built_outside_the_transaction() {
    let words = "CREATE INDEX CONCURRENTLY i ON users (nick) WITH (fillfactor = 70)";
    let written = WrittenAs::wrapping(create_index("users", index("i", &["nick"])), Some(sql(words)), None);
    let steps = steps_on(Postgres, &[written]);
    assert_eq!((steps[0].sql.as_str(), steps[0].transaction, &steps[0].plain), (words, Transaction::Outside, &None));
    let words = "CREATE INDEX i ON users (nick) WITH (fillfactor = 70)";
    let written = WrittenAs::wrapping(create_index("users", index("i", &["nick"])), Some(sql(words)), None);
    assert_eq!(steps_on(Postgres, &[written])[0].transaction, Transaction::Inside);
}

#[test]
fn a_constraint_for_which_sqlite_made_the_table_anew_in_words_belongs_to_them() {
    let words = "CREATE TABLE users2 (id INTEGER NOT NULL, nick TEXT CHECK (nick <> '')) STRICT";
    let add = add_constraint("users2", crate::sample::check("named", "nick <> ''"));
    let add = WrittenAs::wrapping(add, Some(only_on(Sqlite, words)), None);
    let before = after(Sqlite, &[strict(), add]);
    let (_, down) = there_and_back(Sqlite, &before, &[drop_table("users2")]);
    assert_eq!(down, [words]);
}

fn strict() -> Operation {
    let mut users2 = table("users2", vec![column("id", SqlType::BigInteger), nullable("nick", SqlType::Text)]);
    users2.primary_key = None;
    WrittenAs::wrapping(create_table(users2), Some(only_on(Sqlite, STRICT)), None)
}

#[test]
fn a_table_that_sqlite_makes_anew_needs_words_for_its_new_form() {
    let before = after(Sqlite, &[strict()]);
    let refused = super::super::steps(&[set_not_null("users2", "nick", None)], &before, Target::new(Sqlite));
    let refusals = refused.expect_err("the words are missing");
    assert_eq!(refusals[0].problem, "this makes `users2` again on SQLite, without the words that made it");

    let new = "CREATE TABLE users2 (id INTEGER NOT NULL, nick TEXT NOT NULL) STRICT";
    let written = WrittenAs::wrapping(set_not_null("users2", "nick", None), Some(only_on(Sqlite, new)), None);
    let (up, down) = there_and_back(Sqlite, &before, &[written]);
    assert_eq!(up[0], r#"CREATE TABLE "_new_users2" (id INTEGER NOT NULL, nick TEXT NOT NULL) STRICT"#);
    assert_eq!(down[0], r#"CREATE TABLE "_new_users2" (id INTEGER NOT NULL, nick TEXT) STRICT"#);
}

#[test]
fn an_index_comes_back_in_its_words_when_its_table_is_made_anew() {
    let words = "CREATE INDEX i ON users (nick COLLATE NOCASE)";
    let written = WrittenAs::wrapping(create_index("users", index("i", &["nick"])), Some(sql(words)), None);
    let before = after(Sqlite, &[written]);
    let (up, _) = there_and_back(Sqlite, &before, &[set_not_null("users", "nick", None)]);
    assert_eq!(up.last().map(String::as_str), Some(words));
    let refused = super::super::steps(&[rename_index("users", "i", "j")], &before, Target::new(Sqlite));
    let refusals = refused.expect_err("it would come back in other words");
    assert_eq!(refusals[0].problem, "this makes `j` again on SQLite, without the words that made it");
}

#[test]
fn a_view_comes_back_in_its_words_when_it_steps_aside() {
    let words = "CREATE VIEW v WITH (security_barrier) AS SELECT email FROM users";
    let create = create_view("v", "SELECT email FROM users");
    let before = after(Postgres, &[WrittenAs::wrapping(create, Some(sql(words)), None)]);
    let (_, down) = there_and_back(Postgres, &before, &[drop_view("v")]);
    assert_eq!(down, [words]);
    let replace = replace_view("v", "SELECT email, nick FROM users");
    let refused = super::super::steps(std::slice::from_ref(&replace), &before, Target::new(Postgres));
    assert!(refused.is_err(), "{refused:?}");
    let again = "CREATE OR REPLACE VIEW v WITH (security_barrier) AS SELECT email, nick FROM users";
    let written = WrittenAs::wrapping(replace, Some(sql(again)), Some(sql(words)));
    assert!(super::super::steps(&[written], &before, Target::new(Postgres)).is_ok());
}

#[test]
fn what_takes_several_statements_cannot_be_said_in_one() {
    let words = "ALTER TABLE users RENAME CONSTRAINT users_pkey TO p";
    let rename = rename_constraint("users", "users_pkey", "p");
    for dialect in [MySql, MariaDb] {
        let written = WrittenAs::wrapping(rename.clone(), Some(sql(words)), None);
        let refused = super::super::steps(&[written], &catalog(), Target::new(dialect));
        let refusals = refused.expect_err("nothing is sent");
        let problem = format!("{dialect} is sent nothing for this, so there is nothing to say otherwise");
        assert_eq!(refusals[0].problem, problem);
    }
    let words = "ALTER TABLE users ALTER COLUMN nick SET NOT NULL";
    let written = WrittenAs::wrapping(set_not_null("users", "nick", None), Some(sql(words)), None);
    let refused = super::super::steps(&[written], &catalog(), Target::new(Sqlite));
    let refusals = refused.expect_err("SQLite makes the table anew");
    assert_eq!(refusals[0].problem, "SQLite makes `users` anew for this, in more than one statement");
}

/// MODIFY COLUMN says a column from beginning to end.
#[test]
fn a_column_that_its_words_say_more_of_is_not_said_again_without_them() {
    for (definition, says_more) in [
        ("nick varchar(20) NOT NULL", false),
        ("nick VARCHAR(20) CHARACTER SET latin1 NOT NULL", true),
        ("nick varchar(20) NOT NULL INVISIBLE", true),
        ("nick mediumtext NOT NULL", true),
    ] {
        let words = format!("CREATE TABLE people (id bigint, {definition}, PRIMARY KEY (id)) ROW_FORMAT = DYNAMIC");
        let mut people = table("people", vec![column("id", SqlType::BigInteger), column("nick", SqlType::Varchar(20))]);
        people.primary_key = Some(key("people_pkey", &["id"]));
        for dialect in [MySql, MariaDb] {
            let create = WrittenAs::wrapping(create_table(people.clone()), Some(only_on(dialect, &words)), None);
            let before = after(dialect, &[create]);
            let steps = super::super::steps(&[drop_not_null("people", "nick", None)], &before, Target::new(dialect));
            assert_eq!(steps.is_err(), says_more, "{definition}: {steps:?}");
            let own = only_on(dialect, "ALTER TABLE people MODIFY COLUMN nick varchar(20) INVISIBLE");
            let written = WrittenAs::wrapping(drop_not_null("people", "nick", None), Some(own.clone()), Some(own));
            assert!(super::super::steps(&[written], &before, Target::new(dialect)).is_ok());
        }
    }
}

#[test]
fn a_view_is_put_in_place_of_another_by_the_words_that_made_it() {
    let words = "CREATE SQL SECURITY INVOKER VIEW v AS SELECT email FROM users";
    let create = create_view("v", "SELECT email FROM users");
    let before = after(MySql, &[WrittenAs::wrapping(create, Some(sql(words)), None)]);
    let again = sql("CREATE SQL SECURITY INVOKER VIEW v AS SELECT nick FROM users");
    let replace = WrittenAs::wrapping(replace_view("v", "SELECT nick FROM users"), Some(again), None);
    let (up, down) = there_and_back(MySql, &before, &[replace]);
    assert_eq!(up, ["CREATE OR REPLACE SQL SECURITY INVOKER VIEW v AS SELECT nick FROM users"]);
    assert_eq!(down, ["CREATE OR REPLACE SQL SECURITY INVOKER VIEW v AS SELECT email FROM users"]);
}

#[test]
fn the_words_for_a_type_stand_between_the_foreign_keys_that_step_aside() {
    let words = "ALTER TABLE posts MODIFY user_id bigint NOT NULL INVISIBLE";
    let change = change_type("posts", "user_id", SqlType::BigInteger);
    let operations = [change_type("users", "id", SqlType::Integer), change_type("posts", "user_id", SqlType::Integer)];
    let before = after(MySql, &operations);
    let written = WrittenAs::wrapping(change, Some(only_on(MySql, words)), None);
    let (up, down) = there_and_back(MySql, &before, &[change_type("users", "id", SqlType::BigInteger), written]);
    let key = "`posts_user_id_fkey`";
    let add = format!("ALTER TABLE `posts` ADD CONSTRAINT {key} FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)");
    assert_eq!(up[2..], [words, &add], "{up:?}");
    assert_eq!(down[0], format!("ALTER TABLE `posts` DROP FOREIGN KEY {key}"), "{down:?}");
    assert_eq!(down.last(), Some(&add), "{down:?}");
}
