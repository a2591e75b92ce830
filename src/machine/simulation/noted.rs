//! The rows of the history in a simulated database, and what may become of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::channel::{Parameter, Row, Statement};
use super::histories::{HISTORIES, Key};
use crate::history::{TOMBSTONE, history_hash};

/// The rows of the history.
pub type Rows = BTreeMap<Key, Noted>;

/// The kind of a row that a baseline has recorded.
pub const BASELINE: &str = "baseline";

/// A row of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    pub name: String,
    pub kind: String,
    pub checksum: String,
    pub position: i64,
    pub state: String,
    pub progress: usize,
    pub is_exact: bool,
    pub batches: Option<String>,
    pub undo: Arc<str>,
    pub undo_checksum: String,
    pub history_hash: String,
}

impl Noted {
    /// The row that an `INSERT` of the runner's adds.
    pub fn inserted(statement: &Statement) -> (Key, Self) {
        let text = |index: usize| match &statement.parameters[index] {
            Parameter::Text(text) => text.clone(),
            Parameter::Integer(number) => number.to_string(),
        };
        let noted = Self {
            name: text(2),
            kind: text(3),
            checksum: text(4),
            position: text(5).parse().expect("a number"),
            state: text(6),
            progress: 0,
            is_exact: false,
            batches: None,
            undo: text(7).into(),
            undo_checksum: text(8),
            history_hash: text(9),
        };
        ((history_of(&text(0)), text(1).parse().expect("a version")), noted)
    }

    /// The row as it is read.
    pub fn as_row(&self, version: i64) -> Row {
        [
            Some(version.to_string()),
            Some(self.name.clone()),
            Some(self.checksum.clone()),
            Some(self.position.to_string()),
            Some(self.state.clone()),
            Some(self.progress.to_string()),
            Some(self.undo.to_string()),
            Some("now".to_owned()),
            self.batches.clone(),
            Some(self.undo_checksum.clone()),
            Some(self.history_hash.clone()),
            Some(i64::from(self.is_exact).to_string()),
            Some(self.kind.clone()),
        ]
        .into()
    }

    pub fn is_tombstone(&self) -> bool {
        self.kind == TOMBSTONE
    }

    pub fn is_baseline(&self) -> bool {
        self.kind == BASELINE
    }
}

/// A row whose hash is not that of itself and of all before it: a tombstone does not count.
fn broken_chain(rows: &Rows) -> Option<String> {
    (0..HISTORIES.len()).find_map(|history| {
        let mut hash = 0;
        in_order(rows, history).into_iter().find_map(|(key, noted)| {
            let checksum = u64::from_str_radix(&noted.checksum, 16).expect("the runner wrote it");
            hash = history_hash(hash, key.1, checksum);
            // As long as a migration is being applied, its row holds the complement.
            let expected = if noted.state == "applying" { !hash } else { hash };
            let follows = noted.history_hash == format!("{expected:016x}");
            (!follows).then(|| format!("the hash of {key:?} does not follow from the rows before it: {rows:?}"))
        })
    })
}

/// The rows of one history that count, in the order of application.
pub fn in_order(rows: &Rows, history: usize) -> Vec<(Key, &Noted)> {
    let of_history = rows.iter().filter(|(key, noted)| key.0 == history && !noted.is_tombstone());
    let mut rows: Vec<(Key, &Noted)> = of_history.map(|(key, noted)| (*key, noted)).collect();
    rows.sort_by_key(|(_, noted)| noted.position);
    rows
}

/// What one commit made of the rows, and no run may make of them.
pub fn wrong_change(before: &Rows, after: &Rows) -> Option<String> {
    if before == after {
        return None;
    }
    let recorded = |key: &Key, noted: &Noted| noted.is_baseline() && !before.contains_key(key);
    let over = |key: &Key| before.keys().any(|other| other.0 == key.0);
    if let Some((key, _)) = after.iter().find(|(key, noted)| recorded(key, noted) && over(key)) {
        return Some(format!("a baseline records {key:?} where the history has rows: {before:?}"));
    }
    let wrong = before.iter().find_map(|(key, was)| match after.get(key) {
        None => was.is_tombstone().then(|| format!("the tombstone of {key:?} is gone")),
        Some(now) if now.kind == was.kind => None,
        // What its steps are, and what undoes them, stays.
        Some(now) => {
            let kept = Noted { kind: was.kind.clone(), history_hash: was.history_hash.clone(), ..now.clone() };
            let is_kept = was.state == "applied" && kept == *was;
            (!is_kept).then(|| format!("{key:?} was {was:?}, and becomes {now:?}"))
        }
    });
    wrong.or_else(|| broken_chain(after))
}

/// Whether what was recorded since is all that this baseline records.
pub fn records(before: &Rows, after: &Rows, history: usize, last: i64) -> bool {
    let is_recorded = |key: &Key, noted: &Noted| key.0 == history && noted.is_baseline() && !before.contains_key(key);
    let recorded = after.iter().filter(|(key, noted)| is_recorded(key, noted));
    let expected = HISTORIES[history].list.iter().map(|one| (history, one.version)).filter(|key| key.1 <= last);
    recorded.map(|(key, _)| *key).eq(expected)
}

/// Which history is called so.
pub fn history_of(name: &str) -> usize {
    HISTORIES.iter().position(|one| one.name == name).expect("it is one of the two")
}
