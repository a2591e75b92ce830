//! That a file is read once, that line endings mean nothing, and that one error is one error.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::dialect::{Dialect, Target};
use crate::migration::Grade;
use crate::source::message;

/// A folder of migrations, removed at the end of a test.
struct Folder(PathBuf);

impl Folder {
    fn new(files: &[(&str, String)]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("migrate-history-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(&folder.0).unwrap();
        for (stem, text) in files {
            folder.write(stem, text);
        }
        folder
    }

    fn write(&self, stem: &str, text: &str) {
        fs::write(self.file(stem), text).unwrap();
    }

    fn file(&self, stem: &str) -> PathBuf {
        self.0.join(format!("{stem}.rs"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left_behind = fs::remove_dir_all(&self.0);
    }
}

fn settings() -> Settings {
    Settings {
        targets: Dialect::ALL.map(Target::new).to_vec(),
        name: None,
        krate: None,
        lints: BTreeMap::new(),
        ignores_locks: false,
        file: None,
    }
}

fn migration(type_name: &str, attribute: &str, up: &str) -> String {
    format!(
        "use migrate::prelude::*;\n\npub struct {type_name};\n\n#[migration{attribute}]\n\
         impl Migration for {type_name} {{\n    fn up(schema: &mut Schema) {{\n        {up}\n    }}\n}}\n"
    )
}

const FILES: [(&str, &str, &str); 5] = [
    ("m20260101_000000_create_users", "CreateUsers", "schema.create_table(\"users\").columns([id()]);"),
    ("m20260102_000000_create_teams", "CreateTeams", "schema.create_table(\"teams\").columns([id()]);"),
    ("m20260103_000000_add_nick", "AddNick", "schema.add_column(\"users\", strng(\"nick\").nullable());"),
    ("m20260104_000000_index_nick", "IndexNick", "schema.create_index(\"users\", \"nick\");"),
    ("m20260105_000000_add_name", "AddName", "schema.add_column(\"teams\", text(\"name\").nullable());"),
];

fn files() -> Vec<(&'static str, String)> {
    FILES.into_iter().map(|(stem, type_name, up)| (stem, migration(type_name, "", up))).collect()
}

/// What is said of each migration, by its first lines.
fn said(history: &History) -> Vec<Vec<String>> {
    let problems = |refusals: &Vec<Refusal>| refusals.iter().map(|refusal| refusal.problem.clone()).collect();
    history.entries.iter().map(|entry| entry.outcome.as_ref().err().map(problems).unwrap_or_default()).collect()
}

#[test]
fn each_file_of_a_folder_is_read_once() {
    let folder = Folder::new(&files());
    let mut cache = Cache::default();
    for (stem, ..) in FILES {
        let history = cache.folder(&folder.file(stem), &settings()).unwrap();
        assert_eq!(history.entries_of_file(stem).count(), 1, "{stem}");
    }
    assert_eq!((cache.files_read, cache.migrations_evaluated), (5, 5), "the error in the third is no reason to stop");
}

#[test]
fn a_folder_that_changed_is_read_again() {
    let folder = Folder::new(&files());
    let mut cache = Cache::default();
    let first = folder.file(FILES[0].0);
    for _ in 0..3 {
        cache.folder(&first, &settings()).unwrap();
    }
    assert_eq!(cache.files_read, 5, "whoever asks again gets the same as long as the files are the same");
    folder.write(FILES[2].0, &migration("AddNick", "", "schema.add_column(\"users\", string(\"nick\").nullable());"));
    let history = cache.folder(&first, &settings()).unwrap();
    assert_eq!((cache.files_read, cache.migrations_evaluated), (10, 10));
    assert!(history.entries.iter().all(|entry| entry.outcome.is_ok()), "{:?}", said(&history));
}

#[test]
fn a_history_in_one_file_is_read_once() {
    let version = |day: usize| format!("(version = 2026010{day}_000000)");
    let parts = FILES.into_iter().enumerate();
    let text: String = parts.map(|(index, (_, name, up))| migration(name, &version(index + 1), up)).collect();
    let list = "migrations![CreateUsers, CreateTeams, AddNick, IndexNick, AddName];\n";
    let folder = Folder::new(&[("history", format!("{text}{list}"))]);
    let file = folder.file("history");
    let mut cache = Cache::default();
    let places = |history: &History| history.entries.iter().map(|entry| entry.at).collect::<Vec<_>>();
    let line = u32::try_from(text.lines().count()).unwrap() + 1;
    let column = u32::try_from("migrations![".len()).unwrap();
    let start = crate::location::Position { line, column };
    let history = cache.file(&file, Location { start, ..Location::UNKNOWN }, &settings()).unwrap().unwrap();
    for at in places(&history) {
        assert!(cache.file(&file, at, &settings()).unwrap().is_some_and(|history| history.entry_at(at).is_some()));
    }
    assert_eq!((cache.files_read, cache.migrations_evaluated), (1, 5));
}

#[test]
fn a_migration_that_is_not_written_yet_is_replayed_with_the_others() {
    let folder = Folder::new(&files());
    let outcome = |stem: &str, up: &str| {
        let text = migration("AddBio", "", up);
        let history = with_draft(&folder.0, &settings(), Some(Draft { stem, text: &text })).unwrap();
        assert_eq!(history.entries.len(), 6);
        let place = history.entries.iter().position(|entry| entry.name == "add_bio").unwrap();
        (place, said(&history)[place].clone())
    };
    let add = "schema.add_column(\"teams\", text(\"bio\").nullable());";
    assert_eq!(outcome("m20260106_000000_add_bio", add), (5, Vec::new()));
    let nothing = vec!["there is no table `teems`".to_owned()];
    assert_eq!(outcome("m20260106_000000_add_bio", &add.replace("teams", "teems")), (5, nothing));
    // It meets the schema of its own date.
    let early = outcome("m20260101_000001_add_bio", add);
    assert!(early.0 == 1 && early.1[0].contains("`teams`"), "{early:?}");
    let missing = with_draft(&folder.0.join("not_there"), &settings(), None).unwrap();
    assert!(missing.entries.is_empty());
}

#[test]
fn an_error_leaves_what_it_touches_unknown_and_the_rest_known() {
    let folder = Folder::new(&files());
    let history = Cache::default().folder(&folder.file(FILES[0].0), &settings()).unwrap();
    let nothing: [String; 0] = [];
    assert_eq!(said(&history)[2], ["there is no function `strng`"]);
    assert_eq!(said(&history)[3], nothing, "it may be right once the third is");
    assert!(history.entries[3].outcome.is_err(), "but it is not evaluated");
    assert!(history.entries[4].outcome.is_ok(), "the teams are not concerned");
}

#[test]
fn a_file_that_is_not_rust_leaves_what_it_quotes_unknown() {
    let mut files = files();
    files[2].1 = "impl AddNick { \"users\" ".to_owned();
    let folder = Folder::new(&files);
    let history = Cache::default().folder(&folder.file(FILES[0].0), &settings()).unwrap();
    assert_eq!(said(&history).concat(), Vec::<String>::new());
    assert!(history.entries.last().unwrap().outcome.is_ok());
}

#[test]
fn line_endings_mean_nothing() {
    let up = "schema\n            .create_table(\"users\")\n            .columns([id(), text(\"bio\").default(\"a\n b\")]);\n        \
              schema.execute(include_str!(\"grant.sql\")).reverse(r\"REVOKE ALL\n ON users FROM app\");";
    let mut evaluated = Vec::new();
    for ending in ["\n", "\r\n"] {
        let text = migration("CreateUsers", "", up).replace('\n', ending);
        let folder = Folder::new(&[(FILES[0].0, text)]);
        fs::write(folder.0.join("grant.sql"), format!("GRANT SELECT{ending}ON users TO app{ending}")).unwrap();
        let history = Cache::default().folder(&folder.file(FILES[0].0), &settings()).unwrap();
        let evaluation = history.entries[0].outcome.as_ref().unwrap();
        assert!(!evaluation.scripts[0].up.iter().any(|step| step.sql.contains('\r')));
        let scripts = evaluation.scripts.iter().map(|script| format!("{:?}{:?}", script.up, script.down));
        let down = evaluation.derived_down.clone();
        evaluated.push((evaluation.checksum, scripts.collect::<Vec<_>>(), down, history.entries[0].at));
    }
    assert_eq!(evaluated[0], evaluated[1]);
}

#[test]
fn a_table_that_is_created_later_is_told() {
    let folder = Folder::new(&[
        ("m20260101_000000_add_nick", migration("AddNick", "", "schema.add_column(\"users\", text(\"nick\"));")),
        (FILES[1].0, migration("CreateTeams", "", "schema.create_table(\"users\").columns([id()]);")),
    ]);
    let history = Cache::default().folder(&folder.file(FILES[1].0), &settings()).unwrap();
    let refusals = history.entries[0].outcome.as_ref().unwrap_err();
    let text = message::write(&refusals[0], &history.files);
    let expected = "there is no table `users`\n\
                    note: it is created later, in `m20260102_000000_create_teams.rs`, line 8\n\
                    help: give this migration a later version than that one";
    assert_eq!((refusals.len(), text.as_str()), (1, expected));
}

#[test]
fn a_migration_without_a_version_is_refused_for_that_alone() {
    let text = migration("AddNick", "", "schema.add_column(\"users\", text(\"nick\").nullable());")
        + &migration("CreateUsers", "(version = 20260101_000000)", "schema.create_table(\"users\").columns([id()]);")
        + "migrations![CreateUsers, AddNick];\n";
    let folder = Folder::new(&[("history", text)]);
    let at = Location { start: crate::location::Position { line: 6, column: 0 }, ..Location::UNKNOWN };
    let history = Cache::default().file(&folder.file("history"), at, &settings()).unwrap().unwrap();
    assert_eq!(said(&history).concat(), ["`AddNick` has no version"]);
}

#[test]
fn a_loss_that_a_written_down_accepts_is_its_grade() {
    let grade = |up: &str, down: &str| {
        let both = format!("{up}\n    }}\n    fn down(schema: &mut Schema) {{\n        {down}");
        let text = migration("ChangeUsers", "", &both);
        let create = "schema.create_table(\"users\").columns([id(), text(\"nick\").nullable()]);";
        let create = migration("CreateUsers", "", create);
        let folder = Folder::new(&[(FILES[0].0, create), ("m20260102_000000_change_users", text)]);
        let history = Cache::default().folder(&folder.file(FILES[0].0), &settings()).unwrap();
        assert!(history.entries[1].outcome.is_ok(), "{:?}", said(&history));
        history.entries[1].outcome.as_ref().unwrap().grade
    };
    let up = "schema.add_column(\"users\", text(\"note\").nullable());";
    let drop = "schema.drop_column(\"users\", \"note\");";
    assert_eq!(grade(up, drop), Grade::Exact);
    let anew = "schema.rename_column(\"users\", \"nick\", \"handle\");
        schema.drop_column(\"users\", \"handle\").accept_data_loss(\"nobody has one\");
        schema.add_column(\"users\", text(\"nick\").nullable());";
    assert_eq!(grade(up, &format!("{drop}\n        {anew}")), Grade::Lossy);
}
