//! Whether the rows of a history follow each other as this library wrote them: each holds the hash of all before it.

use migrate_core::migration::{Migration, Migrations};

use super::{Applied, State, TABLE, history_hash};
use crate::error::{Edit, Reason};

/// How the history was changed by hand, if it was. Rows that were removed from its end leave no trace in it.
pub fn edited(known: &Migrations, applied: &[Applied]) -> Option<Reason> {
    let mut before = 0;
    for (index, row) in applied.iter().enumerate() {
        let edit = if history_hash(before, row.version, row.checksum) != row.history_hash {
            edit(known, applied, before, row)
        } else if row.state != State::Applied && index + 1 < applied.len() {
            state_edit(known, row, State::Applied)
        } else {
            before = row.history_hash;
            continue;
        };
        return Some(Reason::HistoryEdited { migration: row.id(), edit });
    }
    None
}

/// How the first row was changed that does not follow from this hash.
fn edit(known: &Migrations, applied: &[Applied], before: u64, row: &Applied) -> Edit {
    // As long as a migration is being applied, its row holds the complement.
    if history_hash(before, row.version, row.checksum) == !row.history_hash {
        let was = if row.state == State::Applying { State::Applied } else { State::Applying };
        return state_edit(known, row, was);
    }
    if let Some(own) = known.list.iter().find(|one| history_hash(before, one.version, one.checksum) == row.history_hash)
    {
        let sets = format!("version = {}, checksum = '{:016x}'", own.version, own.checksum);
        return Edit::Row { migration: own.to_string(), mend: mend(known, row, &sets) };
    }
    match missing(known, applied, before, row) {
        Some(migrations) => Edit::Missing { migrations },
        None => Edit::Unexplained,
    }
}

/// The known migrations that follow from this hash, and which the row follows.
fn missing(known: &Migrations, applied: &[Applied], before: u64, row: &Applied) -> Option<Vec<String>> {
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

fn state_edit(known: &Migrations, row: &Applied, was: State) -> Edit {
    let mend = mend(known, row, &format!("state = '{}'", was.text()));
    Edit::State { is: row.state.text(), was: was.text(), mend }
}

/// The statement that makes a row what it was.
fn mend(known: &Migrations, row: &Applied, sets: &str) -> String {
    let name = known.name.replace('\'', "''");
    format!("UPDATE {TABLE} SET {sets} WHERE history = '{name}' AND version = {}", row.version)
}
