//! The applied migrations beside those that the program knows, and the history beside itself.

use migrate_core::migration::{Migration, Migrations};

use super::{Finding, Problem};
use crate::error::Edit;
use crate::history::{self, Applied, History, State};
use crate::plan::{Terms, is_independent};

/// A history, and what is said of it.
pub struct Found<'a> {
    /// What the program knows.
    pub known: &'a Migrations,
    /// The rows of the history.
    pub rows: &'a [Applied],
    /// What whoever checks says of their order.
    pub terms: Terms,
    /// Where it is.
    pub history: &'a History,
}

impl Found<'_> {
    /// In what they differ. What is only pending is no difference: `up` applies it.
    pub fn findings(&self) -> Vec<Finding> {
        let applied: Vec<&Applied> = self.applied().collect();
        let edits = history::edits(self.known, &applied, self.history);
        let mut findings: Vec<Finding> = Vec::new();
        for one in &applied {
            let edit = edits.iter().find(|(row, _)| row.version == one.version).map(|(_, edit)| edit);
            match edit {
                Some(edit) => findings.extend(of_edit(one, edit)),
                None => findings.extend(self.of_applied(one)),
            }
        }
        findings.extend(self.rows.iter().filter(|row| row.is_tombstone).filter_map(|row| self.of_tombstone(row)));
        let deleted = |one: &Migration| {
            let is_it = |(_, edit): &(&Applied, Edit)| matches!(edit, Edit::Missing { migrations } if migrations.contains(&one.to_string()));
            edits.iter().any(is_it)
        };
        let out_of_order = self.out_of_order().filter(|(one, _)| !deleted(one));
        findings.extend(out_of_order.map(|(one, newest)| {
            finding(
                &one.to_string(),
                Problem::OutOfOrder,
                format!("`{one}` is pending, but the newer `{}` is applied", newest.id()),
                format!("give it a version after `{}`", newest.id()),
            )
        }));
        findings
    }

    /// Why nobody can say which schema the applied migrations come to.
    pub fn in_the_way(&self) -> Option<String> {
        if let Some(one) = self.applied().find(|one| one.state != State::Applied) {
            return Some(format!("`{}` is half done", one.id()));
        }
        if let Some(unknown) = self.applied().find(|one| self.of_program(one).is_none()) {
            return Some(format!("what `{}` made is not known to this program", unknown.id()));
        }
        let (pending, newest) = self.out_of_order().next()?;
        Some(format!("`{pending}` is pending below `{}`", newest.id()))
    }

    fn applied(&self) -> impl Iterator<Item = &Applied> {
        self.rows.iter().filter(|row| !row.is_tombstone)
    }

    fn of_program(&self, one: &Applied) -> Option<&'static Migration> {
        self.known.list.iter().copied().find(|known| known.version == one.version)
    }

    /// The pending migrations that are older than applied ones, each with the newest of those; without those that `up` applies
    /// on the same terms.
    fn out_of_order(&self) -> impl Iterator<Item = (&'static Migration, &Applied)> {
        let newest = self.applied().max_by_key(|one| one.version);
        let has_row = |version| self.rows.iter().any(|one| one.version == version);
        let pending = self.known.list.iter().copied().filter(move |one| !has_row(one.version));
        pending.filter_map(move |one| {
            let newest = newest.filter(|newest| one.version < newest.version)?;
            let mut newer = self.applied().filter(|applied| applied.version > one.version);
            let is_accepted = self.terms.accepts_out_of_order
                && newer.all(|applied| is_independent(self.known, applied.version, one.version));
            (!is_accepted).then_some((one, newest))
        })
    }

    fn of_applied(&self, one: &Applied) -> Option<Finding> {
        let id = one.id();
        if one.state != State::Applied {
            let plural = if one.progress == 1 { "step is" } else { "steps are" };
            let message = format!("`{id}` is half done: {} of its {plural} done", one.progress);
            let help = "`resume` goes on with it, `repair` takes it back".to_owned();
            return Some(finding(&id, Problem::HalfDone, message, help));
        }
        if !one.undo_is_intact {
            return Some(finding(
                &id,
                Problem::Changed,
                format!("the steps that undo `{id}` were changed since it was applied"),
                format!("restore its row of `{}` from a backup", self.history.table()),
            ));
        }
        match self.of_program(one) {
            None => Some(finding(
                &id,
                Problem::Unknown,
                format!("`{id}` is applied, and this program does not know it"),
                "check with the program that applied it, undo it with `down`, or give it a tombstone where it was deleted on \
                 purpose"
                    .to_owned(),
            )),
            Some(known) if known.checksum != one.checksum => Some(finding(
                &id,
                Problem::Changed,
                format!("`{id}` was changed after it was applied"),
                "restore what it was and write the change as a new migration, or `accept-change` where it makes the same"
                    .to_owned(),
            )),
            Some(_) => None,
        }
    }

    fn of_tombstone(&self, row: &Applied) -> Option<Finding> {
        let known = self.of_program(row)?;
        Some(finding(
            &known.to_string(),
            Problem::Different,
            format!("`{known}` has a tombstone, and this program knows it"),
            format!(
                "have it count as applied again with `tombstone --revive {}`, or give it another version",
                row.version
            ),
        ))
    }
}

/// What was done to the history by hand.
fn of_edit(one: &Applied, edit: &Edit) -> Vec<Finding> {
    let id = one.id();
    let restore = "restore the history from a backup".to_owned();
    match edit {
        Edit::Missing { migrations } => {
            let missing = |name: &String| {
                let message = format!("the row of `{name}` was deleted from the history by hand, below that of `{id}`");
                finding(name, Problem::Missing, message, restore.clone())
            };
            migrations.iter().map(missing).collect()
        }
        Edit::Row { migration, mend } => {
            let what = if *migration == id { "checksum" } else { "version" };
            let message = format!("the {what} of `{migration}` was changed in the history by hand");
            vec![finding(migration, Problem::Changed, message, format!("put it back, send: {mend}"))]
        }
        Edit::State { is, was, mend } => {
            let message = format!("the row of `{id}` says `{is}`, and said `{was}`");
            vec![finding(&id, Problem::Changed, message, format!("put it back, send: {mend}"))]
        }
        Edit::Unexplained => {
            let message = format!(
                "the row of `{id}`, or one right before it, was changed in or deleted from the history by hand"
            );
            vec![finding(&id, Problem::Changed, message, restore)]
        }
    }
}

fn finding(migration: &str, problem: Problem, message: String, help: String) -> Finding {
    Finding { kind: "migration".to_owned(), name: migration.to_owned(), problem, message, help }
}
