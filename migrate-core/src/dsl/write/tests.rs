//! What is written reads as an author would write it, and means the same when it is read again.

use std::collections::BTreeMap;

use super::statements;
use crate::apply::apply;
use crate::catalog::{Catalog, Column, Constraint, ForeignKey, Index, ReferenceAction, Sql, SqlType, Storage, Value};
use crate::difference::differences;
use crate::dsl::resolve::{Resolved, resolve};
use crate::location::{FileId, Location};
use crate::migration::Kind;
use crate::operation::{Delete, Operation, Update};
use crate::sample::*;
use crate::source::calls::Calls;
use crate::source::evaluate::{Environment, body};
use crate::source::parse::Function;

fn after(operations: &[Operation]) -> Catalog {
    let mut catalog = catalog();
    for operation in operations {
        apply(operation, &mut catalog, &everywhere()).expect("the operation applies");
    }
    catalog
}

fn read(statements: &[String]) -> Catalog {
    let mut catalog = catalog();
    for operation in operations(statements, Kind::Schema) {
        let applied = apply(&operation, &mut catalog, &everywhere());
        assert!(applied.is_ok(), "{statements:?}: {applied:?}");
    }
    catalog
}

/// What the statements of a migration of this kind are, each on the schema that it meets.
fn operations(statements: &[String], kind: Kind) -> Vec<Operation> {
    let text = format!("{{ {} }}", statements.join("\n"));
    let parameter = if kind == Kind::Data { "data" } else { "schema" };
    let function = Function {
        at: Location::UNKNOWN,
        parameter: parameter.to_owned(),
        body: syn::parse_str(&text).unwrap_or_else(|error| panic!("{text}: {error}")),
        lints: Vec::new(),
        statement_lints: Vec::new(),
    };
    let (constants, calls) = (BTreeMap::new(), Calls::default());
    let environment = Environment { file: FileId(2), folder: None, constants: &constants, kind, calls: &calls };
    let (drafts, refusals) = body(&function, &environment);
    assert!(refusals.is_empty(), "{text}: {refusals:?}");
    let mut catalog = catalog();
    let mut operations = Vec::new();
    for draft in drafts {
        let Ok(Resolved::Statement(statement)) = resolve(draft, &catalog, &everywhere()) else {
            panic!("{text} does not resolve")
        };
        // What is refused, the caller finds.
        let _applied = apply(&statement.operation, &mut catalog, &everywhere());
        operations.push(statement.operation);
    }
    operations
}

/// What `operation` is written as means the same when it is read again.
fn check(operation: &Operation, expected: &[&str]) {
    let written = statements(std::slice::from_ref(operation));
    assert_eq!(written, expected);
    let differences = differences(&after(std::slice::from_ref(operation)), &read(&written), &everywhere());
    assert!(differences.is_empty(), "{written:?}: {differences:?}");
}

#[test]
fn a_comment_that_is_taken_away_is_empty() {
    let there = comment_on_column("users", "nick", "a \"name\"");
    check(&there, &[r#"schema.comment_on_column("users", "nick", "a \"name\"");"#]);
    assert_eq!(statements(&[comment_on_table("users", "")]), [r#"schema.comment_on_table("users", "");"#]);
}

#[test]
fn a_view_is_written_with_its_columns() {
    let view = create_view("grown", "SELECT id, email FROM users WHERE age > 17");
    check(&view, &[r#"schema.create_view("grown", "SELECT id, email FROM users WHERE age > 17");"#]);
    let written = read(&[r#"schema.create_view("v", "SELECT t.*, u.age FROM teams t, users u");"#.to_owned()]);
    let query = written.view("v").map(|view| view.query.clone());
    assert_eq!(query, Some(sql("SELECT t.id, t.name, u.age FROM teams t, users u")));
}

#[test]
fn a_table_is_written_with_what_is_derived_on_its_columns() {
    let mut invoices = table(
        "invoices",
        vec![
            id(),
            column("user_id", SqlType::BigInteger),
            with_default("status", SqlType::Varchar(20), Value::Text("it's \"open\" \\ ü".to_owned())),
            nullable("total", SqlType::Decimal { precision: 10, scale: 2 }),
            with_default("created_at", SqlType::TimestampWithTimeZone, Value::Now),
        ],
    );
    invoices.add_constraint(primary_key("invoices_pkey", &["id"]));
    invoices.add_constraint(unique("invoices_status_key", &["status"]));
    invoices.add_constraint(unique("one_total", &["user_id", "total"]));
    invoices.add_constraint(check_constraint());
    let reference = foreign_key("invoices_user_id_fkey", &["user_id"], "users", &["id"]);
    invoices.add_constraint(Constraint::ForeignKey(ForeignKey { on_delete: ReferenceAction::Cascade, ..reference }));
    invoices.indexes.push(index("invoices_user_id_idx", &["user_id"]));
    invoices.indexes.push(Index { unique: true, ..index("by_total", &["total", "id"]) });
    invoices.comment = Some("what is owed".to_owned());
    check(
        &create_table(invoices),
        &[
            "schema.create_table(\"invoices\").columns([id(), big_integer(\"user_id\").references(\"users\", \"id\")\
             .on_delete(Cascade), varchar(\"status\", 20).default(\"it's \\\"open\\\" \\\\ ü\").unique(), \
             decimal(\"total\", 10, 2).nullable(), timestamp_with_time_zone(\"created_at\").default(now())])\
             .check(\"positive\", \"total > 0\").index([\"user_id\"]).comment(\"what is owed\");",
            "schema.add_unique(\"invoices\", [\"user_id\", \"total\"]).named(\"one_total\");",
            "schema.create_index(\"invoices\", [\"total\", \"id\"]).unique().named(\"by_total\");",
        ],
    );
}

#[test]
fn a_reference_to_itself_waits_for_a_key_of_another_name() {
    let mut table = table("orders", vec![column("number", SqlType::Integer), nullable("parent", SqlType::Integer)]);
    table.primary_key = Some(key("order_key", &["number"]));
    table.foreign_keys.push(foreign_key("orders_parent_fkey", &["parent"], "orders", &["number"]));
    check(
        &create_table(table),
        &[
            "schema.create_table(\"orders\").columns([integer(\"number\"), integer(\"parent\").nullable()]);",
            "schema.add_primary_key(\"orders\", [\"number\"]).named(\"order_key\");",
            "schema.add_foreign_key(\"orders\", [\"parent\"]).references(\"orders\", [\"number\"]);",
        ],
    );
}

#[test]
fn two_unique_constraints_of_one_column_that_counts_up() {
    let mut orders = table("orders", vec![id()]);
    orders.add_constraint(primary_key("first_pkey", &["id"]));
    orders.add_constraint(unique("again", &["id"]));
    orders.add_constraint(unique("orders_id_key", &["id"]));
    check(
        &create_table(orders),
        &[
            "schema.create_table(\"orders\").columns([id().unique()]);",
            "schema.rename_constraint(\"orders\", \"orders_pkey\", \"first_pkey\");",
            "schema.add_unique(\"orders\", [\"id\"]).named(\"again\");",
        ],
    );
}

#[test]
fn an_exclusion_constraint_is_written_with_its_operators() {
    check(
        &add_constraint("users", exclusion("users_nick_excl", &[("nick", "=")])),
        &["schema.add_exclusion(\"users\", [(\"nick\", \"=\")]);"],
    );
}

fn check_constraint() -> Constraint {
    crate::sample::check("positive", "total > 0")
}

#[test]
fn every_type_is_written_and_read_again() {
    let types = [
        SqlType::SmallInteger,
        SqlType::Integer,
        SqlType::BigInteger,
        SqlType::Decimal { precision: 12, scale: 4 },
        SqlType::Float,
        SqlType::Double,
        SqlType::Boolean,
        SqlType::Char(2),
        SqlType::Varchar(255),
        SqlType::Varchar(40),
        SqlType::Text,
        SqlType::Date,
        SqlType::Time,
        SqlType::DateTime,
        SqlType::Timestamp,
        SqlType::TimestampWithTimeZone,
        SqlType::Uuid,
        SqlType::Json,
        SqlType::JsonBinary,
        SqlType::Binary(16),
        SqlType::Blob,
        SqlType::Custom(sql("citext")),
    ];
    for sql_type in types {
        let operation = add_column("users", nullable("extra", sql_type));
        let written = statements(std::slice::from_ref(&operation));
        let differences = differences(&after(&[operation]), &read(&written), &everywhere());
        assert!(differences.is_empty(), "{written:?}: {differences:?}");
    }
}

#[test]
fn sql_for_each_database_is_written_with_its_words() {
    let texts = [
        (crate::dialect::Dialect::Postgres, Some("1 + 1")),
        (crate::dialect::Dialect::MySql, Some("2")),
        (crate::dialect::Dialect::Sqlite, None),
    ];
    let at = Location::UNKNOWN;
    let text = |text: &str| crate::catalog::SqlText::new(text, at);
    let sql = Sql::PerDialect(texts.into_iter().map(|(dialect, sql)| (dialect, sql.map(text))).collect());
    assert_eq!(super::sql_source(&sql), "sql_for().postgres(\"1 + 1\").mysql(\"2\").nothing_on(Sqlite)");
}

#[test]
fn a_column_takes_its_keys_along() {
    let added = Column { comment: Some("where".to_owned()), ..nullable("city", SqlType::Varchar(255)) };
    let constraints = vec![unique("users_city_key", &["city"]), sample_check()];
    check(
        &add_column_with("users", added, constraints, vec![index("users_city_idx", &["city"])]),
        &[
            "schema.add_column(\"users\", string(\"city\").nullable().comment(\"where\").unique());",
            "schema.add_check(\"users\", \"short\", \"city <> ''\");",
            "schema.create_index(\"users\", [\"city\"]);",
        ],
    );
}

fn sample_check() -> Constraint {
    crate::sample::check("short", "city <> ''")
}

/// What a change of rows is written as is the same when it is read again.
fn check_rows(operation: &Operation, expected: &str) {
    let written = statements(std::slice::from_ref(operation));
    assert_eq!(written, [expected]);
    assert_eq!(operations(&written, Kind::Data), std::slice::from_ref(operation), "{written:?}");
}

#[test]
fn changes_of_rows() {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let row_of_all =
        row(&[text("a\"b\\"), Some(Value::Integer(-7)), None, Some(Value::Now), Some(Value::Sql(sql("1 + 1")))]);
    check_rows(
        &insert("users", &["email", "age", "nick", "role", "id"], vec![row_of_all], &[]),
        r#"data.insert("users").columns(["email", "age", "nick", "role", "id"]).row(("a\"b\\", -7, null(), now(), sql("1 + 1")));"#,
    );
    check_rows(
        &insert("teams", &["name"], vec![row(&[text("a")]), row(&[text("b")])], &["name"]),
        r#"data.insert("teams").columns(["name"]).row("a").row("b").key(["name"]);"#,
    );
    let update = update("users", "nick", Some(Value::Sql(sql("lower(email)"))), Some("age > 3"));
    check_rows(
        &Operation::Update(Update { in_batches_of: Some(500), ..update }),
        r#"data.update("users").set("nick", sql("lower(email)")).only_where("age > 3").in_batches_of(500);"#,
    );
    check_rows(&Operation::Delete(delete("users", None)), r#"data.delete("users");"#);
    check_rows(
        &Operation::Delete(Delete { in_batches_of: Some(1), ..delete("users", Some("age = 1")) }),
        r#"data.delete("users").only_where("age = 1").in_batches_of(1);"#,
    );
}

#[test]
fn sequences() {
    check(&create_sequence("numbers", None), &[r#"schema.create_sequence("numbers");"#]);
    check(&create_sequence("numbers", Some(500)), &[r#"schema.create_sequence("numbers").restart_with(500);"#]);
    let others = [rename_sequence("a", "b"), drop_sequence("b", Some(9))];
    let expected = [r#"schema.rename_sequence("a", "b");"#, r#"schema.drop_sequence("b").restart_with(9);"#];
    assert_eq!(statements(&others), expected);
}

#[test]
fn functions_and_triggers() {
    let created = r#"schema.create_trigger("keep_nick", "users", sql_for().postgres("CREATE TRIGGER"#;
    let [function, trigger] = keep_nick();
    let written = statements(&[function.clone(), trigger.clone()]);
    assert!(written[1].starts_with(created), "{written:?}");
    let made = [function, trigger];
    assert_eq!(differences(&after(&made), &read(&written), &everywhere()), Vec::<String>::new());
    let operations =
        [rename_trigger("keep_nick", "kept"), drop_trigger("kept"), rename_function("keep", "f"), drop_function("f")];
    let expected = [
        r#"schema.rename_trigger("keep_nick", "kept");"#,
        r#"schema.drop_trigger("kept");"#,
        r#"schema.rename_function("keep", "f");"#,
        r#"schema.drop_function("f");"#,
    ];
    assert_eq!(statements(&operations), expected);
    check(
        &doubled("twice", "abs"),
        &[
            "schema.create_function(\"twice\", sql_for().postgres(\"CREATE FUNCTION twice(n bigint) RETURNS bigint LANGUAGE sql \
         IMMUTABLE AS $$ SELECT abs(n) * 2 $$\").mysql(\"CREATE FUNCTION twice(n bigint) RETURNS bigint DETERMINISTIC \
         RETURN abs(n) * 2\").mariadb(\"CREATE FUNCTION twice(n bigint) RETURNS bigint DETERMINISTIC RETURN abs(n) * 2\")\
         .nothing_on(Sqlite));",
        ],
    );
}

#[test]
fn what_is_computed_or_counted_is_written() {
    let computed = generated("shown", SqlType::Varchar(20), "lower(role)", Storage::Stored);
    check(
        &add_column("users", computed),
        &["schema.add_column(\"users\", varchar(\"shown\", 20).nullable().generated(\"lower(role)\").stored());"],
    );
    check(
        &set_generated("users", "nick", "lower(role)", Storage::Stored),
        &["schema.set_generated(\"users\", \"nick\", \"lower(role)\").stored();"],
    );
    assert_eq!(statements(&[drop_generated("users", "nick")]), ["schema.drop_generated(\"users\", \"nick\");"]);
    check(&drop_auto_increment("posts", "id"), &["schema.drop_auto_increment(\"posts\", \"id\");"]);
    assert_eq!(statements(&[set_auto_increment("posts", "id")]), ["schema.set_auto_increment(\"posts\", \"id\");"]);
    let touched = Column { on_update_now: true, ..nullable("seen", SqlType::Timestamp) };
    check(
        &add_column("users", touched),
        &["schema.add_column(\"users\", timestamp(\"seen\").nullable().on_update_now());"],
    );
}

#[test]
fn the_inverse_of_an_insert_is_a_condition_that_every_database_reads() {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let written = |operation: &Operation| {
        let inverse = crate::inverse::invert(operation, &catalog(), &everywhere());
        let written = statements(&inverse.operations);
        // It is read again, and its condition is one that the table can have.
        let [read] = &operations(&written, Kind::Data)[..] else { panic!("{written:?} is one statement") };
        assert_eq!(apply(read, &mut catalog(), &everywhere()), Ok(()), "{written:?}");
        written.join("")
    };
    let rows = |texts: &[&str]| texts.iter().map(|one| row(&[text(one)])).collect::<Vec<_>>();
    assert_eq!(
        written(&insert("users", &["email"], rows(&["a", "it's"]), &["email"])),
        r#"data.delete("users").only_where("email IN ('a', 'it''s')");"#
    );
    assert_eq!(
        written(&insert("users", &["email"], rows(&["\\"]), &["email"])),
        r#"data.delete("users").only_where(sql_for().postgres("email = '\\'").mysql("email = '\\\\'").mariadb("email = '\\\\'").sqlite("email = '\\'"));"#
    );
    let pairs = vec![row(&[text("a"), Some(Value::Integer(1))]), row(&[text("b"), Some(Value::Integer(2))])];
    assert_eq!(
        written(&insert("users", &["email", "age"], pairs, &["email", "age"])),
        r#"data.delete("users").only_where(sql_for().postgres("(email, age) IN (('a', 1), ('b', 2))").mysql("(email, age) IN (('a', 1), ('b', 2))").mariadb("(email, age) IN (('a', 1), ('b', 2))").sqlite("(email, age) IN (VALUES ('a', 1), ('b', 2))"));"#
    );
}
