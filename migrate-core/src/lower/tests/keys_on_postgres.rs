//! The foreign keys of PostgreSQL, while the types of their columns change.

use super::*;
use crate::catalog::{Catalog, Sql, SqlText, Storage, Validity};
use crate::operation::{ChangeType, ValidateConstraint, WrittenAs};

const DROP: &str = r#"ALTER TABLE "people" DROP CONSTRAINT "people_land_fkey""#;
const ADD: &str =
    r#"ALTER TABLE "people" ADD CONSTRAINT "people_land_fkey" FOREIGN KEY ("land") REFERENCES "lands" ("code")"#;
const REFERENCED: &str = r#"ALTER TABLE "lands" ALTER COLUMN "code" TYPE text"#;
const OWN: &str = r#"ALTER TABLE "people" ALTER COLUMN "land" TYPE text"#;

/// `people` refer to `lands` by a number.
fn with(foreign_key: ForeignKey) -> Catalog {
    let mut lands = table("lands", vec![column("code", SqlType::Integer), column("name", SqlType::Text)]);
    lands.primary_key = Some(key("lands_pkey", &["code"]));
    let mut people = table("people", vec![id(), nullable("land", SqlType::Integer)]);
    people.foreign_keys.push(foreign_key);
    let mut before = catalog();
    for table in [lands, people] {
        assert_eq!(apply(&create_table(table), &mut before, &[Target::new(Postgres)]), Ok(()));
    }
    before
}

fn plain() -> ForeignKey {
    foreign_key("people_land_fkey", &["land"], "lands", &["code"])
}

fn steps_from(before: &Catalog, operations: &[Operation]) -> Vec<Step> {
    super::steps(operations, before, Target::new(Postgres)).unwrap()
}

fn sql_from(before: &Catalog, operations: &[Operation]) -> Vec<String> {
    steps_from(before, operations).into_iter().map(|step| step.sql).collect()
}

fn both() -> [Operation; 2] {
    [change_type("lands", "code", SqlType::Text), change_type("people", "land", SqlType::Text)]
}

/// A change in its author's own way.
fn converted(table: &str, column: &str, sql_type: SqlType) -> Operation {
    let using = Some(Sql::everywhere("NULL", here()));
    let (table, column) = (name(table), name(column));
    Operation::ChangeType(ChangeType { table, column, column_type: sql_type.into(), using, reverse_using: None })
}

/// The two changes with others between them, while the key is away, and what those send.
fn check_between(key: ForeignKey, between: &[Operation], sent: &[&str], rest: &[&str]) {
    let [first, second] = both();
    let operations = [&[first], between, &[second]].concat();
    assert_eq!(sql_from(&with(key), &operations), [&[DROP, REFERENCED], sent, rest].concat(), "{between:?}");
}

#[test]
fn a_key_is_away_while_its_sides_cannot_be_compared() {
    let [first, second] = both();
    let steps = steps_from(&with(plain()), &[first.clone(), second.clone()]);
    let sql: Vec<&str> = steps.iter().map(|step| step.sql.as_ref()).collect();
    assert_eq!(sql, [DROP, REFERENCED, OWN, ADD]);
    let undo: Vec<Option<Vec<&str>>> =
        steps.iter().map(|step| step.undo.as_ref().map(|undo| undo.iter().map(AsRef::as_ref).collect())).collect();
    assert_eq!(undo, [Some(vec![ADD]), None, None, Some(vec![DROP])]);
    let locked: Vec<String> =
        steps.iter().map(|step| format!("{:?} {}", step.lock.mode, step.lock.tables.join(" and "))).collect();
    let keys = "people and lands";
    assert_eq!(
        locked,
        [
            format!("AccessExclusive {keys}"),
            "AccessExclusive lands".to_owned(),
            "AccessExclusive people".to_owned(),
            format!("ShareRowExclusive {keys}")
        ]
    );
    assert_eq!(sql_from(&with(plain()), &[second, first]), [DROP, OWN, REFERENCED, ADD]);
}

/// PostgreSQL makes the key again by itself.
#[test]
fn a_key_stays_where_what_refers_becomes_what_it_refers_to() {
    let decimal = SqlType::Decimal { precision: 20, scale: 0 };
    let to = |table: &str, column: &str| change_type(table, column, decimal.clone());
    let altered =
        |table: &str, column: &str| format!(r#"ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE numeric(20, 0)"#);
    let (referenced, own) = (altered("lands", "code"), altered("people", "land"));
    let sent = sql_from(&with(plain()), &[to("lands", "code"), to("people", "land")]);
    assert_eq!(sent, [referenced.clone(), own.clone()], "a whole number becomes a decimal one");
    let sent = sql_from(&with(plain()), &[to("people", "land"), to("lands", "code")]);
    assert_eq!(sent, [DROP.to_owned(), own, referenced, ADD.to_owned()], "and not the other way round");
}

/// A key between a domain and its type may have been there before the history: it is not taken for one that stepped aside.
#[test]
fn a_key_stays_where_the_language_does_not_know_a_type() {
    let custom = || SqlType::Custom(Sql::everywhere("int8", here()));
    let sent = sql_from(&with(plain()), &[converted("lands", "code", custom()), converted("people", "land", custom())]);
    assert!(sent.len() == 2 && !sent.iter().any(|sql| sql == DROP || sql == ADD), "{sent:?}");
}

#[test]
fn a_key_comes_back_as_it_was() {
    let deferrable = ForeignKey { deferrable: true, ..plain() };
    let deferred = format!("{ADD} DEFERRABLE INITIALLY DEFERRED");
    check_between(deferrable, &[], &[], &[OWN, &deferred]);
    let unchecked = ForeignKey { validity: Validity::NotValid, on_delete: ReferenceAction::SetNull, ..plain() };
    let not_valid = format!("{ADD} ON DELETE SET NULL NOT VALID");
    check_between(unchecked.clone(), &[], &[], &[OWN, &not_valid]);
    // It is checked when it comes, so that there is nothing to do before.
    let (table, constraint) = (name("people"), name("people_land_fkey"));
    let validate = Operation::ValidateConstraint(ValidateConstraint { table, name: constraint });
    check_between(unchecked, &[validate], &[], &[OWN, &format!("{ADD} ON DELETE SET NULL")]);
}

#[test]
fn what_is_not_there_is_neither_dropped_nor_renamed() {
    let drop = drop_constraint("people", ConstraintKind::ForeignKey, "people_land_fkey");
    check_between(plain(), std::slice::from_ref(&drop), &[], &[OWN]);
    let add = add_constraint("people", Constraint::ForeignKey(ForeignKey { deferrable: true, ..plain() }));
    check_between(plain(), &[drop, add], &[], &[OWN, &format!("{ADD} DEFERRABLE INITIALLY DEFERRED")]);
    let renamed = rename_constraint("people", "people_land_fkey", "home");
    check_between(plain(), &[renamed], &[], &[OWN, &ADD.replace("people_land_fkey", "home")]);
    let [first, _] = both();
    let sent = sql_from(&with(plain()), &[first.clone(), drop_table("people")]);
    assert_eq!(sent, [DROP, REFERENCED, r#"DROP TABLE "people""#]);
    let renamed = [rename_table("lands", "countries"), rename_column("people", "land", "home")];
    let last = change_type("people", "home", SqlType::Text);
    let sent = sql_from(&with(plain()), &[&[first], &renamed[..], &[last]].concat());
    let add = ADD.replace("(\"land\")", "(\"home\")").replace("\"lands\"", "\"countries\"");
    assert_eq!(
        sent[2..],
        [
            r#"ALTER TABLE "lands" RENAME TO "countries""#,
            r#"ALTER TABLE "people" RENAME COLUMN "land" TO "home""#,
            r#"ALTER TABLE "people" ALTER COLUMN "home" TYPE text"#,
            &add,
        ]
    );
}

/// A key that is added before its sides match, and tables and columns that are made with one.
#[test]
fn a_key_comes_with_the_type_that_joins_its_sides() {
    let before = with(plain());
    let (changed, drop_old) = (
        change_type("lands", "code", SqlType::Text),
        drop_constraint("people", ConstraintKind::ForeignKey, "people_land_fkey"),
    );
    let born = foreign_key("born", &["born"], "lands", &["code"]);
    let new = add_column_with(
        "people",
        with_default("born", SqlType::Text, text("se")),
        vec![Constraint::ForeignKey(born)],
        Vec::new(),
    );
    let mut towns = table("towns", vec![id(), column("land", SqlType::Text)]);
    towns.foreign_keys.push(foreign_key("towns_land_fkey", &["land"], "lands", &["code"]));
    let added = add_constraint("users", Constraint::ForeignKey(foreign_key("home", &["role"], "lands", &["code"])));
    let steps = steps_from(&before, &[drop_old, new, create_table(towns), added, changed]);
    let sql: Vec<&str> = steps.iter().map(|step| step.sql.as_ref()).collect();
    assert_eq!(
        sql,
        [
            DROP,
            r#"ALTER TABLE "people" ADD COLUMN "born" text NOT NULL DEFAULT 'se'"#,
            "CREATE TABLE \"towns\" (\n    \"id\" bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,\n    \"land\" text NOT NULL,\n    \
         CONSTRAINT \"towns_pkey\" PRIMARY KEY (\"id\")\n)",
            REFERENCED,
            r#"ALTER TABLE "people" ADD CONSTRAINT "born" FOREIGN KEY ("born") REFERENCES "lands" ("code")"#,
            r#"ALTER TABLE "towns" ADD CONSTRAINT "towns_land_fkey" FOREIGN KEY ("land") REFERENCES "lands" ("code")"#,
            r#"ALTER TABLE "users" ADD CONSTRAINT "home" FOREIGN KEY ("role") REFERENCES "lands" ("code")"#,
        ]
    );
    // No question compares a text with a number: PostgreSQL looks at the rows when the keys come.
    assert!(steps.iter().all(|step| step.condition.is_none()), "{steps:?}");
}

#[test]
fn a_key_that_stays_is_not_made_twice_where_a_column_is_made_anew() {
    let mut before = with(plain());
    let doubled = generated("doubled", SqlType::Integer, "code * 2", Storage::Stored);
    let to_doubled = Constraint::ForeignKey(foreign_key("twice", &["double"], "lands", &["doubled"]));
    for operation in [
        add_column_with(
            "lands",
            Column { nullable: false, ..doubled },
            vec![unique("doubled_key", &["doubled"])],
            Vec::new(),
        ),
        add_column_with("people", nullable("double", SqlType::Integer), vec![to_doubled], Vec::new()),
    ] {
        assert_eq!(apply(&operation, &mut before, &[Target::new(Postgres)]), Ok(()));
    }
    // The column that is computed from it goes and comes, and a key to that one with it.
    let sent = sql_from(
        &before,
        &[change_type("lands", "code", SqlType::BigInteger), change_type("people", "land", SqlType::BigInteger)],
    );
    let keys: Vec<&String> = sent.iter().filter(|sql| sql.contains("twice") || sql.contains("_fkey")).collect();
    assert_eq!(
        keys,
        [
            r#"ALTER TABLE "people" DROP CONSTRAINT "twice""#,
            r#"ALTER TABLE "people" ADD CONSTRAINT "twice" FOREIGN KEY ("double") REFERENCES "lands" ("doubled")"#,
        ]
    );
    // A computed column of another type may be made anew, and the key to it waits for the other side.
    let sent = sql_from(
        &before,
        &[change_type("lands", "doubled", SqlType::Uuid), converted("people", "double", SqlType::Uuid)],
    );
    let keys: Vec<&String> = sent.iter().filter(|sql| sql.contains("twice")).collect();
    assert_eq!((keys.len(), keys[0], keys[1]), (2, &sent[0], &sent[sent.len() - 1]), "{sent:?}");
}

#[test]
fn a_key_comes_back_in_the_words_that_made_it() {
    let words = format!("{ADD} MATCH FULL");
    let target = [Target::new(Postgres)];
    let mut before = with(plain());
    let drop = drop_constraint("people", ConstraintKind::ForeignKey, "people_land_fkey");
    let text = Sql::PerDialect([(Postgres, Some(SqlText::new(&words, here())))].into());
    let add = add_constraint("people", Constraint::ForeignKey(plain()));
    for operation in [drop, WrittenAs::wrapping(add, Some(text), None)] {
        assert_eq!(apply(&operation, &mut before, &target), Ok(()));
    }
    assert_eq!(sql_from(&before, &both()), [DROP, REFERENCED, OWN, &words]);
    let renamed = rename_constraint("people", "people_land_fkey", "home");
    let [first, second] = both();
    let refusals = super::steps(&[first, renamed, second], &before, target[0]).unwrap_err();
    let problems: Vec<&str> = refusals.iter().map(|refusal| refusal.problem.as_str()).collect();
    assert_eq!(problems, ["this makes `home` again on PostgreSQL, without the words that made it"]);
}
