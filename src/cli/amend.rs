//! `tombstone` and `accept-change`: what the history says of a migration is changed, and nothing is carried out.

use serde_json::json;

use super::exit::Exit;
use super::message::Failure;
use super::output::Answer;
use super::paint::Paint;
use super::question::{self, About};
use super::session::Session;
use super::watch;
use crate::machine::Amendment;
use crate::{MigrationState, Status};

/// Changes what the history says of the migration of this version.
pub async fn amend(session: &Session<'_>, amendment: Amendment, version: i64) -> Result<Answer, Failure> {
    let db = session.connect().await?;
    let status = session.migrator().status(&db).await?;
    let found = status.migrations.iter().find(|one| one.version == version);
    let migration = found.map(|one| one.migration.clone()).unwrap_or_default();
    // What is refused anyway is not asked about.
    let is_asked = found.is_some_and(|one| fits(amendment, &one.state)) && !session.arguments.yes;
    if is_asked {
        let paint = Paint::on(&std::io::stderr(), session.arguments.colour);
        let address = session.address()?.to_string();
        let state = found.map(|one| &one.state);
        question::ask(&question_about(&status, &address, &migration, (amendment, state), paint), About::Recording)?;
    }
    let known_outcome = session.arguments.known_outcome;
    let report =
        watch::stoppable(session, async |migrator| migrator.amend(&db, version, amendment, known_outcome).await);
    let report = report.await?;
    let json = json!({ "database": report.database, "migration": migration, "exit_code": Exit::Done as u8 });
    let is_half_done = found.is_some_and(|one| is_half_done(&one.state));
    let text = format!("{}:\n  {migration}  {}", report.database, said(amendment, is_half_done));
    Ok(Answer { json, text: Box::new(|_| text), exit: Exit::Done })
}

const fn fits(amendment: Amendment, state: &MigrationState) -> bool {
    matches!(
        (amendment, state),
        (Amendment::Bury, MigrationState::Unknown { .. })
            | (Amendment::Revive, MigrationState::Tombstone { .. })
            | (Amendment::Accept, MigrationState::Changed { .. } | MigrationState::Interrupted { .. })
    )
}

const fn is_half_done(state: &MigrationState) -> bool {
    matches!(state, MigrationState::Interrupted { .. })
}

fn question_about(
    status: &Status,
    address: &str,
    migration: &str,
    (amendment, state): (Amendment, Option<&MigrationState>),
    paint: Paint,
) -> String {
    let what = match amendment {
        Amendment::Accept if state.is_some_and(is_half_done) => {
            "is half done, and goes on as it is written now from where it stands, with the next `up` or `resume`; what is done \
             stays as it is"
        }
        Amendment::Bury => {
            "gets a tombstone: it counts neither as applied nor as pending, and is not undone; the database keeps what it made, \
             which `check` shows. If another program still knows it, that one is refused from then on"
        }
        Amendment::Revive => "loses its tombstone: it is applied again, and is undone with the others",
        Amendment::Accept => {
            "counts as applied as it is now, and nothing is carried out; `check` shows in what the database differs"
        }
    };
    format!("On {} at {address}\n  {migration}\n{what}.\nChange the history?", paint.bold(&status.database))
}

const fn said(amendment: Amendment, is_half_done: bool) -> &'static str {
    match amendment {
        Amendment::Accept if is_half_done => "goes on as it is written now, with the next `up` or `resume`",
        Amendment::Bury => "has a tombstone; `check` shows what it left",
        Amendment::Revive => "is applied again",
        Amendment::Accept => "is applied as it is now; `check` shows in what the database differs",
    }
}
