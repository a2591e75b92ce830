//! From a refusal to a compile error or a warning at the token to change.

use std::collections::BTreeMap;

use migrate_core::location::{FileId, Location, Position};
use migrate_core::refusal::Refusal;
use migrate_core::source::judge::Warning;
use migrate_core::source::{location, message};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

/// The tokens of an item by their places, to underline what a refusal speaks of.
pub struct Places {
    starts: BTreeMap<Position, Span>,
    ends: BTreeMap<Position, Span>,
}

impl Places {
    /// Notes the place of every token.
    pub fn of(streams: &[&TokenStream]) -> Self {
        let mut places = Self { starts: BTreeMap::new(), ends: BTreeMap::new() };
        for stream in streams {
            places.add((*stream).clone());
        }
        places
    }

    fn add(&mut self, stream: TokenStream) {
        for token in stream {
            if let TokenTree::Group(group) = &token {
                self.note(group.span_open());
                self.add(group.stream());
                self.note(group.span_close());
            } else {
                self.note(token.span());
            }
        }
    }

    fn note(&mut self, span: Span) {
        let Location { start, end, .. } = location(span, FileId::UNKNOWN);
        self.starts.insert(start, span);
        self.ends.insert(end, span);
    }

    /// The first and the last token of a place; the attribute itself if the place is not in this item.
    fn spans(&self, at: Location) -> (Span, Span) {
        match self.starts.get(&at.start) {
            Some(first) => (*first, self.ends.get(&at.end).copied().unwrap_or(*first)),
            None => {
                let any = self.starts.values().next().copied();
                let attribute = any.map_or_else(Span::call_site, attribute);
                (attribute, attribute)
            }
        }
    }
}

/// The attribute, as if its author had written the tokens of the error there: rustc then does not add that they
/// originate in a macro.
pub fn attribute(token: Span) -> Span {
    token.located_at(Span::call_site())
}

/// One compile error for each refusal.
pub fn errors(refusals: &[Refusal], files: &[String], places: &Places) -> TokenStream {
    refusals
        .iter()
        .map(|refusal| {
            let (first, last) = places.spans(refusal.at);
            error(&message::write(refusal, files), first, last)
        })
        .collect()
}

/// One warning of the compiler for each warning of a lint. A macro cannot warn, but whoever uses something deprecated is
/// warned: the note of a constant that bears the lint's name is the message, and `allow(deprecated)` hides it.
pub fn warnings(warnings: &[Warning], files: &[String], places: &Places) -> TokenStream {
    warnings
        .iter()
        .map(|Warning { lint, refusal }| {
            let text = message::write(refusal, files);
            let (declared, used) = (Ident::new(lint, Span::call_site()), Ident::new(lint, places.spans(refusal.at).0));
            quote! {
                const _: () = {
                    #[deprecated(note = #text)]
                    #[allow(non_upper_case_globals)]
                    const #declared: () = ();
                    #used
                };
            }
        })
        .collect()
}

/// A compile error that underlines from the first token to the last.
pub fn error(text: &str, first: Span, last: Span) -> TokenStream {
    let path = quote_spanned!(first=> ::core::compile_error!);
    let argument = quote_spanned!(last=> { #text });
    quote!(#path #argument)
}
