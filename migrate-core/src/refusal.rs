//! Why a statement is refused, as data; the macro adds the span.

use crate::location::Location;

/// One mistake of an author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The smallest token to change, or the name that is spoken of where a call beside it is that token.
    pub at: Location,
    /// The call beside `at` that is to be changed.
    pub call: Option<Call>,
    /// What is wrong: one line, no remedy.
    pub problem: String,
    /// Why it matters in production, or where the other half of a conflict is.
    pub notes: Vec<Note>,
    /// What to type, each beginning with a verb.
    pub help: Vec<String>,
    /// The lint that says so and its level, if it has one.
    pub lint: Option<String>,
}

/// A call whose place the model does not keep, found again by its nearness to a name. The method or function has this
/// name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// The function or statement that takes the name.
    Around(&'static str),
    /// The last argument of the function or statement that takes the name.
    LastArgumentAround(&'static str),
    /// The modifier that follows the name.
    After(&'static str),
    /// The argument of the modifier that follows the name.
    ArgumentAfter(&'static str),
}

/// One line of explanation, and where the thing it speaks of was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The explanation.
    pub text: String,
    /// Where the other half is.
    pub other: Option<Location>,
}

impl Refusal {
    /// A refusal of the token at `at`.
    pub fn new(at: Location, problem: impl Into<String>) -> Self {
        Self { at, call: None, problem: problem.into(), notes: Vec::new(), help: Vec::new(), lint: None }
    }

    /// Underlines a call beside the name.
    #[must_use]
    pub const fn of(mut self, call: Call) -> Self {
        self.call = Some(call);
        self
    }

    /// Adds why it matters.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(Note { text: text.into(), other: None });
        self
    }

    /// Adds a note that points at another place.
    #[must_use]
    pub fn note_at(mut self, text: impl Into<String>, other: Location) -> Self {
        self.notes.push(Note { text: text.into(), other: Some(other) });
        self
    }

    /// Adds what to type.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Names the lint that says so and its level.
    #[must_use]
    pub fn lint(mut self, text: impl Into<String>) -> Self {
        self.lint = Some(text.into());
        self
    }
}

/// The candidate nearest to a misspelt word, if one is near enough to suggest.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    // The same name in another schema is nearer than a similar one.
    let local = |name: &'_ str| name.rfind('.').map_or(0, |dot| dot + 1);
    let elsewhere = |candidate: &&&str| **candidate != word && candidate[local(candidate)..] == word[local(word)..];
    if let Some(same) = candidates.iter().find(elsewhere).filter(|_| !candidates.contains(&word)) {
        return Some(same);
    }
    let limit = (word.chars().count() / 4).max(1) + 1;
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| {
            *distance < limit.min(candidate.chars().count().max(1)) + 1 && *distance <= limit
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// The number of single-character edits between two words (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_suggested_and_a_far_one_is_not() {
        let tables = ["users", "teams", "invoices"];
        assert_eq!(nearest("user", tables), Some("users"));
        assert_eq!(nearest("usres", tables), Some("users"));
        assert_eq!(nearest("payments", tables), None);
        assert_eq!(nearest("create_view", ["create_index", "create_table"]), None);
    }
}
