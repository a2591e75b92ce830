//! Where in the source something was written.

use std::fmt;

/// A stretch of one source file, from its first character to the one after its last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The migration it is in, or [`FileId::UNKNOWN`].
    pub file: FileId,
    /// The first character.
    pub start: Position,
    /// The character after the last.
    pub end: Position,
}

/// Stands for the source of one migration: its file, or its part of a file that holds several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

impl FileId {
    /// A place that is in no file of the history: a derived name, or a model made by hand.
    pub const UNKNOWN: Self = Self(0);
}

/// A line, counted from 1, and a column in characters, counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 0.
    pub column: u32,
}

impl Location {
    /// A place that is in no file of the history.
    pub const UNKNOWN: Self =
        Self { file: FileId::UNKNOWN, start: Position { line: 0, column: 0 }, end: Position { line: 0, column: 0 } };
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.start.line)
    }
}
