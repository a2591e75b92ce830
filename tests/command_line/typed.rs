//! Typing a command, and what comes of it.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::server::Server;

/// The program that has the command line.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_program");

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

impl Typed {
    /// Its answer as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A folder with a SQLite database that does not exist yet, for one test.
pub struct Desk {
    folder: PathBuf,
    history: &'static str,
}

impl Desk {
    /// An empty folder, where the program has the history of the bookshop.
    pub fn new() -> Self {
        Self::with("bookshop")
    }

    /// An empty folder, where the program has another history.
    pub fn with(history: &'static str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("migrate-command-line-{}-{count}", std::process::id()));
        std::fs::create_dir(&folder).expect("the folder is new");
        Self { folder, history }
    }

    /// The program, about to be called with these arguments.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments.split_whitespace());
        self.prepare(&mut command);
        command
    }

    /// Makes a command run here: nothing of the environment that the tests run in reaches it.
    pub fn prepare(&self, command: &mut Command) {
        for variable in ["NO_COLOR", "TERM", "DATABASE_URL"] {
            command.env_remove(variable);
        }
        command
            .current_dir(&self.folder)
            .env("DATABASE_URL", "sqlite://app.db?mode=rwc")
            .env("MIGRATE_TEST_HISTORY", self.history)
            .stdin(Stdio::null());
    }

    /// Types a command, without a terminal.
    pub fn migrate(&self, arguments: &str) -> Typed {
        typed(self.command(arguments).output().expect("the program starts"))
    }

    /// The folder.
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// Types a command, with a variable of the environment.
    pub fn with_variable(&self, name: &str, value: &str, arguments: &str) -> Typed {
        typed(self.command(arguments).env(name, value).output().expect("the program starts"))
    }

    /// Types a command about another database than the one in the folder.
    pub fn at(&self, url: &str, arguments: &str) -> Typed {
        self.migrate(&format!("{arguments} --database-url {url}"))
    }

    /// Types a command that has to succeed, and returns what it wrote.
    pub fn migrates(&self, arguments: &str) -> String {
        let typed = self.migrate(arguments);
        assert_eq!(typed.code, Some(0), "{arguments}: {typed:?}");
        typed.out
    }

    /// Runs SQL in the database.
    pub fn run(&self, sql: &str) {
        let file = self.folder.join("app.db");
        crate::check::block_on(async {
            let pool =
                sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.expect("the file is there");
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&pool).await.expect("it is SQL");
            pool.close().await;
        });
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _removed = std::fs::remove_dir_all(&self.folder);
    }
}

/// What a run does first, so that others have to wait.
pub fn take_lock(server: Server) -> &'static str {
    match server.key() {
        "postgres" => "SELECT pg_advisory_lock(30796665482998885)",
        "sqlite" => "BEGIN IMMEDIATE",
        _ => "SELECT GET_LOCK(CONCAT('migrate:', SHA2(DATABASE(), 224)), 0)",
    }
}

/// What a run does last, so that others go on.
pub fn give_lock_back(server: Server) -> &'static str {
    match server.key() {
        "postgres" => "SELECT pg_advisory_unlock(30796665482998885)",
        "sqlite" => "COMMIT",
        _ => "SELECT RELEASE_LOCK(CONCAT('migrate:', SHA2(DATABASE(), 224)))",
    }
}

/// What a program wrote and how it ended.
pub fn typed(output: Output) -> Typed {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
    Typed { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A text without what differs from run to run: the version of SQLite, and times.
pub fn steady(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut words: Vec<String> = Vec::new();
        for word in line.split(' ') {
            let digits = word.chars().filter(char::is_ascii_digit).count();
            match words.last().map(String::as_str) {
                Some("SQLite") if digits > 2 => words.push(version(word)),
                Some(before) if word.starts_with("ms") && before.bytes().all(|byte| byte.is_ascii_digit()) => {
                    words.pop();
                    words.push(word.replacen("ms", "<time>", 1));
                }
                Some("<day>") => words.push("<hour>".to_owned()),
                Some("at") if digits == 8 && word.len() == 10 => words.push("<day>".to_owned()),
                _ => words.push(word.to_owned()),
            }
        }
        lines.push(words.join(" ").replace("<day> <hour>", "<time>"));
    }
    lines.join("\n")
}

fn version(word: &str) -> String {
    format!("<version>{}", word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'))
}

/// Fails where a text is not the expected one, which is shown without its indentation.
#[track_caller]
pub fn assert_text(text: &str, expected: &str) {
    let expected: Vec<&str> = expected.trim_matches('\n').lines().collect();
    let indentation =
        expected.iter().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len());
    let indentation = indentation.min().unwrap_or(0);
    let expected: Vec<&str> = expected.iter().map(|line| line.get(indentation..).unwrap_or_default()).collect();
    let (text, expected) = (steady(text.trim_end()), expected.join("\n"));
    assert!(text == expected.trim_end(), "it wrote\n{text}\n\nand not\n{expected}");
}
