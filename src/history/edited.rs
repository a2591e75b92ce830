//! Whether the rows of a history follow each other as this library wrote them: each holds the hash of all before it.

use migrate_core::migration::{Migration, Migrations};

use super::{Applied, History, State, history_hash};
use crate::error::{Edit, Reason};
use crate::machine::text_literal;

/// How the history was changed by hand, if it was. Rows that were removed from its end leave no trace in it.
pub fn edited(known: &Migrations, applied: &[Applied], history: &History) -> Option<Reason> {
    let all: Vec<&Applied> = applied.iter().collect();
    let (row, edit) = edits(known, &all, history).into_iter().next()?;
    Some(Reason::HistoryEdited { migration: row.id(), edit })
}

/// The rows that do not follow from the one before them, and how they came to that.
pub fn edits<'a>(known: &Migrations, applied: &[&'a Applied], history: &History) -> Vec<(&'a Applied, Edit)> {
    let mut before = 0;
    let mut edits = Vec::new();
    for (index, row) in applied.iter().enumerate() {
        let follows = history_hash(before, row.version, row.checksum);
        if follows != row.history_hash {
            edits.push((*row, edit(known, applied, before, row, history)));
        } else if row.state != State::Applied && index + 1 < applied.len() {
            edits.push((*row, state_edit(known, row, State::Applied, history)));
        }
        // What follows a row that says less than it did follows what it was.
        before = if follows == !row.history_hash { follows } else { row.history_hash };
    }
    edits
}

/// How the first row was changed that does not follow from this hash.
fn edit(known: &Migrations, applied: &[&Applied], before: u64, row: &Applied, history: &History) -> Edit {
    // As long as a migration is being applied, its row holds the complement.
    if history_hash(before, row.version, row.checksum) == !row.history_hash {
        let was = if row.state == State::Applying { State::Applied } else { State::Applying };
        return state_edit(known, row, was, history);
    }
    if let Some(own) = known.list.iter().find(|one| history_hash(before, one.version, one.checksum) == row.history_hash)
    {
        let version = (own.version != row.version).then(|| format!("version = {}", own.version));
        let checksum = (own.checksum != row.checksum).then(|| format!("checksum = '{:016x}'", own.checksum));
        let sets: Vec<String> = version.into_iter().chain(checksum).collect();
        return Edit::Row { migration: own.to_string(), mend: mend(known, row, &sets.join(", "), history) };
    }
    match missing(known, applied, before, row) {
        Some(migrations) => Edit::Missing { migrations },
        None => Edit::Unexplained,
    }
}

/// The known migrations that follow from this hash, and which the row follows.
fn missing(known: &Migrations, applied: &[&Applied], before: u64, row: &Applied) -> Option<Vec<String>> {
    let is_applied = |one: &&&Migration| applied.iter().any(|applied| applied.version == one.version);
    let absent: Vec<_> = known.list.iter().filter(|one| !is_applied(one)).collect();
    (0..absent.len()).find_map(|first| {
        let mut hash = before;
        let ends = absent[first..].iter().position(|one| {
            hash = history_hash(hash, one.version, one.checksum);
            history_hash(hash, row.version, row.checksum) == row.history_hash
        });
        Some(absent[first..=first + ends?].iter().map(ToString::to_string).collect())
    })
}

fn state_edit(known: &Migrations, row: &Applied, was: State, history: &History) -> Edit {
    let mend = mend(known, row, &format!("state = '{}'", was.text()), history);
    Edit::State { is: row.state.text(), was: was.text(), mend }
}

/// The statement that makes a row what it was.
fn mend(known: &Migrations, row: &Applied, sets: &str, history: &History) -> String {
    let table = history.table_sql();
    let name = text_literal(known.name, history.dialect);
    format!("UPDATE {table} SET {sets} WHERE history = {name} AND version = {}", row.version)
}
