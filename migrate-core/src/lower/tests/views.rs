//! Views, and what they do while something else changes.

use super::*;
use crate::catalog::Name;
use crate::render::statement;

const GROWN: &str = "SELECT id, email FROM users WHERE age > 17";

/// Checks the statements for some databases after two views were created in an earlier migration.
fn check_with_views(operations: &[Operation], expected: &[(&[Dialect], &[&str])]) {
    let mut before = catalog();
    for view in [create_view("grown", GROWN), create_view("emails", "SELECT email FROM grown")] {
        assert_eq!(apply(&view, &mut before, &everywhere()), Ok(()));
    }
    for (dialects, expected) in expected {
        for dialect in *dialects {
            let steps = steps(operations, &before, Target::new(*dialect)).unwrap();
            let sql: Vec<&str> = steps.iter().map(|step| step.sql.as_ref()).collect();
            assert_eq!(&sql, expected, "{dialect}");
        }
    }
}

/// PostgreSQL: what notes whose the views are.
fn keep_grants(views: &[&str]) -> String {
    statement(&Action::KeepGrants(views.iter().map(|view| Name::from(*view)).collect()), Postgres)
}

fn restore_grants(views: &[&str]) -> String {
    statement(&Action::RestoreGrants(views.iter().map(|view| Name::from(*view)).collect()), Postgres)
}

#[test]
fn views_by_themselves() {
    check(
        &[create_view("v", GROWN)],
        &[
            (&[Postgres, Sqlite], &[r#"CREATE VIEW "v" AS SELECT id, email FROM users WHERE age > 17"#]),
            (&[MySql, MariaDb], &["CREATE VIEW `v` AS SELECT id, email FROM users WHERE age > 17"]),
        ],
    );
    check_with_views(
        &[drop_view("emails")],
        &[(&[Postgres, Sqlite], &[r#"DROP VIEW "emails""#]), (&[MySql, MariaDb], &["DROP VIEW `emails`"])],
    );
    check_with_views(
        &[rename_view("grown", "adults")],
        &[
            (&[Postgres], &[r#"ALTER VIEW "grown" RENAME TO "adults""#]),
            (
                &[MySql, MariaDb],
                &[
                    "DROP VIEW `emails`",
                    "RENAME TABLE `grown` TO `adults`",
                    "CREATE VIEW `emails` AS SELECT email FROM adults",
                ],
            ),
            (
                &[Sqlite],
                &[
                    r#"DROP VIEW "emails""#,
                    r#"DROP VIEW "grown""#,
                    r#"CREATE VIEW "adults" AS SELECT id, email FROM users WHERE age > 17"#,
                    r#"CREATE VIEW "emails" AS SELECT email FROM adults"#,
                ],
            ),
        ],
    );
}

#[test]
fn a_query_in_place_of_another() {
    check_with_views(
        &[replace_view("grown", "SELECT id, email, nick FROM users")],
        &[
            (&[Postgres], &[r#"CREATE OR REPLACE VIEW "grown" AS SELECT id, email, nick FROM users"#]),
            (&[MySql, MariaDb], &["CREATE OR REPLACE VIEW `grown` AS SELECT id, email, nick FROM users"]),
        ],
    );
    check_with_views(
        &[replace_view("grown", "SELECT nick AS email FROM users")],
        &[
            (&[MySql, MariaDb], &["CREATE OR REPLACE VIEW `grown` AS SELECT nick AS email FROM users"]),
            (
                &[Postgres],
                &[
                    &keep_grants(&["grown", "emails"]),
                    r#"DROP VIEW "emails""#,
                    r#"DROP VIEW "grown""#,
                    r#"CREATE VIEW "grown" AS SELECT nick AS email FROM users"#,
                    r#"CREATE VIEW "emails" AS SELECT email FROM grown"#,
                    &restore_grants(&["grown", "emails"]),
                ],
            ),
            (
                &[Sqlite],
                &[
                    r#"DROP VIEW "emails""#,
                    r#"DROP VIEW "grown""#,
                    r#"CREATE VIEW "grown" AS SELECT nick AS email FROM users"#,
                    r#"CREATE VIEW "emails" AS SELECT email FROM grown"#,
                ],
            ),
        ],
    );
}

/// What says something new to one database alone changes nothing on the others.
#[test]
fn a_query_for_one_database_in_place_of_another() {
    let texts = |query: &str| {
        sql_each(query, "SELECT id, email FROM users WHERE age > 17", "SELECT id, email FROM users WHERE age > 17")
    };
    let replaced = Operation::ReplaceView(crate::operation::ReplaceView {
        name: name("grown"),
        query: texts("SELECT id, email FROM users WHERE age > 20"),
    });
    check_with_views(
        &[replaced],
        &[
            (&[Postgres], &[r#"CREATE OR REPLACE VIEW "grown" AS SELECT id, email FROM users WHERE age > 20"#]),
            (&[MySql, MariaDb, Sqlite], &[]),
        ],
    );
}

#[test]
fn views_step_aside_where_the_database_does_not_carry_a_rename_into_them() {
    check_with_views(
        &[rename_column("users", "email", "mail")],
        &[
            (&[Postgres], &[r#"ALTER TABLE "users" RENAME COLUMN "email" TO "mail""#]),
            (
                &[MySql, MariaDb],
                &[
                    "DROP VIEW `grown`",
                    "ALTER TABLE `users` RENAME COLUMN `email` TO `mail`",
                    "CREATE VIEW `grown` AS SELECT id, mail AS email FROM users WHERE age > 17",
                ],
            ),
        ],
    );
    check_with_views(
        &[rename_column("users", "nick", "alias")],
        &[(&[Sqlite], &[r#"ALTER TABLE "users" RENAME COLUMN "nick" TO "alias""#])],
    );
}

#[test]
fn views_step_aside_while_a_table_is_rebuilt() {
    let mut before = catalog();
    assert_eq!(apply(&create_view("grown", GROWN), &mut before, &everywhere()), Ok(()));
    let steps = steps(&[set_not_null("users", "nick", None)], &before, Target::new(Sqlite)).unwrap();
    let (first, last) = (&steps[0], &steps[steps.len() - 1]);
    assert_eq!((first.sql.as_ref(), first.without_foreign_keys), (r#"DROP VIEW "grown""#, true));
    assert_eq!(last.sql, format!(r#"CREATE VIEW "grown" AS {GROWN}"#));
    assert!(first.condition.is_some(), "the rows are asked before anything is changed");
}

/// PostgreSQL touches no column that a view reads.
#[test]
fn another_type_of_a_column_that_a_view_reads() {
    check_with_views(
        &[change_type("users", "age", SqlType::BigInteger)],
        &[(
            &[Postgres],
            &[
                &keep_grants(&["grown", "emails"]),
                r#"DROP VIEW "emails""#,
                r#"DROP VIEW "grown""#,
                r#"ALTER TABLE "users" DROP CONSTRAINT "users_age_check", ALTER COLUMN "age" TYPE bigint, ADD CONSTRAINT "users_age_check" CHECK (age >= 0)"#,
                r#"CREATE VIEW "grown" AS SELECT id, email FROM users WHERE age > 17"#,
                r#"CREATE VIEW "emails" AS SELECT email FROM grown"#,
                &restore_grants(&["grown", "emails"]),
            ],
        )],
    );
    check_with_views(
        &[change_type("users", "nick", SqlType::Text)],
        &[(&[Postgres], &[r#"ALTER TABLE "users" ALTER COLUMN "nick" TYPE text"#])],
    );
}
