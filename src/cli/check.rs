//! `check`: whether the database is what its history says, and what is released what is built.

use std::fmt::Write as _;
use std::fs;

use migrate_core::locked::{FOLDER, Locked};
use serde::Serialize;
use serde_json::json;

use super::exit::Exit;
use super::lock::{folder, unreadable};
use super::message::Failure;
use super::output::Answer;
use super::paint::Paint;
use super::session::Session;
use super::watch;
use crate::{Check, Finding, MigrationState};

/// Compares the database with its history.
pub async fn check(session: &Session<'_>, is_history_only: bool) -> Result<Answer, Failure> {
    let db = session.connect().await?;
    let migrator = session.migrator();
    let check = if is_history_only {
        migrator.check_history(&db).await?
    } else {
        watch::stoppable(session, async |migrator| migrator.check(&db).await).await?
    };
    let status = migrator.status(&db).await?;
    let applied = status.migrations.iter().filter(|one| one.state != MigrationState::Pending);
    let applied: Vec<&str> = applied.map(|one| one.migration.as_str()).collect();
    let released = Released::read(session, &applied)?;
    let address = session.address()?.to_string();
    let is_wanted = !is_history_only;
    let exit = exit(&check, is_wanted);
    let json = json!({
        "database": check.database,
        "address": address,
        "history": check.history,
        "schema": check.schema,
        "not_compared": check.not_compared,
        "released": released,
        "exit_code": exit as u8,
    });
    let text = Box::new(move |paint| text(&check, released.as_ref(), is_wanted, &address, paint));
    Ok(Answer { text, json, exit })
}

/// What is released beside what is built.
#[derive(Debug, Serialize)]
struct Released {
    /// How many migrations are.
    count: usize,
    /// Those whose statements were changed, each with in what.
    changed: Vec<(String, Vec<String>)>,
    /// Those whose SQL is another one now, each with the databases.
    rendered_otherwise: Vec<(String, Vec<String>)>,
    /// Those that are applied, and not released.
    applied_unreleased: Vec<String>,
}

impl Released {
    /// Reads the files of released migrations; nothing where the sources are not, or nothing is released.
    fn read(session: &Session<'_>, applied: &[&str]) -> Result<Option<Self>, Failure> {
        let Ok(folder) = folder(session.migrations) else { return Ok(None) };
        let folder = folder.join(FOLDER);
        if !folder.is_dir() {
            return Ok(None);
        }
        let mut released =
            Self { count: 0, changed: Vec::new(), rendered_otherwise: Vec::new(), applied_unreleased: Vec::new() };
        for migration in session.migrations.list {
            let id = migration.to_string();
            let path = folder.join(format!("{id}.toml"));
            let Ok(text) = fs::read_to_string(&path) else {
                if applied.contains(&id.as_str()) {
                    released.applied_unreleased.push(id);
                }
                continue;
            };
            let was = Locked::parse(&text).map_err(|why| unreadable(&id, &why))?;
            released.count += 1;
            let now = Locked::of(migration);
            if let Some(difference) = was.operations.first_difference(&now.operations) {
                released.changed.push((id, difference.notes()));
                continue;
            }
            let is_other = |key: &&String| {
                let (was, now) = (was.databases.get(*key), now.databases.get(*key));
                was.is_some_and(|was| now.is_none_or(|now| !was.sends_the_same(now)))
            };
            let others: Vec<String> = now.databases.keys().filter(is_other).cloned().collect();
            if !others.is_empty() {
                released.rendered_otherwise.push((id, others));
            }
        }
        Ok(Some(released))
    }
}

/// Where another run was at work meanwhile, nobody knows whether all is well.
fn exit(check: &Check, is_wanted: bool) -> Exit {
    match (check.is_clean(), &check.not_compared) {
        (false, _) => Exit::Different,
        (true, Some(_)) if is_wanted => Exit::Locked,
        (true, _) => Exit::Done,
    }
}

fn text(check: &Check, released: Option<&Released>, is_wanted: bool, address: &str, paint: Paint) -> String {
    let mut text = format!("{} at {address}\n", paint.bold(&check.database));
    section(&mut text, "the history", "is as this program knows it", &check.history, paint);
    match &check.not_compared {
        Some(_) if !is_wanted => {}
        Some(why) => {
            let _infallible = writeln!(text, "\nthe schema was not compared: {why}");
        }
        None => section(&mut text, "the schema", "is what the applied migrations make", &check.schema, paint),
    }
    if let Some(released) = released {
        text.push_str(&about_released(released));
    }
    text
}

fn section(text: &mut String, what: &str, fine: &str, findings: &[Finding], paint: Paint) {
    let _infallible = match findings.len() {
        0 => writeln!(text, "\n{what} {fine}"),
        1 => writeln!(text, "\n{what} differs in one thing"),
        count => writeln!(text, "\n{what} differs in {count} things"),
    };
    for Finding { message, help, .. } in findings {
        let _infallible = writeln!(text, "\n  {}\n  {} {help}", paint.red(message), paint.cyan("help:"));
    }
}

fn about_released(released: &Released) -> String {
    let Released { count, changed, rendered_otherwise, applied_unreleased } = released;
    let plural = if *count == 1 { " is" } else { "s are" };
    let mut text = format!("\n{count} migration{plural} released\n");
    for (migration, notes) in changed {
        let _infallible = writeln!(text, "\n  `{migration}` was changed after it was released");
        for note in notes {
            let _infallible = writeln!(text, "  note: {note}");
        }
    }
    for (migration, databases) in rendered_otherwise {
        let databases = databases.join(", ");
        let _infallible = writeln!(text, "\n  `{migration}` is rendered otherwise by this version, for {databases}");
    }
    if !rendered_otherwise.is_empty() {
        text.push_str("  note: databases get what was released, unless the build says `MIGRATE_LOCK=ignore`\n");
    }
    for migration in applied_unreleased {
        let _infallible =
            writeln!(text, "\n  `{migration}` is applied here, and not released\n  help: `lock` releases it");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Check, Exit, exit};

    #[test]
    fn a_schema_that_was_to_be_compared_and_was_not_is_no_success() {
        let not_compared = Some("migrations were applied or undone meanwhile; check again".to_owned());
        let check = Check { database: String::new(), history: Vec::new(), schema: Vec::new(), not_compared };
        assert_eq!((exit(&check, true), exit(&check, false)), (Exit::Locked, Exit::Done));
        assert_eq!(exit(&Check { not_compared: None, ..check }, true), Exit::Done);
    }
}
