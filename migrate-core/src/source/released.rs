//! Released migrations: read from the folder `locked`, and compared with what the sources say now.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::check::RenderedScript;
use super::parse::MigrationItem;
use crate::dialect::Target;
use crate::location::Location;
use crate::locked::{FOLDER, Locked, Operations, Unreadable};
use crate::migration::{Grade, id};
use crate::refusal::Refusal;

/// The released migrations of a history.
#[derive(Debug, Default)]
pub struct Released {
    files: BTreeMap<String, Result<Locked, Unreadable>>,
}

impl Released {
    /// Those in the folder `locked` beside the migrations; none where there is no such folder.
    ///
    /// # Errors
    /// The folder or a file in it cannot be read.
    pub fn read(migrations: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        for path in locked_files(migrations)? {
            let text = fs::read_to_string(&path)?;
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(stem, Locked::parse(&text));
        }
        Ok(Self { files })
    }

    /// The file of a migration, if it is released; what is wrong with the file, if it cannot be read.
    #[must_use]
    pub fn of(&self, version: i64, name: &str) -> Option<Result<&Locked, &Unreadable>> {
        let file = self.files.get(&id(version, name))?;
        Some(file.as_ref())
    }

    /// Whether no migration is released.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The migration that was released last.
    #[must_use]
    pub fn newest(&self) -> Option<&str> {
        self.files.last_key_value().map(|(id, _)| id.as_str())
    }

    /// The names of the files without their endings.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

/// The files of the released migrations of a folder, in order of their names.
///
/// # Errors
/// The folder cannot be read.
pub fn locked_files(migrations: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = migrations.join(FOLDER);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// What a released migration was built to: its SQL is not made anew. Nothing for a database that was added since.
pub(super) fn script(locked: &Locked, target: Target) -> Option<RenderedScript> {
    let script = locked.script(target.dialect)?;
    Some(RenderedScript { dialect: target.dialect, up: script.up.clone(), down: script.down.clone() })
}

/// How well a released migration can be undone.
pub(super) fn grade(locked: &Locked) -> Option<Grade> {
    locked.databases.values().map(|script| script.grade).max()
}

/// Refuses a migration that says something else than what was released.
pub(super) fn compare(
    migration: &MigrationItem,
    locked: &Locked,
    now: &Operations,
    irreversible: Option<&str>,
    place_in_up: impl Fn(usize) -> Option<Location>,
) -> Option<Refusal> {
    let id = id(locked.version, &locked.name);
    let changed = |at| Refusal::new(at, format!("`{id}` was changed after it was released"));
    let at_type = migration.type_name.at();
    let refusal = match locked.operations.first_difference(now) {
        Some(difference) => {
            let at = if difference.is_up { place_in_up(difference.place) } else { None };
            difference.notes().into_iter().fold(changed(at.unwrap_or(at_type)), Refusal::note)
        }
        None if irreversible != locked.irreversible.as_deref() => {
            let was = locked.irreversible.as_deref().map(|reason| format!("`irreversible({reason:?})`"));
            changed(at_type).note(format!("`down` was {}", was.as_deref().unwrap_or("reversible")))
        }
        None => return None,
    };
    Some(refusal.note("databases have what was released, and will not get the change").help(
        "restore what was released, and write the change as a new migration; a build with `MIGRATE_LOCK=ignore` leaves \
         that to you",
    ))
}

/// Refuses a migration that would come before one that is released.
pub(super) fn too_early(migration: &MigrationItem, version: i64, name: &str, newest: &str) -> Option<Refusal> {
    let id = id(version, name);
    (id.as_str() < newest).then(|| {
        Refusal::new(migration.type_name.at(), format!("`{id}` is older than `{newest}`, which is released"))
            .note("databases that have the newer one would get the two in another order than new ones")
            .help("give it a later date: `cargo migrate redate` renames its file and its `mod` line")
    })
}

/// Refuses a released migration whose file cannot be read.
pub(super) fn unreadable(migration: &MigrationItem, version: i64, name: &str, why: &Unreadable) -> Refusal {
    let id = id(version, name);
    Refusal::new(migration.type_name.at(), format!("`{FOLDER}/{id}.toml` cannot be read"))
        .note(why.problem.as_str())
        .note("it says what was released, and is written by `migrate lock` alone")
        .help(why.help)
}
