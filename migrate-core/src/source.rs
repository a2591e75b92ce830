//! Reading migrations from Rust source: parse, evaluate, replay, check.

pub mod attribute;
pub mod calls;
pub mod check;
mod doctest;
pub mod evaluate;
pub mod file_name;
pub mod fold;
pub mod footprint;
pub mod history;
pub mod judge;
pub mod message;
mod names;
pub mod parse;
pub mod released;
pub mod replay;
pub mod settings;

use proc_macro2::Span;

use crate::location::{FileId, Location, Position};

/// The place of a span in a file.
#[must_use]
pub fn location(span: Span, file: FileId) -> Location {
    let position = |at: proc_macro2::LineColumn| Position {
        line: u32::try_from(at.line).unwrap_or(u32::MAX),
        column: u32::try_from(at.column).unwrap_or(u32::MAX),
    };
    Location { file, start: position(span.start()), end: position(span.end()) }
}

/// The type that a migration's file must hold, if its name is well formed.
#[must_use]
pub fn type_name(stem: &str) -> Option<String> {
    file_name::FileName::parse(stem).ok().map(|name| name.type_name())
}
