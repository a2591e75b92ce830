//! Questions that are carried back through what is undone before them.

use migrate_core::migration::{Grade, Transaction};

use super::*;
use crate::history::{State, Undo};

fn migration(version: i64, step: Step) -> Applied {
    Applied {
        version,
        name: "one".to_owned(),
        checksum: 7,
        position: version,
        state: State::Applied,
        progress: 0,
        progress_is_exact: false,
        batches: None,
        undo: Undo { grade: Grade::Exact, irreversible: None, steps: vec![step], begun: Vec::new() },
        undo_is_intact: true,
        history_hash: 0,
        applied_at: "noon".to_owned(),
        is_tombstone: false,
    }
}

fn changing(changes: Vec<Change>) -> Step {
    Step { changes, ..Step::new("CHANGE".to_owned(), Transaction::Inside) }
}

fn asking(reads: Option<Vec<Read>>) -> Step {
    let (meaning, sql) = ("it holds".to_owned(), "SELECT 1".to_owned());
    let condition = Some(Query { meaning, sql, at_start: true, reads });
    Step { condition, ..changing(Vec::new()) }
}

fn rows(table: &str, columns: &[&str]) -> Read {
    let columns = columns.iter().map(|&name| name.to_owned()).collect();
    Read::Rows { table: table.to_owned(), columns, outlasts_rows: table != "teams" }
}

/// What becomes of a question after these changes, in the order in which they are undone.
fn check(reads: Option<Vec<Read>>, undone_before: &[Change], expected: Result<&str, Obstacle>) {
    let (newest, asks) = (migration(2, changing(undone_before.to_vec())), migration(1, asking(reads)));
    let range = [&newest, &asks];
    let asked: Vec<Asked<'_>> = Asked::of_range(&range).collect();
    let [asked] = asked.as_slice() else { panic!("one question is asked") };
    let found = today(asked, Dialect::Postgres).map(|today| today.query.sql).map_err(|late| late.obstacle);
    assert_eq!(found, expected.map(str::to_owned), "{undone_before:?}");
}

fn table_renamed(from: &str, to: &str) -> Change {
    Change::TableRenamed { from: from.to_owned(), to: to.to_owned() }
}

fn column_renamed(table: &str, from: &str, to: &str) -> Change {
    Change::ColumnRenamed { table: table.to_owned(), from: from.to_owned(), to: to.to_owned() }
}

fn column(table: &str, column: &str) -> Change {
    Change::Column { table: table.to_owned(), column: column.to_owned() }
}

#[test]
fn a_question_follows_renames() {
    let reads = || Some(vec![rows("users", &["id", "nick"])]);
    check(reads(), &[], Ok("SELECT 1"));
    check(
        reads(),
        &[table_renamed("people", "users"), column_renamed("users", "handle", "nick")],
        Ok(r#"WITH "users" AS (SELECT "id" AS "id", "handle" AS "nick" FROM "people") SELECT 1"#),
    );
    // In the other order the column is renamed while the table has its name of today.
    check(
        reads(),
        &[column_renamed("people", "handle", "nick"), table_renamed("people", "users")],
        Ok(r#"WITH "users" AS (SELECT "id" AS "id", "handle" AS "nick" FROM "people") SELECT 1"#),
    );
    let counted = Some(vec![rows("users", &[])]);
    check(counted, &[table_renamed("people", "users")], Ok(r#"WITH "users" AS (SELECT 1 FROM "people") SELECT 1"#));
}

#[test]
fn what_is_changed_elsewhere_is_in_nobodys_way() {
    let reads = || Some(vec![rows("users", &["nick"]), Read::Name("users_nick_idx".to_owned())]);
    let part = Change::Part { table: "users".to_owned(), name: "users_age_idx".to_owned() };
    let changed = Change::Rows { table: "users".to_owned(), columns: Some(vec!["age".to_owned()]) };
    for change in [column("users", "age"), column("teams", "nick"), Change::Table("teams".to_owned()), part, changed] {
        check(reads(), &[change], Ok("SELECT 1"));
    }
}

#[test]
fn what_is_another_one_today_is_asked_on_the_way() {
    let reads = || Some(vec![rows("users", &["nick"]), Read::Name("by_nick".to_owned())]);
    let other = |what: &str| Err(Obstacle::Other(what.to_owned()));
    check(reads(), &[Change::Table("users".to_owned())], other("table `users`"));
    check(reads(), &[column("users", "nick")], other("column `users.nick`"));
    // What had the name of today is dropped, and the column comes from another one.
    check(reads(), &[column_renamed("users", "nick", "old")], other("column `users.nick`"));
    check(reads(), &[table_renamed("users", "old")], other("table `users`"));
    let part = Change::Part { table: "users".to_owned(), name: "by_nick".to_owned() };
    check(reads(), &[part], other("what is called `by_nick`"));
    let changed = Change::Rows { table: "users".to_owned(), columns: None };
    check(reads(), &[changed], Err(Obstacle::Rows("users".to_owned())));
    check(reads(), &[Change::Anything], Err(Obstacle::Unknown));
    check(None, &[column("teams", "name")], Err(Obstacle::Unknown));
    let calling = || Some(vec![rows("users", &["nick"]), Read::Functions]);
    for change in [Change::Functions, column("teams", "name"), Change::RowsDeleted("teams".to_owned())] {
        check(calling(), &[change], Err(Obstacle::Functions));
    }
    check(reads(), &[Change::Functions], Ok("SELECT 1"));
}

#[test]
fn names_that_cannot_be_given_for_a_question_are_not_given() {
    let two = Some(vec![rows("users", &["nick"]), rows("teams", &["name"])]);
    let exchanged = [table_renamed("users", "x"), table_renamed("teams", "users"), table_renamed("x", "teams")];
    check(two, &exchanged, Err(Obstacle::Taken));
    let qualified = Some(vec![rows("audit.events", &["at"])]);
    check(qualified, &[column_renamed("audit.events", "moment", "at")], Err(Obstacle::Taken));
}

/// An extension may be unused only when a default that calls it is gone, which changes no rows.
#[test]
fn what_reads_nobody_knows_what_is_asked_on_the_way() {
    let (newest, asks) = (migration(2, changing(Vec::new())), migration(1, asking(None)));
    let range = [&newest, &asks];
    let asked = Asked::of_range(&range).next().expect("one question is asked");
    let late = today(&asked, Dialect::Postgres).expect_err("it is late");
    assert_eq!((late.after, late.obstacle), (newest.id(), Obstacle::Unknown));
}

#[test]
fn a_yes_outlasts_rows_that_go() {
    let after = |reads: Vec<Read>| {
        let gone = Change::RowsDeleted("people".to_owned());
        let (newest, asks) =
            (migration(2, changing(vec![gone, table_renamed("people", "users")])), migration(1, asking(Some(reads))));
        let range = [&newest, &asks];
        let asked = Asked::of_range(&range).next().expect("one question is asked");
        today(&asked, Dialect::Postgres)
            .map(|today| today.unless.map(|late| late.obstacle))
            .map_err(|late| late.obstacle)
    };
    assert_eq!(after(vec![rows("users", &["nick"])]), Ok(Some(Obstacle::Rows("users".to_owned()))));
    assert_eq!(after(vec![rows("accounts", &["nick"])]), Ok(None));
    let needed = Read::Rows { table: "users".to_owned(), columns: Vec::new(), outlasts_rows: false };
    assert_eq!(after(vec![needed]), Err(Obstacle::Rows("users".to_owned())));
}
