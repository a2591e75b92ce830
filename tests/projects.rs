//! Histories in crates of every shape, built by cargo as their owners would: what compiles, what is refused, what is rebuilt.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package in a folder of its own. Dependencies are built once for all of them.
struct Project {
    root: PathBuf,
}

const FIRST: &str = "m20260101_000000_create_teams";
const SECOND: &str = "m20260102_000000_name_teams";

const CREATE_TEAMS: &str = "use migrate::prelude::*;\n\npub struct CreateTeams;\n\n#[migration]\n\
    impl Migration for CreateTeams {\n    fn up(schema: &mut Schema) {\n        \
    schema.create_table(\"teams\").columns([id(), string(\"name\")]);\n    }\n}\n";

const NAME_TEAMS: &str = "use migrate::prelude::*;\n\npub struct NameTeams;\n\n#[migration]\n\
    impl DataMigration for NameTeams {\n    fn up(data: &mut Data) {\n        \
    data.insert(\"teams\").columns([\"id\", \"name\"]).row((1, \"Engines\")).key(\"id\");\n    }\n}\n";

/// Two migrations in files of their own, and their list, below a folder of sources.
fn history(folder: &str) -> Vec<(String, String)> {
    vec![
        (format!("{folder}/migrations.rs"), format!("mod {FIRST};\nmod {SECOND};\n\nmigrate::migrations!();\n")),
        (format!("{folder}/migrations/{FIRST}.rs"), CREATE_TEAMS.to_owned()),
        (format!("{folder}/migrations/{SECOND}.rs"), NAME_TEAMS.to_owned()),
    ]
}

/// Says that the history is there, where the program uses it.
const USE: &str = "fn main() {\n    let list = migrations::MIGRATIONS.list;\n    assert_eq!(list.len(), 2);\n}\n";

impl Project {
    /// A package with the dependency as `Cargo.toml` has it.
    fn new(name: &str, dependency: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects").join(name);
        // What an earlier run left is not of this one.
        let _missing = fs::remove_dir_all(&root);
        let project = Self { root };
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n\n[workspace]\n"
        );
        project.write("Cargo.toml", &manifest);
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
        fs::copy(lock, project.root.join("Cargo.lock")).expect("the versions are those of this workspace");
        project
    }

    /// A package that depends on this crate, with these files.
    fn with(name: &str, files: impl IntoIterator<Item = (String, String)>) -> Self {
        let project = Self::new(name, &format!("migrate = {{ path = {:?} }}", env!("CARGO_MANIFEST_DIR")));
        files.into_iter().for_each(|(file, text)| project.write(&file, &text));
        project
    }

    /// A library with a history of two migrations.
    fn library(name: &str) -> Self {
        let project = Self::with(name, history("src"));
        project.write("src/lib.rs", "pub mod migrations;\n");
        project
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.root.join(file);
        fs::create_dir_all(path.parent().expect("it is below the root")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    fn delete(&self, file: &str) {
        fs::remove_file(self.root.join(file)).expect("the file is there");
    }

    /// What cargo says, and whether it succeeds.
    fn cargo(&self, arguments: &[&str]) -> (bool, String) {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(&self.root).args(arguments).env("CARGO_NET_OFFLINE", "true");
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects/target");
        cargo.env("CARGO_TARGET_DIR", target).env_remove("RUSTFLAGS");
        let output = cargo.output().expect("cargo runs");
        let said = [output.stderr, output.stdout].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    /// It compiles, without a single warning.
    fn check(&self, arguments: &[&str]) {
        let (succeeds, said) = self.cargo(&[&["check"], arguments].concat());
        assert!(succeeds && !said.contains("warning"), "{said}");
    }

    /// It does not compile, for one mistake, which is named in these words.
    fn refused(&self, words: &[&str]) {
        let (succeeds, said) = self.cargo(&["check"]);
        assert!(!succeeds, "it compiles");
        let mistakes = said.lines().filter(|line| line.starts_with("error") && !line.contains("could not compile"));
        assert_eq!(mistakes.count(), 1, "{said}");
        for word in words {
            assert!(said.contains(word), "`{word}` is not said: {said}");
        }
    }
}

#[test]
fn a_library_that_another_crate_uses() {
    let library = Project::library("history-in-a-library");
    let user = Project::new("user-of-a-library", &format!("history-in-a-library = {{ path = {:?} }}", library.root));
    user.write("src/main.rs", &USE.replace("migrations::", "history_in_a_library::migrations::"));
    user.check(&[]);
}

#[test]
fn a_package_of_one_program() {
    let project = Project::with("history-in-a-program", history("src"));
    project.write("src/main.rs", &format!("mod migrations;\n\n{USE}"));
    project.check(&[]);
}

#[test]
fn an_example_and_an_integration_test() {
    let project = Project::with("history-in-an-example", history("examples/first"));
    project.write("src/lib.rs", "");
    project.write("examples/first/main.rs", &format!("mod migrations;\n\n{USE}"));
    history("tests/second").iter().for_each(|(file, text)| project.write(file, text));
    project.write("tests/second/main.rs", &format!("mod migrations;\n\n#[test]\n{}", USE.replace("main", "works")));
    project.check(&["--examples", "--tests"]);
}

/// A doctest is a crate of its own: it has a history itself, or uses that of the library.
#[test]
fn examples_in_the_documentation() {
    let project = Project::library("history-in-doctests");
    let block = |items: &str| -> String { items.lines().map(|line| format!("//! {line}\n")).collect() };
    let own = "use migrate::prelude::*;\n\nstruct CreateTags;\n\n#[migration(version = 20260101_000000)]\n\
               impl Migration for CreateTags {\n    fn up(schema: &mut Schema) {\n        \
               schema.create_table(\"tags\").columns([id(), string(\"name\")]);\n    }\n}\n\nstruct NameTags;\n\n\
               #[migration(version = 20260102_000000)]\nimpl DataMigration for NameTags {\n    \
               fn up(data: &mut Data) {\n        \
               data.insert(\"tags\").columns([\"id\", \"name\"]).row((1, \"new\")).key(\"id\");\n    }\n}\n\n\
               migrate::migrations![CreateTags, NameTags];\n\nassert_eq!(MIGRATIONS.list.len(), 2);\n";
    let used = USE.replace("migrations::", "history_in_doctests::migrations::");
    let documentation = |own: &str| {
        format!("//! ```\n{}//! ```\n//!\n//! ```\n{}//! ```\n\npub mod migrations;\n", block(own), block(&used))
    };
    project.write("src/lib.rs", &documentation(own));
    let (succeeds, said) = project.cargo(&["test", "--doc"]);
    assert!(succeeds && !said.contains("warning"), "{said}");
    // The history of an example is read: a mistake in it is found.
    project.write("src/lib.rs", &documentation(&own.replace("\"name\"]", "\"nam\"]")));
    let (succeeds, said) = project.cargo(&["test", "--doc"]);
    assert!(!succeeds && said.contains("did you mean `name`?"), "{said}");
}

#[test]
fn a_member_of_a_workspace_built_from_elsewhere() {
    let project = Project::with("members", []);
    project.write("Cargo.toml", "[workspace]\nmembers = [\"a/b\"]\nresolver = \"3\"\n");
    let manifest = format!(
        "[package]\nname = \"member\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nmigrate = {{ path = {:?} }}\n",
        env!("CARGO_MANIFEST_DIR")
    );
    project.write("a/b/Cargo.toml", &manifest);
    history("a/b/src").iter().for_each(|(file, text)| project.write(file, text));
    project.write("a/b/src/lib.rs", "pub mod migrations;\n");
    project.check(&[]);
    // One above the package is another's: that this one names nothing is not read.
    project.write("migrate.toml", "backends = []\n");
    project.write("a/b/src/lib.rs", "//! Changed.\npub mod migrations;\n");
    project.check(&["--package", "member"]);
}

#[test]
fn paths_that_the_compiler_is_told_to_hide() {
    let project = Project::library("history-with-hidden-paths");
    project.write("migrate.toml", "backends = [\"sqlite\"]\n");
    let prefix = format!("--remap-path-prefix={}=/hidden", project.root.display());
    let (succeeds, said) = project.cargo(&["rustc", "--profile", "check", "--", &prefix]);
    assert!(succeeds && !said.contains("warning"), "{said}");
    // The history is read all the same: a mistake in it is found.
    project.write(&format!("src/migrations/{SECOND}.rs"), &NAME_TEAMS.replace("\"name\"]", "\"nam\"]"));
    let (succeeds, said) = project.cargo(&["rustc", "--profile", "check", "--", &prefix]);
    assert!(!succeeds && said.contains("did you mean `name`?"), "{said}");
}

#[test]
fn a_dependency_under_another_name() {
    let dependency = format!("db-changes = {{ package = \"migrate\", path = {:?} }}", env!("CARGO_MANIFEST_DIR"));
    let project = Project::new("history-of-another-name", &dependency);
    for (file, text) in history("src") {
        project.write(&file, &text.replace("migrate::", "db_changes::"));
    }
    project.write("src/lib.rs", "pub mod migrations;\n");
    project.write("migrate.toml", "crate = \"db_changes\"\n");
    project.check(&[]);
    // What is refused is refused once there too.
    let wrong = NAME_TEAMS.replace("migrate::", "db_changes::").replace("\"name\"]", "\"nam\"]");
    project.write(&format!("src/migrations/{SECOND}.rs"), &wrong);
    project.refused(&["did you mean `name`?"]);
}

#[test]
fn a_migration_under_a_condition() {
    let project = Project::library("history-under-a-condition");
    project
        .write("src/migrations.rs", &format!("mod {FIRST};\n#[cfg(unix)]\nmod {SECOND};\n\nmigrate::migrations!();\n"));
    project.refused(&["stands under a `#[cfg]`", "the history must be the same in every build"]);
    // One that covers the list too is the module's.
    project.write("src/lib.rs", "#[cfg(unix)]\npub mod migrations;\n");
    project.write("src/migrations.rs", &format!("mod {FIRST};\nmod {SECOND};\n\nmigrate::migrations!();\n"));
    project.check(&[]);
    let conditional = NAME_TEAMS.replace("#[migration]", "#[cfg(unix)]\n#[migration]");
    project.write(&format!("src/migrations/{SECOND}.rs"), &conditional);
    project.refused(&["#[cfg]"]);
}

#[test]
fn a_migration_that_a_macro_writes() {
    let project = Project::library("history-from-a-macro");
    let (head, item) = NAME_TEAMS.split_once("pub struct").expect("it declares its type");
    let written = format!("{head}macro_rules! write_it {{ () => {{\npub struct{item}\n}} }}\nwrite_it!();\n");
    project.write(&format!("src/migrations/{SECOND}.rs"), &written);
    let (succeeds, said) = project.cargo(&["check"]);
    assert!(!succeeds && said.contains("`macro_rules!`") && said.contains("write the migration out"), "{said}");
}

#[test]
fn what_changes_is_built_again() {
    let project = Project::library("history-that-changes");
    project.check(&[]);
    let second = format!("src/migrations/{SECOND}.rs");
    let list = |modules: &[&str]| {
        let modules: String = modules.iter().map(|module| format!("mod {module};\n")).collect();
        project.write("src/migrations.rs", &format!("{modules}\nmigrate::migrations!();\n"));
    };
    // An earlier migration is edited so that a later one, which is not, no longer fits.
    project
        .write(&format!("src/migrations/{FIRST}.rs"), &CREATE_TEAMS.replace("string(\"name\")", "string(\"title\")"));
    project.refused(&["`name`", SECOND]);
    project.write(&format!("src/migrations/{FIRST}.rs"), CREATE_TEAMS);
    project.check(&[]);
    // One more file, which the list learns of by being touched.
    let third = "m20260103_000000_more_teams";
    project.write(
        &format!("src/migrations/{third}.rs"),
        &NAME_TEAMS.replace("NameTeams", "MoreTeams").replace("(1,", "(2,"),
    );
    list(&[FIRST, SECOND]);
    project.refused(&["is not part of the history", third]);
    list(&[FIRST, SECOND, third]);
    project.check(&[]);
    project.delete(&format!("src/migrations/{third}.rs"));
    let (succeeds, said) = project.cargo(&["check"]);
    assert!(!succeeds && said.contains("file not found for module"), "{said}");
    list(&[FIRST, SECOND]);
    project.check(&[]);
    // A module of the history without a migration.
    project.write(&second, "//! Nothing.\n");
    project.refused(&["holds no migration"]);
    project.write(&second, NAME_TEAMS);
    project.check(&[]);
}

#[test]
fn settings_that_change_are_read_again() {
    let project = Project::library("history-with-settings");
    project.check(&[]);
    // One made later is seen by the next compilation.
    project.write("migrate.toml", "backends = [\"sqlte\"]\n");
    project.write("src/lib.rs", "//! Changed.\npub mod migrations;\n");
    project.refused(&["did you mean `sqlite`?"]);
    project.write("migrate.toml", "backends = [\"sqlite\"]\n");
    project.write("src/lib.rs", "pub mod migrations;\n");
    project.check(&[]);
    // From then on it is followed like a source file.
    project.write("migrate.toml", "backends = [\"postgre\"]\n");
    project.refused(&["did you mean `postgres`?"]);
    project.write("migrate.toml", "backends = [\"postgres\"]\n");
    project.write("src/lib.rs", "//! Changed.\npub mod migrations;\n");
    project.check(&[]);
    // The nearest one counts.
    project.write("src/migrations/migrate.toml", "backends = [\"maria\"]\n");
    project.write("src/lib.rs", "pub mod migrations;\n");
    project.refused(&["did you mean `mariadb`?"]);
}
