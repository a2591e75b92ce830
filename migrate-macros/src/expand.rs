//! `#[migration]`: find the history, look up what it made of this migration, emit it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use migrate_core::dialect::Dialect;
use migrate_core::location::{FileId, Location};
use migrate_core::migration::Kind;
use migrate_core::source::history::{Cache, Entry, History};
use migrate_core::source::location;
use migrate_core::source::settings::Settings;
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use crate::diagnostic::{self, Places};
use crate::{attribute, facade, fallback, quote};

/// The histories of the crate that is being built.
static CACHE: Mutex<Option<Cache>> = Mutex::new(None);

/// Expands `#[migration]`.
pub fn migration(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let Some(parts) = Parts::of(&item) else {
        let at = item.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span());
        let at = diagnostic::attribute(at);
        let text = "`#[migration]` stands only on `impl Migration for …`\n\
                    help: declare `pub struct CreateUsers;` and write `#[migration]` above `impl Migration for CreateUsers`";
        let errors = diagnostic::error(text, at, at);
        return match fallback::type_of_impl(&item) {
            Some(head) => fallback::refused_head(&head, Kind::Schema, &errors),
            None => [errors, item].into_iter().collect(),
        };
    };
    let Some(file) = source_file(parts.at) else {
        return fallback::without_history(&parts);
    };
    // Only messages need it, and asking the compiler for the place of every token takes a tenth of a build.
    let places = || Places::of(&[&attribute, &item]);
    let at = location(parts.at, FileId::UNKNOWN);
    // The list says what is wrong with the settings, once for all migrations.
    let Ok(settings) = settings(parent(&file)) else { return fallback::refused(&parts, &TokenStream::new()) };
    let expanded = match find_history(&file, at, &settings) {
        Ok(history) => evaluated(&history, &file, at, &parts, places),
        Err(problem) => fallback::refused(&parts, &diagnostic::error(&problem, parts.at, parts.at)),
    };
    facade::renamed(expanded, &settings)
}

/// What the replay of the history made of one migration.
fn evaluated(
    history: &History,
    file: &Path,
    at: Location,
    parts: &Parts,
    places: impl FnOnce() -> Places,
) -> TokenStream {
    match entry(history, file, at) {
        Some(Entry { outcome: Err(refusals), .. }) => {
            fallback::refused(parts, &diagnostic::errors(refusals, &history.files, &places()))
        }
        Some(entry @ Entry { outcome: Ok(evaluation), .. }) => {
            let migration = quote::migration(parts, entry, evaluation);
            if evaluation.warnings.is_empty() {
                return migration;
            }
            let warnings = diagnostic::warnings(&evaluation.warnings, &history.files, &places());
            [migration, warnings].into_iter().collect()
        }
        None => fallback::refused(parts, &diagnostic::error(NOT_FOUND, parts.at, parts.at)),
    }
}

const NOT_FOUND: &str = "this migration is not in the text of its file\n\
    note: what a `macro_rules!` macro writes cannot be read, and history must be readable\n\
    help: write the migration out";

fn find_history(file: &Path, at: Location, settings: &Settings) -> Result<Arc<History>, String> {
    let failed = |error: std::io::Error| format!("the history around `{}` cannot be read: {error}", file.display());
    if is_migration_file(file) {
        return with_cache(|cache| cache.folder(file, settings)).map_err(failed);
    }
    let history = with_cache(|cache| cache.file(file, at, settings)).map_err(failed)?;
    history.ok_or_else(|| NOT_FOUND.to_owned())
}

fn entry<'a>(history: &'a History, file: &Path, at: Location) -> Option<&'a Entry> {
    if !is_migration_file(file) {
        return history.entry_at(at);
    }
    let stem = file.file_stem()?.to_str()?;
    history.entries_of_file(stem).find(|entry| entry.at.start == at.start)
}

fn is_migration_file(file: &Path) -> bool {
    file.file_stem().and_then(|stem| stem.to_str()).is_some_and(migrate_core::authoring::is_migration_file)
}

/// Runs `work` with the histories of this crate.
pub fn with_cache<T>(work: impl FnOnce(&mut Cache) -> T) -> T {
    let mut cache = CACHE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let cache = cache.get_or_insert_default();
    // Rustdoc counts the lines of an example from its own beginning.
    let offset = std::env::var("UNSTABLE_RUSTDOC_TEST_LINE");
    cache.doctest_offset = offset.ok().and_then(|offset| offset.parse().ok());
    work(cache)
}

/// The file that a token was written in; none in an editor that does not say.
pub fn source_file(span: Span) -> Option<PathBuf> {
    span.local_file().filter(|file| file.is_file())
}

/// The settings of the migrations in a folder.
pub fn settings(folder: &Path) -> Result<Settings, String> {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut settings = Settings::find(&std::path::absolute(here).unwrap_or_default(), &root, &enabled())?;
    settings.ignores_locks = std::env::var_os("MIGRATE_LOCK").is_some_and(|value| value == "ignore");
    Ok(settings)
}

/// The folder that a file is in.
pub fn parent(file: &Path) -> &Path {
    file.parent().unwrap_or_else(|| Path::new(""))
}

/// The databases whose features are enabled.
fn enabled() -> Vec<Dialect> {
    let mut enabled = Vec::new();
    if cfg!(feature = "postgres") {
        enabled.push(Dialect::Postgres);
    }
    if cfg!(feature = "mysql") {
        enabled.push(Dialect::MySql);
    }
    if cfg!(feature = "sqlite") {
        enabled.push(Dialect::Sqlite);
    }
    enabled
}

/// The parts of `impl Migration for … { … }` that expansions are put together from.
pub struct Parts {
    /// The word `impl`.
    pub at: Span,
    /// What it changes, by the trait that it implements.
    pub kind: Kind,
    /// Everything before the braces, without the attributes that set the level of a lint of this project.
    pub head: TokenStream,
    /// The type that the trait is implemented for.
    pub type_name: TokenStream,
    /// What stands between the braces, likewise.
    pub body: TokenStream,
}

impl Parts {
    fn of(item: &TokenStream) -> Option<Self> {
        let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
        let at = tokens.iter().find_map(|token| match token {
            TokenTree::Ident(ident) if ident == "impl" => Some(ident.span()),
            _ => None,
        })?;
        let (last, head) = tokens.split_last()?;
        match last {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let is_for = |token: &TokenTree| matches!(token, TokenTree::Ident(ident) if ident == "for");
                let position = head.iter().position(is_for).filter(|position| *position > 0)?;
                let type_name = head[position + 1..].iter().cloned().collect();
                let kind = match &head[position - 1] {
                    TokenTree::Ident(name) if name == "DataMigration" => Kind::Data,
                    _ => Kind::Schema,
                };
                let head = attribute::without_lints(head.iter().cloned().collect());
                Some(Self { at, kind, head, type_name, body: attribute::without_lints(group.stream()) })
            }
            _ => None,
        }
    }
}
