//! What each database refuses.

use super::*;
use crate::catalog::{ColumnType, ForeignKey, Index, IndexKey, IndexPart, ReferenceAction, Value};
use crate::lower::steps;
use crate::sample::*;

fn refused(target: Target, operation: &Operation) -> Vec<String> {
    match steps(std::slice::from_ref(operation), &catalog(), target) {
        Ok(_) => Vec::new(),
        Err(refusals) => refusals.into_iter().map(|refusal| refusal.problem).collect(),
    }
}

fn check(operation: &Operation, expected: &[(Dialect, &str)]) {
    for dialect in Dialect::ALL {
        let expected: Vec<&str> = expected.iter().filter(|(of, _)| *of == dialect).map(|(_, text)| *text).collect();
        assert_eq!(refused(Target::new(dialect), operation), expected, "{operation:?}");
    }
}

#[test]
fn types() {
    check(
        &add_column("users", nullable("wait", SqlType::Interval)),
        &[(Dialect::MySql, "MySQL cannot store an interval"), (Dialect::MariaDb, "MariaDB cannot store an interval")],
    );
    check(
        &add_column("users", nullable("tags", SqlType::Array(Box::new(SqlType::Text)))),
        &[
            (Dialect::MySql, "MySQL cannot store an array"),
            (Dialect::MariaDb, "MariaDB cannot store an array"),
            (Dialect::Sqlite, "SQLite cannot store an array"),
        ],
    );
    let unsigned = ColumnType { unsigned: true, ..SqlType::Integer.into() };
    check(
        &add_column("users", Column { column_type: unsigned, ..nullable("n", SqlType::Integer) }),
        &[(Dialect::Postgres, "PostgreSQL cannot store unsigned numbers")],
    );
    check(
        &add_column("users", with_default("n", SqlType::Text, Value::Text("a\0b".to_owned()))),
        &Dialect::ALL.map(|dialect| (dialect, NUL[dialect as usize])),
    );
}

#[test]
fn comments() {
    let commented = |text: &str| Column { comment: Some(text.to_owned()), ..nullable("n", SqlType::Text) };
    check(&add_column("users", commented("größe: 漢")), &[]);
    check(
        &add_column("users", commented("crabs 🦀")),
        &[
            (Dialect::MySql, "MySQL cannot keep `🦀` in a comment"),
            (Dialect::MariaDb, "MariaDB cannot keep `🦀` in a comment"),
        ],
    );
}

const NUL: [&str; 4] = [
    "PostgreSQL cannot hold the character 0 in a text",
    "MySQL cannot hold the character 0 in a text",
    "MariaDB cannot hold the character 0 in a text",
    "SQLite cannot hold the character 0 in a text",
];

#[test]
fn versions() {
    let old = |dialect, version| Target { dialect, minimum_version: version };
    let uuid = add_column("users", nullable("u", SqlType::Uuid));
    let mariadb = old(Dialect::MariaDb, Version::new(10, 6, 0));
    assert_eq!(refused(mariadb, &uuid), ["MariaDB 10.6 cannot store a UUID"]);
    let mysql = old(Dialect::MySql, Version::new(8, 0, 13));
    let checked = add_constraint("users", crate::sample::check("c", "age > 1"));
    assert_eq!(refused(mysql, &checked), ["MySQL 8.0.13 cannot enforce a check"]);
    check(&uuid, &[]);
    check(&checked, &[]);
}

#[test]
fn keys() {
    let title = create_index("posts", index("i", &["title"]));
    check(
        &title,
        &[
            (Dialect::MySql, "MySQL cannot order by `title`, whose values have no limit"),
            (Dialect::MariaDb, "MariaDB cannot order by `title`, whose values have no limit"),
        ],
    );
    let long = create_index("users", Index { unique: true, ..index("i", &["email", "nick", "role"]) });
    check(&long, &[]);
    let part = |number: usize| IndexPart::of(IndexKey::Expression(sql(&format!("age + {number}"))));
    let many = |parts: usize, nulls_not_distinct: bool| {
        let parts = (0..parts).map(part).collect();
        create_index("users", Index { unique: true, nulls_not_distinct, parts, ..index("i", &[]) })
    };
    let told = |target: Target, operation: &Operation| refused(target, operation).into_iter().next_back();
    let mysql = Target::new(Dialect::MySql);
    let problem =
        |parts: u32| format!("MySQL cannot order by more than 16 columns and expressions, and this index has {parts}");
    assert_eq!(told(mysql, &many(16, false)), None);
    assert_eq!(told(mysql, &many(17, false)), Some(problem(17)));
    assert_eq!(told(mysql, &many(8, true)), None);
    assert_eq!(told(mysql, &many(9, true)), Some(problem(18)));
    let mut wide = table("wide", vec![id(), column("a", SqlType::Varchar(1000))]);
    wide.uniques.push(key("wide_a_key", &["a"]));
    let problem = "cannot order by more than 3072 bytes, and these columns may have 4000";
    check(
        &create_table(wide),
        &[(Dialect::MySql, &format!("MySQL {problem}")), (Dialect::MariaDb, &format!("MariaDB {problem}"))],
    );
}

#[test]
fn foreign_keys() {
    let key = ForeignKey { on_delete: ReferenceAction::SetDefault, ..foreign_key("k", &["team_id"], "teams", &["id"]) };
    let problem = "cannot set the columns of foreign key `k` to their defaults: InnoDB refuses the change";
    check(
        &add_constraint("users", Constraint::ForeignKey(key)),
        &[(Dialect::MySql, &format!("MySQL {problem}")), (Dialect::MariaDb, &format!("MariaDB {problem}"))],
    );
    check(&change_type("users", "team_id", SqlType::Integer), &[]);
    // Its index cannot hold them.
    let problem = "cannot order by `team_id`, whose values have no limit";
    check(
        &change_type("users", "team_id", SqlType::Text),
        &[(Dialect::MySql, &format!("MySQL {problem}")), (Dialect::MariaDb, &format!("MariaDB {problem}"))],
    );
}

#[test]
fn checks() {
    let check_team = crate::sample::check("c", "team_id > 0");
    check(&add_constraint("users", check_team), &[]);
    let cascading = ForeignKey { on_update: ReferenceAction::Cascade, ..foreign_key("k", &["age"], "teams", &["id"]) };
    let problem = "cannot check `age` in `users_age_check` while foreign key `k` changes it";
    check(
        &add_constraint("users", Constraint::ForeignKey(cascading)),
        &[(Dialect::MySql, &format!("MySQL {problem}")), (Dialect::MariaDb, &format!("MariaDB {problem}"))],
    );
    let problem = "cannot check `id`, which counts up by itself";
    check(
        &add_constraint("users", crate::sample::check("c", "id > 0")),
        &[(Dialect::MySql, &format!("MySQL {problem}")), (Dialect::MariaDb, &format!("MariaDB {problem}"))],
    );
}
