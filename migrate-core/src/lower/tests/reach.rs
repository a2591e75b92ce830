//! What steps change and what their questions read.

use std::slice;

use super::*;
use crate::catalog::{Catalog, Storage};
use crate::migration::{Change, Read};
use crate::operation::WrittenAs;
use crate::sample::check as check_of;

fn changes_on(dialect: Dialect, operations: &[Operation]) -> Vec<Change> {
    steps_on(dialect, operations).into_iter().flat_map(|step| step.changes).collect()
}

#[test]
fn each_kind_of_change_is_told() {
    let column = |column: &str| Change::Column { table: "users".to_owned(), column: column.to_owned() };
    for dialect in Dialect::ALL {
        let changes = changes_on(dialect, &[rename_column("users", "nick", "handle")]);
        let renamed =
            Change::ColumnRenamed { table: "users".to_owned(), from: "nick".to_owned(), to: "handle".to_owned() };
        assert_eq!(changes, [renamed], "{dialect}");
        let added = add_column("users", nullable("city", SqlType::Text));
        assert_eq!(changes_on(dialect, &[added]), [column("city")], "{dialect}");
        let changes = changes_on(dialect, &[create_index("users", index("by_nick", &["nick"]))]);
        let part = Change::Part { table: "users".to_owned(), name: "by_nick".to_owned() };
        assert_eq!(changes, [part], "{dialect}");
        let changes = changes_on(dialect, &[drop_table("posts")]);
        assert!(changes.contains(&Change::Table("posts".to_owned())), "{dialect}: {changes:?}");
        let filled = set_not_null("users", "nick", Some(text("x")));
        assert_eq!(changes_on(dialect, &[filled]), [column("nick")], "{dialect}");
        assert_eq!(changes_on(dialect, &[set_not_null("users", "nick", None)]), [], "{dialect}");
    }
}

#[test]
fn a_question_reads_what_it_names_and_by_what_rows_are_told() {
    let steps = steps_on(Postgres, &[set_not_null("users", "nick", None)]);
    let condition = steps.iter().find_map(|step| step.condition.as_ref()).expect("the rows are asked");
    let columns = vec!["id".to_owned(), "nick".to_owned()];
    assert_eq!(condition.reads, Some(vec![Read::Rows { table: "users".to_owned(), columns, outlasts_rows: true }]));
    let steps = steps_on(Postgres, &[drop_table("posts")]);
    let discards = steps.iter().find_map(|step| step.discards.as_ref()).expect("the rows are counted");
    assert_eq!(
        discards.reads,
        Some(vec![Read::Rows { table: "posts".to_owned(), columns: Vec::new(), outlasts_rows: true }])
    );
}

#[test]
fn what_gives_no_question_another_answer_is_no_change() {
    for text in [
        "GRANT SELECT ON users TO PUBLIC",
        "ANALYZE users",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
    ] {
        assert_eq!(changes_on(Postgres, &[execute(text, None)]), [], "{text}");
    }
    for text in ["ALTER TABLE users ENABLE ROW LEVEL SECURITY", "ALTER TABLE users OWNER TO ada, DISABLE TRIGGER ALL"] {
        assert_eq!(changes_on(Postgres, &[execute(text, None)]), [Change::Anything], "{text}");
    }
    assert_eq!(changes_on(Postgres, &[create_schema("audit")]), []);
    assert_eq!(changes_on(Postgres, &[create_extension("citext")]), [Change::Anything]);
}

#[test]
fn the_words_of_an_author_may_fill_what_they_make() {
    let words = sql("ALTER TABLE users ADD COLUMN city text");
    let added = WrittenAs::wrapping(add_column("users", nullable("city", SqlType::Text)), Some(words), None);
    let column = Change::Column { table: "users".to_owned(), column: "city".to_owned() };
    let rows = Change::Rows { table: "users".to_owned(), columns: None };
    assert_eq!(changes_on(Postgres, &[added]), [column, rows]);
}

#[test]
fn a_question_that_calls_a_function_reads_functions() {
    let mut before = catalog();
    assert_eq!(apply(&doubled("twice", "abs"), &mut before, &everywhere()), Ok(()));
    let target = Target::new(Postgres);
    let changed = steps(&[drop_function("twice")], &before, target).unwrap();
    assert_eq!(changed[0].changes, [Change::Functions]);
    for (expression, expected) in [("twice(id) > 0", true), ("abs(id) > 0", false)] {
        let checked = steps(&[add_constraint("users", check_of("positive", expression))], &before, target).unwrap();
        let condition = checked.iter().find_map(|step| step.condition.as_ref()).expect("the rows are asked");
        let reads = condition.reads.as_ref().expect("it is known what");
        assert_eq!(reads.contains(&Read::Functions), expected, "{expression}");
    }
}

#[test]
fn rows_that_follow_go_or_hold_other_values() {
    let rows = |table: &str, columns: Option<&str>| Change::Rows {
        table: table.to_owned(),
        columns: columns.map(|column| vec![column.to_owned()]),
    };
    let gone = |table: &str| Change::RowsDeleted(table.to_owned());
    let cases = [
        (ReferenceAction::NoAction, vec![gone("users")]),
        (ReferenceAction::Cascade, vec![gone("users"), gone("posts")]),
        (ReferenceAction::SetNull, vec![gone("users"), rows("posts", Some("user_id"))]),
    ];
    for (on_delete, expected) in cases {
        let mut before = catalog();
        before.tables.change(
            |table| table.name == *"posts",
            |table| table.foreign_keys.iter_mut().for_each(|key| key.on_delete = on_delete),
        );
        let deleted = Operation::Delete(delete("users", Some("id = 1")));
        let steps = steps(&[deleted], &before, Target::new(Postgres)).unwrap();
        let changes: Vec<Change> = steps.into_iter().flat_map(|step| step.changes).collect();
        assert_eq!(changes, expected, "{on_delete:?}");
    }
    let updated = Operation::Update(update("users", "nick", Some(text("x")), None));
    assert_eq!(changes_on(Postgres, &[updated]), [rows("users", Some("nick"))]);
}

#[test]
fn an_update_is_followed_where_a_key_refers_to_what_it_sets() {
    for (referenced, expected) in [("id", 1), ("nick", 2)] {
        let mut before = catalog();
        before.tables.change(
            |table| table.name == *"posts",
            |table| {
                table.foreign_keys.iter_mut().for_each(|key| {
                    key.on_update = ReferenceAction::Cascade;
                    key.referenced_columns = names(&[referenced]);
                });
            },
        );
        let updated = Operation::Update(update("users", "nick", Some(text("x")), None));
        let steps = steps(&[updated], &before, Target::new(Postgres)).unwrap();
        assert_eq!(steps[0].changes.len(), expected, "{referenced}: {:?}", steps[0].changes);
    }
}

#[test]
fn what_is_computed_from_a_column_changes_with_it() {
    let mut before = catalog();
    let shown = generated("shown", SqlType::Text, "coalesce(nick, '-')", Storage::Stored);
    assert_eq!(apply(&add_column("users", shown), &mut before, &everywhere()), Ok(()));
    let filled = set_not_null("users", "nick", Some(text("x")));
    let column = |column: &str| Change::Column { table: "users".to_owned(), column: column.to_owned() };
    let of = |before: &Catalog| {
        let steps = steps(slice::from_ref(&filled), before, Target::new(Postgres)).unwrap();
        steps.into_iter().flat_map(|step| step.changes).collect::<Vec<_>>()
    };
    assert_eq!(of(&before), [column("nick"), column("shown")]);
    for made in keep_nick() {
        assert_eq!(apply(&made, &mut before, &everywhere()), Ok(()));
    }
    assert_eq!(of(&before), [Change::Anything], "the values that it gets set off a trigger");
}

#[test]
fn views_come_and_go_like_tables() {
    let mut before = catalog();
    let view = create_view("nicks", "SELECT nick FROM users");
    assert!(changes_on(Postgres, slice::from_ref(&view)).contains(&Change::Table("nicks".to_owned())));
    assert_eq!(apply(&view, &mut before, &everywhere()), Ok(()));
    let renamed = steps(&[rename_view("nicks", "names")], &before, Target::new(Postgres)).unwrap();
    let change = Change::TableRenamed { from: "nicks".to_owned(), to: "names".to_owned() };
    assert!(renamed[0].changes.contains(&change), "{:?}", renamed[0].changes);
}

#[test]
fn a_question_that_may_call_a_function_waits_for_it() {
    let mut before = catalog();
    assert_eq!(apply(&doubled("twice", "abs"), &mut before, &everywhere()), Ok(()));
    let checked = add_constraint("users", check_of("positive", "twice(id) > 0"));
    for (operations, expected) in [
        (vec![checked.clone()], true),
        (vec![rename_function("twice", "doubled"), rename_function("doubled", "twice"), checked], false),
    ] {
        let steps = steps(&operations, &before, Target::new(Postgres)).unwrap();
        let condition = steps.iter().find_map(|step| step.condition.as_ref()).expect("the rows are asked");
        assert_eq!(condition.at_start, expected);
    }
}
