//! Changes of the history alone, where the database is right and the program has changed: nothing is carried out.

use migrate_core::dialect::Dialect;
use migrate_core::migration::{self, Migrations};

use super::channel::{Channel, Statement};
use super::session::Session;
use super::{Orders, Run, Task, has_table, refused};
use crate::error::{Error, Position, Reason, Unamendable};
use crate::history::{self, Applied, History, State, TOMBSTONE, history_hash, is_at};
use crate::report::Report;

/// What is to be changed in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amendment {
    /// A migration that the program does not know any more gets a tombstone.
    Bury,
    /// The tombstone of a migration is taken away.
    Revive,
    /// A migration counts as applied with the text that the program knows; one that is half done goes on with it.
    Accept,
}

/// Changes what the history says of the migration of this version.
pub async fn amend(
    channel: Channel,
    dialect: Dialect,
    orders: Orders,
    version: i64,
    amendment: Amendment,
) -> Result<Report, Error> {
    let session = Session::begin(&channel, dialect, &orders).await?;
    let run = Run::of(&channel, &session, orders);
    let outcome = run.amend(version, amendment).await;
    run.end(session, outcome).await
}

impl Run {
    async fn amend(&self, version: i64, amendment: Amendment) -> Result<(), Reason> {
        let (migrations, patience) = (self.orders.migrations, self.orders.patience);
        let rows = match has_table(&self.channel, &self.history, patience).await? {
            true => self.read_settled_history().await?,
            false => Vec::new(),
        };
        let applied: Vec<Applied> = rows.iter().filter(|row| !row.is_tombstone).cloned().collect();
        // What does not follow would follow afterwards.
        if let Some(edited) = history::edited(migrations, &applied, &self.history) {
            return Err(edited);
        }
        let mut amended = amended(migrations, rows.clone(), version, amendment)?;
        if let Some(begun) = amended.iter_mut().find(|row| row.version == version && row.state != State::Applied) {
            self.correct(begun).await?;
        }
        let task = Task { migration: "the history", position: Position::Applying };
        let open = match self.begin(&[], &applied).await {
            Ok(open) => open,
            Err(stop) => return Err(self.why_unchanged(stop).await),
        };
        let mut outcome = self.check_begun_as(rows.iter().find(|row| row.version == version)).await;
        for statement in statements(&self.history, migrations, &rows, &amended) {
            if outcome.is_err() {
                break;
            }
            outcome = self.note_inside(&statement, task).await;
        }
        match self.finish(open, outcome, task).await {
            Ok(()) => Ok(()),
            Err(stop) => Err(self.why_unchanged(stop).await),
        }
    }

    /// SQLite: whoever went on with a half-done migration meanwhile has the better right to it.
    async fn check_begun_as(&self, row: Option<&Applied>) -> Result<(), Reason> {
        let is_half_done = |row: &&Applied| row.state != State::Applied && self.dialect == Dialect::Sqlite;
        let Some(row) = row.filter(is_half_done) else { return Ok(()) };
        let found = self.channel.query(self.history.select_progress(row.version)).await;
        let found = found.map_err(|failure| refused("the history", &failure))?;
        let is_at = |found| is_at(found, row.checksum, row.state, row.progress, row.batches.as_ref());
        if found.first().is_some_and(is_at) { Ok(()) } else { Err(Reason::HistoryChanged) }
    }
}

/// The rows as they are to be. A tombstone does not count for the hashes of those after it.
fn amended(
    known: &Migrations,
    mut rows: Vec<Applied>,
    version: i64,
    amendment: Amendment,
) -> Result<Vec<Applied>, Reason> {
    let program = known.list.iter().find(|one| one.version == version);
    let name = program.map_or_else(|| migration::VersionText(version).to_string(), ToString::to_string);
    let Some(place) = rows.iter().position(|row| row.version == version) else {
        return Err(Reason::Unamendable { migration: name, amendment, why: Unamendable::NotApplied });
    };
    let refused = |why| Err(Reason::Unamendable { migration: rows[place].id(), amendment, why });
    let is_corrected = |row: &Applied| {
        let is_changed = program.is_some_and(|known| known.checksum != row.checksum);
        amendment == Amendment::Accept && row.version == version && is_changed
    };
    if let Some(unfinished) = rows.iter().find(|row| row.state != State::Applied && !is_corrected(row)) {
        return Err(Reason::Unamendable { migration: unfinished.id(), amendment, why: Unamendable::HalfDone });
    }
    match (amendment, program) {
        (Amendment::Revive, _) if !rows[place].is_tombstone => return refused(Unamendable::NoTombstone),
        (Amendment::Revive, _) => {}
        (Amendment::Bury | Amendment::Accept, _) if rows[place].is_tombstone => return refused(Unamendable::Tombstone),
        (Amendment::Bury, Some(_)) => return refused(Unamendable::Known),
        (Amendment::Bury, None) => {}
        (Amendment::Accept, None) => return refused(Unamendable::Unknown),
        (Amendment::Accept, Some(known)) if known.checksum == rows[place].checksum => {
            return refused(Unamendable::Unchanged);
        }
        (Amendment::Accept, Some(_)) => {}
    }
    let row = &mut rows[place];
    row.is_tombstone = amendment == Amendment::Bury;
    if let (Amendment::Accept, Some(known)) = (amendment, program) {
        row.checksum = known.checksum;
    }
    let earlier = rows[..place].iter().rfind(|row| !row.is_tombstone);
    let mut hash = earlier.map_or(0, |row| row.history_hash);
    for row in rows[place..].iter_mut().filter(|row| !row.is_tombstone) {
        hash = history_hash(hash, row.version, row.checksum);
        row.history_hash = hash;
    }
    Ok(rows)
}

fn statements(history: &History, known: &Migrations, before: &[Applied], after: &[Applied]) -> Vec<Statement> {
    let kind = |row: &Applied| match known.list.iter().find(|one| one.version == row.version) {
        _ if row.is_tombstone => TOMBSTONE,
        Some(known) => history::kind(known.kind),
        // What it was before is not kept.
        None => history::kind(migration::Kind::Schema),
    };
    let mut statements = Vec::new();
    for (before, after) in before.iter().zip(after) {
        if before.is_tombstone != after.is_tombstone {
            statements.push(history.set_kind(after.version, kind(after)));
        }
        if (before.checksum, before.history_hash) != (after.checksum, after.history_hash) {
            statements.push(history.set_hashes(after));
        }
        if before.undo != after.undo {
            statements.push(history.set_undo(after));
        }
        if !before.progress_is_exact && after.progress_is_exact {
            statements.push(history.update_exactly(after.version, after.state, after.progress));
        }
    }
    statements
}
