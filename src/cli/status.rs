//! `status`: what is applied and what is pending.

use std::fmt::Write as _;

use serde_json::json;

use super::exit::Exit;
use super::message::Failure;
use super::output::Answer;
use super::paint::Paint;
use super::session::Session;
use crate::{MigrationState, Status};

/// Shows what is applied and what is pending.
pub async fn show(session: &Session<'_>, has_exit_code: bool) -> Result<Answer, Failure> {
    let db = session.connect().await?;
    let status = session.migrator().status(&db).await?;
    let address = session.address()?.to_string();
    let exit = if has_exit_code { exit_code(&status) } else { Exit::Done };
    Ok(Answer {
        json: json!({ "database": status.database, "address": address, "migrations": status.migrations, "exit_code": exit as u8 }),
        text: Box::new(move |paint| text(&status, &address, paint)),
        exit,
    })
}

/// A half-done migration stands in the way of the pending ones.
fn exit_code(status: &Status) -> Exit {
    let is = |wanted: fn(&MigrationState) -> bool| status.migrations.iter().any(|one| wanted(&one.state));
    if is(|state| matches!(state, MigrationState::Interrupted { .. })) {
        Exit::HalfDone
    } else if is(|state| matches!(state, MigrationState::Changed { .. })) {
        Exit::Failed
    } else if is(|state| *state == MigrationState::Pending) {
        Exit::Pending
    } else {
        Exit::Done
    }
}

fn text(status: &Status, address: &str, paint: Paint) -> String {
    let mut text = format!("{} at {address}\n\n", paint.bold(&status.database));
    let width = status.migrations.iter().map(|one| one.migration.len()).max().unwrap_or(0);
    for one in &status.migrations {
        let state = one.state.to_string();
        let painted = match one.state {
            MigrationState::Pending => paint.yellow(&state),
            MigrationState::Applied { .. } => paint.green(&state),
            MigrationState::Changed { .. } | MigrationState::Interrupted { .. } => paint.red(&state),
            MigrationState::Unknown { .. } => paint.bold(&state),
        };
        let _infallible = writeln!(text, "  {:width$}  {painted}", one.migration);
    }
    let pending = status.pending().count();
    let sum = match (status.migrations.len(), pending) {
        (0, _) => "the history has no migrations".to_owned(),
        (_, 0) => "nothing is pending".to_owned(),
        (_, count) => format!("{count} pending; `up` applies {}", if count == 1 { "it" } else { "them" }),
    };
    let separator = if status.migrations.is_empty() { "" } else { "\n" };
    text + separator + &sum
}
