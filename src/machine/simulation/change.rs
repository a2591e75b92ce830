//! What a statement changes in a simulated database.

use std::collections::BTreeMap;

use migrate_core::dialect::Dialect;

use super::super::channel::{Parameter, Statement};
use super::database::history_named_in;
use super::histories::step_shape;
use super::noted::Noted;
use super::state::{Range, State};
use super::statement::{Sent, Work};

/// Why a change was not made.
pub enum Wrong {
    /// A database would refuse it, and nothing is wrong.
    Refused(String),
    /// No run may ask for it.
    Violation(String),
}

/// Changes what is stored as a statement says.
pub fn change(
    state: &mut State,
    sent: Sent<'_>,
    statement: &Statement,
    dialect: Dialect,
    foreign_keys: bool,
) -> Result<(), Wrong> {
    match sent {
        Sent::Work(Work::Undo, tag) => {
            // DROP INDEX CONCURRENTLY IF EXISTS, and its counterpart, which is refused where the index is there.
            let shape = step_shape(dialect, tag);
            if dialect == Dialect::Postgres && !shape.is_atomic {
                let is_done = state.done(tag, dialect) == Some(tag.index + 1);
                let drops = shape.work == Work::Build;
                if drops {
                    state.invalid.remove(&tag);
                }
                if !is_done {
                    return if drops { Ok(()) } else { Err(Wrong::Refused("it is there already".to_owned())) };
                }
            }
            state.take_back(tag, dialect).map_err(Wrong::Violation)
        }
        Sent::Work(work, tag) => {
            state.carry_out(work, tag, Range::read(statement), dialect).map_err(Wrong::Violation)?;
            if work == Work::Replace && foreign_keys {
                // ON DELETE CASCADE: dropping a table deletes its rows first.
                state.has_children = false;
            }
            Ok(())
        }
        Sent::MakeHistory => {
            state.history.get_or_insert_default();
            Ok(())
        }
        Sent::Insert => {
            let (key, noted) = Noted::inserted(statement);
            let rows = state.history.as_mut().ok_or_else(|| Wrong::Refused("no such table".to_owned()))?;
            if rows.iter().any(|(of, row)| *of == key || (of.0 == key.0 && row.position == noted.position)) {
                return Err(Wrong::Refused("duplicate key".to_owned()));
            }
            let is_recorded = noted.is_baseline();
            rows.insert(key, noted);
            if is_recorded {
                state.record(key, dialect);
            }
            Ok(())
        }
        _ => {
            let count = statement.parameters.len();
            let Parameter::Integer(version) = statement.parameters[count - 1] else { panic!("a version is a number") };
            let key = (history_named_in(statement, count - 2), version);
            let rows = state.history.as_mut().ok_or_else(|| Wrong::Refused("no such table".to_owned()))?;
            note(rows, key, sent, &statement.parameters);
            Ok(())
        }
    }
}

fn note(rows: &mut BTreeMap<(usize, i64), Noted>, key: (usize, i64), sent: Sent<'_>, parameters: &[Parameter]) {
    if sent == Sent::Delete {
        rows.remove(&key);
    }
    let Some(row) = rows.get_mut(&key) else { return };
    match (sent, parameters) {
        (Sent::Note { is_exact }, [Parameter::Text(state), Parameter::Integer(progress), ..]) => {
            row.state.clone_from(state);
            row.progress = usize::try_from(*progress).expect("it is small");
            row.is_exact = is_exact;
            row.batches = None;
            if let [_, _, hash, Parameter::Integer(_milliseconds), undo, undo_checksum, _, _] = parameters {
                let text = |one: &Parameter| match one {
                    Parameter::Text(text) => text.clone(),
                    Parameter::Integer(_) => panic!("it is a text"),
                };
                row.history_hash = text(hash);
                (row.undo, row.undo_checksum) = (text(undo).into(), text(undo_checksum));
            }
        }
        (Sent::NoteBatches, [Parameter::Text(batches), ..]) => row.batches = Some(batches.clone()),
        (Sent::SetKind, [Parameter::Text(kind), ..]) => row.kind.clone_from(kind),
        (Sent::SetHashes, [Parameter::Text(own), Parameter::Text(history), ..]) => {
            (row.checksum, row.history_hash) = (own.clone(), history.clone());
        }
        (Sent::SetUndo, [Parameter::Text(undo), Parameter::Text(checksum), ..]) => {
            (row.undo, row.undo_checksum) = (undo.as_str().into(), checksum.clone());
        }
        _ => {}
    }
}
