//! `migrations!`: the list of a history.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::catalog::Name;
use migrate_core::location::FileId;
use migrate_core::source::history::{History, migration_files};
use migrate_core::source::location;
use migrate_core::source::settings::Settings;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

use crate::diagnostic::error;
use crate::expand;
use crate::quote::{ident, migrations as quote_migrations};

/// Expands `migrations!`.
pub fn migrations(input: TokenStream) -> TokenStream {
    let here = Span::call_site();
    let types: Vec<Ident> = input
        .clone()
        .into_iter()
        .filter_map(|token| if let TokenTree::Ident(ident) = token { Some(ident) } else { None })
        .collect();
    let Some(file) = expand::source_file(here) else {
        let paths: Vec<TokenStream> = types.iter().map(|ident| quote!(#ident)).collect();
        return quote_migrations(&quote!(""), &[], &paths);
    };
    let listed = expand::settings(&file).and_then(|settings| {
        let listed =
            if types.is_empty() { Listed::of_folder(&file) } else { Listed::of_block(&file, &types, &settings) };
        Ok((listed?, settings))
    });
    match listed {
        Ok((Listed { paths, errors, tracked }, settings)) => {
            let name =
                settings.name.as_ref().map_or_else(|| quote!(::core::env!("CARGO_PKG_NAME")), |name| quote!(#name));
            let list = quote_migrations(&name, &settings.targets, &paths);
            let settings_file = settings.file.and_then(|file| file.to_str().map(str::to_owned));
            let tracked = tracked.into_iter().chain(settings_file);
            quote!(#errors #list #(const _: &[u8] = ::core::include_bytes!(#tracked);)*)
        }
        Err(problem) => {
            let list = quote_migrations(&quote!(""), &[], &[]);
            [error(&problem, here, here), quote!(;), list].into_iter().collect()
        }
    }
}

/// What a list holds.
struct Listed {
    /// The types, in order of version.
    paths: Vec<TokenStream>,
    errors: TokenStream,
    /// Files whose change must rebuild the list.
    tracked: Vec<String>,
}

impl Listed {
    /// The migrations that the `mod` lines of the list's own file name.
    fn of_folder(file: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(file).map_err(|error| format!("`{}`: {error}", file.display()))?;
        let modules = modules(&text);
        let folder = folder_of(file);
        let files = migration_files(&folder).unwrap_or_default();
        let stems: BTreeSet<String> =
            files.iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect();
        let mut errors = TokenStream::new();
        for stem in stems.difference(&modules) {
            let text = format!(
                "`{stem}.rs` is not part of the history\n\
                 note: a migration that nobody lists is never applied\n\
                 help: write `mod {stem};` in `{}`, or delete the file",
                file.display()
            );
            errors.extend([error(&text, Span::call_site(), Span::call_site()), quote!(;)]);
        }
        let paths = modules.iter().filter(|module| stems.contains(*module)).filter_map(|module| {
            let type_name = migrate_core::source::type_name(module)?;
            let (module, type_name) =
                (Ident::new(module, Span::call_site()), Ident::new(&type_name, Span::call_site()));
            Some(quote!(self::#module::#type_name))
        });
        Ok(Self { paths: paths.collect(), errors, tracked: Vec::new() })
    }

    /// The migrations that stand in the same block as the list.
    fn of_block(file: &Path, types: &[Ident], settings: &Settings) -> Result<Self, String> {
        let at = location(types[0].span(), FileId::UNKNOWN);
        let history = expand::with_cache(|cache| cache.file(file, at, settings))
            .map_err(|error| format!("`{}`: {error}", file.display()))?
            .ok_or("the list stands neither in a block nor in a module that can be read")?;
        let errors = list_errors(&history, types);
        let listed = |name: &Name| types.iter().any(|ident| *name == *ident.to_string());
        let names = history.entries.iter().map(|entry| &entry.type_name).filter(|name| listed(name));
        let paths = names.map(|name| {
            let name = ident(name);
            quote!(#name)
        });
        Ok(Self { paths: paths.collect(), errors, tracked: Vec::new() })
    }
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
                 note: a history is what stands in the same block or module as its list"
            );
            errors.extend([error(&text, ident.span(), ident.span()), quote!(;)]);
        } else if !seen.insert(name.clone()) {
            errors.extend([error(&format!("`{name}` is listed twice"), ident.span(), ident.span()), quote!(;)]);
        }
    }
    for entry in &history.entries {
        if !seen.contains(entry.type_name.as_str()) {
            let text = format!(
                "`{0}` is not in the list\n\
                 note: a migration that nobody lists is never applied\n\
                 help: add `{0}` to `migrations![…]`, or delete it",
                entry.type_name
            );
            errors.extend([error(&text, Span::call_site(), Span::call_site()), quote!(;)]);
        }
    }
    errors
}

/// The folder of the modules that a file declares.
fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().unwrap_or_else(|| Path::new(""));
    match file.file_stem().and_then(|stem| stem.to_str()) {
        Some("mod" | "lib" | "main") | None => folder.to_path_buf(),
        Some(stem) => folder.join(stem),
    }
}

/// The names in the `mod` lines of a file.
fn modules(text: &str) -> BTreeSet<String> {
    let Ok(tokens) = text.parse::<TokenStream>() else { return BTreeSet::new() };
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens
        .windows(3)
        .filter_map(|window| match window {
            [TokenTree::Ident(keyword), TokenTree::Ident(name), TokenTree::Punct(end)]
                if keyword == "mod" && end.as_char() == ';' =>
            {
                Some(name.to_string())
            }
            _ => None,
        })
        .collect()
}
