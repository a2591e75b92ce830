//! The text of a refusal: what is wrong, why it matters, what to type.

use std::fmt::Write as _;

use crate::location::{FileId, Location};
use crate::refusal::Refusal;

/// Writes a refusal, naming the files of other places by `files`, whose first entry is `FileId(1)`.
#[must_use]
pub fn write(refusal: &Refusal, files: &[String]) -> String {
    let mut text = refusal.problem.clone();
    for note in &refusal.notes {
        let _ = write!(text, "\nnote: {}", note.text);
        if let Some(other) = note.other {
            let _ = write!(text, " {}", place(other, refusal.at.file, files));
        }
    }
    for help in &refusal.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    if let Some(lint) = &refusal.lint {
        let _ = write!(text, "\nlint: {lint}");
    }
    text
}

fn place(other: Location, own: FileId, files: &[String]) -> String {
    let name = |file: FileId| (file.0 as usize).checked_sub(1).and_then(|index| files.get(index));
    match name(other.file) {
        Some(file) if Some(file) != name(own) => format!("`{file}`, line {}", other.start.line),
        _ => format!("line {}", other.start.line),
    }
}
