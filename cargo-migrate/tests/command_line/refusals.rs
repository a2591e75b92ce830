//! What is refused before anything is written, and what the message says.

use crate::project::Project;

#[test]
fn what_the_history_does_not_have_or_has_already() {
    let project = Project::unbuilt();
    project.migrates("new create_teams name");
    project.migrates("new create_users email:string:unique team:references");
    let cases: &[(&str, &[&str])] = &[
        ("create_users", &["a migration is called `create_users` already", "note: it stands in `src/migrations/m"]),
        ("create_table_users", &["table `users` exists already"]),
        ("add_nick_to_userz nick:string", &["there is no table `userz`", "help: did you mean `users`?"]),
        ("add_email_to_users email:string", &["column `email` exists already", "note: it was added in `m"]),
        (
            "add_boss_to_users boss:references",
            &["there is no table `bosses`", "help: write its table behind it, as in `boss:references:users`"],
        ),
        ("add_boss_to_users boss:references:bosses", &["there is no table `bosses`"]),
        ("create_orders status:enumeration:order_status", &["there is no enum `order_status`"]),
        (
            "remove_nick_from_users",
            &["table `users` has no column `nick`", "note: there is `id`, `email` and `team_id`"],
        ),
        ("remove_emial_from_users", &["table `users` has no column `emial`", "help: did you mean `email`?"]),
        ("rename_nick_to_handle_in_users", &["table `users` has no column `nick`"]),
        (
            "rename_email_to_mail",
            &["there is no table `email`", "help: write `rename_email_to_mail_in_users` to rename a column"],
        ),
        ("drop_email", &["there is no table `email`", "help: write `drop_email_from_users` to drop a column"]),
        ("drop_people", &["there is no table `people`"]),
        ("change_nick_of_users nick:text", &["table `users` has no column `nick`"]),
        ("change_email_of_users email:string", &["`email` of `users` would stay as it is"]),
        (
            "change_email_of_users email:text:unique",
            &["a change of `email` takes a type, `null` and `default=…`", "`add_unique_to_users email`"],
        ),
        ("index_nick_on_users", &["table `users` has no column `nick`"]),
        ("add_index_to_users email_address", &["table `users` has no column `email_address`"]),
        ("remove_index_from_users email", &["index"]),
        ("add_foreign_key_to_users email:teams", &["`users.email` is `varchar(255)`, but `teams.id` is `big_integer`"]),
        ("add_count_to_users count:integer:default=-3000000000", &["-3000000000"]),
    ];
    check(&project, cases);
}

#[test]
fn what_cannot_be_understood() {
    let project = Project::unbuilt();
    let cases: &[(&str, &[&str])] = &[
        ("2fa", &["`2fa` cannot be the name of a migration", "help: begin with a letter"]),
        ("naïve", &["cannot be the name of a migration"]),
        ("schema", &["`Schema` is a word of `migrate::prelude`"]),
        ("create_users email:strng", &["there is no column type `strng`", "help: did you mean `string`?"]),
        ("create_users email:string:uniqe", &["there is no modifier `uniqe`", "help: did you mean `unique`?"]),
        (
            "create_users price:decimal",
            &["`price:decimal` does not say how many digits it has", "`price:decimal:10:2`"],
        ),
        ("create_users email email", &["column `email` exists already"]),
        (
            "tidy_up email:string",
            &[
                "`tidy_up` does not say what becomes of `email:string`",
                "help: leave out the columns to have an empty body",
            ],
        ),
        ("create_users tags:text[]", &["SQLite"]),
    ];
    check(&project, cases);
}

fn check(project: &Project, cases: &[(&str, &[&str])]) {
    for (typed, expected) in cases {
        let said = project.refuses(&format!("new {typed}"));
        for words in *expected {
            assert!(said.contains(words), "`{words}` is not said of `{typed}`: {said}");
        }
    }
}

#[test]
fn where_there_is_nothing_to_add_to() {
    let project = Project::bare("--lib");
    let said = project.refuses("new create_users");
    assert!(said.contains("no package here has migrations yet\nhelp: write `cargo migrate init`"), "{said}");
    let said = project.refuses("redate");
    assert!(said.contains("help: write `cargo migrate init`"), "{said}");
    let said = project.refuses("up");
    assert!(
        said.contains("no package here has a program `migrate`, which knows `up`\nhelp: write `cargo migrate init`"),
        "{said}"
    );
    let said = project.refuses("nwe create_users");
    assert_eq!(said, "error: there is no command `nwe`\nhelp: did you mean `new`?\n");
    let said = project.refuses("--package where_there_is_nothing_to_ad up");
    assert!(said.contains("this workspace has no package `where_there_is_nothing_to_ad`\nhelp: did you mean `where_there_is_nothing_to_add_to`?"), "{said}");
    project.write("src/lib.rs", "migrate::migrations![CreateTeams];\n");
    let said = project.refuses("new create_users");
    assert!(said.contains("the migrations in `src/lib.rs` stand beside their list"), "{said}");
    let said = project.refuses("new create_users --path src");
    assert!(said.contains("`src` is neither a list of migrations nor their folder"), "{said}");
}
