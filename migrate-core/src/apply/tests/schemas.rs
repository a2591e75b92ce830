//! Schemas, and what lies in them.

use super::*;

fn events(text: &str) -> Operation {
    create_table(table(text, vec![column("note", SqlType::Text)]))
}

const POSTGRES: [Target; 1] = [Target::new(Dialect::Postgres)];

fn check_postgres(operations: &[Operation], problem: &str) {
    let refusals = refused(operations, &POSTGRES);
    let problems: Vec<&str> = refusals.iter().map(|refusal| refusal.problem.as_str()).collect();
    assert_eq!(problems, [problem], "{operations:?}");
}

fn after(operations: &[Operation]) -> Catalog {
    let mut catalog = sample();
    for operation in operations {
        let applied = apply(operation, &mut catalog, &POSTGRES);
        assert_eq!(applied, Ok(()), "{operation:?}");
    }
    catalog
}

#[test]
fn schemas_are_refused() {
    check_postgres(&[create_schema("pg_audit")], "schema name `pg_audit` is kept by PostgreSQL");
    check_postgres(&[create_schema("public")], "schema `public` is there from the beginning");
    check_postgres(&[create_schema("a.b")], "schema name `a.b` cannot hold `.`");
    check_postgres(&[create_schema("audit"), create_schema("audit")], "schema `audit` exists already");
    let differs = "the name `Audit` differs only in case from schema `audit`";
    check_postgres(&[create_schema("audit"), create_schema("Audit")], differs);
    check_postgres(&[drop_schema("audit")], "there is no schema `audit`");
    check_postgres(&[create_schema("audit"), rename_schema("audit", "audit")], "its name is `audit` already");
    let holds = [create_schema("audit"), events("audit.events"), drop_schema("audit")];
    check_postgres(&holds, "schema `audit` cannot be dropped while table `audit.events` lies in it");
}

#[test]
fn names_in_schemas_are_refused() {
    check_postgres(&[events("audit.events")], "there is no schema `audit`");
    check_postgres(&[events("public.events")], "`public.events` names the schema in which a table lies by default");
    for hostile in ["a.b.c", ".events", "audit."] {
        let problem = format!("`{hostile}` is no name of a table in a schema");
        check_postgres(&[create_schema("audit"), events(hostile)], &problem);
    }
    check_postgres(&[create_schema("audit"), events("audit.a;b")], "table name `a;b` cannot hold `;`");
    let twice = [create_schema("audit"), events("audit.events"), events("audit.events")];
    check_postgres(&twice, "table `audit.events` exists already");
    let moved =
        "a rename leaves a table in the first schema of the search path, and `audit.users` lies in schema `audit`";
    check_postgres(&[create_schema("audit"), rename_table("users", "audit.users")], moved);
    let index = |table: &str, text: &str| create_index(table, Index::of_columns(name(text), vec![name("note")]));
    let indexed = [create_schema("audit"), events("audit.events"), index("audit.events", "audit.notes")];
    check_postgres(&indexed, "the name of an index holds no schema, and `audit.notes` does");
    let taken = [create_schema("audit"), events("audit.events"), index("audit.events", "events")];
    check_postgres(&taken, "the name `events` is taken by a table");
    let near = refused(&[create_schema("audit"), events("audit.events"), drop_table("events")], &POSTGRES);
    assert_eq!(near[0].help, ["did you mean `audit.events`?"]);
}

#[test]
fn a_name_is_free_in_another_schema() {
    let index = |table: &str| create_index(table, Index::of_columns(name("notes"), vec![name("note")]));
    let check_of = |table: &str| add_constraint(table, crate::sample::check("named", "note <> ''"));
    let both = ["events", "audit.events"].into_iter().flat_map(|table| [events(table), index(table), check_of(table)]);
    let catalog = after(&[create_schema("audit")].into_iter().chain(both).collect::<Vec<_>>());
    assert!(catalog.table("audit.events").is_some_and(|table| table.index("notes").is_some()));
}

#[test]
fn what_lies_in_a_schema_follows_its_rename() {
    let refers = foreign_key("events_boss_fkey", &["note"], "audit.people", &["note"]);
    let mut people = table("audit.people", vec![column("note", SqlType::Text)]);
    people.uniques.push(key("people_note_key", &["note"]));
    let before = [
        create_schema("audit"),
        create_table(people),
        events("audit.events"),
        add_constraint("audit.events", Constraint::ForeignKey(refers)),
        add_constraint(
            "audit.events",
            crate::sample::check("named", "audit.events.note <> coalesce(events.note, audit.f('audit.x'))"),
        ),
        create_view(
            "audit",
            "SELECT audit.id, e.note FROM users audit JOIN audit.events AS e ON audit.events.note = e.note",
        ),
        rename_schema("audit", "log"),
    ];
    let refusals = refused(&before[..6], &POSTGRES);
    assert_eq!(refusals[0].problem, "the query names `audit.events`, which is no table or view");
    let before: Vec<Operation> = before
        .into_iter()
        .map(|operation| match operation {
            Operation::CreateView(_) => create_view(
                "audit",
                "SELECT audit.id, e.note FROM users audit JOIN audit.events AS e ON audit.nick = e.note",
            ),
            other => other,
        })
        .collect();
    let catalog = after(&before);
    let events = catalog.table("log.events").expect("the table followed");
    assert_eq!(events.foreign_keys[0].referenced_table, "log.people");
    assert_eq!(events.checks[0].expression, sql("log.events.note <> coalesce(events.note, log.f('audit.x'))"));
    let view = catalog.view("audit").expect("the view lies in no schema");
    assert_eq!(view.query, sql("SELECT audit.id, e.note FROM users audit JOIN log.events AS e ON audit.nick = e.note"));
    assert!(view.names("log.events") && !view.names("audit.events"));
    let dropped = apply(&drop_table("audit.events"), &mut catalog.clone(), &POSTGRES);
    assert_eq!(dropped.expect_err("it has another name")[0].help, ["did you mean `log.events`?"]);
    let back = after(&[create_schema("audit"), rename_schema("audit", "log"), rename_schema("log", "audit")]);
    assert!(back.schemas.contains_key("audit") && back.schemas.len() == 1);
}

#[test]
fn of_a_schema_that_could_not_be_followed_nothing_is_said() {
    let mut catalog = sample();
    catalog.unknown.insert("audit".to_owned());
    let refers = Constraint::ForeignKey(foreign_key("users_event_fkey", &["id"], "audit.events", &["id"]));
    for operation in [events("audit.events"), drop_table("audit.others"), add_constraint("users", refers)] {
        assert_eq!(apply(&operation, &mut catalog, &POSTGRES), Ok(()), "{operation:?}");
    }
}
