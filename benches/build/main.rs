//! How long a build takes with a long history, beside sea-orm-migration with the same one.
//!
//! `cargo bench --bench build` measures a fresh `cargo check` of the history's crate (its dependencies are built) and
//! one after a file was touched, for 100, 1,000 and 3,000 migrations. `-- --sizes 100,300` measures others,
//! `-- --without-sea-orm` leaves the other tool out.

mod history;
mod sea_orm;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use history::{Migrate, Tool};
use sea_orm::SeaOrm;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let sizes = match arguments.iter().position(|argument| argument == "--sizes") {
        Some(position) => arguments[position + 1].split(',').map(|size| size.parse().expect("a number")).collect(),
        None => vec![100, 1_000, 3_000],
    };
    let mut tools: Vec<&dyn Tool> = vec![&Migrate];
    if !arguments.iter().any(|argument| argument == "--without-sea-orm") {
        tools.push(&SeaOrm);
    }
    println!("{:<22}{:>12}{:>12}{:>16}", "tool", "migrations", "fresh", "after a touch");
    for size in sizes {
        for tool in &tools {
            let Some((fresh, touched)) = measure(*tool, size) else {
                eprintln!("{}: the history of {size} migrations does not build", tool.name());
                return ExitCode::FAILURE;
            };
            println!("{:<22}{size:>12}{:>11.2}s{:>15.2}s", tool.name(), fresh.as_secs_f64(), touched.as_secs_f64());
        }
    }
    ExitCode::SUCCESS
}

/// The time of a fresh check and of one after the newest migration was touched: each the best of three.
fn measure(tool: &dyn Tool, size: usize) -> Option<(Duration, Duration)> {
    let folder = work_folder().join(format!("{}-{size}", tool.name()));
    let _ = fs::remove_dir_all(folder.join("src"));
    tool.write(&folder, size).expect("the history can be written");
    check(&folder)?;
    let mut fresh = Vec::new();
    let mut touched = Vec::new();
    for _ in 0..3 {
        forget(&folder, tool)?;
        fresh.push(check(&folder)?);
        touch(&folder.join("src/migrations.rs"));
        touched.push(check(&folder)?);
    }
    Some((fresh.into_iter().min()?, touched.into_iter().min()?))
}

fn work_folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-bench")
}

fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(folder).env("CARGO_TARGET_DIR", work_folder().join("target"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn check(folder: &Path) -> Option<Duration> {
    let begin = Instant::now();
    let status = cargo(folder).arg("check").status().ok()?;
    status.success().then(|| begin.elapsed())
}

/// Makes the next check of the history's own crate a fresh one.
fn forget(folder: &Path, tool: &dyn Tool) -> Option<()> {
    let package = tool.package();
    cargo(folder).args(["clean", "--package", package]).status().ok()?.success().then_some(())
}

fn touch(file: &Path) {
    let text = fs::read(file).expect("the file is there");
    fs::write(file, text).expect("the file can be written");
}
