//! The name by which generated code reaches the crate `migrate`.

use migrate_core::source::settings::Settings;
use proc_macro2::{Group, Ident, TokenStream, TokenTree};

/// The code with another name in each `::migrate`, where the settings say that the dependency has one.
///
/// What the author wrote keeps its meaning: where the dependency is renamed, `::migrate` means nothing in it.
pub fn renamed(code: TokenStream, settings: &Settings) -> TokenStream {
    match &settings.krate {
        Some(name) => rename(code, name),
        None => code,
    }
}

fn rename(code: TokenStream, name: &str) -> TokenStream {
    // How many colons stand before the token, and whether something does that makes two of them part of a longer path.
    let (mut colons, mut follows_a_path, mut is_lifetime) = (0, false, false);
    let rename_one = |token: TokenTree| {
        // Three are that of a type, and two of its path.
        let is_first_of_path = colons == 3 || (colons == 2 && !follows_a_path);
        let is_name_of_lifetime = std::mem::take(&mut is_lifetime);
        match &token {
            TokenTree::Punct(sign) if sign.as_char() == ':' => colons += 1,
            // `<T as ::migrate::Migration>::DEFINITION` and `Vec<T>::new`.
            TokenTree::Punct(sign) => {
                (colons, follows_a_path) = (0, sign.as_char() == '>');
                is_lifetime = sign.as_char() == '\'';
            }
            TokenTree::Ident(word) => (colons, follows_a_path) = (0, !(is_name_of_lifetime || is_keyword(word))),
            TokenTree::Group(_) | TokenTree::Literal(_) => (colons, follows_a_path) = (0, false),
        }
        match token {
            TokenTree::Ident(ident) if is_first_of_path && ident == "migrate" => Ident::new(name, ident.span()).into(),
            TokenTree::Group(group) => {
                let mut renamed = Group::new(group.delimiter(), rename(group.stream(), name));
                renamed.set_span(group.span());
                renamed.into()
            }
            token => token,
        }
    };
    code.into_iter().map(rename_one).collect()
}

/// Whether it is a word that an absolute path may follow.
fn is_keyword(word: &Ident) -> bool {
    ["as", "for", "use", "impl", "in", "const", "mut", "dyn", "return"].iter().any(|keyword| word == keyword)
}

#[cfg(test)]
mod tests {
    use super::rename;

    #[test]
    fn absolute_paths_alone_are_renamed() {
        let cases = [
            ("use ::migrate::prelude::*;", "use :: db :: prelude :: * ;"),
            ("<X as ::migrate::Migration>::DEFINITION", "< X as :: db :: Migration > :: DEFINITION"),
            ("&::migrate::__private::REFUSED", "& :: db :: __private :: REFUSED"),
            (
                "impl ::migrate::Migration for X { a(&::migrate::b) }",
                "impl :: db :: Migration for X { a (& :: db :: b) }",
            ),
            ("const D: &'static ::migrate::X = 1;", "const D: &'static ::db::X = 1;"),
            ("pub static M: ::migrate::X = a;", "pub static M: ::db::X = a;"),
            ("fn d(s: &mut ::migrate::S) {}", "fn d(s: &mut ::db::S) {}"),
            ("self::migrate::x + migrate::x", "self :: migrate :: x + migrate :: x"),
        ];
        for (code, expected) in cases {
            let renamed = rename(code.parse().expect("it is Rust"), "db").to_string();
            assert_eq!(renamed.replace(' ', ""), expected.replace(' ', ""));
        }
    }
}
