//! What a run has to do: the known migrations, the applied ones and the goal, compared as sets. Pure.

use std::collections::BTreeSet;

use migrate_core::migration::{Migration, Migrations};

use crate::error::Reason;
use crate::history::{Applied, State};

/// Where a run is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Goal {
    /// Every known migration is applied.
    Newest,
    /// So many of the pending migrations are applied.
    Next(usize),
    /// The known migrations up to this version are applied, and none is undone.
    UpTo(i64),
    /// The migration applied last is undone.
    Previous,
    /// The migrations applied after this one are undone, and none is applied; 0 for all.
    DownTo(i64),
    /// The migration applied last is undone, and applied as the program knows it.
    Again,
    /// The migrations up to this version are applied and no others; 0 for none.
    Version(i64),
    /// What an earlier run left in the middle is gone on with.
    Resume,
    /// What an earlier run left in the middle is taken back to where it began.
    Repair,
}

impl Goal {
    /// Whether migrations may be applied on the way to it, so that those that stay must be those that the program knows.
    pub(crate) const fn applies(self) -> bool {
        !matches!(self, Self::Previous | Self::DownTo(_) | Self::Resume | Self::Repair)
    }

    /// The version that it names, if any.
    const fn version(self) -> Option<i64> {
        match self {
            Self::UpTo(version) | Self::DownTo(version) | Self::Version(version) => Some(version),
            Self::Newest | Self::Next(_) | Self::Previous | Self::Again | Self::Resume | Self::Repair => None,
        }
    }
}

/// What whoever starts a run says of a database whose order is not the program's.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms {
    /// Whether one that knows newer migrations is refused.
    pub refuses_newer: bool,
    /// Whether a migration is applied below applied ones, where their order makes no difference.
    pub accepts_out_of_order: bool,
}

/// What a run has to do, in this order.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The migrations to undo.
    pub undo: Vec<&'a Applied>,
    /// The migrations to apply.
    pub apply: Vec<&'static Migration>,
    /// Whether the database knows newer migrations than the program, and nothing else is amiss.
    pub is_ahead: bool,
}

/// Plans a run. `applied` is in order of application, and none of it was left in the middle.
///
/// # Errors
/// The applied migrations and the known ones contradict each other, the goal is not among them, or one that would
/// have to be undone cannot be.
pub fn plan<'a>(
    known: &'static Migrations,
    applied: &'a [Applied],
    goal: Goal,
    terms: Terms,
) -> Result<Plan<'a>, Reason> {
    let known_versions: BTreeSet<i64> = known.list.iter().map(|migration| migration.version).collect();
    let undo = to_undo(applied, &known_versions, goal)?;
    if let Some(changed) = undo.iter().find(|one| !one.undo_is_intact) {
        return Err(Reason::UndoChanged { migration: changed.id() });
    }
    if let Some((migration, reason)) = undo.iter().find_map(|one| Some((one.id(), one.undo.irreversible.clone()?))) {
        return Err(Reason::Irreversible { migration, reason });
    }
    if goal == Goal::Again
        && let Some(unknown) = undo.iter().find(|one| !known_versions.contains(&one.version))
    {
        return Err(Reason::Unknown { migration: unknown.id(), applied_at: unknown.applied_at.clone() });
    }
    let staying = &applied[..applied.len() - undo.len()];
    let apply = to_apply(known, staying, &undo, goal);
    let is_ahead =
        if goal.applies() { check(known, staying, &apply, terms)? } else { is_ahead(known, staying, &apply) };
    Ok(Plan { undo, apply, is_ahead })
}

/// Plans what is left of a run that has undone a migration to apply it as the program knows it.
///
/// # Errors
/// As [`plan`].
pub fn plan_to_come_back<'a>(
    known: &'static Migrations,
    applied: &'a [Applied],
    version: i64,
    terms: Terms,
) -> Result<Plan<'a>, Reason> {
    let is_applied = applied.iter().any(|one| one.version == version);
    let apply: Vec<_> = known.list.iter().copied().filter(|one| one.version == version && !is_applied).collect();
    let is_ahead = check(known, applied, &apply, terms)?;
    Ok(Plan { undo: Vec::new(), apply, is_ahead })
}

/// Refuses to apply these where the applied migrations that stay contradict the known ones. Returns whether the database is
/// ahead.
fn check(
    known: &'static Migrations,
    staying: &[Applied],
    apply: &[&'static Migration],
    terms: Terms,
) -> Result<bool, Reason> {
    refuse_changed(known, staying)?;
    let is_ahead = is_ahead(known, staying, apply);
    if !is_ahead {
        refuse_contradictions(known, staying, apply, terms)?;
    } else if terms.refuses_newer {
        return Err(Reason::Ahead { migrations: unknown(known, staying).map(Applied::id).collect() });
    }
    Ok(is_ahead)
}

/// Whether the database knows newer migrations than the program, and nothing else is amiss.
fn is_ahead(known: &Migrations, staying: &[Applied], apply: &[&'static Migration]) -> bool {
    let newest_known = known.list.iter().map(|one| one.version).max().unwrap_or(0);
    let mut unknown = unknown(known, staying).peekable();
    unknown.peek().is_some() && apply.is_empty() && unknown.all(|one| one.version > newest_known)
}

/// The applied migrations that the program does not know.
fn unknown<'a>(known: &Migrations, staying: &'a [Applied]) -> impl Iterator<Item = &'a Applied> {
    staying.iter().filter(|one| known.list.iter().all(|known| known.version != one.version))
}

/// Refuses a migration that the program knows again, and that has a tombstone.
///
/// # Errors
/// There is one.
pub fn refuse_tombstones(known: &Migrations, rows: &[Applied]) -> Result<(), Reason> {
    let is_known = |row: &&Applied| known.list.iter().any(|one| one.version == row.version);
    match rows.iter().filter(|row| row.is_tombstone).find(is_known) {
        Some(row) => Err(Reason::Tombstone { migration: row.id(), applied_at: row.applied_at.clone() }),
        None => Ok(()),
    }
}

/// How a migration is brought to an end that an earlier run left in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is gone on with.
    Onward,
    /// It is taken back to where it began.
    Back,
}

/// How a run to this goal brings it to an end; nothing if it does not.
pub fn way(interrupted: &Applied, goal: Goal) -> Option<Way> {
    let version = interrupted.version;
    let is_wanted = match goal {
        Goal::Resume => return Some(Way::Onward),
        Goal::Repair => return Some(Way::Back),
        Goal::Newest | Goal::Next(_) | Goal::UpTo(_) => true,
        Goal::Previous | Goal::DownTo(_) | Goal::Again => false,
        Goal::Version(last) => version <= last,
    };
    match (interrupted.state, is_wanted) {
        (State::Applying | State::Applied, true) | (State::Undoing, false) => Some(Way::Onward),
        (State::Applying | State::Applied, false) => Some(Way::Back),
        // Somebody undid it on purpose.
        (State::Undoing, true) => None,
    }
}

/// The migrations to undo, the one applied last first. They are the last ones applied, or the goal is refused.
fn to_undo<'a>(applied: &'a [Applied], known: &BTreeSet<i64>, goal: Goal) -> Result<Vec<&'a Applied>, Reason> {
    let is_applied = |version| applied.iter().any(|one| one.version == version);
    if let Some(version) = goal.version().filter(|version| *version != 0) {
        if !known.contains(&version) && !is_applied(version) {
            return Err(Reason::UnknownGoal { version, nearest: nearest(known, version) });
        }
        if matches!(goal, Goal::DownTo(_)) && !is_applied(version) {
            return Err(Reason::NotApplied { version });
        }
    }
    let first = match goal {
        Goal::Newest | Goal::Next(_) | Goal::UpTo(_) | Goal::Resume | Goal::Repair => applied.len(),
        Goal::Previous | Goal::Again => applied.len().saturating_sub(1),
        Goal::DownTo(0) => 0,
        // What was applied after it goes, in whatever order the versions are.
        Goal::DownTo(version) => {
            applied.iter().position(|one| one.version == version).map_or(applied.len(), |place| place + 1)
        }
        Goal::Version(version) => applied.iter().position(|one| one.version > version).unwrap_or(applied.len()),
    };
    if let Goal::Version(version) = goal
        && let Some(older) = applied[first..].iter().find(|one| one.version <= version)
    {
        return Err(Reason::AppliedLater { migration: older.id(), than: applied[first].id() });
    }
    Ok(applied[first..].iter().rev().collect())
}

/// The known migration whose version is nearest.
fn nearest(known: &BTreeSet<i64>, version: i64) -> Option<i64> {
    known.iter().copied().min_by_key(|other| other.abs_diff(version))
}

fn to_apply(known: &'static Migrations, staying: &[Applied], undo: &[&Applied], goal: Goal) -> Vec<&'static Migration> {
    let is_applied = |version| staying.iter().any(|one| one.version == version);
    let pending = known.list.iter().copied().filter(|one| !is_applied(one.version));
    match goal {
        Goal::Newest => pending.collect(),
        Goal::Next(count) => pending.take(count).collect(),
        Goal::UpTo(last) | Goal::Version(last) => pending.filter(|one| one.version <= last).collect(),
        Goal::Again => pending.filter(|one| undo.iter().any(|undone| undone.version == one.version)).collect(),
        Goal::Previous | Goal::DownTo(_) | Goal::Resume | Goal::Repair => Vec::new(),
    }
}

/// Refuses what was changed after it was applied.
fn refuse_changed(known: &'static Migrations, staying: &[Applied]) -> Result<(), Reason> {
    let of_version = |version| known.list.iter().find(|one| one.version == version);
    let is_changed = |one: &&Applied| of_version(one.version).is_some_and(|known| known.checksum != one.checksum);
    match staying.iter().find(is_changed) {
        Some(changed) => Err(Reason::Changed { migration: changed.id() }),
        None => Ok(()),
    }
}

/// Refuses what would be applied below an applied one, and what is applied but not known.
fn refuse_contradictions(
    known: &'static Migrations,
    staying: &[Applied],
    apply: &[&'static Migration],
    terms: Terms,
) -> Result<(), Reason> {
    for pending in apply {
        let newer: Vec<&Applied> = staying.iter().filter(|one| one.version > pending.version).collect();
        let Some(newest) = newer.iter().max_by_key(|one| one.version) else { continue };
        let related = newer.iter().find(|one| !is_independent(known, one.version, pending.version));
        if related.is_some() || !terms.accepts_out_of_order {
            return Err(Reason::OutOfOrder {
                migration: pending.to_string(),
                applied: newest.id(),
                related: related.map(|one| one.id()),
            });
        }
    }
    match unknown(known, staying).next() {
        Some(unknown) => Err(Reason::Unknown { migration: unknown.id(), applied_at: unknown.applied_at.clone() }),
        None => Ok(()),
    }
}

/// Whether the build knows that the order of two migrations makes no difference.
pub fn is_independent(known: &Migrations, newer: i64, older: i64) -> bool {
    let place = |version| known.list.iter().position(|one| one.version == version);
    let (Some(newer), Some(older)) = (place(newer), place(older)) else { return false };
    let Some(distance) = newer.checked_sub(older + 1).and_then(|distance| u32::try_from(distance).ok()) else {
        return false;
    };
    known.list[newer].independent_of.checked_shr(distance).is_some_and(|bits| bits & 1 == 1)
}

#[cfg(test)]
mod tests;
