//! Every operation: its inverse brings the schema back, and the inverse of that is the operation.

use super::*;
use crate::catalog::{
    Catalog, Check, Column, Constraint, Enumeration, ForeignKey, Index, ReferenceAction, Sql, SqlType, Storage, Table,
    Value,
};
use crate::dialect::Dialect;
use crate::difference::differences;
use crate::operation::{
    AlreadyExists, ChangeType, CreateEnum, DropEnum, Passage, RenameEnum, RenameEnumValue, RetireColumn,
};
use crate::sample::*;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn replay(operations: &[Operation], catalog: &mut Catalog) {
    for operation in operations {
        assert_eq!(apply(operation, catalog, &everywhere()), Ok(()), "{operation:?}");
    }
}

/// Inverts `operations` on the sample: the grade is as expected, the inverse brings the sample
/// back, and undoing an exact or conditional inverse ends where the operations did.
fn check_inverse(operations: &[Operation], grade: Grade) {
    let before = catalog();
    let mut after = before.clone();
    replay(operations, &mut after);
    let inverse = Inverse::joined(&invert_all(operations, &before, &everywhere()));
    assert_eq!((inverse.grade, &inverse.missing), (grade, &None), "{operations:?}");
    let mut back = after.clone();
    replay(&inverse.operations, &mut back);
    assert_eq!(differences(&before, &back, &everywhere()), Vec::<String>::new(), "{operations:?}");
    if grade <= Grade::Conditional {
        let again = Inverse::joined(&invert_all(&inverse.operations, &after, &everywhere()));
        let mut forth = back;
        replay(&again.operations, &mut forth);
        assert_eq!(differences(&after, &forth, &everywhere()), Vec::<String>::new(), "{operations:?}");
    }
}

/// The inverse of an operation that stands alone, inverted, is the operation.
fn check_involution(operation: &Operation) {
    let before = catalog();
    let mut after = before.clone();
    replay(std::slice::from_ref(operation), &mut after);
    let inverse = invert(operation, &before, &everywhere());
    let again = Inverse::joined(&invert_all(&inverse.operations, &after, &everywhere()));
    assert_eq!(again.operations, std::slice::from_ref(operation));
}

#[test]
fn what_exists_already_leaves_the_model() {
    let adopted = create_table(table("tags", vec![id()]));
    check_inverse(&[AlreadyExists::wrapping(adopted, Passage::Joins)], Grade::Exact);
    let column = add_column("users", nullable("bio", SqlType::Text));
    check_inverse(&[AlreadyExists::wrapping(column, Passage::Joins)], Grade::Exact);
}

#[test]
fn what_was_retired_takes_nothing_back_but_not_null() {
    check_inverse(&[retire_column("users", "nick"), retire_table("posts")], Grade::Exact);
    let retired = |restore_with| {
        let drop = Some(Box::new(drop_not_null("users", "age", restore_with)));
        Operation::RetireColumn(RetireColumn { table: name("users"), column: name("age"), drop_not_null: drop })
    };
    check_inverse(&[retired(None)], Grade::Conditional);
    check_inverse(&[retired(Some(Value::Integer(0)))], Grade::Exact);
}

fn unique_index() -> Index {
    Index { unique: true, ..index("users_age_idx", &["age"]) }
}

fn exact() -> Vec<Operation> {
    vec![
        doubled("twice", "abs"),
        create_sequence("numbers", None),
        create_sequence("numbers", Some(500)),
        create_table(table("tags", vec![id(), column("name", SqlType::Text)])),
        rename_table("users", "people"),
        add_column("users", nullable("bio", SqlType::Text)),
        add_column("users", with_default("score", SqlType::Integer, Value::Integer(0))),
        rename_column("users", "nick", "alias"),
        rename_column("users", "age", "years"),
        rename_column("users", "age", "order"),
        rename_column("teams", "id", "number"),
        set_not_null("users", "nick", None),
        drop_not_null("users", "age", Some(Value::Integer(0))),
        set_default("users", "nick", text("nobody")),
        set_default("users", "role", text("guest")),
        drop_default("users", "role"),
        drop_auto_increment("posts", "id"),
        create_index("users", index("users_age_idx", &["age"])),
        create_index("users", unique_index()),
        drop_index("users", "users_nick_idx"),
        rename_index("users", "users_nick_idx", "nicks"),
        add_constraint("users", unique("users_nick_key", &["nick"])),
        add_constraint("users", check("users_nick_check", "length(nick) > 1")),
        add_constraint(
            "posts",
            Constraint::ForeignKey(ForeignKey {
                on_delete: ReferenceAction::Cascade,
                ..foreign_key("posts_title_fkey", &["title"], "users", &["email"])
            }),
        ),
        rename_constraint("users", "users_email_key", "emails"),
        rename_constraint("users", "users_team_id_fkey", "team"),
        rename_constraint("users", "users_age_check", "grown"),
        comment_on_table("users", "people who sign in"),
        comment_on_column("users", "nick", "what others call them"),
        create_view("grown", "SELECT id, email FROM users WHERE age > 17"),
        execute("GRANT SELECT ON users TO reports", Some("REVOKE SELECT ON users FROM reports")),
    ]
}

fn conditional() -> Vec<Operation> {
    vec![
        create_extension("citext"),
        change_type("users", "age", SqlType::BigInteger),
        change_type("users", "nick", SqlType::Varchar(40)),
        change_type("users", "nick", SqlType::Text),
        drop_not_null("users", "age", None),
        drop_constraint("users", ConstraintKind::Unique, "users_email_key"),
        drop_constraint("users", ConstraintKind::ForeignKey, "users_team_id_fkey"),
        drop_constraint("users", ConstraintKind::Check, "users_age_check"),
        insert("teams", &["id", "name"], vec![row(&[Some(Value::Integer(1)), Some(text("a"))])], &["id"]),
        insert("users", &["email", "age"], vec![row(&[Some(text("a")), Some(Value::Integer(3))])], &["email"]),
    ]
}

#[test]
fn a_change_of_rows_that_nothing_undoes_asks_for_a_down() {
    let without_key = insert("teams", &["name"], vec![row(&[Some(text("a"))])], &[]);
    let update = Operation::Update(update("users", "age", Some(Value::Integer(1)), None));
    for operation in [without_key, update, Operation::Delete(delete("users", Some("age > 3")))] {
        let inverse = invert(&operation, &catalog(), &everywhere());
        assert_eq!((inverse.grade, inverse.operations.len()), (Grade::None, 0), "{operation:?}");
        assert!(inverse.missing.is_some(), "{operation:?}");
    }
}

#[test]
fn exact_inverses_bring_the_schema_back() {
    for operation in exact() {
        check_inverse(std::slice::from_ref(&operation), Grade::Exact);
    }
}

#[test]
fn conditional_inverses_bring_the_schema_back() {
    for operation in conditional() {
        check_inverse(std::slice::from_ref(&operation), Grade::Conditional);
    }
}

fn lossy() -> Vec<Operation> {
    vec![
        set_generated("users", "nick", "lower(email)", Storage::Stored),
        set_not_null("users", "nick", Some(text("nobody"))),
        drop_table("posts"),
        drop_column("users", "role", None),
        drop_column("users", "role", Some(text("guest"))),
        drop_column("posts", "title", Some(text(""))),
        change_type("users", "email", SqlType::Varchar(40)),
        change_type("users", "age", SqlType::SmallInteger),
        change_type("posts", "title", SqlType::Char(4)),
    ]
}

#[test]
fn lossy_inverses_bring_the_structure_back() {
    for operation in lossy() {
        check_inverse(&[operation], Grade::Lossy);
    }
}

/// Operations drawn from all the above, in an order that only looks like chance; those that the
/// schema refuses at their point are left out.
#[test]
fn any_sequence_is_undone() {
    let mut pool = [exact(), conditional(), lossy()].concat();
    pool.extend([
        rename_table("people", "members"),
        rename_table("posts", "users"),
        rename_column("users", "team_id", "nick"),
        rename_column("people", "email", "role"),
        drop_column("people", "nick", None),
        drop_column("users", "team_id", None),
        drop_index("users", "users_team_id_idx"),
        drop_constraint("posts", ConstraintKind::ForeignKey, "posts_user_id_fkey"),
        drop_table("users"),
        drop_table("teams"),
        drop_column("teams", "id", None),
        change_type("users", "nick", SqlType::Integer),
    ]);
    let mut state: u32 = 1;
    let mut draw = |limit: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % limit
    };
    let mut applied = 0;
    for _ in 0..400 {
        let before = catalog();
        let (mut after, mut operations) = (before.clone(), Vec::new());
        for _ in 0..25 {
            let operation = &pool[draw(pool.len())];
            let reversible = invert(operation, &after, &everywhere()).missing.is_none();
            if reversible && apply(operation, &mut after, &everywhere()).is_ok() {
                operations.push(operation.clone());
            }
        }
        applied += operations.len();
        let inverse = Inverse::joined(&invert_all(&operations, &before, &everywhere()));
        replay(&inverse.operations, &mut after);
        assert_eq!(differences(&before, &after, &everywhere()), Vec::<String>::new(), "{operations:?}");
    }
    assert!(applied > 2_000, "{applied}");
}

#[test]
fn the_inverse_of_the_inverse_is_the_operation() {
    for operation in exact().iter().chain(&conditional()) {
        check_involution(operation);
    }
}

#[test]
fn several_operations_are_undone_last_first_each_at_its_own_point() {
    check_inverse(
        &[
            rename_table("users", "people"),
            rename_column("people", "nick", "alias"),
            set_not_null("people", "alias", None),
            drop_index("people", "users_nick_idx"),
            change_type("people", "alias", SqlType::Text),
            set_default("people", "alias", text("nobody")),
            set_default("people", "alias", text("anybody")),
        ],
        Grade::Conditional,
    );
    check_inverse(
        &[
            create_table(table("tags", vec![id()])),
            add_column("users", nullable("tag_id", SqlType::BigInteger)),
            add_constraint(
                "users",
                Constraint::ForeignKey(foreign_key("users_tag_id_fkey", &["tag_id"], "tags", &["id"])),
            ),
            rename_table("tags", "labels"),
            rename_column("labels", "id", "number"),
        ],
        Grade::Exact,
    );
    let [function, trigger] = keep_nick();
    let other = "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'";
    check_inverse(
        &[
            function.clone(),
            trigger.clone(),
            rename_trigger("keep_nick", "kept"),
            rename_function("keep", "keeper"),
            rename_column("users", "nick", "alias"),
            rename_table("users", "people"),
            drop_trigger("kept"),
            replace_function("keeper", sql_on(&[(Dialect::Postgres, &other.replace("keep()", "keeper()"))])),
            drop_function("keeper"),
        ],
        Grade::Exact,
    );
    check_inverse(&[create_sequence("a", None), rename_sequence("a", "b"), drop_sequence("b", Some(9))], Grade::Exact);
    check_inverse(&[create_sequence("a", None), drop_sequence("a", None)], Grade::Lossy);
    check_inverse(&[create_extension("a"), drop_extension("a")], Grade::Conditional);
    check_inverse(&[function, trigger, drop_table("posts"), drop_table("users")], Grade::Lossy);
    check_inverse(
        &[
            drop_constraint("posts", ConstraintKind::ForeignKey, "posts_user_id_fkey"),
            drop_index("users", "users_nick_idx"),
            drop_column("users", "nick", None),
            drop_table("users"),
        ],
        Grade::Lossy,
    );
}

#[test]
fn an_added_column_takes_what_was_written_on_it_along() {
    let reference = Constraint::ForeignKey(foreign_key("posts_team_id_fkey", &["team_id"], "teams", &["id"]));
    let operation = add_column_with(
        "posts",
        nullable("team_id", SqlType::BigInteger),
        vec![unique("posts_team_id_key", &["team_id"]), check("posts_team_id_check", "team_id > 0"), reference],
        vec![index("posts_team_id_idx", &["team_id"])],
    );
    check_inverse(std::slice::from_ref(&operation), Grade::Exact);
    let inverse = invert(&operation, &catalog(), &everywhere());
    assert_eq!(
        inverse.operations,
        [
            drop_constraint("posts", ConstraintKind::ForeignKey, "posts_team_id_fkey"),
            drop_constraint("posts", ConstraintKind::Check, "posts_team_id_check"),
            drop_constraint("posts", ConstraintKind::Unique, "posts_team_id_key"),
            drop_index("posts", "posts_team_id_idx"),
            drop_column("posts", "team_id", None),
        ]
    );
}

#[test]
fn a_column_that_counts_up_goes_with_its_key() {
    let mut log = Table::new(name("log"));
    log.columns.push(column("line", SqlType::Text));
    let key = primary_key("log_pkey", &["id"]);
    let adds = [create_table(log), add_column_with("log", id(), vec![key], Vec::new())];
    check_inverse(&adds, Grade::Exact);
    check_inverse(&[&adds[..], &[drop_column("log", "id", None)]].concat(), Grade::Lossy);
}

#[test]
fn a_collation_alone_is_exact() {
    let german =
        crate::catalog::ColumnType { collation: Some(Sql::everywhere("de", here())), ..SqlType::Varchar(20).into() };
    check_inverse(&[change_type("users", "nick", german)], Grade::Exact);
}

#[test]
fn a_default_is_never_invented_for_a_required_column() {
    let inverse = invert(&drop_column("users", "age", None), &catalog(), &everywhere());
    assert!(inverse.operations.is_empty());
    assert_eq!(inverse.grade, Grade::None);
    let missing = inverse.missing.unwrap();
    assert_eq!(missing.problem, "`down` cannot bring back `users.age`");
    let restored = invert(&drop_column("users", "age", Some(Value::Integer(7))), &catalog(), &everywhere());
    let again = with_default("age", SqlType::Integer, Value::Integer(7));
    assert_eq!(restored.operations, [add_column("users", again), drop_default("users", "age")]);
}

#[test]
fn what_has_no_inverse_says_what_is_missing() {
    let using = |using: &str, reverse_using: Option<&str>| {
        Operation::ChangeType(ChangeType {
            table: name("users"),
            column: name("nick"),
            column_type: SqlType::Json.into(),
            using: Some(sql(using)),
            reverse_using: reverse_using.map(sql),
        })
    };
    for (operation, problem) in [
        (execute("ANALYZE users", None), Some("nothing says how this SQL is undone")),
        (
            change_type("users", "age", SqlType::Text),
            Some("`down` cannot turn `users.age` from `text` into `integer` again"),
        ),
        (using("to_json(nick)", None), None),
        (using("to_json(nick)", Some("nick #>> '{}'")), None),
    ] {
        let inverse = invert(&operation, &catalog(), &everywhere());
        assert_eq!(inverse.missing.as_ref().map(|missing| missing.problem.as_str()), problem);
        assert_eq!(inverse.grade, if problem.is_some() { Grade::None } else { Grade::Lossy });
    }
}

#[test]
fn a_conversion_is_reversed_by_its_own_reverse() {
    let change = ChangeType {
        table: name("users"),
        column: name("age"),
        column_type: SqlType::Text.into(),
        using: Some(sql("age || ' years'")),
        reverse_using: Some(sql("replace(age, ' years', '') :: integer")),
    };
    let postgres = [Target::new(crate::dialect::Dialect::Postgres)];
    let inverse = invert(&Operation::ChangeType(change.clone()), &catalog(), &postgres);
    let back = ChangeType {
        column_type: SqlType::Integer.into(),
        using: change.reverse_using.clone(),
        reverse_using: change.using.clone(),
        ..change
    };
    assert_eq!(inverse.operations, [Operation::ChangeType(back)]);
}

#[test]
fn a_flag_that_did_not_change_is_not_changed_back() {
    for operation in [set_not_null("users", "age", None), drop_not_null("users", "nick", None)] {
        assert!(invert(&operation, &catalog(), &everywhere()).operations.is_empty());
    }
}

#[test]
fn an_operation_on_a_table_that_is_not_there_is_not_recorded_as_undone() {
    for operation in [
        drop_table("nowhere"),
        drop_column("nowhere", "nick", None),
        drop_index("users", "nowhere"),
        drop_constraint("users", ConstraintKind::Check, "nowhere"),
        change_type("users", "nowhere", SqlType::Text),
        set_not_null("users", "nowhere", None),
        drop_default("users", "nowhere"),
    ] {
        let inverse = invert(&operation, &catalog(), &everywhere());
        assert!(inverse.missing.is_some() && inverse.grade == Grade::None, "{operation:?}");
    }
}

#[test]
fn views_come_back_as_they_were() {
    let views = [
        create_view("grown", "SELECT id, email, age FROM users WHERE users.age > 17"),
        create_view("emails", "SELECT g.email FROM grown AS g"),
    ];
    for operations in [
        vec![rename_column("users", "email", "Mail")],
        vec![rename_table("users", "order"), rename_column("order", "age", "years")],
        vec![rename_view("grown", "adults"), replace_view("adults", "SELECT nick AS email FROM users")],
        vec![drop_view("emails"), drop_view("grown"), drop_table("posts"), drop_table("users")],
    ] {
        let lossy = operations.contains(&drop_table("users"));
        check_inverse(&[&views[..], &operations].concat(), if lossy { Grade::Lossy } else { Grade::Exact });
    }
}

#[test]
fn enumerations_come_back_as_they_were() {
    let status = Enumeration { name: name("status"), values: names(&["new", "paid"]) };
    let column = with_default("status", SqlType::Enumeration(status.clone()), text("new"));
    let made = [Operation::CreateEnum(CreateEnum { enumeration: status }), create_table(table("orders", vec![column]))];
    let rename_value =
        Operation::RenameEnumValue(RenameEnumValue { name: name("status"), from: name("new"), to: name("open") });
    let rename = Operation::RenameEnum(RenameEnum { from: name("status"), to: name("progress") });
    let drop = Operation::DropEnum(DropEnum { name: name("status") });
    check_inverse(&made, Grade::Exact);
    check_inverse(&[&made[..], &[rename_value, rename]].concat(), Grade::Exact);
    check_inverse(&[&made[..], &[drop_table("orders"), drop]].concat(), Grade::Lossy);
}

#[test]
fn an_expression_comes_back_as_it_was() {
    let check = Check::new(name("c"), sql("age < 150 AND users.age > 0"));
    let operations = [
        add_constraint("users", Constraint::Check(check)),
        rename_column("users", "age", "Order"),
        rename_table("users", "people"),
    ];
    check_inverse(&operations, Grade::Exact);
}

/// The sample with a generated column, before the operations that are undone.
fn check_computed(computed: Column, operations: &[Operation], grade: Grade) {
    let mut before = catalog();
    replay(&[add_column("users", computed)], &mut before);
    let mut after = before.clone();
    replay(operations, &mut after);
    let inverse = Inverse::joined(&invert_all(operations, &before, &everywhere()));
    assert_eq!((inverse.grade, &inverse.missing), (grade, &None), "{operations:?}");
    replay(&inverse.operations, &mut after);
    assert_eq!(differences(&before, &after, &everywhere()), Vec::<String>::new(), "{operations:?}");
}

#[test]
fn what_is_computed_comes_back_with_its_values() {
    let shown = || generated("shown", SqlType::Varchar(20), "lower(role)", Storage::Stored);
    let required = || Column { nullable: false, ..shown() };
    let otherwise = || set_generated("users", "shown", "upper(role)", Storage::Stored);
    check_computed(shown(), &[otherwise()], Grade::Exact);
    check_computed(shown(), &[drop_generated("users", "shown")], Grade::Exact);
    check_computed(shown(), &[drop_column("users", "shown", None)], Grade::Exact);
    check_computed(shown(), &[change_type("users", "shown", SqlType::Text)], Grade::Conditional);
    // The rows must have a value by then.
    check_computed(required(), &[otherwise()], Grade::Conditional);
    check_computed(required(), &[drop_generated("users", "shown")], Grade::Conditional);
    check_computed(required(), &[drop_column("users", "shown", None)], Grade::Conditional);
    let renamed = [rename_column("users", "role", "part"), drop_generated("users", "shown")];
    check_computed(shown(), &renamed, Grade::Exact);
}
