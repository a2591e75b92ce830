//! The procedural macros of `migrate`: `#[migration]` and `migrations!`.
#![forbid(unsafe_code)]

mod attribute;
mod diagnostic;
mod expand;
mod facade;
mod fallback;
mod hover;
mod list;
mod quote;

use proc_macro::TokenStream;

/// Evaluates a migration while its crate is built.
///
/// On `impl Migration for …` or `impl DataMigration for …`: replays every earlier migration to know the schema that `up` meets, derives the inverse or
/// proves the `down` that is written, and leaves finished SQL in the binary. A mistake is a compile error at the token to
/// change.
///
/// A migration in a file of its own, `m<date>_<time>_<name>.rs`, takes its version from the file's name. Where all
/// migrations stand in one file, the version stands in the attribute: `#[migration(version = 20261122_103000)]`.
#[proc_macro_attribute]
pub fn migration(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand::migration(attribute.into(), item.into()).into()
}

/// Lists the migrations of a history as `pub static MIGRATIONS`.
///
/// `migrations!();` reads the `mod` lines of its own file; a migration file in that folder without its `mod` line is an
/// error. `migrations![CreateTeams, CreateUsers];` names the types of the migrations that stand in the same block or
/// module; their order is by version.
///
/// Generated code names the crate `::migrate`. Where `Cargo.toml` gives the dependency another name, `migrate.toml` says
/// which: `crate = "db"`.
#[proc_macro]
pub fn migrations(input: TokenStream) -> TokenStream {
    list::migrations(input.into()).into()
}
