//! Changes of rows, as each database carries them out.

use super::*;
use crate::inverse::invert;
use crate::operation::{Delete, Update};

fn teams() -> Operation {
    let rows =
        vec![row(&[Some(Value::Integer(1)), Some(text("it's"))]), row(&[Some(Value::Integer(2)), Some(text("\\"))])];
    insert("teams", &["id", "name"], rows, &["id"])
}

#[test]
fn an_insert_counts_on_behind_its_numbers() {
    check(
        &[teams()],
        &[
            (
                &[Postgres],
                &[
                    "INSERT INTO \"teams\" (\"id\", \"name\") VALUES (1, 'it''s'), (2, '\\')",
                    "SELECT setval(pg_get_serial_sequence('\"teams\"', 'id'), greatest_key) FROM (SELECT max(\"id\") AS \
                     greatest_key FROM \"teams\") AS keys WHERE greatest_key > \
                     coalesce(pg_sequence_last_value(pg_get_serial_sequence('\"teams\"', 'id')::regclass), 0)",
                ],
            ),
            (&[MySql, MariaDb], &["INSERT INTO `teams` (`id`, `name`) VALUES (1, 'it''s'), (2, '\\\\')"]),
            (&[Sqlite], &["INSERT INTO \"teams\" (\"id\", \"name\") VALUES (1, 'it''s'), (2, '\\')"]),
        ],
    );
}

#[test]
fn an_insert_is_undone_by_its_keys() {
    let inverse = invert(&teams(), &catalog(), &everywhere());
    check(&inverse.operations, &[(&[Postgres, Sqlite], &["DELETE FROM \"teams\" WHERE \"id\" IN (1, 2)"])]);
    let steps = steps_on(Postgres, &inverse.operations);
    let condition = steps[0].condition.clone().expect("rows may refer to them");
    assert_eq!(condition.meaning, "no row of `users` refers to a row that was inserted into `teams`");
    assert_eq!(
        condition.sql,
        "SELECT 'id = ' || \"id\"::text AS offending FROM \"users\" WHERE EXISTS (SELECT 1 FROM \"teams\" AS parent WHERE \
         parent.\"id\" = \"users\".\"team_id\" AND (parent.\"id\" IN (1, 2))) LIMIT 6"
    );
    assert!(condition.at_start);
    let discards = steps[0].discards.clone().expect("they may have been changed");
    assert_eq!(discards.meaning, "rows of `teams` that were changed since");
    assert_eq!(
        discards.sql,
        "SELECT count(*) FROM \"teams\" WHERE (\"id\" = 1 AND (\"name\" IS DISTINCT FROM 'it''s')) OR (\"id\" = 2 AND \
         (\"name\" IS DISTINCT FROM '\\'))"
    );
    for dialect in [Postgres, MySql, MariaDb, Sqlite] {
        let up = steps_on(dialect, &[teams()]);
        let delete = &steps_on(dialect, &inverse.operations)[0];
        assert_eq!(up[0].undo.as_deref(), Some(&[delete.sql.clone()][..]), "{dialect}");
        assert_eq!((up[0].transaction, delete.transaction), (Transaction::Inside, Transaction::Inside), "{dialect}");
    }
}

#[test]
fn a_key_of_several_columns() {
    let rows = vec![row(&[Some(text("a")), Some(Value::Integer(1))]), row(&[Some(text("b")), Some(Value::Integer(2))])];
    let mut tags = table("tags", vec![column("name", SqlType::Varchar(9)), column("place", SqlType::Integer)]);
    tags.primary_key = Some(key("tags_pkey", &["name", "place"]));
    let insert = insert("tags", &["name", "place"], rows, &["name", "place"]);
    let mut before = catalog();
    apply(&create_table(tags), &mut before, &everywhere()).unwrap();
    let inverse = invert(&insert, &before, &everywhere());
    let steps = steps(&inverse.operations, &before, Target::new(MySql)).unwrap();
    assert_eq!(steps[0].sql, "DELETE FROM `tags` WHERE (`name`, `place`) IN (('a', 1), ('b', 2))");
    assert_eq!(steps[0].discards, None, "there is nothing but the key");
}

#[test]
fn an_update_of_all_rows_and_of_some() {
    let all = update("users", "nick", None, None);
    let some = update("users", "nick", Some(Value::Sql(sql("lower(email)"))), Some("age > 3 OR nick = ''"));
    check(
        &[Operation::Update(all), Operation::Update(some)],
        &[(
            &[Postgres, Sqlite],
            &[
                "UPDATE \"users\" SET \"nick\" = NULL",
                "UPDATE \"users\" SET \"nick\" = (lower(email)) WHERE age > 3 OR nick = ''",
            ],
        )],
    );
}

#[test]
fn batches_go_through_the_ranges_of_the_key() {
    let delete = Delete { in_batches_of: Some(100), ..delete("users", Some("age > 3 OR age = 1")) };
    let operation = Operation::Delete(delete);
    let [step] = &steps_on(Postgres, std::slice::from_ref(&operation))[..] else { panic!("it is one step") };
    assert_eq!(step.sql, "DELETE FROM \"users\" WHERE age > 3 OR age = 1");
    assert_eq!((step.transaction, &step.undo), (Transaction::Outside, &None));
    assert_eq!(step.plain.as_ref(), Some(&step.sql), "where nobody uses the table yet it is one statement");
    let batches = step.batches.clone().expect("it has batches");
    assert_eq!(batches.size, 100);
    assert_eq!(batches.last_key, "SELECT CAST(\"id\" AS text) FROM \"users\" ORDER BY \"users\".\"id\" DESC LIMIT 1");
    assert_eq!(
        batches.next_end,
        "SELECT CAST(\"id\" AS text) FROM (SELECT \"id\" FROM \"users\" WHERE \"id\" > CAST($1 AS bigint) AND \
         \"id\" <= CAST($2 AS bigint) AND (age > 3 OR age = 1) ORDER BY \"id\" LIMIT 100) AS batch ORDER BY batch.\"id\" DESC LIMIT 1"
    );
    assert_eq!(batches.first, "DELETE FROM \"users\" WHERE \"id\" <= CAST($1 AS bigint) AND (age > 3 OR age = 1)");
    let [step] = &steps_on(MySql, std::slice::from_ref(&operation))[..] else { panic!("it is one step") };
    let batches = step.batches.clone().expect("it has batches");
    assert_eq!(
        batches.next,
        "DELETE FROM `users` WHERE `id` > CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND (age > 3 OR age = 1)"
    );
    let update = Update { in_batches_of: Some(7), ..update("users", "nick", None, None) };
    let [step] = &steps_on(Sqlite, &[Operation::Update(update)])[..] else { panic!("it is one step") };
    let batches = step.batches.clone().expect("it has batches");
    assert_eq!(batches.next, "UPDATE \"users\" SET \"nick\" = NULL WHERE \"id\" > ? AND \"id\" <= ?");
}
