//! `lock`: writes what is released into files that are committed beside the migrations.

use std::path::{Path, PathBuf};
use std::{fs, io};

use migrate_core::locked::{Difference, FOLDER, Locked, Unreadable};
use migrate_core::migration::{Migration, Migrations, VersionText};
use serde_json::json;

use super::arguments::LockOptions;
use super::exit::Exit;
use super::message::Failure;
use super::output::Answer;
use super::session::Session;

/// Locks the migrations that the program knows.
pub fn lock(session: &Session<'_>, options: &LockOptions) -> Result<Answer, Failure> {
    let folder = folder(session.migrations)?;
    let last = known(session.migrations, options.to, "to")?.unwrap_or(i64::MAX);
    let accepted = known(session.migrations, options.accept, "accept")?;
    let released: Vec<_> = session.migrations.list.iter().filter(|one| one.version <= last).collect();
    // Nothing is written where anything is refused.
    let mut changes = Vec::new();
    for migration in released {
        let path = folder.join(FOLDER).join(format!("{migration}.toml"));
        if let Some(change) = change(migration, &path, accepted)? {
            changes.push((migration, path, change));
        }
    }
    for (migration, path, change) in &changes {
        write(path, &change.locked).map_err(|error| Failure::of_this_program(&format!("`{migration}`"), &error))?;
    }
    if let Some((migration, ..)) = changes.last() {
        touch(&folder.join(format!("{migration}.rs")));
    }
    let json = json!({
        "locked": changes.iter().map(|(migration, _, change)| json!({
            "migration": migration.to_string(),
            "change": change.what.word(),
        })).collect::<Vec<_>>(),
        "exit_code": Exit::Done as u8,
    });
    let lines: Vec<String> =
        changes.iter().map(|(migration, _, change)| format!("{:<9} {migration}", change.what.word())).collect();
    let text = Box::new(move |_| {
        if lines.is_empty() {
            return "nothing to lock: every migration is as it was released".to_owned();
        }
        format!("{}\n\nCommit the folder `{FOLDER}`.", lines.join("\n"))
    });
    Ok(Answer { text, json, exit: Exit::Done })
}

/// What becomes of one file.
struct Change {
    what: What,
    locked: Locked,
}

enum What {
    /// The migration is released.
    Locked,
    /// Databases were added to the targets.
    Extended,
    /// What was released is changed, as was asked for.
    Accepted,
}

impl What {
    const fn word(&self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Extended => "extended",
            Self::Accepted => "accepted",
        }
    }
}

fn change(migration: &Migration, path: &Path, accepted: Option<i64>) -> Result<Option<Change>, Failure> {
    let now = Locked::of(migration);
    let before = match fs::read_to_string(path) {
        Ok(text) => Locked::parse(&text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Some(Change { what: What::Locked, locked: now }));
        }
        Err(error) => return Err(Failure::of_this_program(&format!("`{}`", path.display()), &error)),
    };
    let mut before = before.map_err(|why| unreadable(&migration.to_string(), &why))?;
    let difference = before.operations.first_difference(&now.operations);
    if difference.is_some() || before.irreversible != now.irreversible {
        if accepted == Some(migration.version) {
            return Ok(Some(Change { what: What::Accepted, locked: now }));
        }
        return Err(changed(migration, difference));
    }
    let added = now.databases.into_iter().filter(|(key, _)| !before.databases.contains_key(key));
    let added: Vec<_> = added.collect();
    if added.is_empty() {
        return Ok(None);
    }
    before.databases.extend(added);
    Ok(Some(Change { what: What::Extended, locked: before }))
}

/// The file of a migration cannot be read.
pub fn unreadable(migration: &str, why: &Unreadable) -> Failure {
    let Unreadable { problem, help } = why;
    let text = format!("`{FOLDER}/{migration}.toml` cannot be read: {problem}\nhelp: {help}");
    Failure::refused("lock_unreadable", text)
}

fn changed(migration: &Migration, difference: Option<Difference<'_>>) -> Failure {
    let mut text = format!("`{migration}` was changed after it was released");
    for note in difference.iter().flat_map(Difference::notes) {
        text.push_str(&format!("\nnote: {note}"));
    }
    text.push_str(&format!(
        "\nnote: nothing was written; databases have what was released, and will not get the change\n\
         help: restore what was released, or write `--accept {}` if no database has it",
        VersionText(migration.version)
    ));
    Failure::refused("changed_after_release", text)
}

/// The folder of the migrations, on the machine that they are written on.
pub fn folder(migrations: &Migrations) -> Result<PathBuf, Failure> {
    let Some(folder) = migrations.folder else {
        return Err(Failure::refused(
            "one_file",
            "a history that stands in one file has no lock\n\
             help: give each migration a file of its own, and list them with `migrate::migrations!();`"
                .to_owned(),
        ));
    };
    // Cargo says where the package is whose program it runs.
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let path = root.join(folder);
    if path.is_dir() {
        return Ok(path);
    }
    Err(Failure::refused(
        "no_sources",
        format!(
            "the migrations are not in `{}`\n\
             note: a lock is written where they are\n\
             help: call the program with `cargo run` in their package",
            path.display()
        ),
    ))
}

/// A version that was typed, if the program knows it.
fn known(migrations: &Migrations, version: Option<i64>, option: &str) -> Result<Option<i64>, Failure> {
    let Some(version) = version else { return Ok(None) };
    if migrations.list.iter().any(|one| one.version == version) {
        return Ok(Some(version));
    }
    Err(Failure::usage(&format!("no migration has the version of `--{option}`, {}", VersionText(version))))
}

/// Writes a file as a whole or not at all.
fn write(path: &Path, locked: &Locked) -> io::Result<()> {
    let body = toml::to_string_pretty(locked).map_err(io::Error::other)?;
    let text = format!(
        "# A migration that is released, written by `migrate lock`. What databases have is not changed: a change is a new\n\
         # migration.\n\n{body}"
    );
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = path.with_extension("toml.new");
    fs::write(&new, text)?;
    fs::rename(&new, path)
}

/// Cargo builds the package again, and the build sees the new files. Where that fails, the next change does it.
fn touch(file: &Path) {
    let opened = fs::File::options().append(true).open(file);
    let _touched = opened.and_then(|file| file.set_modified(std::time::SystemTime::now()));
}
