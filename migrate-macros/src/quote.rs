//! What the replay made of a migration, as constant expressions.

use migrate_core::catalog::Name;
use migrate_core::dialect::{Dialect, Target, Version};
use migrate_core::migration::{Definition, Grade, Kind, Step, Steps};
use migrate_core::source::check::{Evaluation, RenderedScript};
use migrate_core::source::history::Entry;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

use crate::expand::Parts;
use crate::hover;

/// The implementation as written, with what the replay made of it and the derived `down`.
pub fn migration(parts: &Parts, entry: &Entry, evaluation: &Evaluation) -> TokenStream {
    let Parts { at: _, kind, head, type_name: _, body } = parts;
    let definition = definition(entry, evaluation);
    let documentation = hover::documentation(evaluation);
    let head = hover::insert(head.clone(), &["impl"], &documentation);
    let body = hover::insert(body.clone(), &["fn", "up"], &documentation);
    let body = hover::insert(body, &["fn", "down"], &documentation);
    let down = evaluation.derived_down.as_deref().map(|statements| derived_down(statements, *kind, &documentation));
    quote! {
        #head {
            const DEFINITION: &'static ::migrate::__private::Migration = &#definition;
            #body
            #down
        }
    }
}

fn definition(entry: &Entry, evaluation: &Evaluation) -> TokenStream {
    let Entry { version, name, type_name: _, kind: _, at: _, outcome: _ } = entry;
    let Evaluation { kind, checksum, operations, irreversible, grade, scripts, independent_of, .. } = evaluation;
    // Only the command line writes them down.
    let operations =
        if cfg!(feature = "cli") { Definition::text(operations) } else { Definition::NONE.as_text().to_owned() };
    let kind = kind.quote();
    let irreversible = option(irreversible.as_ref().map(|reason| quote!(#reason)));
    let scripts = scripts.iter().map(|script| rendered_script(script, *grade));
    quote! {
        ::migrate::__private::Migration {
            version: #version,
            name: #name,
            kind: #kind,
            checksum: #checksum,
            irreversible: #irreversible,
            definition: ::migrate::__private::Definition::new(#operations),
            scripts: &[#(#scripts),*],
            independent_of: #independent_of,
        }
    }
}

fn rendered_script(script: &RenderedScript, grade: Grade) -> TokenStream {
    let RenderedScript { dialect, up, down } = script;
    let (dialect, grade) = (dialect.quote(), grade.quote());
    let (up, down) = (steps(up), steps(down));
    quote! {
        ::migrate::__private::Script { dialect: #dialect, grade: #grade, up: #up, down: #down }
    }
}

fn steps(steps: &[Step]) -> TokenStream {
    let text = Steps::text(steps);
    quote!(::migrate::__private::Steps::new(#text))
}

/// The derived `down` as the author would have written it.
fn derived_down(statements: &[String], kind: Kind, documentation: &TokenStream) -> TokenStream {
    let body: TokenStream = statements.iter().filter_map(|statement| statement.parse::<TokenStream>().ok()).collect();
    let parameter = match kind {
        Kind::Schema | Kind::Code => quote!(schema: &mut ::migrate::__private::Schema),
        Kind::Data => quote!(data: &mut ::migrate::__private::Data),
    };
    quote! {
        #documentation
        fn down(#parameter) {
            #[allow(unused_imports)]
            use ::migrate::prelude::*;
            #body
        }
    }
}

/// Whether a body holds `fn name`.
pub fn has_function(body: &TokenStream, name: &str) -> bool {
    let tokens: Vec<TokenTree> = body.clone().into_iter().collect();
    tokens.windows(2).any(|pair| match pair {
        [TokenTree::Ident(keyword), TokenTree::Ident(function)] => keyword == "fn" && function == name,
        _ => false,
    })
}

/// A migration as the trait that it implements, from which its definition is read.
pub fn listed(path: &TokenStream, kind: Kind) -> TokenStream {
    let implemented = implemented(kind);
    quote!(<#path as #implemented>)
}

/// The trait of a migration.
pub fn implemented(kind: Kind) -> TokenStream {
    match kind {
        Kind::Schema | Kind::Code => quote!(::migrate::Migration),
        Kind::Data => quote!(::migrate::DataMigration),
    }
}

/// What a list of migrations holds.
#[derive(Default)]
pub struct List<'a> {
    /// The folder of the migrations, from the root of their package.
    pub folder: Option<String>,
    /// The databases.
    pub targets: &'a [Target],
    /// The types, in order of version.
    pub migrations: &'a [TokenStream],
    /// The schema after the last of them.
    pub schema: &'a str,
}

/// A list of migrations as `pub static MIGRATIONS`.
pub fn migrations(name: &TokenStream, list: &List<'_>) -> TokenStream {
    let List { folder, targets, migrations, schema } = list;
    let folder = option(folder.as_ref().map(|folder| quote!(#folder)));
    let targets = targets.iter().map(Quote::quote);
    quote! {
        /// The history of the database.
        pub static MIGRATIONS: ::migrate::__private::Migrations = ::migrate::__private::Migrations {
            name: #name,
            program_version: match ::core::option_env!("CARGO_PKG_VERSION") {
                ::core::option::Option::Some(version) => version,
                ::core::option::Option::None => "",
            },
            folder: #folder,
            targets: &[#(#targets),*],
            list: &[#(#migrations::DEFINITION),*],
            schema: #schema,
        };
    }
}

/// The identifier of a name.
pub fn ident(name: &Name) -> Ident {
    Ident::new(name.as_str(), Span::call_site())
}

/// A value as a constant expression.
trait Quote {
    fn quote(&self) -> TokenStream;
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

fn variant(of: &str, name: &str) -> TokenStream {
    let (of, name) = (Ident::new(of, Span::call_site()), Ident::new(name, Span::call_site()));
    quote!(::migrate::__private::#of::#name)
}

impl Quote for Kind {
    fn quote(&self) -> TokenStream {
        let name = match self {
            Self::Schema => "Schema",
            Self::Data => "Data",
            Self::Code => "Code",
        };
        variant("Kind", name)
    }
}

impl Quote for Grade {
    fn quote(&self) -> TokenStream {
        let name = match self {
            Self::Exact => "Exact",
            Self::Conditional => "Conditional",
            Self::Lossy => "Lossy",
            Self::None => "None",
        };
        variant("Grade", name)
    }
}

impl Quote for Dialect {
    fn quote(&self) -> TokenStream {
        let name = match self {
            Self::Postgres => "Postgres",
            Self::MySql => "MySql",
            Self::MariaDb => "MariaDb",
            Self::Sqlite => "Sqlite",
        };
        variant("Dialect", name)
    }
}

impl Quote for Target {
    fn quote(&self) -> TokenStream {
        let Self { dialect, minimum_version } = self;
        let dialect = dialect.quote();
        let Version { major, minor, patch } = minimum_version;
        quote! {
            ::migrate::__private::Target {
                dialect: #dialect,
                minimum_version: ::migrate::__private::Version::new(#major, #minor, #patch),
            }
        }
    }
}
