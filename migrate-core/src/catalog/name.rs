//! The name of a table, column, index or constraint, with its schema if it has one, and where it was written.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use crate::location::Location;

/// A name that knows where its author wrote it. Two names are equal when their texts are.
#[derive(Clone)]
pub struct Name {
    text: String,
    at: Location,
}

impl Name {
    /// A name as the author wrote it.
    pub fn new(text: impl Into<String>, at: Location) -> Self {
        Self { text: text.into(), at }
    }

    /// A name that no author wrote.
    pub fn derived(text: impl Into<String>) -> Self {
        Self::new(text, Location::UNKNOWN)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The schema that something lies in, where that is not the first one of the search path: `audit` of `audit.events`.
    #[must_use]
    pub fn schema(&self) -> Option<&str> {
        split(&self.text).0
    }

    /// The name without its schema: `events` of `audit.events`.
    #[must_use]
    pub fn local(&self) -> &str {
        split(&self.text).1
    }

    /// The name of something in the same schema, as an index lies in that of its table.
    #[must_use]
    pub fn beside(&self, name: &Self) -> Self {
        match self.schema() {
            Some(schema) => Self::new(format!("{schema}.{name}"), name.at),
            None => name.clone(),
        }
    }

    /// Where it was written.
    #[must_use]
    pub const fn at(&self) -> Location {
        self.at
    }

    /// The same text, as written at another place.
    #[must_use]
    pub fn moved_to(&self, at: Location) -> Self {
        Self { text: self.text.clone(), at }
    }
}

/// The schema in front of the dot of a name, and what follows it. Only a name of something that lies in a schema holds a
/// dot, and only one.
#[must_use]
pub fn split(name: &str) -> (Option<&str>, &str) {
    name.split_once('.').map_or((None, name), |(schema, local)| (Some(schema), local))
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::derived(text)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl Eq for Name {}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
