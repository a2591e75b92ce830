//! What is emitted when a migration was refused or its history cannot be read.

use migrate_core::migration::Kind;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use crate::expand::Parts;
use crate::quote::implemented;

/// The errors, and an implementation that holds nothing, so that the list and the rest of the crate still compile.
pub fn refused(parts: &Parts, errors: &TokenStream) -> TokenStream {
    let Parts { head, type_name, kind, .. } = parts;
    let (generics, implemented) = (generics(head), implemented(*kind));
    refused_head(&quote!(impl #generics #implemented for #type_name), *kind, errors)
}

/// The same for an `impl` whose part before the braces is `head`.
pub fn refused_head(head: &TokenStream, kind: Kind, errors: &TokenStream) -> TokenStream {
    let parameter = parameter(kind);
    quote! {
        #errors
        #head {
            const DEFINITION: &'static ::migrate::__private::Migration = &::migrate::__private::Migration::REFUSED;
            fn up(#parameter) {}
            fn down(#parameter) {}
        }
    }
}

fn parameter(kind: Kind) -> TokenStream {
    match kind {
        Kind::Schema | Kind::Code => quote!(_: &mut ::migrate::__private::Schema),
        Kind::Data => quote!(_: &mut ::migrate::__private::Data),
    }
}

/// The head that `impl CreateUsers { … }` should have had.
pub fn type_of_impl(item: &TokenStream) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Ident(keyword), TokenTree::Ident(name), TokenTree::Group(body)]
            if keyword == "impl" && body.delimiter() == Delimiter::Brace =>
        {
            Some(quote!(impl ::migrate::Migration for #name))
        }
        _ => None,
    }
}

/// `<T>` of `impl<T> Migration for …`.
fn generics(head: &TokenStream) -> TokenStream {
    let after_impl =
        head.clone().into_iter().skip_while(|token| !matches!(token, TokenTree::Ident(ident) if ident == "impl"));
    let mut depth = 0;
    let inside = |token: &TokenTree| {
        if let TokenTree::Punct(punct) = token {
            match punct.as_char() {
                '<' => depth += 1,
                '>' => depth -= 1,
                _ => {}
            }
            return depth > 0 || punct.as_char() == '>';
        }
        depth > 0
    };
    after_impl.skip(1).take_while(inside).collect()
}

/// The migration as written, for an editor that has no access to the file: completion, hover and type errors work.
pub fn without_history(parts: &Parts) -> TokenStream {
    let Parts { head, body, kind, .. } = parts;
    let has_down = crate::quote::has_function(body, "down");
    let parameter = parameter(*kind);
    let down = (!has_down).then(|| {
        quote!(
            fn down(#parameter) {}
        )
    });
    quote! {
        #head {
            const DEFINITION: &'static ::migrate::__private::Migration = &::migrate::__private::Migration::REFUSED;
            #body
            #down
        }
    }
}
