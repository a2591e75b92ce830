//! The foreign keys of MySQL and MariaDB, while the types of their columns change.

use super::*;
use crate::catalog::Sql;

const FAMILY: &[Dialect] = &[MySql, MariaDb];
const DROP: &str = "ALTER TABLE `users` DROP FOREIGN KEY `users_team_id_fkey`";
const ADD: &str =
    "ALTER TABLE `users` ADD CONSTRAINT `users_team_id_fkey` FOREIGN KEY (`team_id`) REFERENCES `teams` (`id`)";
const REFERENCED: &str = "ALTER TABLE `teams` MODIFY COLUMN `id` int NOT NULL AUTO_INCREMENT";
const OWN: &str = "ALTER TABLE `users` MODIFY COLUMN `team_id` int NULL";

fn narrowed() -> [Operation; 2] {
    [change_type("teams", "id", SqlType::Integer), change_type("users", "team_id", SqlType::Integer)]
}

/// The two changes with another operation between them, while the key is away, and what that one sends.
fn check_between(operation: Operation, sent: &[&str], add: &str) {
    let [first, second] = narrowed();
    let expected = [&[DROP, REFERENCED], sent, &[OWN, add]].concat();
    check(&[first, operation, second], &[(FAMILY, &expected)]);
}

#[test]
fn a_key_is_away_while_its_sides_differ() {
    check(&narrowed(), &[(FAMILY, &[DROP, REFERENCED, OWN, ADD])]);
    let [first, second] = narrowed();
    check(&[second, first], &[(FAMILY, &[DROP, OWN, REFERENCED, ADD])]);
}

#[test]
fn each_step_is_undone_alone_and_the_rows_are_asked_first() {
    let wider = |table: &str, column: &str| change_type(table, column, SqlType::BigInteger);
    let [first, second] = narrowed();
    let operations = [first, second, wider("teams", "id"), wider("users", "team_id")];
    for dialect in FAMILY {
        let steps = steps_on(*dialect, &operations);
        let undo = |step: &Step| step.undo.as_ref().map(|undo| undo.iter().map(ToString::to_string).collect());
        let undone: Vec<Option<Vec<String>>> = steps.iter().map(undo).collect();
        let one = |text: &str| Some(vec![text.to_owned()]);
        let narrow = [one(ADD), None, None, one(DROP)];
        let wide = [one(ADD), one(REFERENCED), one(OWN), one(DROP)];
        assert_eq!(undone, [narrow, wide].concat(), "{dialect}");
        let asked: Vec<bool> = steps.iter().map(|step| step.condition.is_some()).collect();
        assert_eq!(asked, [true, false, true, false, false, false, false, false], "{dialect}");
        let locked: Vec<String> = steps.iter().map(|step| step.lock.tables.join(" and ")).collect();
        let narrow = ["users and teams", "teams", "users", "users and teams"];
        assert_eq!(locked, [narrow, narrow].concat(), "{dialect}");
    }
}

#[test]
fn a_key_steps_aside_for_a_change_of_one_side() {
    let text = |length| ColumnType::from(SqlType::Varchar(length));
    let key = foreign_key("posts_title_fkey", &["title"], "users", &["email"]);
    let title = Column { column_type: text(40), ..nullable("title", SqlType::Text) };
    let key = Constraint::ForeignKey(key);
    let setup = [drop_column("posts", "title", None), add_column_with("posts", title, vec![key], Vec::new())];
    let change = change_type("posts", "title", text(60));
    let operations = [setup.to_vec(), vec![change]].concat();
    for dialect in FAMILY {
        let steps = steps_on(*dialect, &operations);
        let sql: Vec<&str> = steps.iter().skip(2).map(|step| step.sql.as_ref()).collect();
        assert_eq!(
            sql,
            [
                "ALTER TABLE `posts` DROP FOREIGN KEY `posts_title_fkey`",
                "ALTER TABLE `posts` MODIFY COLUMN `title` varchar(60) NULL",
                "ALTER TABLE `posts` ADD CONSTRAINT `posts_title_fkey` FOREIGN KEY (`title`) REFERENCES `users` (`email`)",
            ],
            "{dialect}"
        );
    }
}

#[test]
fn what_is_not_there_is_neither_dropped_nor_renamed() {
    let drop = drop_constraint("users", ConstraintKind::ForeignKey, "users_team_id_fkey");
    let [first, second] = narrowed();
    check(&[first, drop, second], &[(FAMILY, &[DROP, REFERENCED, OWN])]);
    let renamed = rename_constraint("users", "users_team_id_fkey", "team");
    check_between(renamed, &[], &ADD.replace("users_team_id_fkey", "team"));
    let numbered = drop_auto_increment("teams", "id");
    check_between(numbered, &["ALTER TABLE `teams` MODIFY COLUMN `id` int NOT NULL"], ADD);
    let table = rename_table("teams", "groups");
    check_between(table, &["RENAME TABLE `teams` TO `groups`"], &ADD.replace("teams", "groups"));
    let column = rename_column("teams", "id", "number");
    let add = ADD.replace("(`id`)", "(`number`)");
    check_between(column, &["ALTER TABLE `teams` RENAME COLUMN `id` TO `number`"], &add);
}

/// The index of a key stays while the key is away.
#[test]
fn the_index_of_a_key_comes_and_goes_with_the_operation_that_says_so() {
    let add =
        "ALTER TABLE `posts` ADD CONSTRAINT `posts_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)";
    let drop = "ALTER TABLE `posts` DROP FOREIGN KEY `posts_user_id_fkey`";
    let referenced = "ALTER TABLE `users` MODIFY COLUMN `id` int NOT NULL AUTO_INCREMENT";
    let own = "ALTER TABLE `posts` MODIFY COLUMN `user_id` int NOT NULL";
    let both = [change_type("users", "id", SqlType::Integer), change_type("posts", "user_id", SqlType::Integer)];
    let between = |operation: Operation| [vec![both[0].clone(), operation], vec![both[1].clone()]].concat();
    let indexed = "ALTER TABLE `posts` ADD KEY `own` (`user_id`), DROP INDEX `posts_user_id_fkey`";
    check(
        &between(create_index("posts", index("own", &["user_id"]))),
        &[(FAMILY, &[drop, referenced, indexed, own, add])],
    );
    check(
        &between(rename_constraint("posts", "posts_user_id_fkey", "author")),
        &[(
            FAMILY,
            &[
                drop,
                referenced,
                "ALTER TABLE `posts` ADD KEY `author` (`user_id`), DROP INDEX `posts_user_id_fkey`",
                own,
                &add.replace("posts_user_id_fkey", "author"),
            ],
        )],
    );
    check(
        &between(drop_constraint("posts", ConstraintKind::ForeignKey, "posts_user_id_fkey")),
        &[(FAMILY, &[drop, referenced, "ALTER TABLE `posts` DROP INDEX `posts_user_id_fkey`", own])],
    );
}

#[test]
fn a_key_that_is_added_before_its_sides_match_comes_with_the_type() {
    let key = Constraint::ForeignKey(foreign_key("boss", &["age"], "users", &["id"]));
    check(
        &[add_constraint("users", key), change_type("users", "age", SqlType::BigInteger)],
        &[(
            FAMILY,
            &[
                "ALTER TABLE `users` ADD KEY `boss` (`age`)",
                "ALTER TABLE `users` MODIFY COLUMN `age` bigint NOT NULL",
                "ALTER TABLE `users` ADD CONSTRAINT `boss` FOREIGN KEY (`age`) REFERENCES `users` (`id`)",
            ],
        )],
    );
}

/// Both sides lie in one table, and one of two columns is enough.
#[test]
fn a_key_of_two_columns_to_its_own_table() {
    let mut places = table(
        "places",
        vec![
            column("land", SqlType::Varchar(2)),
            column("number", SqlType::Integer),
            nullable("above_land", SqlType::Varchar(2)),
            nullable("above", SqlType::Integer),
        ],
    );
    places.primary_key = Some(key("places_pkey", &["land", "number"]));
    places.foreign_keys.push(foreign_key("up", &["above_land", "above"], "places", &["land", "number"]));
    let wider = |column: &str| change_type("places", column, SqlType::BigInteger);
    for dialect in FAMILY {
        let steps = steps_on(*dialect, &[create_table(places.clone()), wider("number"), wider("above")]);
        let sql: Vec<&str> = steps.iter().skip(1).map(|step| step.sql.as_ref()).collect();
        let expected = [
            "ALTER TABLE `places` DROP FOREIGN KEY `up`",
            "ALTER TABLE `places` MODIFY COLUMN `number` bigint NOT NULL",
            "ALTER TABLE `places` MODIFY COLUMN `above` bigint NULL",
            "ALTER TABLE `places` ADD CONSTRAINT `up` FOREIGN KEY (`above_land`, `above`) REFERENCES `places` (`land`, \
             `number`)",
        ];
        assert_eq!(sql, expected, "{dialect}");
    }
}

/// The rows are asked once, when the first side changes, as the other will follow.
#[test]
fn another_collation_asks_for_the_rows_that_would_refer_to_nothing() {
    let collated = |collation: &str| ColumnType {
        collation: Some(Sql::everywhere(collation, here())),
        ..SqlType::Varchar(20).into()
    };
    let of = |name: &str| Column { column_type: collated("utf8mb4_general_ci"), ..column(name, SqlType::Text) };
    let mut lands = table("lands", vec![of("code")]);
    lands.primary_key = Some(key("lands_pkey", &["code"]));
    let mut people = table("people", vec![id(), of("land"), of("born")]);
    people.foreign_keys.push(foreign_key("people_land_fkey", &["land"], "lands", &["code"]));
    let mut before = catalog();
    let mysql = Target::new(MySql);
    for table in [lands, people] {
        assert_eq!(apply(&create_table(table), &mut before, &[mysql]), Ok(()));
    }
    let change = |table, column| change_type(table, column, collated("utf8mb4_bin"));
    let steps = super::steps(&[change("people", "land"), change("lands", "code")], &before, mysql).unwrap();
    let asked: Vec<_> =
        steps.iter().map(|step| step.condition.as_ref().map(|it| (&*it.meaning, it.at_start))).collect();
    let orphans = "every `people.land` is found in `lands.code`";
    let apart = "no two rows of `lands`";
    assert_eq!(asked[0], Some((orphans, true)), "{steps:?}");
    assert!(asked[2].is_some_and(|(meaning, at_start)| meaning.starts_with(apart) && at_start), "{asked:?}");
    // No question compares two collations.
    let again = add_constraint("people", Constraint::ForeignKey(foreign_key("again", &["born"], "lands", &["code"])));
    let operations = [change("lands", "code"), again.clone(), change("people", "land"), change("people", "born")];
    for (operations, expected) in [(&operations[..], false), (&[again], true)] {
        let steps = super::steps(operations, &before, mysql).unwrap();
        let asked = steps.iter().filter_map(|step| step.condition.as_ref());
        let is_asked = asked.filter(|it| it.meaning == "every `people.born` is found in `lands.code`").count() > 0;
        assert_eq!(is_asked, expected, "{steps:?}");
    }
}
