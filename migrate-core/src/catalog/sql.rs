//! SQL that an author wrote: one text for every database, or one for each.

use std::collections::BTreeMap;

use super::Name;
use crate::dialect::Dialect;
use crate::location::Location;

/// SQL as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sql {
    /// The same text for every database.
    Everywhere(SqlText),
    /// A text for each database; `None` where nothing is sent.
    PerDialect(BTreeMap<Dialect, Option<SqlText>>),
}

impl Sql {
    /// The same text for every database.
    pub fn everywhere(text: impl Into<String>, at: Location) -> Self {
        Self::Everywhere(SqlText::new(text, at))
    }

    /// The text for one database, or `None` where it has none. MariaDB is served by MySQL's text
    /// unless it has its own.
    #[must_use]
    pub fn text(&self, dialect: Dialect) -> Option<&SqlText> {
        match self {
            Self::Everywhere(text) => Some(text),
            Self::PerDialect(texts) => texts.get(served_by(texts, dialect)?)?.as_ref(),
        }
    }

    /// Whether the author said anything about this database, be it that nothing is sent.
    #[must_use]
    pub fn names(&self, dialect: Dialect) -> bool {
        match self {
            Self::Everywhere(_) => true,
            Self::PerDialect(texts) => served_by(texts, dialect).is_some(),
        }
    }

    /// Every text, each once.
    pub fn texts(&self) -> impl Iterator<Item = &SqlText> {
        let (one, many) = match self {
            Self::Everywhere(text) => (Some(text), None),
            Self::PerDialect(texts) => (None, Some(texts.values().flatten())),
        };
        one.into_iter().chain(many.into_iter().flatten())
    }

    /// The same SQL with each text rewritten.
    #[must_use]
    pub fn map(&self, mut rewrite: impl FnMut(&SqlText) -> SqlText) -> Self {
        match self {
            Self::Everywhere(text) => Self::Everywhere(rewrite(text)),
            Self::PerDialect(texts) => Self::PerDialect(
                texts.iter().map(|(dialect, text)| (*dialect, text.as_ref().map(&mut rewrite))).collect(),
            ),
        }
    }
}

fn served_by(texts: &BTreeMap<Dialect, Option<SqlText>>, dialect: Dialect) -> Option<&Dialect> {
    let fallback = (dialect == Dialect::MariaDb).then_some(Dialect::MySql);
    [Some(dialect), fallback]
        .into_iter()
        .flatten()
        .find_map(|candidate| texts.get_key_value(&candidate).map(|(key, _)| key))
}

/// One piece of SQL and where it was written. Two are equal when their texts are.
#[derive(Clone, Debug)]
pub struct SqlText {
    /// The SQL.
    pub text: String,
    /// Where it was written.
    pub at: Location,
    /// The columns that it names, where its author says so: needed where the text cannot be read.
    pub uses: Option<Vec<Name>>,
}

impl SqlText {
    /// A text that is read.
    pub fn new(text: impl Into<String>, at: Location) -> Self {
        Self { text: text.into(), at, uses: None }
    }
}

impl PartialEq for SqlText {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for SqlText {}
