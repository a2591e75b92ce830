//! A history while it is being replayed, one migration after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::check::{Context, check};
use super::file_name::{FileName, snake_case};
use super::footprint::Footprints;
use super::history::{Entry, History};
use super::names;
use super::parse::{MigrationItem, Scope};
use super::released::{self, Released};
use super::settings::Settings;
use crate::catalog::{Catalog, Fate, Former, Name};
use crate::lint::Newborn;
use crate::location::{FileId, Location};
use crate::migration::{VersionText, id};
use crate::refusal::Refusal;

/// A history while it is being replayed.
pub struct Replay<'a> {
    /// What is known so far.
    pub history: History,
    settings: &'a Settings,
    versions: BTreeMap<i64, (String, Location)>,
    released: Released,
    /// What was made by migrations that are not released: nobody uses it yet.
    newborn: Newborn,
    footprints: Footprints,
}

impl<'a> Replay<'a> {
    /// A history without a migration.
    #[must_use]
    pub fn new(settings: &'a Settings) -> Self {
        let history = History {
            entries: Vec::new(),
            files: Vec::new(),
            list: None,
            empty_files: Vec::new(),
            missing: Vec::new(),
            catalog: Catalog::default(),
        };
        Self {
            history,
            settings,
            versions: BTreeMap::new(),
            released: Released::default(),
            newborn: Newborn::default(),
            footprints: Footprints::default(),
        }
    }

    /// The same, of which some migrations are released.
    #[must_use]
    pub fn with_released(settings: &'a Settings, released: Released) -> Self {
        Self { released, ..Self::new(settings) }
    }

    /// The history, when all migrations are added.
    #[must_use]
    pub fn finish(mut self) -> History {
        let ids: BTreeSet<String> = self
            .history
            .entries
            .iter()
            .filter(|entry| entry.version != 0)
            .map(|entry| id(entry.version, &entry.name))
            .collect();
        self.history.missing = self.released.ids().filter(|id| !ids.contains(*id)).map(str::to_owned).collect();
        self.history
    }

    /// What messages call the next file.
    pub fn add_file(&mut self, name: String) -> FileId {
        self.history.files.push(name);
        FileId(u32::try_from(self.history.files.len()).unwrap_or(u32::MAX))
    }

    /// Remembers which tables will be created, so that a statement which is too early can be told so.
    pub(super) fn foretell<'s>(&mut self, scopes: impl IntoIterator<Item = &'s Scope>) {
        let migrations = scopes.into_iter().flat_map(|scope| &scope.migrations);
        let mut later: Vec<Name> = migrations.flat_map(names::created_tables).collect();
        // The first to create a table is inserted last.
        later.reverse();
        let former =
            later.into_iter().map(|name| (name.to_string(), Former { fate: Fate::CreatedLater, at: name.at() }));
        self.history.catalog.former.extend(former);
    }

    /// Replays the migration in a file, whose name says its version.
    pub fn add_migration_file(&mut self, stem: &str, mut scopes: Vec<Scope>, file: FileId, folder: &Path) {
        let Some(position) = scopes.iter().position(|scope| !scope.migrations.is_empty()) else {
            self.history.empty_files.push(stem.to_owned());
            return;
        };
        let scope = scopes.swap_remove(position);
        let migration = &scope.migrations[0];
        let mut refusals: Vec<Refusal> = Vec::new();
        refusals.extend(migration.malformed_version.clone());
        if let Some((_, at)) = migration.version {
            refusals.push(
                Refusal::new(at, "the version is given twice")
                    .note(format!("the name of `{stem}.rs` says it already"))
                    .help("write `#[migration]`"),
            );
        }
        let name = FileName::parse(stem);
        if let Ok(name) = &name {
            refusals.extend(wrong_type_name(name, stem, migration));
        }
        let (version, name) = match name {
            Ok(FileName { version, name }) => (version, name),
            Err(problem) => {
                let help =
                    "rename the file, its `mod` line and its type: `m20261122_103000_create_users.rs`, `CreateUsers`";
                refusals.push(Refusal::new(migration.type_name.at(), problem).help(help));
                (0, snake_case(&migration.type_name))
            }
        };
        let place = Place { file, folder: Some(folder), constants: &scope.constants };
        self.add(version, name, migration, refusals, &place);
        for second in &scope.migrations[1..] {
            let refusal = Refusal::new(second.at, format!("`{stem}.rs` holds a migration already"))
                .note_at(format!("`{}` is in", migration.type_name), migration.type_name.at())
                .help("give each migration a file of its own");
            self.refuse(snake_case(&second.type_name), Location { file, ..second.at }, second, refusal);
        }
    }

    /// Adds a migration that cannot be replayed. The names that it touches are unknown from there on.
    pub(super) fn refuse(&mut self, name: String, at: Location, migration: &MigrationItem, refusal: Refusal) {
        self.history.catalog.unknown.extend(names::touched(migration));
        self.footprints.add(None);
        let type_name = migration.type_name.clone();
        self.history.entries.push(Entry {
            version: 0,
            name,
            type_name,
            kind: migration.kind,
            at,
            outcome: Err(vec![refusal]),
        });
    }

    pub(super) fn add(
        &mut self,
        version: i64,
        name: String,
        migration: &MigrationItem,
        mut refusals: Vec<Refusal>,
        place: &Place<'_>,
    ) {
        if version != 0 {
            let of_version = migration.version.map_or(migration.type_name.at(), |(_, at)| at);
            match self.versions.get(&version) {
                Some((other, at)) => refusals.push(
                    Refusal::new(of_version, format!("two migrations have the version `{}`", VersionText(version)))
                        .note_at(format!("the other is `{other}` in"), *at)
                        .help("give the later one a later time"),
                ),
                None => {
                    self.versions.insert(version, (migration.type_name.to_string(), migration.type_name.at()));
                }
            }
        }
        refusals.extend(reserved_type_name(&migration.type_name));
        let locked = match self.released.of(version, &name) {
            Some(Ok(locked)) => Some(locked),
            Some(Err(problem)) => {
                refusals.push(released::unreadable(migration, version, &name, problem));
                None
            }
            None => {
                let newest = self.released.newest().filter(|_| version != 0);
                refusals.extend(newest.and_then(|newest| released::too_early(migration, version, &name, newest)));
                None
            }
        };
        let Place { file, folder, constants } = *place;
        let (settings, newborn) = (self.settings, &self.newborn);
        let context = Context { file, folder, constants, settings, locked, newborn };
        let catalog = &mut self.history.catalog;
        let (after, outcome) = check(migration, catalog, &context);
        // As long as nothing is released, every migration may have run.
        if let Ok(evaluation) = &outcome
            && locked.is_none()
            && !self.released.is_empty()
        {
            self.newborn = evaluation.newborn.clone();
        }
        let outcome = match outcome {
            Ok(mut evaluation) => {
                *catalog = after;
                evaluation.independent_of = self.footprints.add(evaluation.footprint.take());
                refusals.append(&mut evaluation.hazards);
                if refusals.is_empty() { Ok(evaluation) } else { Err(refusals) }
            }
            Err(more) => {
                catalog.unknown.extend(names::touched(migration));
                self.footprints.add(None);
                refusals.extend(more);
                Err(refusals)
            }
        };
        let (type_name, kind) = (migration.type_name.clone(), migration.kind);
        self.history.entries.push(Entry { version, name, type_name, kind, at: migration.at, outcome });
    }
}

/// Where a migration stands.
pub(super) struct Place<'a> {
    pub file: FileId,
    pub folder: Option<&'a Path>,
    /// The constants of its file.
    pub constants: &'a BTreeMap<String, syn::Expr>,
}

fn wrong_type_name(name: &FileName, stem: &str, migration: &MigrationItem) -> Option<Refusal> {
    let expected = name.type_name();
    let found = &migration.type_name;
    if found.is_empty() || *found == *expected {
        return None;
    }
    let refusal = Refusal::new(found.at(), format!("the migration in `{stem}.rs` is called `{found}`"));
    Some(refusal.help(format!(
        "rename the type to `{expected}`, or the file to `m{}_{}.rs`",
        VersionText(name.version),
        snake_case(found)
    )))
}

/// The types of the prelude, which a migration's type would hide.
const PRELUDE_TYPES: [&str; 13] = [
    "Schema",
    "Migration",
    "Data",
    "DataMigration",
    "Cascade",
    "Restrict",
    "SetNull",
    "SetDefault",
    "NoAction",
    "Postgres",
    "MySql",
    "MariaDb",
    "Sqlite",
];

/// Refuses a type that would hide one of the prelude.
#[must_use]
pub fn reserved_type_name(name: &Name) -> Option<Refusal> {
    PRELUDE_TYPES.contains(&name.as_str()).then(|| {
        Refusal::new(name.at(), format!("`{name}` is a word of `migrate::prelude`"))
            .help("give the migration a name that says what it does, such as `CreateUsers`")
    })
}
