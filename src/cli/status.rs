//! `status`: what is applied and what is pending.

use std::fmt::Write as _;

use serde_json::json;

use super::exit::Exit;
use super::message::Failure;
use super::output::Answer;
use super::paint::Paint;
use super::session::Session;
use crate::plan::Goal;
use crate::preview::Plan;
use crate::{MigrationState, Status};

/// Shows what is applied and what is pending, and what stands in the way of `up`.
pub async fn show(session: &Session<'_>, has_exit_code: bool) -> Result<Answer, Failure> {
    let db = session.connect().await?;
    let status = session.migrator().status(&db).await?;
    let plan = session.migrator().plan(&db, Goal::Newest).await.map_err(Failure::from);
    let address = session.address()?.to_string();
    let exit = if has_exit_code { exit_code(&plan) } else { Exit::Done };
    let json = json!({
        "database": status.database,
        "address": address,
        "migrations": status.migrations,
        "in_the_way": plan.as_ref().err().map(|failure| failure.json(str::to_owned)["error"].take()),
        "exit_code": exit as u8,
    });
    Ok(Answer { json, text: Box::new(move |paint| text(&status, plan.err(), &address, paint)), exit })
}

fn exit_code(plan: &Result<Plan, Failure>) -> Exit {
    match plan {
        Err(failure) => failure.exit(),
        Ok(plan) if plan.unfinished.is_some() => Exit::HalfDone,
        Ok(plan) if !plan.apply.is_empty() => Exit::Pending,
        Ok(_) => Exit::Done,
    }
}

fn text(status: &Status, in_the_way: Option<Failure>, address: &str, paint: Paint) -> String {
    let mut text = format!("{} at {address}\n\n", paint.bold(&status.database));
    let width = status.migrations.iter().map(|one| one.migration.len()).max().unwrap_or(0);
    for one in &status.migrations {
        let state = one.state.to_string();
        let painted = match one.state {
            MigrationState::Pending => paint.yellow(&state),
            MigrationState::Applied { .. } => paint.green(&state),
            MigrationState::Changed { .. } | MigrationState::Interrupted { .. } => paint.red(&state),
            MigrationState::Unknown { .. } => paint.bold(&state),
            MigrationState::Tombstone { .. } => paint.dim(&state),
        };
        let _infallible = writeln!(text, "  {:width$}  {painted}", one.migration);
    }
    if !status.migrations.is_empty() {
        text.push('\n');
    }
    match in_the_way {
        Some(failure) => text + "`up` would be refused\n" + &Failure::painted(&failure.text(), paint),
        None => text + &sum(status),
    }
}

fn sum(status: &Status) -> String {
    if status.migrations.is_empty() {
        return "the history has no migrations".to_owned();
    }
    match status.pending().count() {
        0 => "nothing is pending".to_owned(),
        1 => "1 pending; `up` applies it".to_owned(),
        count => format!("{count} pending; `up` applies them"),
    }
}
