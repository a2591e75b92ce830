//! `migrations!`: the list of a history.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::catalog::Name;
use migrate_core::location::FileId;
use migrate_core::source::fold::fold;
use migrate_core::source::history::{History, migration_files};
use migrate_core::source::location;
use migrate_core::source::released::locked_files;
use migrate_core::source::settings::Settings;
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::quote;

use crate::diagnostic::{attribute, error};
use crate::quote::{List, ident, listed, migrations as quote_migrations};
use crate::{expand, facade};

/// Expands `migrations!`.
pub fn migrations(input: TokenStream) -> TokenStream {
    let here = Span::call_site();
    let types = match types(input) {
        Ok(types) => types,
        Err(at) => return refused(&error(NOT_A_TYPE, at, at)),
    };
    let Some(file) = expand::source_file(here) else {
        // Which trait each of them implements is not known here, so that nothing of them can be named.
        return quote_migrations(&quote!(""), &List::default());
    };
    let folder = if types.is_empty() { folder_of(&file) } else { expand::parent(&file).to_path_buf() };
    let listed = expand::settings(&folder).and_then(|settings| {
        let listed = if types.is_empty() {
            Listed::of_folder(&file, &folder, &settings)
        } else {
            Listed::of_block(&file, &types, &settings)
        };
        Ok((listed?, settings))
    });
    match listed {
        Ok((Listed { paths, errors, schema }, settings)) => {
            let name =
                settings.name.as_ref().map_or_else(|| quote!(::core::env!("CARGO_PKG_NAME")), |name| quote!(#name));
            let list = List {
                folder: types.is_empty().then(|| in_package(&folder)),
                targets: &settings.targets,
                migrations: &paths,
                schema: &schema,
            };
            let list = quote_migrations(&name, &list);
            let released = if types.is_empty() { released(&folder) } else { TokenStream::new() };
            let tracked = settings.file.as_ref().and_then(|file| file.to_str()).into_iter();
            let listed = quote!(#errors #list #(const _: &[u8] = ::core::include_bytes!(#tracked);)* #released);
            facade::renamed(listed, &settings)
        }
        Err(problem) => {
            let at = types.first().map_or(here, |first| attribute(first.span()));
            refused(&error(&problem, at, at))
        }
    }
}

/// A folder as seen from the root of the package.
fn in_package(folder: &Path) -> String {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    folder.strip_prefix(&root).unwrap_or(&folder).to_string_lossy().into_owned()
}

/// What makes a change of the released migrations, or of whether they count, another build.
fn released(folder: &Path) -> TokenStream {
    let files = locked_files(folder).unwrap_or_default();
    let files = files.iter().filter_map(|file| std::path::absolute(file).ok());
    let files: Vec<String> = files.filter_map(|file| file.to_str().map(str::to_owned)).collect();
    if files.is_empty() {
        return TokenStream::new();
    }
    quote! {
        const _: ::core::option::Option<&str> = ::core::option_env!("MIGRATE_LOCK");
        #(const _: &[u8] = ::core::include_bytes!(#files);)*
    }
}

const NOT_A_TYPE: &str = "a list holds the names of types that stand beside it\n\
    help: write `migrations![CreateTeams, CreateUsers]`, or `migrations!()` where each migration has its file";

/// The types that a list names, separated by commas, or the first token that is something else.
fn types(input: TokenStream) -> Result<Vec<Ident>, Span> {
    let (mut types, mut comma_is_next) = (Vec::new(), false);
    for token in input {
        match token {
            TokenTree::Ident(ident) if !comma_is_next => types.push(ident),
            TokenTree::Punct(punct) if comma_is_next && punct.as_char() == ',' => {}
            other => return Err(other.span()),
        }
        comma_is_next = !comma_is_next;
    }
    Ok(types)
}

/// The errors, and a list that is empty, so that the rest of the crate still compiles.
fn refused(errors: &TokenStream) -> TokenStream {
    let list = quote_migrations(&quote!(""), &List::default());
    quote!(#errors #list)
}

/// What a list holds.
struct Listed {
    /// The types, in order of version.
    paths: Vec<TokenStream>,
    errors: TokenStream,
    /// The schema after the last of them, for a program with a command line.
    schema: String,
}

impl Listed {
    /// The migrations that the `mod` lines of the list's own file name.
    fn of_folder(file: &Path, folder: &Path, settings: &Settings) -> Result<Self, String> {
        let file_name = file.file_name().unwrap_or_default().to_string_lossy();
        let unreadable = |error: std::io::Error| format!("`{file_name}` cannot be read\nnote: {error}");
        let modules = modules(&fs::read_to_string(file).map_err(unreadable)?);
        let files = migration_files(folder).unwrap_or_default();
        let stems: BTreeSet<String> =
            files.iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect();
        if stems.is_empty() {
            return Ok(Self { paths: Vec::new(), errors: TokenStream::new(), schema: String::new() });
        }
        let history = expand::with_cache(|cache| cache.folder(&folder.join("migrations!"), settings));
        let history = history.map_err(unreadable)?;
        let (here, mut errors, mut paths) = (Span::call_site(), TokenStream::new(), Vec::new());
        for id in &history.missing {
            let text = format!(
                "`{id}` was released, and is not there any more\n\
                 note: databases have it, and new ones would not get it\n\
                 help: restore `{id}.rs`, or delete `locked/{id}.toml` if it never left your machine"
            );
            errors.extend(error(&text, here, here));
        }
        for stem in stems.difference(&modules.names) {
            let text = format!(
                "`{stem}.rs` is not part of the history\n\
                 note: a migration that nobody lists is never applied\n\
                 help: write `mod {stem};` in `{file_name}`, or delete the file"
            );
            errors.extend(error(&text, here, here));
        }
        for stem in stems.intersection(&modules.names) {
            if modules.conditional.contains(stem) {
                let text = format!(
                    "`mod {stem};` stands under a `#[cfg]`\n\
                     note: the history must be the same in every build\n\
                     help: delete the attribute, or put it on the module that holds the whole history"
                );
                errors.extend(error(&text, here, here));
                continue;
            }
            let entry = history.entries_of_file(stem).next().filter(|entry| !entry.type_name.is_empty());
            if let Some(entry) = entry {
                let (module, type_name) = (Ident::new(stem, here), ident(&entry.type_name));
                paths.push(listed(&quote!(self::#module::#type_name), entry.kind));
            } else if history.empty_files.contains(stem) {
                let text = format!(
                    "`{stem}.rs` holds no migration\n\
                     help: write `#[migration] impl Migration for …` in it, or delete the file and its `mod` line"
                );
                errors.extend(error(&text, here, here));
            }
        }
        Ok(Self { paths, errors, schema: schema(&history, settings) })
    }

    /// The migrations that stand in the same block as the list.
    fn of_block(file: &Path, types: &[Ident], settings: &Settings) -> Result<Self, String> {
        let at = location(types[0].span(), FileId::UNKNOWN);
        let history = expand::with_cache(|cache| cache.file(file, at, settings))
            .map_err(|error| format!("the file of this list cannot be read\nnote: {error}"))?
            .ok_or(
                "this list is not in the text of its file\n\
                 note: what a `macro_rules!` macro writes cannot be read, and history must be readable\n\
                 help: write the list out",
            )?;
        let errors = list_errors(&history, types);
        let is_listed = |name: &Name| types.iter().any(|ident| *name == *ident.to_string());
        let entries = history.entries.iter().filter(|entry| is_listed(&entry.type_name));
        let paths = entries.map(|entry| {
            let name = ident(&entry.type_name);
            listed(&quote!(#name), entry.kind)
        });
        Ok(Self { paths: paths.collect(), errors, schema: schema(&history, settings) })
    }
}

/// What the history comes to; nothing where a migration is refused, or no command line asks for it.
fn schema(history: &History, settings: &Settings) -> String {
    let is_whole = history.entries.iter().all(|entry| entry.outcome.is_ok());
    if cfg!(feature = "cli") && is_whole { fold(&history.catalog, &settings.targets).text() } else { String::new() }
}

/// A name in the list without a migration, and a migration that is not in the list.
fn list_errors(history: &History, types: &[Ident]) -> TokenStream {
    let mut errors = TokenStream::new();
    let mut seen = BTreeSet::new();
    for ident in types {
        let name = ident.to_string();
        let is_known = history.entries.iter().any(|entry| entry.type_name == *name);
        if !is_known {
            let text = format!(
                "`{name}` is not a migration of this block\n\
                 note: a history is what stands in the same block or module as its list\n\
                 help: delete it from the list, or write its migration here"
            );
            errors.extend(error(&text, ident.span(), ident.span()));
        } else if !seen.insert(name.clone()) {
            let text = format!("`{name}` is listed twice\nhelp: delete one of the two");
            errors.extend(error(&text, ident.span(), ident.span()));
        }
    }
    for entry in history.entries.iter().filter(|entry| !entry.type_name.is_empty()) {
        if !seen.contains(entry.type_name.as_str()) {
            let text = format!(
                "`{0}` is not in the list\n\
                 note: a migration that nobody lists is never applied\n\
                 help: add `{0}` to `migrations![…]`, or delete it",
                entry.type_name
            );
            let at = types.first().map_or_else(Span::call_site, |first| attribute(first.span()));
            errors.extend(error(&text, at, at));
        }
    }
    errors
}

/// The folder of the modules that a file declares: the file's own where `#[path]` names the file, which cannot be seen
/// from here, or where its name is one of the three that mean the folder.
fn folder_of(file: &Path) -> PathBuf {
    let beside = expand::parent(file);
    let below = beside.join(file.file_stem().unwrap_or_default());
    let is_beside = match file.file_stem().and_then(|stem| stem.to_str()) {
        Some("mod" | "lib" | "main") | None => true,
        Some(_) => {
            let modules = fs::read_to_string(file).map(|text| modules(&text)).unwrap_or_default();
            let stands_in =
                |folder: &Path| modules.names.iter().any(|stem| folder.join(format!("{stem}.rs")).is_file());
            !stands_in(&below) && stands_in(beside)
        }
    };
    if is_beside { beside.to_path_buf() } else { below }
}

/// The `mod` lines of a file.
#[derive(Default)]
struct Modules {
    names: BTreeSet<String>,
    /// Those of the names that stand under a `#[cfg]`.
    conditional: BTreeSet<String>,
}

fn modules(text: &str) -> Modules {
    let tokens: Vec<TokenTree> = text.parse::<TokenStream>().unwrap_or_default().into_iter().collect();
    let (mut modules, mut under_cfg) = (Modules::default(), false);
    for (index, token) in tokens.iter().enumerate() {
        match (token, tokens.get(index + 1), tokens.get(index + 2)) {
            (TokenTree::Punct(sign), Some(TokenTree::Group(attribute)), _) if sign.as_char() == '#' => {
                under_cfg |= attribute.stream().into_iter().next().is_some_and(|first| first.to_string() == "cfg");
            }
            (TokenTree::Ident(keyword), Some(TokenTree::Ident(name)), Some(TokenTree::Punct(end)))
                if keyword == "mod" && end.as_char() == ';' =>
            {
                if under_cfg {
                    modules.conditional.insert(name.to_string());
                }
                modules.names.insert(name.to_string());
                under_cfg = false;
            }
            (TokenTree::Group(group), ..) if group.delimiter() == Delimiter::Brace => under_cfg = false,
            (TokenTree::Punct(end), ..) if end.as_char() == ';' => under_cfg = false,
            _ => {}
        }
    }
    modules
}
