//! The applied migrations beside those that the program knows.

use migrate_core::migration::Migrations;

use super::{Finding, Problem};
use crate::history::{Applied, State};

/// In what they differ. What is only pending is no difference: `up` applies it.
pub fn findings(known: &Migrations, applied: &[Applied]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = applied.iter().filter_map(|one| of_applied(known, one)).collect();
    let newest = applied.iter().max_by_key(|one| one.version);
    let pending = known.list.iter().filter(|one| !applied.iter().any(|applied| applied.version == one.version));
    findings.extend(pending.filter_map(|one| {
        let newest = newest.filter(|newest| one.version < newest.version)?.id();
        Some(finding(
            &one.to_string(),
            Problem::OutOfOrder,
            format!("`{one}` is pending, but the newer `{newest}` is applied"),
            format!("give it a version after `{newest}`"),
        ))
    }));
    findings
}

fn of_applied(known: &Migrations, one: &Applied) -> Option<Finding> {
    let id = one.id();
    let of_program = known.list.iter().find(|known| known.version == one.version);
    if one.state != State::Applied {
        let plural = if one.progress == 1 { "step is" } else { "steps are" };
        let message = format!("`{id}` is half done: {} of its {plural} done", one.progress);
        return Some(finding(
            &id,
            Problem::HalfDone,
            message,
            "`resume` goes on with it, `repair` takes it back".to_owned(),
        ));
    }
    if !one.undo_is_intact {
        return Some(finding(
            &id,
            Problem::Changed,
            format!("the steps that undo `{id}` were changed since it was applied"),
            "restore its row of `migrate_history` from a backup".to_owned(),
        ));
    }
    match of_program {
        None => Some(finding(
            &id,
            Problem::Unknown,
            format!("`{id}` is applied, and this program does not know it"),
            "check with the program that applied it, or undo it with `down`".to_owned(),
        )),
        Some(known) if known.checksum != one.checksum => Some(finding(
            &id,
            Problem::Changed,
            format!("`{id}` was changed after it was applied"),
            "restore what it was, and write the change as a new migration".to_owned(),
        )),
        Some(_) => None,
    }
}

/// Why nobody can say which schema the applied migrations come to.
pub fn in_the_way(known: &Migrations, applied: &[Applied]) -> Option<String> {
    if let Some(one) = applied.iter().find(|one| one.state != State::Applied) {
        return Some(format!("`{}` is half done", one.id()));
    }
    let is_known = |one: &&Applied| known.list.iter().any(|known| known.version == one.version);
    if let Some(unknown) = applied.iter().find(|one| !is_known(one)) {
        return Some(format!("what `{}` made is not known to this program", unknown.id()));
    }
    let newest = applied.iter().max_by_key(|one| one.version)?;
    let is_pending = |version| !applied.iter().any(|one| one.version == version);
    let pending = known.list.iter().find(|one| one.version < newest.version && is_pending(one.version))?;
    Some(format!("`{pending}` is pending below `{}`", newest.id()))
}

fn finding(migration: &str, problem: Problem, message: String, help: String) -> Finding {
    Finding { kind: "migration".to_owned(), name: migration.to_owned(), problem, message, help }
}
