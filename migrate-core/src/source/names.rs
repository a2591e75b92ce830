//! The names in a migration that was not evaluated, read off its tokens.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

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
    let mut names = Vec::new();
    for statement in migration.up.iter().flat_map(|function| &function.body.stmts) {
        let tokens: Vec<TokenTree> = statement.to_token_stream().into_iter().collect();
        names.extend(tokens.windows(2).filter_map(|pair| created_table(pair, migration.at.file)));
    }
    names
}

/// The name in `create_table("name")`.
fn created_table(pair: &[TokenTree], file: FileId) -> Option<Name> {
    match pair {
        [TokenTree::Ident(word), TokenTree::Group(arguments)] if word == "create_table" => {
            match arguments.stream().into_iter().next()? {
                TokenTree::Literal(literal) => Some(Name::new(text(&literal)?, location(literal.span(), file))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What a plain string literal holds, if it has no escapes.
fn text(literal: &proc_macro2::Literal) -> Option<String> {
    let written = literal.to_string();
    written.strip_prefix('"').and_then(|text| text.strip_suffix('"')).map(str::to_owned)
}
