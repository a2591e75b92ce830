//! What `init` sets up, in packages of each shape.

use crate::project::{EMPTY_LIST, LIBRARY, Project};

#[test]
fn a_library() {
    let project = Project::bare("--lib");
    let before = project.read("src/lib.rs");
    let said = project.migrates(&format!("init --migrate-path {LIBRARY}"));
    let expected = "changed  Cargo.toml: depends on `migrate`, for SQLite\nwrote    src/migrations.rs\n\
                    changed  src/lib.rs: `pub mod migrations;`\nwrote    src/bin/migrate.rs\n\
                    changed  Cargo.toml: the program `migrate`\n\nNext:\n  cargo migrate new create_users ";
    assert!(said.starts_with(expected), "{said}");
    assert_eq!(project.read("src/migrations.rs"), EMPTY_LIST);
    assert_eq!(project.read("src/lib.rs").trim_end(), format!("pub mod migrations;\n\n{}", before.trim_end()));
    assert!(project.read("src/bin/migrate.rs").contains("migrate::cli::main(&a_library::migrations::MIGRATIONS)"));
    let manifest = project.read("Cargo.toml");
    assert!(manifest.ends_with("\n[[bin]]\nname = \"migrate\"\ndoc = false\n"), "{manifest}");
    // Once more, and everything stays as it is.
    let before = project.sources();
    assert_eq!(project.migrates("init"), "everything is there already\n");
    assert_eq!(project.sources(), before);
}

#[test]
fn a_library_and_a_program() {
    let project = Project::bare("--lib");
    project.write("src/main.rs", "fn main() {}\n");
    let said = project.migrates(&format!("init --migrate-path {LIBRARY}"));
    assert!(
        said.contains("changed  Cargo.toml: `default-run = \"a_library_and_a_program\"`, the program `migrate`"),
        "{said}"
    );
    assert!(project.read("src/lib.rs").starts_with("pub mod migrations;\n"));
    assert_eq!(project.read("src/main.rs"), "fn main() {}\n");
}

#[test]
fn a_program_alone_builds_and_both_run() {
    let project = Project::bare("--bin");
    let said = project.migrates(&format!("init --migrate-path {LIBRARY}"));
    assert!(
        said.contains("A service that applies them when it starts has these in `src/main.rs`:\n  mod migrations;"),
        "{said}"
    );
    let program = project.read("src/bin/migrate.rs");
    assert!(program.contains("#[path = \"../migrations/mod.rs\"]\nmod migrations;\n"), "{program}");
    assert_eq!(project.read("src/migrations/mod.rs"), EMPTY_LIST);
    assert!(program.contains("migrate::cli::main(&migrations::MIGRATIONS)"), "{program}");
    project.migrates("new create_users email:string:unique");
    project.builds();
    let hello = project.cargo().args(["run", "--quiet"]).output().expect("cargo runs");
    assert_eq!(String::from_utf8_lossy(&hello.stdout), "Hello, world!\n");
    let up = project.cargo().args(["migrate", "up", "--database-url", "sqlite://app.db?mode=rwc"]).output();
    let up = up.expect("cargo runs");
    assert!(up.status.success(), "{}", String::from_utf8_lossy(&up.stderr));
    assert!(String::from_utf8_lossy(&up.stdout).contains("_create_users"));
    // The service may use them too, as it is told.
    let service = "mod migrations;\n\nfn main() {\n    println!(\"{}\", migrations::MIGRATIONS.list.len());\n}\n";
    project.write("src/main.rs", service);
    project.builds();
}

#[test]
fn a_program_that_has_its_history_already() {
    let project = Project::bare("--bin");
    project.write(
        "src/main.rs",
        "mod migrations;\n\nfn main() {\n    println!(\"{}\", migrations::MIGRATIONS.list.len());\n}\n",
    );
    project.write("src/migrations.rs", EMPTY_LIST);
    project.migrates(&format!("init --migrate-path {LIBRARY}"));
    let program = project.read("src/bin/migrate.rs");
    assert!(program.contains("#[path = \"..\"]\nmod sources {\n    pub mod migrations;\n}\n"), "{program}");
    project.migrates("new create_users email:string:unique");
    project.builds();
    let formatted = project.cargo().args(["fmt", "--check"]).output().expect("cargo runs");
    assert!(formatted.status.success(), "{}", String::from_utf8_lossy(&formatted.stdout));
}

#[test]
fn the_databases_that_are_asked_for() {
    let project = Project::bare("--lib");
    project.migrates(&format!("init --database postgres --migrate-path {LIBRARY}"));
    let manifest = project.read("Cargo.toml");
    assert!(
        manifest.contains("default-features = false, features = [\"cli\", \"postgres\", \"rustls\"] }"),
        "{manifest}"
    );
    assert!(!project.root.join("migrate.toml").exists(), "one database is said by the feature");
    // Another one later, and then those that one feature serves.
    let said = project.migrates("init --database sqlite");
    assert!(
        said.contains("changed  Cargo.toml: the features `sqlite` of `migrate`\nwrote    migrate.toml\n"),
        "{said}"
    );
    assert_eq!(project.read("migrate.toml"), "backends = [\"postgres\", \"sqlite\"]\n");
    project.write(
        "migrate.toml",
        "# Ours.\nbackends = [\"postgres\", \"sqlite\"]\n\n[lints]\nrename_column = \"allow\"\n",
    );
    let said = project.migrates("init --database mysql,mariadb");
    assert!(said.contains("the features `mysql` of `migrate`\nchanged  migrate.toml\n"), "{said}");
    let expected = "# Ours.\nbackends = [\"postgres\", \"sqlite\", \"mysql\", \"mariadb\"]\n\n[lints]\nrename_column = \"allow\"\n";
    assert_eq!(project.read("migrate.toml"), expected);
    assert_eq!(project.migrates("init"), "everything is there already\n");
    let said = project.refuses("init --database oracle");
    assert!(said.contains("[possible values: postgres, mysql, mariadb, sqlite]"), "{said}");
}

#[test]
fn the_database_of_the_environment() {
    let project = Project::bare("--lib");
    let mut command = project.cargo();
    command.args(["migrate", "init", "--migrate-path", LIBRARY]).env("DATABASE_URL", "mariadb://root@localhost/app");
    let output = command.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(project.read("Cargo.toml").contains("features = [\"cli\", \"mysql\", \"rustls\"]"));
    assert_eq!(project.read("migrate.toml"), "backends = [\"mariadb\"]\n");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("for MariaDB\n") && !said.contains("export DATABASE_URL"), "{said}");
}

#[test]
fn what_is_there_stays() {
    let project = Project::bare("--lib");
    project.write("src/migrations.rs", "//! Something else.\n");
    let said = project.refuses(&format!("init --migrate-path {LIBRARY}"));
    assert!(said.contains("`src/migrations.rs` is there, and lists no migrations"), "{said}");
    assert!(said.contains("help: write `migrate::migrations!();` at its end, or give it another name"), "{said}");
    // A list somewhere else, and a program of that name.
    std::fs::remove_file(project.root.join("src/migrations.rs")).expect("it is there");
    project.write("src/lib.rs", "pub mod database {\n    pub mod history;\n}\n");
    project.write("src/database/history.rs", EMPTY_LIST);
    let said = project.migrates(&format!("init --migrate-path {LIBRARY}"));
    assert!(!said.contains("migrations.rs") && !said.contains("lib.rs"), "{said}");
    assert!(project.read("src/bin/migrate.rs").contains("&what_is_there_stays::database::history::MIGRATIONS"));
    let other = Project::bare("--lib");
    other.write("src/bin/migrate.rs", "fn main() {}\n");
    other.migrates(&format!("init --migrate-path {LIBRARY}"));
    assert_eq!(other.read("src/bin/migrate.rs"), "fn main() {}\n");
}

#[test]
fn a_library_under_another_name() {
    let project = Project::bare("--lib");
    let dependency =
        format!("{}db-changes = {{ package = \"migrate\", path = {LIBRARY:?} }}\n", project.read("Cargo.toml"));
    project.write("Cargo.toml", &dependency);
    project.migrates("init");
    assert_eq!(project.read("migrate.toml"), "backends = [\"sqlite\"]\ncrate = \"db_changes\"\n");
    assert!(project.read("src/migrations.rs").ends_with("\ndb_changes::migrations!();\n"));
    assert!(
        project
            .read("src/bin/migrate.rs")
            .contains("db_changes::cli::main(&a_library_under_another_name::migrations::MIGRATIONS)")
    );
    project.migrates("new create_users");
    assert!(project.newest().starts_with("use db_changes::prelude::*;\n"), "{}", project.newest());
}

#[test]
fn a_workspace() {
    let project = Project::bare("--lib");
    let member = project.read("Cargo.toml");
    for name in ["one", "two"] {
        project.write(&format!("{name}/Cargo.toml"), &member.replace("\"a_workspace\"", &format!("{name:?}")));
        project.write(&format!("{name}/src/lib.rs"), "");
    }
    project.write("Cargo.toml", "[workspace]\nmembers = [\"one\", \"two\"]\nresolver = \"3\"\n");
    std::fs::remove_dir_all(project.root.join("src")).expect("it is there");
    let said = project.refuses("init");
    assert!(
        said.contains(
            "this workspace has several packages, and this folder lies in none of them\nnote: there is `one`, `two`"
        ),
        "{said}"
    );
    assert!(said.contains("help: choose one, as in `cargo migrate --package one …`"), "{said}");
    project.migrates(&format!("init --package two --migrate-path {LIBRARY}"));
    assert!(project.read("two/src/lib.rs").contains("pub mod migrations;"));
    // The only history is the one that is meant, from wherever it is called.
    project.migrates("new create_users");
    assert!(project.read("two/src/migrations.rs").contains("_create_users;"));
    let in_one =
        project.cargo().args(["migrate", "new", "create_teams"]).current_dir(project.root.join("one")).output();
    assert!(in_one.expect("cargo runs").status.success());
    assert!(project.read("two/src/migrations.rs").contains("_create_teams;"));
}
