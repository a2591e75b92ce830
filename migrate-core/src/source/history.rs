//! Whole histories: the migrations of a folder, or of one block of a file, replayed in order.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use super::check::Evaluation;
use super::doctest;
use super::file_name::{check_version, snake_case};
use super::parse::{self, MigrationItem, Scope};
use super::released::{Released, locked_files};
use super::replay::{Place, Replay};
use super::settings::Settings;
use crate::authoring::is_migration_file;
use crate::catalog::{Catalog, Name};
use crate::location::{FileId, Location};
use crate::migration::Kind;
use crate::refusal::Refusal;

/// The migrations of one history, in order of version, each replayed on those before it.
#[derive(Debug)]
pub struct History {
    /// The migrations.
    pub entries: Vec<Entry>,
    /// What messages call the files; the first is `FileId(1)`.
    pub files: Vec<String>,
    /// What the list names, where the history stands in one file.
    pub list: Option<Vec<Name>>,
    /// The stems of the files that hold no migration.
    pub empty_files: Vec<String>,
    /// The released migrations that are not there any more.
    pub missing: Vec<String>,
    /// The schema after the last migration.
    pub catalog: Catalog,
}

/// One migration of a history.
#[derive(Debug)]
pub struct Entry {
    /// Its version; 0 where none could be read.
    pub version: i64,
    /// What it does, in snake case.
    pub name: String,
    /// Its type.
    pub type_name: Name,
    /// What it changes.
    pub kind: Kind,
    /// The word `impl`.
    pub at: Location,
    /// What the replay made of it, or why it is refused.
    pub outcome: Result<Evaluation, Vec<Refusal>>,
}

/// The histories that were read, so that each file is read and evaluated once while a crate is built.
#[derive(Debug, Default)]
pub struct Cache {
    folders: HashMap<PathBuf, Cached<Arc<History>>>,
    files: HashMap<PathBuf, Cached<Vec<Arc<History>>>>,
    /// How many lines of its file stand before the first line that the compiler counts of an example in the documentation;
    /// nothing where it compiles none.
    pub doctest_offset: Option<i64>,
    /// How many files were read.
    pub files_read: usize,
    /// How many migrations were evaluated.
    pub migrations_evaluated: usize,
}

#[derive(Debug)]
struct Cached<T> {
    value: T,
    fingerprint: u64,
    /// What was asked for. A compiler asks for each migration once; whoever asks a second time is an editor, and the
    /// files may have changed meanwhile.
    asked: BTreeSet<(PathBuf, Location)>,
}

impl Cache {
    /// The history in the folder of a migration's file.
    ///
    /// # Errors
    /// The folder or a file in it cannot be read.
    pub fn folder(&mut self, file: &Path, settings: &Settings) -> io::Result<Arc<History>> {
        let folder = file.parent().unwrap_or_else(|| Path::new("")).to_path_buf();
        let question = (file.to_path_buf(), Location::UNKNOWN);
        if let Some(cached) = self.folders.get_mut(&folder)
            && (cached.asked.insert(question.clone()) || cached.fingerprint == fingerprint(&folder, settings)?)
        {
            return Ok(Arc::clone(&cached.value));
        }
        let fingerprint = fingerprint(&folder, settings)?;
        let _lexer = OwnLexer::begin();
        let history = Arc::new(self.read_folder(&folder, settings, None)?);
        let cached = Cached { value: Arc::clone(&history), fingerprint, asked: BTreeSet::from([question]) };
        self.folders.insert(folder, cached);
        Ok(history)
    }

    /// The history that stands in the same block or module of a file as the word at `at`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn file(&mut self, file: &Path, at: Location, settings: &Settings) -> io::Result<Option<Arc<History>>> {
        let question = (file.to_path_buf(), at);
        let is_fresh = match self.files.get_mut(file) {
            Some(cached) => cached.asked.insert(question.clone()) || cached.fingerprint == fingerprint(file, settings)?,
            None => false,
        };
        if !is_fresh {
            let text = read(file)?;
            self.files_read += 1;
            let folder = file.parent();
            let _lexer = OwnLexer::begin();
            let scopes = parse::scopes(&text, FileId(1)).unwrap_or_default();
            let histories =
                scopes.into_iter().map(|scope| Arc::new(self.replay_scope(scope, file, folder, settings))).collect();
            let cached = Cached {
                value: histories,
                fingerprint: fingerprint(file, settings)?,
                asked: BTreeSet::from([question]),
            };
            self.files.insert(file.to_path_buf(), cached);
        }
        let found = self.files[file].value.iter().find(|history| history.stands_at(at)).cloned();
        if found.is_some() {
            return Ok(found);
        }
        let example = self.example(file, at, settings)?;
        if let (Some(example), Some(cached)) = (&example, self.files.get_mut(file)) {
            cached.value.push(Arc::clone(example));
        }
        Ok(example)
    }

    /// The history in an example of the documentation, if that stands there.
    fn example(&mut self, file: &Path, at: Location, settings: &Settings) -> io::Result<Option<Arc<History>>> {
        let Some(offset) = self.doctest_offset else { return Ok(None) };
        let Some(code) = doctest::example(&read(file)?, i64::from(at.start.line), offset) else { return Ok(None) };
        self.files_read += 1;
        let _lexer = OwnLexer::begin();
        let scopes = parse::scopes(&code, FileId(1)).unwrap_or_default();
        let mut histories = scopes.into_iter().map(|scope| self.replay_scope(scope, file, file.parent(), settings));
        Ok(histories.find(|history| history.stands_at(at)).map(Arc::new))
    }

    fn read_folder(&mut self, folder: &Path, settings: &Settings, draft: Option<Draft<'_>>) -> io::Result<History> {
        let released = if settings.ignores_locks { Released::default() } else { Released::read(folder)? };
        let mut texts = Vec::new();
        for path in migration_files(folder)? {
            texts.push((path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), read(&path)?));
            self.files_read += 1;
        }
        texts.extend(draft.map(|draft| (draft.stem.to_owned(), draft.text.to_owned())));
        texts.sort();
        let mut replay = Replay::with_released(settings, released);
        let mut files = Vec::new();
        for (stem, text) in texts {
            let file = replay.add_file(format!("{stem}.rs"));
            match parse::scopes(&text, file) {
                Ok(scopes) => files.push((stem, file, scopes)),
                // Rustc says that it is not Rust.
                Err(_) => replay.history.catalog.unknown.extend(words_in_quotes(&text)),
            }
        }
        replay.foretell(files.iter().flat_map(|(_, _, scopes)| scopes));
        for (stem, file, scopes) in files {
            self.migrations_evaluated += 1;
            replay.add_migration_file(&stem, scopes, file, folder);
        }
        Ok(replay.finish())
    }

    fn replay_scope(&mut self, scope: Scope, file: &Path, folder: Option<&Path>, settings: &Settings) -> History {
        let mut replay = Replay::new(settings);
        let file_name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let last = scope.migrations.iter().map(|migration| migration.at.file.0).max().unwrap_or(0);
        (0..last).for_each(|_| {
            replay.add_file(file_name.clone());
        });
        replay.foretell([&scope]);
        let mut migrations = scope.migrations;
        migrations.sort_by_key(|migration| migration.version.map_or(0, |(version, _)| version));
        for migration in &migrations {
            let name = snake_case(&migration.type_name);
            let Some((version, at)) = migration.version else {
                // Where it stands in the history is not known, so neither is the schema that it meets.
                let refusal = migration.malformed_version.clone().unwrap_or_else(|| version_missing(migration));
                replay.refuse(name, migration.at, migration, refusal);
                continue;
            };
            self.migrations_evaluated += 1;
            let refusals = check_version(version).err().map(|problem| Refusal::new(at, problem));
            let place = Place { file: migration.at.file, folder, constants: &scope.constants };
            replay.add(version, name, migration, refusals.into_iter().collect(), &place);
        }
        replay.history.list = scope.list;
        replay.history
    }
}

fn version_missing(migration: &MigrationItem) -> Refusal {
    Refusal::new(migration.attribute, format!("`{}` has no version", migration.type_name))
        .note("a migration in a file of its own takes its version from the file's name, `m<date>_<time>_<name>.rs`")
        .help("write `#[migration(version = 20261122_103000)]`, the date and time of now")
}

impl History {
    fn stands_at(&self, at: Location) -> bool {
        let starts_there = |place: Location| place.start == at.start;
        self.entries.iter().any(|entry| starts_there(entry.at))
            || self.list.iter().flatten().any(|name| starts_there(name.at()))
    }

    /// The migration whose `impl` begins at `at`.
    #[must_use]
    pub fn entry_at(&self, at: Location) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.at.start == at.start)
    }

    /// The migrations in the file with this stem: one, if its author made no mistake.
    pub fn entries_of_file(&self, stem: &str) -> impl Iterator<Item = &Entry> {
        let position = self.files.iter().position(|file| file.strip_suffix(".rs") == Some(stem));
        self.entries.iter().filter(move |entry| Some(entry.at.file.0 as usize) == position.map(|position| position + 1))
    }
}

/// A migration that is not written yet.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The name of its file, without the ending.
    pub stem: &'a str,
    /// The text of its file.
    pub text: &'a str,
}

/// The history in a folder, as it would be with one more migration.
///
/// # Errors
/// The folder or a file in it cannot be read.
pub fn with_draft(folder: &Path, settings: &Settings, draft: Option<Draft<'_>>) -> io::Result<History> {
    let _lexer = OwnLexer::begin();
    Cache::default().read_folder(folder, settings, draft)
}

/// The files of a folder that are meant to be migrations, in order of their names; none where there is no such folder.
///
/// # Errors
/// The folder cannot be read.
pub fn migration_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        if is_rust && path.file_stem().is_some_and(|stem| is_migration_file(&stem.to_string_lossy())) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file, as rustc sees it: a line ends in the same way on every machine.
fn read(file: &Path) -> io::Result<String> {
    Ok(fs::read_to_string(file)?.replace("\r\n", "\n"))
}

fn fingerprint(path: &Path, settings: &Settings) -> io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    settings.targets.iter().for_each(|target| (target.dialect, target.minimum_version.to_string()).hash(&mut hasher));
    settings.lints.iter().for_each(|(lint, level)| (lint, level.to_string()).hash(&mut hasher));
    let files = if path.is_dir() || path.as_os_str().is_empty() {
        [migration_files(path)?, locked_files(path)?].concat()
    } else {
        vec![path.to_path_buf()]
    };
    settings.ignores_locks.hash(&mut hasher);
    for file in files {
        let metadata = fs::metadata(&file)?;
        (file, metadata.len(), metadata.modified()?).hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// Lexes with the library's own lexer as long as it lives: inside a compiler too, because the places of its tokens are
/// those of the file, and because tokens of both kinds do not mix.
struct OwnLexer;

impl OwnLexer {
    fn begin() -> Self {
        proc_macro2::fallback::force();
        Self
    }
}

impl Drop for OwnLexer {
    fn drop(&mut self) {
        proc_macro2::fallback::unforce();
    }
}

/// What may be names in a text that is not Rust.
fn words_in_quotes(text: &str) -> impl Iterator<Item = String> {
    text.split('"').skip(1).step_by(2).map(str::to_owned)
}

#[cfg(test)]
mod tests;
