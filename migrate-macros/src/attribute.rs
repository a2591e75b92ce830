//! Removes from a migration what rustc would not understand: `#[allow]` and its like, of lints of this project.

use migrate_core::source::attribute::{is_own, sets_levels};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The tokens without the names of this project's lints in attributes, and without the attributes that named no other.
pub fn without_lints(tokens: TokenStream) -> TokenStream {
    removed(&tokens).unwrap_or(tokens)
}

/// The tokens without them, or nothing if there are none: a group that is put together anew has no braces of its own in
/// the source.
fn removed(tokens: &TokenStream) -> Option<TokenStream> {
    let (mut kept, mut is_changed): (Vec<TokenTree>, bool) = (Vec::new(), false);
    for token in tokens.clone() {
        let TokenTree::Group(group) = &token else {
            kept.push(token);
            continue;
        };
        let is_attribute = group.delimiter() == Delimiter::Bracket
            && matches!(kept.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == '#');
        if is_attribute && let Some(rest) = rest_of_attribute(group) {
            is_changed = true;
            match rest {
                Some(rest) => kept.push(rest),
                None => drop(kept.pop()),
            }
            continue;
        }
        match removed(&group.stream()) {
            Some(inner) => {
                is_changed = true;
                kept.push(same_group(group, inner));
            }
            None => kept.push(token),
        }
    }
    is_changed.then(|| kept.into_iter().collect())
}

/// What is left of `[allow(rename_column, dead_code)]`, which is nothing if no lint of rustc's is; nothing at all of an
/// attribute that names no lint of this project.
fn rest_of_attribute(group: &Group) -> Option<Option<TokenTree>> {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let [TokenTree::Ident(word), TokenTree::Group(arguments)] = tokens.as_slice() else { return None };
    if !sets_levels(&word.to_string()) {
        return None;
    }
    let parts: Vec<TokenTree> = arguments.stream().into_iter().collect();
    let parts = parts.split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','));
    let is_own = |part: &&[TokenTree]| matches!(part, [TokenTree::Ident(name)] if is_own(&name.to_string()));
    let is_reason = |part: &&[TokenTree]| matches!(part, [TokenTree::Ident(name), ..] if name == "reason");
    let (own, rest): (Vec<_>, Vec<_>) = parts.filter(|part| !part.is_empty()).partition(is_own);
    if own.is_empty() {
        return None;
    }
    if rest.iter().all(is_reason) {
        return Some(None);
    }
    let rest = rest.into_iter().map(|part| part.iter().cloned().collect::<TokenStream>());
    let arguments = same_group(arguments, quote::quote!(#(#rest),*));
    Some(Some(same_group(group, quote::quote!(#word #arguments))))
}

fn same_group(group: &Group, tokens: TokenStream) -> TokenTree {
    let mut copy = Group::new(group.delimiter(), tokens);
    copy.set_span(group.span());
    TokenTree::Group(copy)
}
