//! `wait`: until another program has applied all that this one knows.

use std::time::{Duration, Instant};

use serde_json::json;

use super::exit::Exit;
use super::message::Failure;
use super::output::Answer;
use super::session::Session;
use crate::Database;
use crate::counted::counted;
use crate::error::Reason;
use crate::{MigrationState, Status};

/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(250);

/// Waits until nothing is pending, and not longer than the timeout.
pub async fn wait(session: &Session<'_>, timeout: Duration) -> Result<Answer, Failure> {
    let begin = Instant::now();
    let mut db = None;
    loop {
        let left = timeout.saturating_sub(begin.elapsed());
        let missing = match look(session, &mut db, left).await {
            Ok(status) => missing(&status),
            // The server may be starting, or restarting, all the time.
            Err(failure) if left.is_zero() || !is_passing(&failure) => return Err(failure),
            Err(_) => {
                db = None;
                vec!["the server".to_owned()]
            }
        };
        if missing.is_empty() {
            let waited = begin.elapsed();
            let json = json!({ "milliseconds": waited.as_secs_f64() * 1_000.0, "exit_code": Exit::Done as u8 });
            let text = "the database has every migration that this program knows".to_owned();
            return Ok(Answer { json, text: Box::new(|_| text), exit: Exit::Done });
        }
        if left.is_zero() {
            return Err(Failure::Refused {
                text: still_missing(&missing, timeout),
                reason: "pending",
                exit: Exit::Pending,
            });
        }
        tokio::time::sleep(PAUSE.min(left)).await;
    }
}

async fn look(session: &Session<'_>, db: &mut Option<Database>, left: Duration) -> Result<Status, Failure> {
    if db.is_none() {
        *db = Some(Database::connect_within(session.address()?.url(), left).await?);
    }
    let db = db.as_ref().expect("it was just connected");
    Ok(session.migrator().wait_for_others(Duration::ZERO).status(db).await?)
}

/// The migrations of this program that are not applied as a whole.
fn missing(status: &Status) -> Vec<String> {
    let is_missing =
        |state: &MigrationState| matches!(state, MigrationState::Pending | MigrationState::Interrupted { .. });
    status.migrations.iter().filter(|one| is_missing(&one.state)).map(|one| one.migration.clone()).collect()
}

fn is_passing(failure: &Failure) -> bool {
    let Failure::Stopped(error) = failure else { return false };
    matches!(error.reason(), Reason::Database { .. } | Reason::ConnectionLost { .. } | Reason::Locked { .. })
}

fn still_missing(missing: &[String], timeout: Duration) -> String {
    let first = &missing[0];
    let others = match missing.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    format!(
        "`{first}`{others} not applied after {}\n\
         help: apply with `up`, or wait longer with `--timeout <SECONDS>`",
        counted(timeout.as_secs(), "seconds")
    )
}
