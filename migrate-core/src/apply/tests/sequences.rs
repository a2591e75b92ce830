//! What sequences and extensions are refused for, and how defaults follow sequences.

use super::*;
use crate::operation::{AlreadyExists, Passage};

#[test]
fn sequences() {
    let numbers = || create_sequence("numbers", None);
    check(&[numbers(), numbers()], "sequence `numbers` exists already");
    check(&[create_sequence("users", None)], "the name `users` is taken by a table");
    check(&[numbers(), create_table(table("numbers", vec![id()]))], "the name `numbers` is taken by a sequence");
    check(
        &[numbers(), rename_table("posts", "Numbers")],
        "the name `Numbers` differs only in case from sequence `numbers`",
    );
    check(&[numbers(), drop_sequence("number", None)], "there is no sequence `number`");
    check(&[numbers(), rename_sequence("numbers", "users")], "the name `users` is taken by a table");
    check(&[numbers(), rename_sequence("numbers", "numbers")], "its name is `numbers` already");
    check(&[create_sequence("numbers", Some(0))], "sequence `numbers` cannot go on with 0");
    check(&[numbers(), drop_sequence("numbers", Some(-3))], "sequence `numbers` cannot go on with -3");
    let mut catalog = sample();
    let freed = [numbers(), rename_sequence("numbers", "others"), numbers(), drop_sequence("others", None)];
    replay(&freed, &mut catalog);
    replay(&[create_sequence("others", None)], &mut catalog);
    assert_eq!(catalog.sequences.len(), 2);
}

/// PostgreSQL makes a sequence for each column that counts up, and gives its name to nothing else.
#[test]
fn sequences_of_columns() {
    let number = |name: &str| create_sequence(name, None);
    let on_mysql = [Target::new(Dialect::MySql)];
    let fail = |operations: &[Operation], problem: &str| {
        assert_eq!(refused_on(&everywhere(), operations), [problem], "{operations:?}");
    };
    let pass = |operations: &[Operation], targets: &[Target]| {
        assert_eq!(refused_on(targets, operations), [""; 0], "{operations:?}");
    };
    fail(&[number("users_id_seq")], "sequence `users_id_seq` of `users.id` exists already");
    fail(&[rename_table("posts", "users_id_seq")], "the name `users_id_seq` is taken by a sequence of `users.id`");
    let renames = [rename_table("users", "people"), rename_column("people", "id", "number"), number("users_id_seq")];
    fail(&renames, "sequence `users_id_seq` of `people.number` exists already");
    pass(&[drop_table("posts"), number("posts_id_seq")], &everywhere());
    // A new table of the old name gets the next name.
    let mut again = table("users", vec![id()]);
    again.primary_key.as_mut().unwrap().name = name("users_pkey1");
    fail(
        &[rename_table("users", "people"), create_table(again), number("users_id_seq1")],
        "sequence `users_id_seq1` of `users.id` exists already",
    );
    // What was there before may call it otherwise.
    let adopted = AlreadyExists::wrapping(create_table(table("tags", vec![id()])), Passage::Joins);
    pass(&[adopted, number("tags_id_seq")], &everywhere());
    let tags = create_table(table("tags", vec![id()]));
    pass(&[tags, create_table(table("tags_id_seq", vec![id()]))], &on_mysql);
    let mut events = table("audit.events", vec![id()]);
    events.primary_key.as_mut().unwrap().name = name("events_pkey");
    let moved =
        [create_schema("audit"), create_table(events), rename_schema("audit", "log"), number("log.events_id_seq")];
    let problems = refused_on(&[Target::new(Dialect::Postgres)], &moved);
    assert_eq!(problems, ["sequence `log.events_id_seq` of `log.events.id` exists already"]);
}

#[test]
fn extensions() {
    let citext = || create_extension("citext");
    check(&[citext(), citext()], "extension `citext` exists already");
    check(&[citext(), drop_extension("citxt")], "there is no extension `citxt`");
    check(&[citext(), drop_extension("citext"), drop_extension("citext")], "there is no extension `citext`");
    check(&[create_extension("a;b")], "extension name `a;b` cannot hold `;`");
}

#[test]
fn defaults_that_take_numbers() {
    let taken = |text: &str| set_default("users", "age", Value::Sql(sql(text)));
    let only = |dialect| [Target::new(dialect)];
    let numbers = create_sequence("numbers", None);
    let problem = "`numbers` cannot be dropped while the default of `users.age` takes its numbers";
    for (dialect, text) in [(Dialect::Postgres, "nextval('numbers')"), (Dialect::MariaDb, "nextval(numbers)")] {
        let found = refused_on(&only(dialect), &[numbers.clone(), taken(text), drop_sequence("numbers", None)]);
        assert_eq!(found, [problem], "{dialect}");
    }
    let renamed = rename_sequence("numbers", "others");
    let found = refused_on(&only(Dialect::MariaDb), &[numbers.clone(), taken("nextval(numbers)"), renamed.clone()]);
    let problem =
        "the default of `users.age` takes the numbers of `numbers`, and MariaDB does not carry a rename into it";
    assert_eq!(found, [problem]);
    let mut catalog = sample();
    for operation in [&numbers, &taken("nextval('numbers')"), &renamed] {
        assert_eq!(apply(operation, &mut catalog, &only(Dialect::Postgres)), Ok(()));
    }
    let age = catalog.table("users").and_then(|users| users.column("age")).unwrap();
    assert_eq!(age.default, Some(Value::Sql(sql("nextval('others')"))));
}

/// What the last operation is refused for on some databases, where the others before it apply.
fn refused_on(targets: &[Target], operations: &[Operation]) -> Vec<String> {
    let mut catalog = sample();
    let mut problems = Vec::new();
    for operation in operations {
        assert!(problems.is_empty(), "{problems:?}");
        let refusals = apply(operation, &mut catalog, targets).err().unwrap_or_default();
        problems = refusals.into_iter().map(|refusal| refusal.problem).collect();
    }
    problems
}
