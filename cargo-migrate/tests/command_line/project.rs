//! A package as `cargo new` makes it, in which a person types commands.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The folder of the workspace, whose library the packages depend on.
pub const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A package in a folder of its own, which is removed at the end of a test. What it depends on is built once for all.
pub struct Project {
    folder: PathBuf,
    /// Its name: cargo keeps what it builds of packages of one name in one place, wherever they lie.
    pub name: String,
    /// Its folder.
    pub root: PathBuf,
}

/// What came of a command.
#[derive(Debug)]
pub struct Typed {
    /// The exit code.
    pub code: Option<i32>,
    /// What it wrote for who called it.
    pub out: String,
    /// What it wrote beside that.
    pub err: String,
}

impl From<Output> for Typed {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("it writes text");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Project {
    /// A package that does not know of migrations; `kind` is `--lib` or `--bin`.
    pub fn bare(kind: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let thread = std::thread::current();
        let name = thread.name().and_then(|name| name.rsplit("::").next()).expect("a test has a name").to_owned();
        // Outside of this workspace, to which cargo would add it.
        let folder = std::env::temp_dir().join(format!("cargo-migrate-{}-{count}", std::process::id()));
        fs::create_dir(&folder).expect("the folder is new");
        let project = Self { root: folder.join(&name), folder, name };
        let made = command(&project.folder).args(["new", "--quiet", "--vcs", "none", kind, &project.name]).output();
        assert!(made.expect("cargo runs").status.success(), "`cargo new` fails");
        let lock = Path::new(LIBRARY).join("Cargo.lock");
        fs::copy(lock, project.root.join("Cargo.lock")).expect("the versions are those of this workspace");
        project
    }

    /// A library whose migrations are set up.
    pub fn library() -> Self {
        let project = Self::bare("--lib");
        project.migrates(&format!("init --migrate-path {LIBRARY}"));
        project
    }

    /// A library whose migrations are set up but for the dependency: what is written is not built.
    pub fn unbuilt() -> Self {
        let project = Self::bare("--lib");
        project.write("src/lib.rs", "pub mod migrations;\n");
        project.write("src/migrations.rs", EMPTY_LIST);
        let manifest = format!("{}migrate = \"0.1\"\n", project.read("Cargo.toml"));
        project.write("Cargo.toml", &manifest);
        project
    }

    /// Cargo in the folder of the package, without what the environment of the tests says.
    pub fn cargo(&self) -> Command {
        command(&self.root)
    }

    /// Types `cargo migrate` and these words. One that holds spaces stands in quotes.
    pub fn migrate(&self, words: &str) -> Typed {
        self.cargo().arg("migrate").args(split(words)).output().expect("cargo runs").into()
    }

    /// Types a command that has to succeed, and returns what it wrote.
    pub fn migrates(&self, words: &str) -> String {
        let typed = self.migrate(words);
        assert_eq!(typed.code, Some(0), "{words}: {typed:#?}");
        typed.out
    }

    /// Types a command that is refused, and returns what it says. Nothing is changed.
    pub fn refuses(&self, words: &str) -> String {
        let before = self.sources();
        let typed = self.migrate(words);
        assert!(matches!(typed.code, Some(1 | 2)), "{words}: {typed:#?}");
        assert!(typed.err.starts_with("error: ") && typed.out.is_empty(), "{words}: {typed:#?}");
        assert_eq!(self.sources(), before, "{words} changes files");
        check_form(&typed.err);
        typed.err
    }

    /// It builds, and neither the compiler nor cargo warns.
    pub fn builds(&self) {
        let built: Typed = self.cargo().args(["build", "--all-targets"]).output().expect("cargo runs").into();
        assert!(built.code == Some(0) && !built.err.contains("warning"), "{}", built.err);
    }

    /// It does not build, and the compiler says this.
    pub fn does_not_build(&self, words: &str) {
        let built: Typed = self.cargo().arg("build").output().expect("cargo runs").into();
        assert!(built.code != Some(0) && built.err.contains(words), "{}", built.err);
    }

    /// Every file that the package consists of, with its text.
    pub fn sources(&self) -> Vec<(String, String)> {
        let (mut found, mut open) = (Vec::new(), vec![self.root.clone()]);
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).expect("the folder is there") {
                let path = entry.expect("the entry is there").path();
                if path.ends_with("target") {
                    continue;
                }
                if path.is_dir() {
                    open.push(path);
                } else if let Ok(text) = fs::read_to_string(&path) {
                    let name = path.strip_prefix(&self.root).expect("it is below the root").display().to_string();
                    found.push((name, text));
                }
            }
        }
        found.retain(|(name, _)| name != "Cargo.lock");
        found.sort();
        found
    }

    /// The names of the migrations' files, in order.
    pub fn migrations(&self) -> Vec<String> {
        let names = self.sources().into_iter().map(|(name, _)| name);
        let of_migrations = names.filter_map(|name| Some(name.strip_prefix("src/migrations/m")?.to_owned()));
        of_migrations.map(|name| format!("m{}", name.trim_end_matches(".rs"))).collect()
    }

    /// The text of the migration that was written last.
    pub fn newest(&self) -> String {
        let name = self.migrations().pop().expect("there is one");
        self.read(&format!("src/migrations/{name}.rs"))
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    pub fn write(&self, file: &str, text: &str) {
        let path = self.root.join(file);
        fs::create_dir_all(path.parent().expect("it is below the root")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _left_behind = fs::remove_dir_all(&self.folder);
    }
}

/// A message has the form of all that this project writes, unless it is of clap or of cargo.
fn check_form(said: &str) {
    if said.contains("For more information, try") {
        return;
    }
    for (place, line) in said.lines().enumerate() {
        let (label, text) = line.split_once(": ").unwrap_or_else(|| panic!("`{line}` has no label: {said}"));
        assert!(if place == 0 { label == "error" } else { matches!(label, "note" | "help" | "lint") }, "{said}");
        assert!(!text.ends_with(['.', '!']), "{said}");
        let is_advice = VERBS.iter().any(|verb| text.starts_with(verb));
        assert!(label != "help" || is_advice, "`{text}` does not begin with a verb");
    }
}

/// How a line of help begins.
const VERBS: &[&str] = &["begin", "choose", "delete", "did you mean", "give", "leave out", "name", "write"];

/// A list without a migration.
pub const EMPTY_LIST: &str =
    "//! The history of the database, the oldest migration first.\n\nmigrate::migrations!();\n";

fn command(folder: &Path) -> Command {
    let program = Path::new(env!("CARGO_BIN_EXE_cargo-migrate"));
    let beside = program.parent().expect("it lies in a folder").to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::env::join_paths(std::iter::once(beside).chain(std::env::split_paths(&path)));
    let mut cargo = Command::new(env!("CARGO"));
    // What the packages depend on is built once; their programs, which have one name, each in its own folder.
    let build = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects/target");
    cargo.current_dir(folder).stdin(Stdio::null()).env("PATH", paths.expect("the paths were joined before"));
    cargo.env("CARGO_NET_OFFLINE", "true").env("CARGO_BUILD_BUILD_DIR", build).env("CARGO_TERM_COLOR", "never");
    for variable in
        ["CARGO_TARGET_DIR", "RUSTFLAGS", "DATABASE_URL", "CARGO", "CARGO_MANIFEST_DIR", "CARGO_BUILD_TARGET"]
    {
        cargo.env_remove(variable);
    }
    cargo
}

/// Words, of which those in quotes may hold spaces.
fn split(words: &str) -> Vec<String> {
    let parts = words.split('"').enumerate();
    let words = parts.flat_map(|(place, part)| match place % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    words.collect()
}
