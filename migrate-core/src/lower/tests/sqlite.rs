//! Rebuilds of SQLite tables.

use super::*;

/// The statements of a rebuild, apart from the definition of the new table.
fn rebuilt(operations: &[Operation]) -> Vec<String> {
    let steps = steps_on(Sqlite, operations);
    assert!(steps.iter().all(|step| step.without_foreign_keys), "foreign keys must be off");
    assert!(steps[0].sql.starts_with("CREATE TABLE \"_new_"), "{}", steps[0].sql);
    steps.iter().skip(1).map(|step| step.sql.to_string()).collect()
}

const REST: [&str; 5] = [
    "INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq) SELECT new.rowid, '_new_users', old.seq FROM \
     sqlite_sequence AS old LEFT JOIN sqlite_sequence AS new ON new.name = '_new_users' WHERE old.name = 'users'",
    r#"DROP TABLE "users""#,
    r#"ALTER TABLE "_new_users" RENAME TO "users""#,
    r#"CREATE INDEX "users_nick_idx" ON "users" ("nick")"#,
    r#"CREATE INDEX "users_team_id_idx" ON "users" ("team_id")"#,
];

#[test]
fn what_alter_table_cannot_do_is_a_rebuild() {
    let columns = r#""id", "email", "nick", "age", "role", "team_id""#;
    for (operation, selected) in [
        (set_not_null("users", "nick", None), columns.to_owned()),
        (set_not_null("users", "nick", Some(text("none"))), columns.replace("\"nick\"", "coalesce(\"nick\", 'none')")),
        (drop_not_null("users", "email", None), columns.to_owned()),
        (set_default("users", "nick", text("x")), columns.to_owned()),
        (drop_default("users", "role"), columns.to_owned()),
        (change_type("users", "role", SqlType::Text), columns.replace("\"role\"", "CAST(\"role\" AS text)")),
        (drop_constraint("users", ConstraintKind::Check, "users_age_check"), columns.to_owned()),
        (drop_constraint("users", ConstraintKind::ForeignKey, "users_team_id_fkey"), columns.to_owned()),
        (add_constraint("users", unique("users_nick_key", &["nick"])), columns.to_owned()),
        (rename_constraint("users", "users_email_key", "emails"), columns.to_owned()),
    ] {
        let copy = format!(r#"INSERT INTO "_new_users" ({columns}) SELECT {selected} FROM "users""#);
        let expected: Vec<String> = std::iter::once(copy).chain(REST.map(str::to_owned)).collect();
        assert_eq!(rebuilt(&[operation]), expected);
    }
}

#[test]
fn an_added_column_that_is_unique_or_not_constant_is_a_rebuild() {
    let slug = nullable("slug", SqlType::Varchar(20));
    let made = with_default("made", SqlType::Timestamp, Value::Now);
    for (operation, column, value) in [
        (add_column_with("teams", slug, vec![unique("teams_slug_key", &["slug"])], Vec::new()), "slug", "NULL"),
        (add_column("teams", made), "made", "strftime('%Y-%m-%d %H:%M:%f', 'now')"),
    ] {
        let copy =
            format!(r#"INSERT INTO "_new_teams" ("id", "name", "{column}") SELECT "id", "name", {value} FROM "teams""#);
        assert_eq!(rebuilt(&[operation])[0], copy);
    }
}

#[test]
fn consecutive_changes_of_a_table_share_a_rebuild() {
    let operations = [
        drop_constraint("users", ConstraintKind::Check, "users_age_check"),
        drop_column("users", "age", None),
        drop_index("users", "users_nick_idx"),
        change_type("users", "nick", SqlType::Text),
        set_not_null("users", "nick", Some(text("none"))),
        add_column("users", with_default("level", SqlType::Integer, Value::Integer(1))),
    ];
    let steps = steps_on(Sqlite, &operations);
    assert_eq!(
        steps[1].sql,
        "INSERT INTO \"_new_users\" (\"id\", \"email\", \"nick\", \"role\", \"team_id\", \"level\") SELECT \"id\", \
         \"email\", coalesce(CAST(\"nick\" AS text), 'none'), \"role\", \"team_id\", 1 FROM \"users\""
    );
    assert_eq!(steps.iter().filter(|step| step.sql.starts_with("CREATE TABLE")).count(), 1);
    assert_eq!(steps.len(), 6, "one index is left");
    let discards: Vec<&str> =
        steps.iter().filter_map(|step| step.discards.as_ref()).map(|query| query.sql.as_ref()).collect();
    assert_eq!(discards, [r#"SELECT count("age") FROM "users""#]);
}

#[test]
fn a_question_about_a_new_column_waits_for_the_column() {
    let operations = [
        add_column("teams", nullable("slug", SqlType::Varchar(20))),
        add_constraint("teams", unique("teams_slug_key", &["slug"])),
    ];
    let steps = steps_on(Sqlite, &operations);
    assert_eq!(steps[0].sql, r#"ALTER TABLE "teams" ADD COLUMN "slug" varchar(20)"#);
    assert!(!steps[0].without_foreign_keys && steps[0].condition.is_none());
    assert!(steps[1].without_foreign_keys && steps[1].condition.is_some());
}

/// The new table is filled before it is renamed, and a check that names the table must find it.
#[test]
fn a_check_that_names_its_table_follows_it() {
    let operations = [
        add_constraint("teams", crate::sample::check("teams_name_check", "teams.name <> ''")),
        add_constraint("teams", unique("teams_name_key", &["name"])),
    ];
    let steps = steps_on(Sqlite, &operations);
    assert!(steps[0].sql.contains("_new_teams"), "{}", steps[0].sql);
    assert!(!steps[0].sql.contains("CHECK (teams.name"), "{}", steps[0].sql);
}
