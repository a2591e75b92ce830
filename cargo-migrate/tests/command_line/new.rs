//! What `new` writes for each name, to the letter, and that all of it builds.

use crate::project::{EMPTY_LIST, Project};

/// What is typed behind `new`, and what stands in `up`, but for the layout.
const HISTORY: &[(&str, &str)] = &[
    ("create_teams", r#"schema.create_table("teams").columns([id()]);"#),
    (
        "create_users email:string:unique nick team:references",
        r#"schema.create_table("users").columns([
            id(), string("email").unique(), string("nick"), reference("team_id", "teams")
        ]);"#,
    ),
    (
        "create_tags id:uuid name:varchar:40:index timestamps",
        r#"schema.create_table("tags").columns([uuid_id(), varchar("name", 40)]).index(["name"]).timestamps();"#,
    ),
    (
        "add_bio_and_role_to_users bio:text role:string:default=member",
        r#"schema.add_column("users", text("bio").nullable());
        schema.add_column("users", string("role").default("member"));"#,
    ),
    (
        "add_boss_to_users boss:references:users:on_delete=set_null",
        r#"schema.add_column("users", reference("boss_id", "users").nullable().on_delete(SetNull));"#,
    ),
    (
        "AddCityToUsers city:string:index",
        r#"schema.add_column("users", string("city").nullable());
        schema.create_index("users", ["city"]);"#,
    ),
    (
        "add_timestamps_to_teams",
        r#"schema.add_column("teams", timestamp_with_time_zone("created_at").default(now()));
        schema.add_column("teams", timestamp_with_time_zone("updated_at").default(now()));"#,
    ),
    ("index_users_by_nick", r#"schema.create_index("users", ["nick"]);"#),
    ("add_unique_index_to_users nick role", r#"schema.create_index("users", ["nick", "role"]).unique();"#),
    ("remove_index_from_users nick", r#"schema.drop_index("users", ["nick"]);"#),
    ("add_unique_to_users role nick", r#"schema.add_unique("users", ["role", "nick"]);"#),
    ("remove_unique_from_users role nick", r#"schema.drop_unique("users", ["role", "nick"]);"#),
    (
        "create_posts author_id:big_integer",
        r#"schema.create_table("posts").columns([id(), big_integer("author_id")]);"#,
    ),
    (
        "add_foreign_key_to_posts author_id:users:on_delete=cascade",
        r#"schema.add_foreign_key("posts", ["author_id"]).references("users", ["id"]).on_delete(Cascade);"#,
    ),
    ("remove_foreign_key_from_posts author_id", r#"schema.drop_foreign_key("posts", ["author_id"]);"#),
    (
        "remove_author_from_posts --accept-data-loss \"nobody reads it\" author:references:restore_with=0",
        r#"schema.drop_column("posts", "author_id").restore_with(0).accept_data_loss("nobody reads it");"#,
    ),
    ("change_nick_of_users nick:text", r#"schema.change_type("users", text("nick"));"#),
    (
        "change_role_in_users role:string:null:default=guest",
        r#"schema.drop_not_null("users", "role");
        schema.set_default("users", "role", "guest");"#,
    ),
    (
        "remove_team_from_users --accept-data-loss \"nobody reads it\" team:references:restore_with=1",
        r#"schema.drop_foreign_key("users", "users_team_id_fkey");
        schema.drop_index("users", "users_team_id_idx");
        schema.drop_column("users", "team_id").restore_with(1).accept_data_loss("nobody reads it");"#,
    ),
    ("retire_bio_of_users", r#"schema.retire_column("users", "bio");"#),
    ("retire_posts", r#"schema.retire_table("posts");"#),
    ("rename_city_to_town_in_users", r#"schema.rename_column("users", "city", "town");"#),
    ("rename_tags_to_labels", r#"schema.rename_table("tags", "labels");"#),
    (
        "drop_posts --accept-data-loss \"nobody wrote any\"",
        r#"schema.drop_table("posts").accept_data_loss("nobody wrote any");"#,
    ),
];

#[test]
fn each_name_has_its_statements_and_all_of_them_build_and_run() {
    let project = Project::library();
    // What deployed code would suffer from is answered for all of them.
    let lints =
        ["drop_column", "drop_table", "rename_column", "rename_table"].map(|lint| format!("{lint} = \"allow\"\n"));
    project.write("migrate.toml", &format!("backends = [\"sqlite\"]\n\n[lints]\n{}", lints.concat()));
    for (typed, expected) in HISTORY {
        let said = project.migrates(&format!("new {typed}"));
        assert!(said.starts_with("wrote    src/migrations/m"), "{typed}: {said}");
        assert!(said.contains("\nchanged  src/migrations.rs"), "{typed}: {said}");
        assert!(said.contains("`down` is derived from it: "), "{typed}: {said}");
        check_body(&project, typed, expected);
    }
    assert_eq!(project.migrations().len(), HISTORY.len());
    is_formatted(&project);
    project.builds();
    let url = "--database-url sqlite://app.db?mode=rwc";
    let up = project.migrates(&format!("up {url}"));
    assert_eq!(up.matches("  applied  m").count(), HISTORY.len(), "{up}");
    let down = project.migrates(&format!("down --to 0 --yes --accept-data-loss {url}"));
    assert_eq!(down.matches("  undone   m").count(), HISTORY.len(), "{down}");
}

/// The body is this, whatever the layout: whether that is right, rustfmt is asked.
fn check_body(project: &Project, typed: &str, expected: &str) {
    let text = project.newest();
    let body = text.split_once(") {\n").and_then(|(_, body)| body.split_once("\n    }\n}\n"));
    let (body, _) = body.unwrap_or_else(|| panic!("{typed}: {text}"));
    let plain = |text: &str| text.split_whitespace().collect::<String>().replace(",]", "]").replace(",)", ")");
    assert_eq!(plain(body), plain(expected), "{typed}: {text}");
}

fn is_formatted(project: &Project) {
    let checked = project.cargo().args(["fmt", "--check"]).output().expect("cargo runs");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

const WHOLE: &str = "use migrate::prelude::*;

/// Adds `email` to `users`.
pub struct AddEmailToUsers;

#[migration]
impl Migration for AddEmailToUsers {
    fn up(schema: &mut Schema) {
        schema.add_column(\"users\", string(\"email\").nullable().unique());
    }
}
";

#[test]
fn a_file_and_its_line() {
    let project = Project::unbuilt();
    project.migrates("new create_users");
    let said = project.migrates("new add_email_to_users email:string:unique");
    assert_eq!(project.newest(), WHOLE);
    let [first, second] = project.migrations().try_into().expect("there are two");
    let list = EMPTY_LIST.replace("\nmigrate", &format!("\nmod {first};\nmod {second};\n\nmigrate"));
    assert_eq!(project.read("src/migrations.rs"), list);
    assert!(said.contains("note: `email` is nullable, because the rows of `users` have no value for it;"), "{said}");
    assert!(said.ends_with("`down` is derived from it: exact\n"), "{said}");
}

#[test]
fn a_name_alone_may_say_it_all() {
    let project = Project::unbuilt();
    project.migrates("new create_users email:string:null nick:string:null");
    project.migrates("new create_posts user_id:big_integer code:uuid");
    let cases = [
        (
            "add_foreign_key_from_posts_to_users",
            r#"schema.add_foreign_key("posts", ["user_id"]).references("users", ["id"]);"#,
        ),
        ("remove_foreign_key_on_user_from_posts", r#"schema.drop_foreign_key("posts", ["user_id"]);"#),
        ("index_nick_and_email_on_users", r#"schema.create_index("users", ["nick", "email"]);"#),
        ("retire_nick_of_users", r#"schema.retire_column("users", "nick");"#),
        (
            "remove_email_and_nick_from_users --accept-data-loss \"nobody reads it\"",
            r#"schema.drop_index("users", "users_nick_email_idx");
            schema.drop_column("users", "email").accept_data_loss("nobody reads it");
            schema.drop_column("users", "nick").accept_data_loss("nobody reads it");"#,
        ),
    ];
    for (typed, expected) in cases {
        project.migrates(&format!("new {typed}"));
        check_body(&project, typed, expected);
    }
}

#[test]
fn what_a_name_says_to_people_only_is_left_to_them() {
    let project = Project::unbuilt();
    let said = project.migrates("new tidy_up");
    assert!(said.contains("next: write what it changes; until then the build refuses it"), "{said}");
    let text = project.newest();
    assert!(text.contains("/// Tidy up.\npub struct TidyUp;\n"), "{text}");
    assert!(text.contains("        // Write what it changes, for example:\n        // schema.add_column("), "{text}");
    let said = project.migrates("new fill_nicks");
    assert!(
        said.contains("help: delete it if it changes rows, and write `cargo migrate new fill_nicks --data`"),
        "{said}"
    );
    project.migrates("new seed_teams --data");
    let text = project.newest();
    assert!(text.contains("impl DataMigration for SeedTeams {\n    fn up(data: &mut Data) {"), "{text}");
    project.migrates("new create_users");
    project.migrates("new add_city_to_users");
    assert!(project.newest().contains("        // schema.add_column(\"users\", string(\"city\").nullable());"));
    project.migrates("new add_index_to_users");
    assert!(project.newest().contains("        // schema.create_index(\"users\", [\"name\"]);"));
    is_formatted(&project);
}

#[test]
fn what_the_build_will_ask_is_said_at_once() {
    let project = Project::unbuilt();
    project.migrates("new create_users nick name:string:null");
    let asked = [
        ("drop_users", "error: dropping `users` loses its rows and `down` cannot bring them back"),
        ("rename_nick_to_handle_in_users", "lint: rename_column (deny)"),
        ("remove_nick_from_users", "help: add `.restore_with(value)`, or write `fn down` beside `up`"),
        ("change_nick_of_users nick:varchar:10", "accept the loss with `.accept_data_loss(\"reason\")`"),
    ];
    for (typed, expected) in asked {
        let said = project.migrates(&format!("new {typed}"));
        assert!(said.contains("next: answer what the build asks\n\nerror: ") && said.contains(expected), "{said}");
        // Of what is refused nothing is known, so each is the first.
        let file = project.migrations().pop().expect("there is one");
        std::fs::remove_file(project.root.join(format!("src/migrations/{file}.rs"))).expect("it is there");
        let list = project.read("src/migrations.rs").replace(&format!("mod {file};\n"), "");
        project.write("src/migrations.rs", &list);
    }
    let said = project.migrates("new remove_name_from_users --accept-data-loss \"nobody reads it\"");
    assert!(said.contains("the build warns: ") && said.contains("lint: drop_column (warn)"), "{said}");
    assert!(said.ends_with("`down` is derived from it: lossy, as was accepted\n"), "{said}");
}

#[test]
fn a_history_that_does_not_build_stops_nobody() {
    let project = Project::unbuilt();
    project.migrates("new create_users");
    let first = project.migrations().pop().expect("there is one");
    project.write(&format!("src/migrations/{first}.rs"), &project.newest().replace("id()", "idd()"));
    let said = project.migrates("new add_nick_to_users nick");
    assert!(said.contains("note: the build refuses `create_users` so far"), "{said}");
    project.write(&format!("src/migrations/{first}.rs"), "this is not Rust {\n");
    project.migrates("new index_nick_on_users nick");
    project.write("migrate.toml", "backends = [\"oracle\"]\n");
    let said = project.migrates("new drop_users");
    assert!(said.contains("note: it could not be checked: `migrate.toml` names a database `oracle`"), "{said}");
    assert_eq!(project.migrations().len(), 4);
    assert_eq!(project.read("src/migrations.rs").matches("\nmod m").count(), 4);
}

#[test]
fn each_comes_after_the_last_one_whatever_the_clock_says() {
    let project = Project::unbuilt();
    let future = "m29991231_235959_create_teams";
    project.migrates("new create_teams");
    let first = project.migrations().remove(0);
    let text = project.newest();
    std::fs::remove_file(project.root.join(format!("src/migrations/{first}.rs"))).expect("it is there");
    project.write(&format!("src/migrations/{future}.rs"), &text);
    project.write("src/migrations.rs", &project.read("src/migrations.rs").replace(&first, future));
    for table in ["users", "posts"] {
        project.migrates(&format!("new create_{table}"));
    }
    assert_eq!(project.migrations(), [future, "m30000101_000000_create_users", "m30000101_000001_create_posts"]);
}

#[test]
fn the_layout_is_what_the_package_says() {
    let project = Project::unbuilt();
    project.write("rustfmt.toml", "max_width = 120\nuse_small_heuristics = \"Max\"\n");
    project.migrates("new create_users email:string:unique nick:string:null born_on:date:null");
    let line = "        schema.create_table(\"users\").columns([id(), string(\"email\").unique(), string(\"nick\").nullable(), date(\"born_on\").nullable()]);";
    assert!(line.len() > 120);
    assert!(project.newest().contains("            string(\"nick\").nullable(),\n"), "{}", project.newest());
    project.migrates("new create_teams name:string:unique");
    assert!(
        project
            .newest()
            .contains("        schema.create_table(\"teams\").columns([id(), string(\"name\").unique()]);\n")
    );
}

#[test]
fn several_histories_and_other_names_of_the_library() {
    let project = Project::unbuilt();
    project.write("src/lib.rs", "pub mod archive;\npub mod migrations;\n");
    project.write("src/archive.rs", EMPTY_LIST);
    let said = project.refuses("new create_users");
    assert!(said.contains("`several_histories_and_other_names_of_the_library` has several histories"), "{said}");
    assert!(said.contains("note: they are listed in `src/archive.rs`, `src/migrations.rs`"), "{said}");
    assert!(said.contains("help: choose one, as in `--path src/archive.rs`"), "{said}");
    project.migrates("new create_users --path src/archive.rs");
    assert!(project.read("src/archive.rs").contains("\nmod m"));
    // By its folder too, which is there now.
    project.migrates("new create_teams --path src/archive");
    assert_eq!(project.read("src/archive.rs").matches("\nmod m").count(), 2);
    project.write("migrate.toml", "crate = \"db\"\n");
    project.migrates("new create_users --path src/migrations.rs");
    assert!(project.newest().starts_with("use db::prelude::*;\n"), "{}", project.newest());
}
