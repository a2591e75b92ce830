//! What sequences and extensions are refused for, and how defaults follow sequences.

use super::*;

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
