//! What an operator is told of each step: its lock, what undoes it, what is asked first and what it throws away.

use super::*;
use crate::migration::LockMode;

fn only(dialect: Dialect, operation: Operation) -> Step {
    let mut steps = steps_on(dialect, &[operation]);
    assert_eq!(steps.len(), 1);
    steps.remove(0)
}

#[test]
fn locks_are_those_of_the_manuals() {
    let key = || Constraint::ForeignKey(foreign_key("k", &["user_id"], "users", &["id"]));
    let cases: [(Operation, LockMode, &[&str]); 9] = [
        (create_table(tags()), LockMode::ShareRowExclusive, &["users"]),
        (drop_table("posts"), LockMode::AccessExclusive, &["posts", "users"]),
        (add_column("users", nullable("x", SqlType::Text)), LockMode::AccessExclusive, &["users"]),
        (create_index("users", index("i", &["age"])), LockMode::ShareUpdateExclusive, &["users"]),
        (drop_index("users", "users_nick_idx"), LockMode::ShareUpdateExclusive, &["users"]),
        (rename_index("users", "users_nick_idx", "i"), LockMode::ShareUpdateExclusive, &["users"]),
        (add_constraint("posts", key()), LockMode::ShareRowExclusive, &["posts", "users"]),
        (
            drop_constraint("posts", ConstraintKind::ForeignKey, "posts_user_id_fkey"),
            LockMode::AccessExclusive,
            &["posts", "users"],
        ),
        (add_constraint("teams", unique("u", &["name"])), LockMode::AccessExclusive, &["teams"]),
    ];
    for (operation, mode, tables) in cases {
        let lock = &steps_on(Postgres, std::slice::from_ref(&operation))[0].lock;
        let found: Vec<&str> = lock.tables.iter().map(AsRef::as_ref).collect();
        assert_eq!((lock.mode, found.as_slice()), (mode, tables), "{operation:?}");
        for dialect in [MySql, MariaDb] {
            assert_eq!(steps_on(dialect, std::slice::from_ref(&operation))[0].lock.mode, LockMode::Metadata);
        }
        let lock = &steps_on(Sqlite, &[operation])[0].lock;
        assert_eq!((lock.mode, lock.tables.len()), (LockMode::Database, 0));
    }
}

#[test]
fn an_index_of_a_table_that_is_in_use_is_built_beside_the_writes() {
    let steps =
        steps_on(Postgres, &[create_index("users", index("i", &["age"])), drop_index("users", "users_nick_idx")]);
    for (step, sql, plain, undo) in [
        (
            &steps[0],
            r#"CREATE INDEX CONCURRENTLY "i" ON "users" ("age")"#,
            r#"CREATE INDEX "i" ON "users" ("age")"#,
            vec![r#"DROP INDEX CONCURRENTLY IF EXISTS "i""#],
        ),
        (
            &steps[1],
            r#"DROP INDEX CONCURRENTLY IF EXISTS "users_nick_idx""#,
            r#"DROP INDEX "users_nick_idx""#,
            vec![
                r#"DROP INDEX CONCURRENTLY IF EXISTS "users_nick_idx""#,
                r#"CREATE INDEX CONCURRENTLY "users_nick_idx" ON "users" ("nick")"#,
            ],
        ),
    ] {
        assert_eq!((step.sql.as_ref(), step.plain.as_deref()), (sql, Some(plain)));
        assert_eq!(step.transaction, Transaction::Outside);
        assert_eq!(step.undo.as_deref(), Some(undo.into_iter().map(plain_text).collect::<Vec<_>>().as_slice()));
    }
    let condition = steps[0].condition.as_ref().expect("the name has to be free");
    assert_eq!(condition.meaning, "nothing is called `i`");
    assert!(condition.sql.ends_with(r#"FROM pg_class WHERE oid = to_regclass('"i"')"#), "{}", condition.sql);
    let born = [create_table(table("tags", vec![id()])), create_index("tags", index("i", &["id"]))];
    let ending = [drop_index("posts", "posts_title_idx"), drop_table("posts")];
    let mut before = catalog();
    let title = create_index("posts", index("posts_title_idx", &["title"]));
    assert_eq!(crate::apply::apply(&title, &mut before, &everywhere()), Ok(()));
    for (operations, before) in [(&born[..], catalog()), (&ending[..], before)] {
        let steps = crate::lower::steps(operations, &before, Target::new(Postgres)).expect("it can be done");
        assert!(steps.iter().all(|step| step.transaction == Transaction::Inside), "{operations:?}");
    }
}

fn plain_text(text: &str) -> String {
    text.to_owned()
}

#[test]
fn nobody_waits_for_a_table_that_is_born_in_the_script() {
    let operations = [
        create_table(table("fresh", vec![id(), nullable("a", SqlType::Integer)])),
        create_index("fresh", index("fresh_a_idx", &["a"])),
        set_not_null("fresh", "a", None),
        drop_column("fresh", "a", None),
    ];
    // The index goes first.
    let operations = [&operations[..3], &[drop_index("fresh", "fresh_a_idx")], &operations[3..]].concat();
    for dialect in [Postgres, MySql, MariaDb] {
        for step in steps_on(dialect, &operations) {
            assert_eq!(step.lock.mode, LockMode::None, "{}", step.sql);
            assert!(step.condition.is_none() && step.discards.is_none(), "{}", step.sql);
        }
    }
}

#[test]
fn mysql_commits_what_changes_the_schema() {
    let steps = steps_on(MySql, &[set_not_null("users", "nick", Some(text("x")))]);
    let found: Vec<Transaction> = steps.iter().map(|step| step.transaction).collect();
    assert_eq!(found, [Transaction::Inside, Transaction::Outside]);
    for dialect in [Postgres, Sqlite] {
        assert_eq!(only(dialect, drop_table("posts")).transaction, Transaction::Inside);
    }
}

#[test]
fn a_step_knows_what_undoes_it_alone() {
    let cases: [(Operation, Option<&[&str]>); 6] = [
        (drop_table("posts"), None),
        (drop_column("users", "role", None), None),
        (change_type("users", "role", SqlType::Varchar(10)), None),
        (
            change_type("users", "role", SqlType::Text),
            Some(&["ALTER TABLE `users` MODIFY COLUMN `role` varchar(20) NOT NULL DEFAULT 'member'"]),
        ),
        (
            drop_index("users", "users_team_id_idx"),
            Some(&["ALTER TABLE `users` ADD KEY `users_team_id_idx` (`team_id`), DROP INDEX `users_team_id_fkey`"]),
        ),
        (
            rename_column("users", "age", "years"),
            Some(&["ALTER TABLE `users` DROP CHECK `users_age_check`, RENAME COLUMN `years` TO `age`, \
                    ADD CONSTRAINT `users_age_check` CHECK (age >= 0)"]),
        ),
    ];
    for (operation, expected) in cases {
        let undo = only(MySql, operation).undo;
        assert_eq!(
            undo.as_deref(),
            expected.map(|texts| texts.iter().map(|&text| text.into()).collect::<Vec<String>>()).as_deref()
        );
    }
}

#[test]
fn the_rows_are_asked_first() {
    let fk = foreign_key("k", &["nick"], "teams", &["name"]);
    let row = r#"SELECT 'id = ' || "id"::text AS offending FROM "users" WHERE"#;
    for (operation, meaning, predicate) in [
        (set_not_null("users", "nick", None), "no `users.nick` is NULL", r#""nick" IS NULL"#),
        (
            add_constraint("users", unique("u", &["nick", "age"])),
            "no two rows of `users` have the same `nick`, `age`",
            r#"("nick", "age") IN (SELECT * FROM (SELECT "nick" AS part1, "age" AS part2 FROM "users" WHERE "nick" IS NOT NULL AND "age" IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1) AS repeated)"#,
        ),
        (
            add_constraint("users", crate::sample::check("c", "age > 17 OR nick IS NULL")),
            "every row of `users` satisfies `c`",
            "NOT (age > 17 OR nick IS NULL)",
        ),
        (
            change_type("users", "nick", SqlType::Varchar(5)),
            "every `users.nick` fits varchar(5)",
            r#"char_length("nick") > 5"#,
        ),
        (
            change_type("users", "age", SqlType::SmallInteger),
            "every `users.age` fits smallint",
            r#"("age" < -32768 OR "age" > 32767)"#,
        ),
    ] {
        let condition = only(Postgres, operation).condition.unwrap();
        assert_eq!(condition.meaning, meaning);
        assert_eq!(condition.sql, format!("{row} {predicate} LIMIT 6"));
    }
    let unique_name = add_constraint("teams", unique("u", &["name"]));
    let steps = steps_on(MySql, &[unique_name, add_constraint("users", Constraint::ForeignKey(fk))]);
    let condition = steps[1].condition.as_ref().unwrap();
    assert_eq!(condition.meaning, "every `users.nick` is found in `teams.name`");
    assert_eq!(
        condition.sql,
        "SELECT concat('id = ', CAST(`id` AS CHAR)) AS offending FROM `users` WHERE `nick` IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM `teams` AS parent WHERE parent.`name` = `users`.`nick`) LIMIT 6"
    );
}

#[test]
fn what_is_thrown_away_is_counted() {
    for (operation, meaning, sql) in [
        (drop_table("posts"), "rows of `posts`", "SELECT count(*) FROM `posts`"),
        (drop_column("users", "role", None), "values of `users.role`", "SELECT count(`role`) FROM `users`"),
    ] {
        let discards = only(MariaDb, operation).discards.unwrap();
        assert_eq!((discards.meaning.as_ref(), discards.sql.as_ref()), (meaning, sql));
    }
    let operations = [rename_table("posts", "articles"), drop_column("articles", "title", None)];
    let steps = steps_on(Postgres, &operations);
    assert_eq!(steps[1].discards.as_ref().unwrap().sql, r#"SELECT count("title") FROM "articles""#);
}
