//! From the text of a file to the migrations written in it.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, ImplItem, Item, Stmt};

use super::attribute::{self, LintAttribute};
use super::location;
use crate::catalog::Name;
use crate::location::{FileId, Location};
use crate::migration::Kind;
use crate::refusal::Refusal;

/// A block or module of a file, with the migrations written directly in it.
#[derive(Default)]
pub struct Scope {
    /// The migrations, in the order of the text.
    pub migrations: Vec<MigrationItem>,
    /// What `migrations![…]` names, if it stands here.
    pub list: Option<Vec<Name>>,
    /// The constants that a body may use.
    pub constants: BTreeMap<String, Expr>,
}

/// One `#[migration] impl Migration for …`, or `DataMigration`.
pub struct MigrationItem {
    /// What it changes, by the trait that it implements.
    pub kind: Kind,
    /// The type.
    pub type_name: Name,
    /// `version = …` of the attribute.
    pub version: Option<(i64, Location)>,
    /// What is wrong with the arguments of the attribute.
    pub malformed_version: Option<Refusal>,
    /// The attribute.
    pub attribute: Location,
    /// The word `impl`.
    pub at: Location,
    /// `fn up`.
    pub up: Option<Function>,
    /// `fn down`.
    pub down: Option<Function>,
    /// What does not belong into a migration.
    pub refusals: Vec<Refusal>,
    /// The lints that its attributes name.
    pub lints: Vec<LintAttribute>,
    /// What is wrong with its attributes, and with those of its functions and statements.
    pub wrong_lints: Vec<Refusal>,
}

/// `fn up` or `fn down`.
pub struct Function {
    /// Its name.
    pub at: Location,
    /// The name of its parameter.
    pub parameter: String,
    /// Its body.
    pub body: syn::Block,
    /// The lints that its attributes name.
    pub lints: Vec<LintAttribute>,
    /// The lints that the attributes of each statement name.
    pub statement_lints: Vec<Vec<LintAttribute>>,
}

/// Finds every block and module of a file that has migrations. The first of them stands for `first`, the next for the
/// one after, and so on in the order of the text.
///
/// # Errors
/// The text is not Rust; rustc says so better.
pub fn scopes(text: &str, first: FileId) -> syn::Result<Vec<Scope>> {
    let parsed = syn::parse_file(text)?;
    let mut reader = Reader { next: first, found: Vec::new() };
    reader.read_items(&parsed.items, &BTreeMap::new());
    Ok(reader.found)
}

/// Reads one migration from the item that the attribute stands on.
fn migration(item: &syn::ItemImpl, attribute: &syn::Attribute, file: FileId) -> MigrationItem {
    let (type_name, is_plain) = match &*item.self_ty {
        syn::Type::Path(path) if path.path.segments.len() == 1 => {
            let ident = &path.path.segments[0].ident;
            let is_plain = path.path.get_ident().is_some() && item.generics.params.is_empty();
            (Name::new(ident.to_string(), location(ident.span(), file)), is_plain)
        }
        other => (Name::new("", location(other.span(), file)), false),
    };
    let (version, malformed) = match version(attribute, file) {
        Ok(version) => (version, None),
        Err(refusal) => (None, Some(refusal)),
    };
    let kind = match &item.trait_ {
        Some((path, _)) if is_named(path, DATA_MIGRATION) => Kind::Data,
        _ => Kind::Schema,
    };
    let mut migration = MigrationItem {
        kind,
        type_name,
        version,
        malformed_version: malformed,
        attribute: location(attribute.pound_token.span, file),
        at: location(item.impl_token.span, file),
        up: None,
        down: None,
        refusals: Vec::new(),
        lints: Vec::new(),
        wrong_lints: Vec::new(),
    };
    migration.lints = attribute::read(&item.attrs, file, &mut migration.wrong_lints);
    if !is_plain {
        let refusal = Refusal::new(migration.type_name.at(), "a migration is written for a plain struct");
        migration
            .refusals
            .push(refusal.help("declare `pub struct CreateUsers;` and write `impl Migration for CreateUsers`"));
    }
    let other = item.trait_.as_ref().and_then(|(path, _)| other_trait(path, file));
    let is_other = other.is_some();
    migration.refusals.extend(other);
    migration.refusals.extend(item.attrs.iter().filter(|it| is_named(it.path(), "cfg")).map(|attribute| {
        let refusal = Refusal::new(location(attribute.path().span(), file), "a migration cannot depend on `#[cfg]`");
        refusal
            .note("the history must be the same in every build")
            .help("delete the attribute, or put it on the module that holds the whole history")
    }));
    let so_far = migration.refusals.len();
    for item in &item.items {
        read_function(item, file, &mut migration);
    }
    if is_other {
        // What another trait asks for is not what a migration does.
        migration.refusals.truncate(so_far);
    }
    migration
}

const DATA_MIGRATION: &str = "DataMigration";

/// Refuses another trait than `Migration` and `DataMigration`.
fn other_trait(path: &syn::Path, file: FileId) -> Option<Refusal> {
    let name = &path.segments.last()?.ident;
    let problem = match name.to_string().as_str() {
        "Migration" | DATA_MIGRATION => return None,
        "CodeMigration" => "migrations in Rust code are not supported yet".to_owned(),
        _ => format!("`#[migration]` stands on an implementation of `{name}`"),
    };
    let refusal = Refusal::new(location(name.span(), file), problem);
    Some(refusal.help("write `impl Migration for …`, or `impl DataMigration for …`"))
}

fn read_function(item: &ImplItem, file: FileId, migration: &mut MigrationItem) {
    let ImplItem::Fn(function) = item else {
        let at = item.to_token_stream().into_iter().next().map_or(item.span(), |token| token.span());
        let refusal = Refusal::new(location(at, file), "a migration holds `fn up` and `fn down` and nothing else");
        migration.refusals.push(refusal.help("write it outside the `impl`"));
        return;
    };
    let signature = &function.sig;
    let at = location(signature.ident.span(), file);
    let name = signature.ident.to_string();
    let slot = match name.as_str() {
        "up" => &mut migration.up,
        "down" => &mut migration.down,
        _ => {
            let refusal = Refusal::new(at, format!("a migration holds `fn up` and `fn down`, not `{name}`"))
                .note("a migration that called a function of its own would change when that function does")
                .help("delete it, and write out what it does");
            migration.refusals.push(refusal);
            return;
        }
    };
    if slot.is_some() {
        migration.refusals.push(Refusal::new(at, format!("`{name}` is written twice")).help("delete one of the two"));
        return;
    }
    let takes = taken(migration.kind);
    match parameter(signature, takes) {
        Some(parameter) => {
            let body = function.block.clone();
            let mut read = |attributes| attribute::read(attributes, file, &mut migration.wrong_lints);
            let lints = read(&function.attrs);
            let statement_lints = body.stmts.iter().map(|statement| read(attribute::of_statement(statement))).collect();
            *slot = Some(Function { at, parameter, body, lints, statement_lints });
        }
        None => migration.refusals.push(
            Refusal::new(at, format!("`{name}` has another signature than a migration needs"))
                .help(format!("write `fn {name}({})`", shown_parameter(migration.kind))),
        ),
    }
}

/// The type that the functions of a migration take.
const fn taken(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema | Kind::Code => "Schema",
        Kind::Data => "Data",
    }
}

/// The parameter of the functions of a migration, as its author writes it.
#[must_use]
pub const fn shown_parameter(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema | Kind::Code => "schema: &mut Schema",
        Kind::Data => "data: &mut Data",
    }
}

/// The name of the parameter, if the signature is `fn name(schema: &mut Schema)`.
fn parameter(signature: &syn::Signature, takes: &str) -> Option<String> {
    let plain = signature.constness.is_none()
        && signature.asyncness.is_none()
        && signature.abi.is_none()
        && signature.generics.params.is_empty()
        && matches!(signature.output, syn::ReturnType::Default)
        && signature.inputs.len() == 1;
    match signature.inputs.first() {
        Some(syn::FnArg::Typed(argument)) if plain => match (&*argument.pat, &*argument.ty) {
            (syn::Pat::Ident(ident), syn::Type::Reference(reference)) if is_mutable(reference, takes) => {
                Some(ident.ident.to_string())
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether a type is `&mut Schema`, or of another name.
fn is_mutable(reference: &syn::TypeReference, name: &str) -> bool {
    match &*reference.elem {
        syn::Type::Path(path) => reference.mutability.is_some() && is_named(&path.path, name),
        _ => false,
    }
}

/// Walks a file and keeps the scopes that have migrations.
struct Reader {
    next: FileId,
    found: Vec<Scope>,
}

impl Reader {
    fn read_items(&mut self, items: &[Item], outer: &BTreeMap<String, Expr>) {
        let mut scope = Scope { constants: outer.clone(), ..Scope::default() };
        for item in items {
            read_constant(item, &mut scope.constants);
        }
        for item in items {
            self.read_item(item, &mut scope);
        }
        self.keep(scope);
    }

    fn read_block(&mut self, block: &syn::Block, outer: &BTreeMap<String, Expr>) {
        let mut scope = Scope { constants: outer.clone(), ..Scope::default() };
        for statement in &block.stmts {
            if let Stmt::Item(item) = statement {
                read_constant(item, &mut scope.constants);
            }
        }
        for statement in &block.stmts {
            match statement {
                Stmt::Item(item) => self.read_item(item, &mut scope),
                Stmt::Macro(call) => read_list(&call.mac, &mut scope),
                Stmt::Expr(Expr::Block(inner), _) => self.read_block(&inner.block, &scope.constants),
                Stmt::Local(_) | Stmt::Expr(..) => {}
            }
        }
        self.keep(scope);
    }

    fn keep(&mut self, scope: Scope) {
        if !scope.migrations.is_empty() || scope.list.is_some() {
            self.found.push(scope);
        }
    }

    fn read_item(&mut self, item: &Item, scope: &mut Scope) {
        match item {
            Item::Impl(item) => {
                if let Some(attribute) = item.attrs.iter().find(|attribute| is_named(attribute.path(), "migration")) {
                    scope.migrations.push(migration(item, attribute, self.next));
                    self.next.0 += 1;
                } else {
                    for member in &item.items {
                        if let ImplItem::Fn(function) = member {
                            self.read_block(&function.block, &scope.constants);
                        }
                    }
                }
            }
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    self.read_items(items, &BTreeMap::new());
                }
            }
            Item::Fn(function) => self.read_block(&function.block, &scope.constants),
            Item::Macro(call) => read_list(&call.mac, scope),
            _ => {}
        }
    }
}

fn read_constant(item: &Item, constants: &mut BTreeMap<String, Expr>) {
    if let Item::Const(constant) = item {
        constants.insert(constant.ident.to_string(), (*constant.expr).clone());
    }
}

fn is_named(path: &syn::Path, name: &str) -> bool {
    path.segments.last().is_some_and(|segment| segment.ident == name)
}

fn read_list(call: &syn::Macro, scope: &mut Scope) {
    if !is_named(&call.path, "migrations") {
        return;
    }
    let types = call.parse_body_with(syn::punctuated::Punctuated::<syn::Ident, syn::Token![,]>::parse_terminated);
    if let Ok(types) = types {
        let name = |ident: &syn::Ident| Name::new(ident.to_string(), location(ident.span(), FileId::UNKNOWN));
        scope.list = Some(types.iter().map(name).collect());
    }
}

/// The version in `#[migration(version = 20261122_103000)]`.
///
/// # Errors
/// There is something else in the parentheses.
fn version(attribute: &syn::Attribute, file: FileId) -> Result<Option<(i64, Location)>, Refusal> {
    let tokens = match &attribute.meta {
        syn::Meta::Path(_) => return Ok(None),
        syn::Meta::List(list) if list.tokens.is_empty() => return Ok(None),
        syn::Meta::List(list) => list.tokens.clone(),
        syn::Meta::NameValue(pair) => pair.to_token_stream(),
    };
    let malformed = |span: proc_macro2::Span| {
        Refusal::new(location(span, file), "the attribute takes `version = <date>_<time>` or nothing")
            .help("write `#[migration(version = 20261122_103000)]`")
    };
    let first = tokens.clone().into_iter().next().map_or(attribute.span(), |token| token.span());
    let argument: syn::MetaNameValue = syn::parse2(tokens).map_err(|_| malformed(first))?;
    if !argument.path.is_ident("version") {
        return Err(malformed(argument.path.span()));
    }
    let Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(number), .. }) = &argument.value else {
        return Err(malformed(argument.value.span()));
    };
    let version = number.base10_parse::<i64>().map_err(|_| malformed(number.span()))?;
    Ok(Some((version, location(number.span(), file))))
}
