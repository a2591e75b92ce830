//! What is emitted when a migration was refused or its history cannot be read.

use proc_macro2::TokenStream;
use quote::quote;

use crate::expand::Parts;

/// The errors, and an implementation that holds nothing, so that the list and the rest of the crate still compile.
pub fn refused(parts: &Parts, errors: TokenStream) -> TokenStream {
    let Parts { head, .. } = parts;
    quote! {
        #errors
        #head {
            const DEFINITION: &'static ::migrate::__private::Migration = &::migrate::__private::Migration::REFUSED;
            fn up(_: &mut ::migrate::__private::Schema) {}
            fn down(_: &mut ::migrate::__private::Schema) {}
        }
    }
}

/// The migration as written, for an editor that has no access to the file: completion, hover and type errors work.
pub fn without_history(parts: &Parts) -> TokenStream {
    let Parts { head, body, .. } = parts;
    let has_down = crate::quote::has_function(body, "down");
    let down = (!has_down).then(|| {
        quote!(
            fn down(_: &mut ::migrate::__private::Schema) {}
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
