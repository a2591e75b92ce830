//! How long it takes to run the same 1,000 migrations by this project, sqlx and refinery: on SQLite in a file and on
//! PostgreSQL.
//!
//! `cargo bench --features postgres,mysql --bench run` prints how long it takes to apply them all, to find that there is
//! nothing to do, each with the connection, and to get a database for one more test. `-- --size 100` takes another
//! number, `-- --weight` measures what each costs instead: a clean release build and the size of the program, with SQLite
//! alone. The server is that of the tests.

#[path = "../build/history.rs"]
mod history;
mod tool;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{env, fs};

use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use tool::Tool;

const DATABASES: [&str; 2] = ["SQLite", "PostgreSQL"];

/// How often each is measured, in turns, as a machine may be faster at first than it is for long; the median counts.
const ROUNDS: usize = 5;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--weight") {
        weigh();
        return;
    }
    let size = match arguments.iter().position(|argument| argument == "--size") {
        Some(position) => arguments[position + 1].parse().expect("a number"),
        None => 1_000,
    };
    let programs: Vec<(Tool, PathBuf)> = Tool::ALL.into_iter().map(|tool| (tool, build(tool, size))).collect();
    println!("{size} migrations{:>22}{:>14}{:>14}", "apply", "nothing", "fresh");
    for database in DATABASES {
        let mut lines: Vec<Line<'_>> = programs.iter().flat_map(|(tool, program)| Line::of(*tool, program)).collect();
        let count = lines.len();
        for round in 0..ROUNDS {
            for place in 0..count {
                lines[(place + round) % count].measure(database).await;
            }
        }
        for line in &mut lines {
            line.print(database);
        }
    }
}

/// A task of a program, and how many seconds it took each time.
struct Line<'a> {
    tool: Tool,
    program: &'a Path,
    task: &'static str,
    times: Vec<f64>,
    /// The same once more, where it applied everything, with nothing to do.
    again: Vec<f64>,
}

impl<'a> Line<'a> {
    fn of(tool: Tool, program: &'a Path) -> impl Iterator<Item = Self> {
        let line = move |&task| Self { tool, program, task, times: Vec::new(), again: Vec::new() };
        tool.tasks().iter().map(line)
    }

    async fn measure(&mut self, database: &str) {
        let url = new_database(database).await;
        self.times.push(run(self.program, self.task, &url));
        if self.task != "fresh" && self.tool.has_history() {
            self.again.push(run(self.program, self.task, &url));
        }
    }

    fn print(&mut self, database: &str) {
        let name = format!("{database}, {}", self.tool.name());
        let first = median(&mut self.times);
        let milliseconds = |seconds: f64| format!("{:.1} ms", seconds * 1_000.0);
        match (self.task, self.tool.has_history()) {
            ("fresh", _) => println!("{name:<22}{:>12}{:>14}{:>14}", "", "", milliseconds(first)),
            ("apply-at-once", _) => println!("{name:<22}{first:>10.2} s{:>14}{:>14}  in one transaction", "", ""),
            (_, false) => println!("{name:<22}{first:>10.2} s"),
            (_, true) => {
                let again = milliseconds(median(&mut self.again));
                // The others have nothing but to apply everything.
                let fresh = if self.tool == Tool::Migrate { String::new() } else { milliseconds(first) };
                println!("{name:<22}{first:>10.2} s{again:>14}{fresh:>14}");
            }
        }
    }
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn run(program: &Path, task: &str, url: &str) -> f64 {
    let output = Command::new(program).args([task, url]).stderr(Stdio::inherit()).output().expect("it can be started");
    assert!(output.status.success(), "{} {task} failed", program.display());
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("seconds")
}

/// An empty database.
async fn new_database(database: &str) -> String {
    if database == "SQLite" {
        let file = work_folder().join("app.db");
        for end in ["", "-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(format!("{}{end}", file.display()));
        }
        return format!("sqlite://{}?mode=rwc", file.display());
    }
    let server = env::var("MIGRATE_TEST_POSTGRES");
    let server = server.unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
    let mut connection = sqlx::PgConnection::connect(&server).await.expect("the server answers");
    for sql in ["DROP DATABASE IF EXISTS migrate_bench_run", "CREATE DATABASE migrate_bench_run"] {
        connection.execute(AssertSqlSafe(sql)).await.expect("databases can be made");
    }
    let (place, _) = server.rsplit_once('/').expect("a database at the end");
    // Not every client would speak TLS to it.
    format!("{place}/migrate_bench_run?sslmode=disable")
}

fn work_folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("run-bench")
}

fn build(tool: Tool, size: usize) -> PathBuf {
    let folder = work_folder().join(tool.name());
    tool.write(&folder, size, &["sqlite", "postgres"]).expect("the program can be written");
    let target = work_folder().join("target");
    cargo_build(&folder, &target, &["--features", "postgres"]);
    target.join("release").join(format!("run-by-{}", tool.name()))
}

fn cargo_build(folder: &Path, target: &Path, features: &[&str]) {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(folder).args(["build", "--release", "--quiet"]).args(features);
    command.env("CARGO_TARGET_DIR", target);
    assert!(command.status().expect("cargo can be started").success(), "{} does not build", folder.display());
}

/// Prints what each costs a project that uses SQLite alone and has ten migrations.
fn weigh() {
    println!("{:<12}{:>14}{:>14}{:>10}", "", "clean build", "program", "crates");
    for tool in Tool::ALL {
        let folder = work_folder().join(format!("{}-alone", tool.name()));
        tool.write(&folder, 10, &["sqlite"]).expect("the program can be written");
        let target = folder.join("target");
        let _ = fs::remove_dir_all(&target);
        let begin = Instant::now();
        cargo_build(&folder, &target, &[]);
        let time = begin.elapsed().as_secs_f64();
        let program = target.join("release").join(format!("run-by-{}", tool.name()));
        let size = fs::metadata(program).expect("it was built").len();
        let lock = fs::read_to_string(folder.join("Cargo.lock")).expect("it was built");
        let crates = lock.matches("[[package]]").count() - 1;
        println!("{:<12}{time:>12.1} s{:>11.1} MB{crates:>10}", tool.name(), size as f64 / 1e6);
    }
}
