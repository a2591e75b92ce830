//! Columns that are computed, or counted up, from some point on.

use super::*;
use crate::catalog::Storage::{Stored, Virtual};

fn shown(storage: crate::catalog::Storage) -> Column {
    Column { nullable: false, ..generated("shown", SqlType::Varchar(20), "lower(role)", storage) }
}

/// The statements for operations on the sample with this column, one a line.
fn check_with(column: Column, operations: &[Operation], dialects: &[Dialect], expected: &[&str]) {
    for dialect in dialects {
        let target = Target::new(*dialect);
        let mut before = catalog();
        assert_eq!(apply(&add_column("users", column.clone()), &mut before, &[target]), Ok(()));
        let steps = steps(operations, &before, target).expect("it can be done");
        let sql: Vec<&str> = steps.iter().map(|step| step.sql.as_ref()).collect();
        assert_eq!(sql, expected, "{dialect}");
    }
}

#[test]
fn an_added_column_says_how_it_is_computed() {
    let stored = Column { comment: Some("it".to_owned()), ..shown(Stored) };
    check(
        &[add_column("users", stored)],
        &[
            (
                &[Postgres],
                &[
                    r#"ALTER TABLE "users" ADD COLUMN "shown" varchar(20) GENERATED ALWAYS AS (lower(role)) STORED NOT NULL"#,
                    r#"COMMENT ON COLUMN "users"."shown" IS 'it'"#,
                ],
            ),
            (
                &[MySql],
                &[
                    "ALTER TABLE `users` ADD COLUMN `shown` varchar(20) GENERATED ALWAYS AS (lower(role)) STORED NOT NULL \
                   COMMENT 'it'",
                ],
            ),
            // MariaDB has no NOT NULL there.
            (
                &[MariaDb],
                &["ALTER TABLE `users` ADD COLUMN `shown` varchar(20) GENERATED ALWAYS AS (lower(role)) STORED \
                   COMMENT 'it' CHECK (`shown` IS NOT NULL)"],
            ),
        ],
    );
    let expected =
        r#"ALTER TABLE "users" ADD COLUMN "shown" varchar(20) GENERATED ALWAYS AS (lower(role)) VIRTUAL NOT NULL"#;
    check(&[add_column("users", shown(Virtual))], &[(&[Sqlite], &[expected])]);
}

#[test]
fn sqlite_copies_no_computed_column() {
    let steps = steps_on(Sqlite, &[add_column("teams", generated("twice", SqlType::Integer, "id * 2", Stored))]);
    assert_eq!(steps[1].sql, r#"INSERT INTO "_new_teams" ("id", "name") SELECT "id", "name" FROM "teams""#);
    let compute = steps_on(Sqlite, &[set_generated("users", "nick", "lower(role)", Virtual)]);
    assert!(!compute[1].sql.contains("nick"), "{}", compute[1].sql);
    assert_eq!(compute.iter().filter(|step| step.discards.is_some()).count(), 1);
}

/// What is asked of computed values is asked when they are there.
#[test]
fn sqlite_asks_of_computed_values_once_they_are_computed() {
    let unique = add_constraint("users", unique("users_nick_key", &["nick"]));
    let steps = steps_on(Sqlite, &[set_generated("users", "nick", "lower(role)", Stored), unique]);
    let copies = steps.iter().position(|step| step.sql.starts_with("INSERT INTO")).expect("the rows are copied");
    let asked = steps.iter().rposition(|step| step.condition.is_some()).expect("it is asked");
    assert!(copies < asked, "the question comes after the first copy");
}

/// The checks and the unique indexes that name a column are asked of what it is computed to.
#[test]
fn what_names_a_column_is_asked_of_what_it_is_computed_to() {
    let lower = crate::catalog::IndexPart::of(crate::catalog::IndexKey::Expression(sql("lower(nick)")));
    let lower =
        crate::catalog::Index { unique: true, ..crate::catalog::Index::of_parts(name("lower_nick"), vec![lower]) };
    let mut before = catalog();
    let target = Target::new(Postgres);
    assert_eq!(apply(&create_index("users", lower), &mut before, &[target]), Ok(()));
    for (operation, expected) in [
        (set_generated("users", "age", "length(email)", Stored), "NOT ((length(email)) >= 0)"),
        (set_generated("users", "nick", "upper(role)", Stored), "(lower((upper(role)))) IN (SELECT"),
    ] {
        let steps = steps(&[operation], &before, target).expect("it can be done");
        let asked = steps[0].condition.as_ref().expect("something is asked");
        assert!(asked.sql.contains(expected), "{}", asked.sql);
    }
}

/// What is read must be computed from the old table, before anything of it has changed.
#[test]
fn sqlite_reads_computed_values_before_anything_changes() {
    let operations = [change_type("users", "role", SqlType::Text), drop_generated("users", "shown")];
    let mut before = catalog();
    let target = Target::new(Sqlite);
    assert_eq!(apply(&add_column("users", shown(Stored)), &mut before, &[target]), Ok(()));
    let steps = steps(&operations, &before, target).expect("it can be done");
    assert_eq!(steps.iter().filter(|step| step.sql.starts_with("INSERT INTO")).count(), 2);
}

#[test]
fn a_column_makes_room_for_a_computed_one() {
    let nick = || set_generated("users", "nick", "lower(role)", Stored);
    check(
        &[nick()],
        &[
            (
                &[Postgres],
                &[
                    r#"ALTER TABLE "users" DROP COLUMN "nick", ADD COLUMN "nick" varchar(20) GENERATED ALWAYS AS (lower(role)) STORED"#,
                    r#"CREATE INDEX "users_nick_idx" ON "users" ("nick")"#,
                ],
            ),
            (
                &[MySql],
                &["ALTER TABLE `users` MODIFY COLUMN `nick` varchar(20) GENERATED ALWAYS AS (lower(role)) STORED NULL"],
            ),
            (
                &[MariaDb],
                &["ALTER TABLE `users` MODIFY COLUMN `nick` varchar(20) GENERATED ALWAYS AS (lower(role)) STORED"],
            ),
        ],
    );
    let virtually = set_generated("users", "nick", "lower(role)", Virtual);
    check(
        &[virtually],
        &[(
            &[MySql],
            &[
                "ALTER TABLE `users` DROP COLUMN `nick`, ADD COLUMN `nick` varchar(20) GENERATED ALWAYS AS (lower(role)) \
               VIRTUAL NULL AFTER `email`",
            ],
        )],
    );
    let steps = steps_on(Postgres, &[nick()]);
    let discards = steps[0].discards.as_ref().map(|query| query.sql.as_ref());
    let counted =
        r#"SELECT count(*) FROM "users" WHERE "nick"::text IS DISTINCT FROM CAST((lower(role)) AS varchar(20))::text"#;
    assert_eq!(discards, Some(counted));
    assert_eq!(steps[0].undo, None, "the values that were written do not come back");
}

#[test]
fn an_ordinary_column_keeps_what_was_computed() {
    let drop = [drop_generated("users", "shown")];
    check_with(shown(Stored), &drop, &[Postgres], &[r#"ALTER TABLE "users" ALTER COLUMN "shown" DROP EXPRESSION"#]);
    let modified = "ALTER TABLE `users` MODIFY COLUMN `shown` varchar(20) NOT NULL";
    check_with(shown(Stored), &drop, &[MySql, MariaDb], &[modified]);
    check_with(
        shown(Virtual),
        &drop,
        &[MySql, MariaDb],
        &[
            "ALTER TABLE `users` DROP COLUMN `shown`, ADD COLUMN `shown` varchar(20) NULL AFTER `team_id`",
            "UPDATE `users` SET `shown` = lower(role)",
            modified,
        ],
    );
}

#[test]
fn what_is_computed_from_a_column_steps_aside_or_is_told_again() {
    check_with(
        shown(Stored),
        &[change_type("users", "role", SqlType::Text)],
        &[Postgres],
        &[
            r#"ALTER TABLE "users" DROP COLUMN "shown""#,
            r#"ALTER TABLE "users" ALTER COLUMN "role" DROP DEFAULT, ALTER COLUMN "role" TYPE text, ALTER COLUMN "role" SET DEFAULT 'member'"#,
            r#"ALTER TABLE "users" ADD COLUMN "shown" varchar(20) GENERATED ALWAYS AS (lower(role)) STORED NOT NULL"#,
        ],
    );
    let rename = [rename_column("users", "role", "part")];
    let opened_again = ["ALTER TABLE `users` COMMENT=''", "ALTER TABLE `users` RENAME COLUMN `role` TO `part`"];
    check_with(shown(Stored), &rename, &[MariaDb], &opened_again);
    check_with(
        shown(Stored),
        &rename,
        &[MySql],
        &["ALTER TABLE `users` RENAME COLUMN `role` TO `part`, MODIFY COLUMN `shown` varchar(20) GENERATED ALWAYS AS \
           (lower(part)) STORED NOT NULL"],
    );
}

#[test]
fn a_column_ends_and_begins_to_count_up() {
    let (end, begin) = (drop_auto_increment("posts", "id"), set_auto_increment("posts", "id"));
    check(
        &[end, begin],
        &[
            (
                &[Postgres],
                &[
                    r#"ALTER TABLE "posts" ALTER COLUMN "id" DROP IDENTITY"#,
                    r#"ALTER TABLE "posts" ALTER COLUMN "id" ADD GENERATED BY DEFAULT AS IDENTITY"#,
                    "SELECT setval(pg_get_serial_sequence('\"posts\"', 'id'), greatest(coalesce(max(\"id\"), 0) + 1, 1), \
                     false) FROM \"posts\"",
                ],
            ),
            (
                &[MySql, MariaDb],
                &[
                    "ALTER TABLE `posts` MODIFY COLUMN `id` bigint NOT NULL",
                    "ALTER TABLE `posts` MODIFY COLUMN `id` bigint NOT NULL AUTO_INCREMENT",
                ],
            ),
        ],
    );
    // MySQL wants the foreign keys of other tables to step aside.
    let teams = [drop_auto_increment("teams", "id")];
    check(&teams, &[(&[MariaDb], &["ALTER TABLE `teams` MODIFY COLUMN `id` bigint NOT NULL"])]);
    check(
        &teams,
        &[(
            &[MySql],
            &[
                "ALTER TABLE `users` DROP FOREIGN KEY `users_team_id_fkey`",
                "ALTER TABLE `teams` MODIFY COLUMN `id` bigint NOT NULL",
                "ALTER TABLE `users` ADD CONSTRAINT `users_team_id_fkey` FOREIGN KEY (`team_id`) REFERENCES `teams` (`id`)",
            ],
        )],
    );
}
