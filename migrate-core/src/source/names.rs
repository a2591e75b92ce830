//! The names in a migration that was not evaluated, read off its tokens.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, Stmt};

use super::location;
use super::parse::MigrationItem;
use crate::catalog::Name;
use crate::location::FileId;

/// The words in a migration that may name tables: what is unknown after it could not be evaluated.
pub fn touched(migration: &MigrationItem) -> Vec<String> {
    let mut names = Vec::new();
    for function in [&migration.up, &migration.down].into_iter().flatten() {
        collect_texts(function.body.to_token_stream(), &mut names);
    }
    names
}

fn collect_texts(tokens: TokenStream, names: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect_texts(group.stream(), names),
            TokenTree::Literal(literal) => names.extend(text(&literal)),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// The tables that `up` creates, if its author made no mistake.
pub fn created_tables(migration: &MigrationItem) -> Vec<Name> {
    let statements = migration.up.iter().flat_map(|function| &function.body.stmts);
    let expressions = statements.filter_map(|statement| match statement {
        Stmt::Expr(expression, _) => Some(expression),
        _ => None,
    });
    expressions.filter_map(|expression| created_table(expression, migration.at.file)).collect()
}

/// The name in a chain of calls that begins with `create_table("name")`.
fn created_table(chain: &Expr, file: FileId) -> Option<Name> {
    let Expr::MethodCall(call) = chain else { return None };
    if call.method != "create_table" {
        return created_table(&call.receiver, file);
    }
    match call.args.first()? {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(name), .. }) => {
            Some(Name::new(name.value(), location(name.span(), file)))
        }
        _ => None,
    }
}

/// What a plain string literal holds, if it has no escapes.
fn text(literal: &proc_macro2::Literal) -> Option<String> {
    let written = literal.to_string();
    written.strip_prefix('"').and_then(|text| text.strip_suffix('"')).map(str::to_owned)
}
