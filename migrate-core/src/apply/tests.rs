//! What each operation is refused for, and what is remembered of it.

mod routines;
mod schemas;
mod sequences;

use super::*;
use crate::catalog::{
    Column, ColumnType, ConstraintKind, Fate, ForeignKey, Index, IndexKey, IndexPart, ReferenceAction, Sql, SqlType,
    Table, Value,
};
use crate::dialect::Dialect;
use crate::location::{FileId, Location};
use crate::operation::ChangeType;
use crate::sample::{catalog as sample, *};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn replay(operations: &[Operation], catalog: &mut Catalog) {
    for operation in operations {
        assert_eq!(apply(operation, catalog, &everywhere()), Ok(()), "{operation:?}");
    }
}

/// What the last operation is refused for on the sample, after the ones before it. A refusal leaves
/// the catalogue as it was, has a place, and keeps the form of messages.
fn refused(operations: &[Operation], targets: &[Target]) -> Vec<Refusal> {
    let (last, before) = operations.split_last().unwrap();
    let mut catalog = sample();
    replay(before, &mut catalog);
    let untouched = format!("{catalog:?}");
    let refusals = apply(last, &mut catalog, targets).err().unwrap_or_default();
    assert!(refusals.is_empty() || format!("{catalog:?}") == untouched, "{last:?}");
    for refusal in &refusals {
        assert_ne!(refusal.at, Location::UNKNOWN, "{}", refusal.problem);
        check_form(refusal);
    }
    refusals
}

fn check_form(refusal: &Refusal) {
    let notes = refusal.notes.iter().map(|note| &note.text);
    for line in std::iter::once(&refusal.problem).chain(notes).chain(&refusal.help) {
        assert!(!line.contains('\n') && !line.ends_with('.') && !line.contains('!'), "{line}");
    }
    assert!(!refusal.problem.starts_with("cannot") && !refusal.problem.contains("please"), "{}", refusal.problem);
    for help in &refusal.help {
        let verbs = ["add", "choose", "did", "leave", "make", "quote", "refer", "write"];
        assert!(verbs.iter().any(|verb| help.starts_with(verb)), "{help}");
    }
}

/// The last operation is refused for exactly this.
fn check(operations: &[Operation], problem: &str) {
    let refusals = refused(operations, &everywhere());
    let problems: Vec<&str> = refusals.iter().map(|refusal| refusal.problem.as_str()).collect();
    assert_eq!(problems, [problem], "{:?}", operations.last());
}

#[test]
fn comments() {
    check_each([
        (comment_on_table("user", "people"), "there is no table `user`"),
        (comment_on_column("users", "nik", "a name"), "table `users` has no column `nik`"),
        (comment_on_table("users", ""), "`users` has no comment to take away"),
        (comment_on_column("users", "nick", ""), "`users.nick` has no comment to take away"),
    ]);
    let twice = [comment_on_table("users", "people"), comment_on_table("users", "people")];
    check(&twice, "`users` has this comment already");
}

#[test]
fn views() {
    let grown = || create_view("grown", "SELECT id, email FROM users WHERE age > 17");
    let emails = || create_view("emails", "SELECT email FROM grown");
    check_each([
        (create_view("users", "SELECT id FROM teams"), "the name `users` is taken by a table"),
        (create_view("v", "SELECT id FROM user"), "the query names `user`, which is no table or view"),
        (create_view("v", ""), "this query is empty"),
        (drop_view("grown"), "there is no view `grown`"),
        (drop_view("users"), "there is no view `users`"),
        (rename_view("users", "people"), "there is no view `users`"),
        (replace_view("users", "SELECT 1 AS one"), "there is no view `users`"),
    ]);
    for (operation, problem) in [
        (grown(), "view `grown` exists already"),
        (create_table(table("grown", vec![id()])), "the name `grown` is taken by a view"),
        (rename_table("teams", "emails"), "the name `emails` is taken by a view"),
        (drop_table("grown"), "there is no table `grown`"),
        (drop_view("grown"), "`grown` cannot be dropped while view `emails` uses it"),
        (
            drop_table("users"),
            "`users` cannot be dropped while foreign key `posts_user_id_fkey` of `posts` refers to it",
        ),
        (drop_column("users", "age", None), "`users.age` cannot be dropped while view `grown` and 1 more use it"),
        (replace_view("grown", "SELECT id, email FROM  users WHERE age > 17"), "view `grown` has this query already"),
        (replace_view("grown", "SELECT id FROM users"), "view `emails` would no longer say what it says"),
        (replace_view("grown", "SELECT email FROM emails"), "view `grown` would read itself"),
        (rename_view("grown", "grown"), "its name is `grown` already"),
        (rename_view("grown", "users_nick_idx"), "the name `users_nick_idx` is taken by an index of `users`"),
    ] {
        let refusals = refused(&[grown(), emails(), operation.clone()], &everywhere());
        assert_eq!(refusals.first().map(|refusal| refusal.problem.as_str()), Some(problem), "{operation:?}");
    }
    let feed = || create_view("feed", "SELECT title, email FROM posts JOIN users ON users.id = user_id");
    let shared = || create_view("shared", "SELECT email FROM users JOIN posts USING (id)");
    check(
        &[feed(), add_column("users", nullable("title", SqlType::Text))],
        "view `feed` would no longer say what it says",
    );
    check(&[shared(), rename_column("posts", "id", "number")], "view `shared` would no longer say what it says");
    check(&[feed(), rename_view("feed", "news"), drop_view("feed")], "there is no view `feed`");
}

/// One refusal after another, each of one operation on the sample.
fn check_each<'a>(cases: impl IntoIterator<Item = (Operation, &'a str)>) {
    for (operation, problem) in cases {
        check(&[operation], problem);
    }
}

fn on(columns: Vec<Column>, change: impl FnOnce(&mut Table)) -> Operation {
    let mut table = table("t", columns);
    change(&mut table);
    create_table(table)
}

#[test]
fn tables_are_refused() {
    let plain = |name: &str| create_table(table(name, vec![column("a", SqlType::Text)]));
    check_each([
        (plain("users"), "table `users` exists already"),
        (plain("Users"), "the name `Users` differs only in case from table `users`"),
        (plain("users_nick_idx"), "the name `users_nick_idx` is taken by an index of `users`"),
        (plain("audit.events"), "MySQL, MariaDB and SQLite have no schemas, and `audit.events` names one"),
        (plain("migrate_history"), "table name `migrate_history` is kept for the history of applied migrations"),
        (plain("migrate_lease"), "table name `migrate_lease` is kept for the lease of a run"),
        (plain("sqlite_stat"), "table name `sqlite_stat` is kept by SQLite"),
        (on(vec![], |_| {}), "table `t` has no column"),
        (on(vec![column("a", SqlType::Text), column("a", SqlType::Text)], |_| {}), "column `a` exists already"),
        (
            on(vec![column("a", SqlType::Text), column("A", SqlType::Text)], |_| {}),
            "column `A` differs only in case from `a`",
        ),
        (drop_table("userz"), "there is no table `userz`"),
        (
            drop_table("teams"),
            "`teams` cannot be dropped while foreign key `users_team_id_fkey` of `users` refers to it",
        ),
        (rename_table("nowhere", "there"), "there is no table `nowhere`"),
        (rename_table("users", "teams"), "table `teams` exists already"),
        (rename_table("users", "users"), "its name is `users` already"),
        (rename_table("users", "a.b"), "MySQL, MariaDB and SQLite have no schemas, and `a.b` names one"),
    ]);
}

#[test]
fn names_are_refused() {
    let named = |name: &str| add_column("users", nullable(name, SqlType::Text));
    let long = "a".repeat(64);
    check_each([
        (named(""), "the name of a column is empty"),
        (named(" a"), "column name ` a` begins or ends with a space"),
        (named("a\"; DROP"), "column name `a\"; DROP` cannot hold `\"`"),
        (named("a`b"), "column name `a`b` cannot hold a backquote"),
        (named("a;b"), "column name `a;b` cannot hold `;`"),
        (named("a\\b"), r"column name `a\b` cannot hold `\`"),
        (named("a\nb"), r"column name `a\nb` cannot hold `\n`"),
        (named("a.b"), "column name `a.b` cannot hold `.`"),
        (named("𝒜"), "column name `𝒜` cannot hold `𝒜` on MySQL"),
        (named("ctid"), "column name `ctid` is kept by PostgreSQL"),
        (named(&long), &format!("column name `{}…` is longer than PostgreSQL allows", &long[..30])),
        (create_index("users", index("Primary", &["age"])), "index name `Primary` is kept by MySQL"),
    ]);
    for name in ["straße", "a b", "a-b", "$a", "2nd", &"a".repeat(63)] {
        assert_eq!(refused(&[named(name)], &everywhere()), [], "{name}");
    }
    let only = |dialect| [Target::new(dialect)];
    assert_eq!(refused(&[named("ctid")], &only(Dialect::MySql)), []);
    assert_eq!(refused(&[named(&long)], &only(Dialect::MySql)), []);
    assert_eq!(refused(&[named(&"a".repeat(65))], &only(Dialect::MySql)).len(), 1);
}

#[test]
fn columns_are_refused() {
    check_each([
        (add_column("users", nullable("email", SqlType::Text)), "column `email` exists already"),
        (add_column("users", nullable("EMAIL", SqlType::Text)), "column `EMAIL` differs only in case from `email`"),
        (add_column("userz", nullable("a", SqlType::Text)), "there is no table `userz`"),
        (
            add_column("users", column("a", SqlType::Text)),
            "`users.a` is NOT NULL and has no default, so rows have no value",
        ),
        (
            add_column_with("users", column("a", SqlType::Text), vec![unique("u", &["a"])], vec![]),
            "`users.a` is NOT NULL and has no default, so rows have no value",
        ),
        (
            add_column_with("users", nullable("a", SqlType::Text), vec![primary_key("p", &["a"])], vec![]),
            "table `users` has a primary key already, on `id`",
        ),
        (
            add_column("posts", Column { name: name("n"), ..id() }),
            "`posts` has a second column that counts up by itself",
        ),
        (drop_column("users", "emial", None), "table `users` has no column `emial`"),
        (drop_column("users", "nick", None), "`users.nick` cannot be dropped while index `users_nick_idx` uses it"),
        (drop_column("posts", "title", Some(Value::Now)), "the value `now()` does not fit `posts.title`"),
        (rename_column("users", "nik", "n"), "table `users` has no column `nik`"),
        (rename_column("users", "nick", "nick"), "its name is `nick` already"),
        (rename_column("users", "nick", "email"), "column `email` exists already"),
        (rename_column("users", "nick", "xmin"), "column name `xmin` is kept by PostgreSQL"),
    ]);
    let lonely = || create_table(table("t", vec![column("a", SqlType::Text)]));
    check(&[lonely(), drop_column("t", "a", None)], "`a` is the last column of `t`");
    let born_here = [lonely(), add_column("t", column("b", SqlType::Text))];
    assert_eq!(refused(&born_here, &everywhere()), []);
    let renamed = [rename_table("users", "people"), add_column("people", column("a", SqlType::Text))];
    check(&renamed, "`people.a` is NOT NULL and has no default, so rows have no value");
}

#[test]
fn a_drop_lists_what_to_write_first() {
    let refusals = refused(&[drop_column("users", "id", None)], &everywhere());
    assert_eq!(refusals[0].help, ["write `schema.drop_foreign_key(\"posts\", \"posts_user_id_fkey\");` first"]);
    let refusals = refused(&[drop_column("users", "team_id", None)], &everywhere());
    let problem =
        "`users.team_id` cannot be dropped while foreign key `users_team_id_fkey` of `users` and 1 more use it";
    assert_eq!(refusals[0].problem, problem);
    assert_eq!(
        refusals[0].help,
        [
            "write `schema.drop_foreign_key(\"users\", \"users_team_id_fkey\");` first",
            "write `schema.drop_index(\"users\", \"users_team_id_idx\");` first"
        ]
    );
    let refusals = refused(&[drop_column("users", "age", Some(Value::Integer(0)))], &everywhere());
    assert_eq!(refusals[0].help, ["write `schema.drop_check(\"users\", \"users_age_check\");` first"]);
    let refusals = refused(&[drop_column("users", "email", None)], &everywhere());
    assert_eq!(refusals[0].help, ["write `schema.drop_unique(\"users\", [\"email\"]);` first"]);
}

#[test]
fn column_definitions_are_refused() {
    let count = |sql_type| Column { auto_increment: true, ..column("n", sql_type) };
    let unsigned = |sql_type: SqlType| Column {
        column_type: ColumnType { unsigned: true, ..sql_type.into() },
        ..column("a", SqlType::Text)
    };
    let keyed = |table: &mut Table| table.primary_key = Some(key("t_pkey", &["n"]));
    check_each([
        (on(vec![count(SqlType::Text)], keyed), "`n` is not an integer, so it cannot count up by itself"),
        (on(vec![count(SqlType::Integer)], |_| {}), "`n` counts up by itself, but is neither primary key nor unique"),
        (
            on(vec![count(SqlType::Integer)], |table| table.uniques.push(key("t_n_key", &["n"]))),
            "`n` counts up by itself, but is not the primary key",
        ),
        (
            on(vec![Column { default: Some(Value::Integer(1)), ..count(SqlType::Integer) }], keyed),
            "`n` counts up by itself, so it cannot have a default",
        ),
        (on(vec![unsigned(SqlType::Text)], |_| {}), "only a number can be unsigned"),
        (on(vec![column("a", SqlType::Varchar(0))], |_| {}), "a length of zero leaves no room for a value"),
        (
            on(vec![column("a", SqlType::Decimal { precision: 2, scale: 3 })], |_| {}),
            "a decimal cannot have more digits after the point than in all",
        ),
        (
            on(vec![with_default("a", SqlType::Integer, text("one"))], |_| {}),
            "the default `\"one\"` does not fit `t.a`",
        ),
        (
            on(vec![with_default("a", SqlType::Integer, Value::Sql(sql("b + 1")))], |_| {}),
            "a default cannot name a column, and this one names `b`",
        ),
        (
            on(vec![with_default("a", SqlType::Integer, Value::Sql(sql("1 +")))], |_| {}),
            "this SQL expression does not parse: expected an expression, found the end",
        ),
    ]);
}

#[test]
fn what_holds_already_is_refused() {
    check_each([
        (set_not_null("users", "age", None), "`users.age` is NOT NULL already"),
        (drop_not_null("users", "nick", None), "`users.nick` is nullable already"),
        (set_default("users", "role", text("member")), "`users.role` has this default already"),
        (drop_default("users", "age"), "`users.age` has no default"),
        (change_type("users", "age", SqlType::Integer), "`users.age` has this type already"),
    ]);
}

#[test]
fn altered_columns_are_refused() {
    check_each([
        (drop_not_null("users", "id", None), "`id` is in the primary key, so it cannot become nullable"),
        (set_not_null("users", "nick", Some(Value::Integer(1))), "the value `1` does not fit `users.nick`"),
        (set_default("users", "age", text("one")), "the default `\"one\"` does not fit `users.age`"),
        (set_default("users", "id", Value::Integer(1)), "`id` counts up by itself, so it cannot have a default"),
        (change_type("users", "id", SqlType::Text), "`id` counts up by itself, so it must stay an integer"),
        (change_type("users", "role", SqlType::Varchar(3)), "the default `\"member\"` does not fit `users.role`"),
        (
            change_type("users", "email", SqlType::Integer),
            "PostgreSQL cannot turn `users.email` from `varchar(255)` into `integer` by itself",
        ),
        (
            Operation::ChangeType(ChangeType {
                table: name("users"),
                column: name("age"),
                column_type: SqlType::Boolean.into(),
                using: Some(sql("ages > 0")),
                reverse_using: None,
            }),
            "the conversion names `ages`, which is not a column of `users`",
        ),
    ]);
    let emptied = ForeignKey {
        on_delete: ReferenceAction::SetNull,
        ..foreign_key("users_team_fkey", &["team_id"], "teams", &["id"])
    };
    check(
        &[add_constraint("users", Constraint::ForeignKey(emptied)), set_not_null("users", "team_id", None)],
        "`team_id` cannot be NOT NULL, as foreign key `users_team_fkey` sets it to NULL",
    );
}

#[test]
fn indexes_are_refused() {
    check_each([
        (create_index("users", index("users_nick_idx", &["age"])), "index `users_nick_idx` of `users` exists already"),
        (
            create_index("posts", index("users_nick_idx", &["title"])),
            "index `users_nick_idx` of `users` exists already",
        ),
        (create_index("users", index("teams", &["age"])), "the name `teams` is taken by a table"),
        (
            create_index("users", index("users_email_key", &["age"])),
            "the name `users_email_key` is taken by a unique constraint of `users`",
        ),
        (create_index("users", index("i", &[])), "an index needs at least one column"),
        (create_index("users", index("i", &["ages"])), "table `users` has no column `ages`"),
        (create_index("users", index("i", &["age", "age"])), "an index names column `age` twice"),
        (drop_index("users", "users_nik_idx"), "table `users` has no index `users_nik_idx`"),
        (drop_index("users", "users_email_key"), "table `users` has no index `users_email_key`"),
        (rename_index("users", "users_nick_idx", "users_nick_idx"), "its name is `users_nick_idx` already"),
        (
            rename_index("users", "users_nick_idx", "users_team_id_idx"),
            "index `users_team_id_idx` of `users` exists already",
        ),
    ]);
    let of = |text: &str| Index::of_parts(name("i"), vec![IndexPart::of(IndexKey::Expression(sql(text)))]);
    check_each([
        (create_index("users", of("lower(mail)")), "the key expression names `mail`, which is not a column of `users`"),
        (create_index("users", of("(SELECT 1)")), "a key expression cannot contain a subquery"),
        (
            create_index("users", Index { predicate: Some(sql("ages > 1")), ..index("i", &["age"]) }),
            "the condition of an index names `ages`, which is not a column of `users`",
        ),
        (
            create_index("users", Index { include: names(&["age"]), ..index("i", &["age"]) }),
            "an index names column `age` twice",
        ),
    ]);
    check(
        &[create_index("posts", of("lower(title)")), drop_column("posts", "title", None)],
        "`posts.title` cannot be dropped while index `i` uses it",
    );
    let partial = Index { unique: true, predicate: Some(sql("id > 1")), ..index("i", &["name"]) };
    check(
        &[
            create_index("teams", partial),
            add_constraint("posts", Constraint::ForeignKey(foreign_key("k", &["title"], "teams", &["name"]))),
        ],
        "`name` of `teams` is neither its primary key nor unique",
    );
    let unique = Index { unique: true, ..index("teams_name_idx", &["name"]) };
    let refers = foreign_key("posts_title_fkey", &["title"], "teams", &["name"]);
    check(
        &[
            create_index("teams", unique),
            add_constraint("posts", Constraint::ForeignKey(refers)),
            drop_index("teams", "teams_name_idx"),
        ],
        "index `teams_name_idx` cannot be dropped while foreign key `posts_title_fkey` of `posts` needs it",
    );
}

#[test]
fn constraints_are_refused() {
    let fk = |key: ForeignKey| add_constraint("posts", Constraint::ForeignKey(key));
    let acting = |on_delete| ForeignKey { on_delete, ..foreign_key("k", &["user_id"], "users", &["id"]) };
    check_each([
        (add_constraint("users", primary_key("p", &["email"])), "table `users` has a primary key already, on `id`"),
        (
            add_constraint("users", unique("users_email_key", &["nick"])),
            "unique constraint `users_email_key` of `users` exists already",
        ),
        (
            add_constraint("posts", crate::sample::check("users_age_check", "title <> ''")),
            "check `users_age_check` of `users` exists already",
        ),
        (
            add_constraint("users", crate::sample::check("users_email_key", "age > 1")),
            "the name `users_email_key` is taken by a unique constraint of `users`",
        ),
        (
            add_constraint("users", crate::sample::check("c", "ages > 1")),
            "the check names `ages`, which is not a column of `users`",
        ),
        (fk(foreign_key("k", &["user_id"], "userz", &["id"])), "there is no table `userz`"),
        (fk(foreign_key("k", &["user"], "users", &["id"])), "table `posts` has no column `user`"),
        (fk(foreign_key("k", &["user_id"], "users", &["ident"])), "table `users` has no column `ident`"),
        (
            fk(foreign_key("k", &["user_id"], "users", &["age"])),
            "`age` of `users` is neither its primary key nor unique",
        ),
        (
            fk(foreign_key("k", &["user_id", "title"], "users", &["id"])),
            "the foreign key has 2 columns, but refers to 1",
        ),
        (fk(acting(ReferenceAction::SetNull)), "`.on_delete(SetNull)` cannot work, as `user_id` is NOT NULL"),
        (
            fk(acting(ReferenceAction::SetDefault)),
            "`.on_delete(SetDefault)` cannot work, as `user_id` is NOT NULL and has no default",
        ),
        (
            drop_constraint("users", ConstraintKind::Unique, "users_emial_key"),
            "table `users` has no unique constraint `users_emial_key`",
        ),
        (
            drop_constraint("users", ConstraintKind::Check, "users_email_key"),
            "table `users` has no check `users_email_key`",
        ),
        (rename_constraint("users", "users_email_key", "users_email_key"), "its name is `users_email_key` already"),
    ]);
    let keyless = on(vec![nullable("a", SqlType::Integer)], |_| {});
    check(
        &[keyless, add_constraint("t", primary_key("t_pkey", &["a"]))],
        "nullable column `a` cannot be in the primary key",
    );
}

#[test]
fn what_a_foreign_key_rests_on_stays() {
    let to_email = foreign_key("posts_title_fkey", &["title"], "users", &["email"]);
    let refers = add_constraint("posts", Constraint::ForeignKey(to_email));
    check(
        &[refers.clone(), drop_constraint("users", ConstraintKind::Unique, "users_email_key")],
        "unique constraint `users_email_key` cannot be dropped while foreign key `posts_title_fkey` of `posts` needs it",
    );
    let again = create_index("users", Index { unique: true, ..index("users_email_idx", &["email"]) });
    let with_another = [refers, again, drop_constraint("users", ConstraintKind::Unique, "users_email_key")];
    assert_eq!(refused(&with_another, &everywhere()), []);
    let primary = drop_constraint("teams", ConstraintKind::PrimaryKey, "teams_pkey");
    assert_eq!(
        refused(&[primary], &everywhere())[0].problem,
        "the primary key of `teams` cannot be dropped while `id` counts up by itself"
    );
}

#[test]
fn a_column_that_counts_keeps_a_key_that_begins_with_it() {
    let key = |name: &str, columns: &[&str]| add_constraint("teams", unique(name, columns));
    let dropped = |name: &str| drop_constraint("teams", ConstraintKind::Unique, name);
    for columns in [&["name", "id"][..], &["id", "name"]] {
        assert_eq!(
            refused(&[key("k", columns), dropped("k")], &everywhere()),
            [],
            "the primary key stays: {columns:?}"
        );
    }
    let mut by_unique = table("counters", vec![Column { auto_increment: true, ..column("n", SqlType::Integer) }]);
    by_unique.primary_key = None;
    by_unique.uniques.push(crate::sample::key("counters_n_key", &["n"]));
    let servers = [Target::new(Dialect::Postgres), Target::new(Dialect::MySql)];
    let drop = drop_constraint("counters", ConstraintKind::Unique, "counters_n_key");
    let mut catalog = catalog();
    assert_eq!(apply(&create_table(by_unique), &mut catalog, &servers), Ok(()));
    let found = apply(&drop, &mut catalog, &servers).expect_err("nothing begins with it any more");
    let problem = "unique constraint `counters_n_key` cannot be dropped while its column counts up by itself";
    assert_eq!(found.iter().map(|refusal| refusal.problem.as_str()).collect::<Vec<_>>(), [problem]);
}

#[test]
fn a_near_miss_and_a_former_name_are_told() {
    let help = |operations: &[Operation]| refused(operations, &everywhere())[0].help.clone();
    assert_eq!(help(&[drop_table("user")]), ["did you mean `users`?"]);
    assert_eq!(help(&[drop_column("users", "emial", None)]), ["did you mean `email`?"]);
    let renames = [rename_table("users", "people"), rename_table("people", "members")];
    assert_eq!(help(&[&renames[..], &[drop_table("users")]].concat()), ["write `members`"]);
    let columns = [rename_column("users", "nick", "alias"), rename_table("users", "people")];
    let refusals = refused(&[&columns[..], &[drop_default("people", "nick")]].concat(), &everywhere());
    assert_eq!(refusals[0].help, ["write `alias`"]);
    assert_eq!(refusals[0].notes[0].text, "its name is now `alias`, since");
    let dropped = [drop_table("posts"), drop_table("posts")];
    let refusals = refused(&dropped, &everywhere());
    assert_eq!(refusals[0].notes[0].text, "it was dropped in");
    assert_eq!(refusals[0].notes[0].other, Some(here()));
    let swapped = [
        rename_column("users", "nick", "x"),
        rename_column("users", "email", "nick"),
        rename_column("users", "x", "email"),
    ];
    let mut catalog = sample();
    replay(&swapped, &mut catalog);
    assert_eq!(catalog.former.keys().collect::<Vec<_>>(), ["users:column:x"]);
    assert_eq!(catalog.former.get("users:column:x").expect("it is remembered").fate, Fate::RenamedTo(name("email")));
}

#[test]
fn what_is_created_again_is_no_longer_former() {
    let mut catalog = sample();
    let users = catalog.table("posts").cloned().expect("the sample has posts");
    let again = [drop_column("posts", "title", Some(text(""))), drop_table("posts"), create_table(users)];
    replay(&again, &mut catalog);
    assert!(catalog.former.is_empty(), "{:?}", catalog.former);
}

#[test]
fn nothing_is_said_of_what_is_unknown() {
    let mut catalog = sample();
    catalog.unknown.insert("mystery".to_owned());
    let untouched = catalog.tables.clone();
    for operation in [
        drop_table("mystery"),
        drop_column("mystery", "a", None),
        create_table(table("mystery", vec![id()])),
        set_default("mystery", "a", text("b")),
        rename_table("mystery", "riddle"),
        drop_table("riddle"),
    ] {
        assert_eq!(apply(&operation, &mut catalog, &everywhere()), Ok(()));
    }
    assert_eq!(catalog.tables, untouched);
    let reference = Constraint::ForeignKey(foreign_key("k", &["user_id"], "mystery", &["id"]));
    assert_eq!(apply(&add_constraint("posts", reference), &mut catalog, &everywhere()), Ok(()));
}

/// What does not hold after these operations on the sample.
fn unmet(operations: &[Operation]) -> Vec<String> {
    let mut catalog = sample();
    replay(operations, &mut catalog);
    let refusals = finish(operations, &catalog, &everywhere());
    refusals.iter().for_each(check_form);
    assert!(refusals.iter().all(|refusal| refusal.at.file == FileId(2)), "{refusals:?}");
    refusals.into_iter().map(|refusal| refusal.problem).collect()
}

#[test]
fn foreign_keys_match_at_the_end() {
    let wider = |table: &str, column: &str| change_type(table, column, SqlType::Integer);
    let refers = |column: &str| Constraint::ForeignKey(foreign_key("k", &[column], "users", &["id"]));
    let nothing: [&str; 0] = [];
    assert_eq!(unmet(&[]), nothing);
    assert_eq!(unmet(&[wider("posts", "user_id")]), ["`posts.user_id` is `integer`, but `users.id` is `big_integer`"]);
    assert_eq!(unmet(&[wider("posts", "user_id"), wider("users", "id")]), nothing);
    assert_eq!(
        unmet(&[wider("users", "id"), rename_table("users", "people")]),
        ["`posts.user_id` is `big_integer`, but `people.id` is `integer`"]
    );
    assert_eq!(
        unmet(&[add_constraint("posts", refers("title"))]),
        ["`posts.title` is `text`, but `users.id` is `big_integer`"]
    );
    let short = on(vec![column("email", SqlType::Varchar(9))], |table| {
        table.foreign_keys.push(foreign_key("t_fkey", &["email"], "users", &["email"]));
    });
    assert_eq!(unmet(&[short]), nothing);
}

#[test]
fn renames_are_carried_everywhere() {
    let mut catalog = sample();
    replay(
        &[
            add_constraint("users", crate::sample::check("c", "users.age < 150")),
            rename_table("users", "people"),
            rename_column("people", "id", "number"),
            rename_column("people", "age", "years"),
            rename_column("people", "nick", "alias"),
        ],
        &mut catalog,
    );
    let people = catalog.table("people").unwrap();
    assert_eq!(people.primary_key.as_ref().unwrap().columns, names(&["number"]));
    assert_eq!(people.index("users_nick_idx").unwrap().columns(), Some(names(&["alias"])));
    let checks: Vec<&Sql> = people.checks.iter().map(|check| &check.expression).collect();
    assert_eq!(checks, [&sql("years >= 0"), &sql("people.years < 150")]);
    let reference = &catalog.table("posts").unwrap().foreign_keys[0];
    assert_eq!((&*reference.referenced_table, &*reference.referenced_columns[0]), ("people", "number"));
}

#[test]
fn raw_sql_is_refused() {
    check(&[execute("DELETE FROM users", None)], "this SQL changes rows with `DELETE`");
    check(&[execute("GRANT SELECT ON users TO a", Some("DROP TABLE users"))], "this SQL does what `drop_table` is for");
}

#[test]
fn a_table_may_refer_to_itself() {
    let tree = |parent: Column, referenced: &str| {
        on(vec![id(), parent], |table| {
            table.foreign_keys.push(foreign_key("t_parent_fkey", &["parent"], "t", &[referenced]));
        })
    };
    let nothing: [&str; 0] = [];
    let good = tree(nullable("parent", SqlType::BigInteger), "id");
    assert_eq!(unmet(std::slice::from_ref(&good)), nothing);
    assert_eq!(unmet(&[good.clone(), rename_table("t", "tree"), rename_column("tree", "id", "number")]), nothing);
    assert_eq!(refused(&[good, drop_table("t")], &everywhere()), []);
    let narrow = tree(nullable("parent", SqlType::Integer), "id");
    assert_eq!(unmet(&[narrow]), ["`t.parent` is `integer`, but `t.id` is `big_integer`"]);
    check(&[tree(nullable("parent", SqlType::BigInteger), "parent")], "a foreign key `parent` would refer to itself");
}

#[test]
fn a_unique_column_does_not_give_old_rows_one_value() {
    let added = |default: Option<Value>| {
        let column = Column { default, ..nullable("code", SqlType::Varchar(9)) };
        let mut operation = add_column("users", column);
        if let Operation::AddColumn(add) = &mut operation {
            add.constraints.push(unique("users_code_key", &["code"]));
        }
        operation
    };
    check(&[added(Some(text("x")))], "`users.code` has a unique constraint, but rows all get the same default");
    assert_eq!(refused(&[added(None)], &everywhere()), []);
    let random = Value::Sql(Sql::everywhere("abs(3)", Location::UNKNOWN));
    assert_eq!(refused(&[added(Some(random))], &everywhere()), []);
}
