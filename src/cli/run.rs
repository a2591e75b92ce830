//! `up`, `down`, `to`, `redo`, `resume` and `repair`: what is to be undone is shown first, and asked about.

use std::fmt::Write as _;

use serde_json::json;

use super::exit::Exit;
use super::message::Failure;
use super::output::Answer;
use super::paint::Paint;
use super::question::About;
use super::session::Session;
use super::{question, watch};
use crate::Migrator;
use crate::error::{Aftermath, Reason};
use crate::machine::Shown;
use crate::plan::Goal;
use crate::preview::{Plan, PlannedMigration};
use crate::report::Report;

/// Brings the database to where it is to be.
pub async fn run(session: &Session<'_>, goal: Goal) -> Result<Answer, Failure> {
    let db = session.connect().await?;
    let known_outcome = session.arguments.known_outcome;
    let mut shown = None;
    if may_undo(goal) {
        let plan = session.migrator().plan(&db, goal).await?;
        refuse_loss(session, &plan)?;
        let is_asked = undoes(&plan) && !session.arguments.yes;
        if is_asked {
            let address = session.address()?;
            let paint = Paint::on(&std::io::stderr(), session.arguments.colour);
            question::ask(&question_about(&plan, &address.to_string(), paint), About::Undoing)?;
        }
        // What is known of a step is known of the one that is next now.
        if is_asked || known_outcome.is_some() {
            shown = Some(Shown::of(&plan));
        }
    }
    let run = async |migrator: Migrator| migrator.run_as_shown(&db, goal, known_outcome, shown).await;
    match watch::watched(session, run).await {
        Ok(report) => Ok(answer(report)),
        Err(failure) => Err(changed_meanwhile(failure)),
    }
}

/// Whether something is undone: what an earlier run left in the middle also counts.
fn undoes(plan: &Plan) -> bool {
    !plan.undo.is_empty() || plan.unfinished.as_ref().is_some_and(|one| !one.will_be_applied)
}

const fn may_undo(goal: Goal) -> bool {
    match goal {
        Goal::Newest | Goal::Next(_) | Goal::UpTo(_) => false,
        Goal::Previous | Goal::DownTo(_) | Goal::Again | Goal::Version(_) | Goal::Resume | Goal::Repair => true,
    }
}

/// Refuses before the question what would be refused after it. What the migrations after the first one throw away can
/// be less than it seems now, as the first one may take rows back.
fn refuse_loss(session: &Session<'_>, plan: &Plan) -> Result<(), Failure> {
    let first = plan.undo.first().filter(|_| !session.arguments.accept_data_loss);
    let Some((migration, loss)) = first.and_then(|one| Some((&one.migration, one.losses().next()?))) else {
        return Ok(());
    };
    let Some(count) = loss.count else { return Ok(()) };
    let (migration, what) = (migration.clone(), loss.what.clone());
    Err(Failure::from(Reason::Loss { migration, what, count, aftermath: Aftermath::Unchanged }))
}

/// What was said was about what was shown.
fn changed_meanwhile(failure: Failure) -> Failure {
    match failure {
        Failure::Stopped(error) if *error.reason() == Reason::HistoryChanged && error.report().is_empty() => {
            let text = "the database changed before the run began\nnote: nothing was changed by this run\n\
                        help: look at `plan`, and begin again";
            Failure::refused("changed_meanwhile", text.to_owned())
        }
        failure => failure,
    }
}

fn question_about(plan: &Plan, address: &str, paint: Paint) -> String {
    let mut text = format!("On {} at {address} this undoes\n", paint.bold(&plan.database));
    if let Some(one) = &plan.unfinished {
        let _infallible = writeln!(text, "  {}  left in the middle by an earlier run", one.migration);
    }
    let width = plan.undo.iter().map(|one| one.migration.len()).max().unwrap_or(0);
    for one in &plan.undo {
        let _infallible = writeln!(text, "  {:width$}  {}", one.migration, one.grade);
        for (step, need) in one.steps.iter().filter_map(|step| Some((step, step.needs.as_ref()?))) {
            let when = if step.asked_on_the_way.is_some() { ", asked on the way" } else { "" };
            let _infallible = writeln!(text, "    needs that {need}{when}");
        }
        for loss in one.losses() {
            let _infallible = writeln!(text, "    {}", paint.red(&format!("throws away {loss}")));
        }
    }
    if !plan.apply.is_empty() {
        let names: Vec<&str> = plan.apply.iter().map(|one: &PlannedMigration| one.migration.as_str()).collect();
        let _infallible = writeln!(text, "and applies {}", names.join(", "));
    }
    let what = if plan.undo.len() < 2 { "Undo it?".to_owned() } else { format!("Undo these {}?", plan.undo.len()) };
    text + &what
}

/// The answer of a command that ran migrations.
fn answer(report: Report) -> Answer {
    let json = json!({
        "database": report.database,
        "undone": report.undone,
        "applied": report.applied,
        "ahead": report.ahead,
        "exit_code": Exit::Done as u8,
    });
    Answer { json, text: Box::new(move |paint| text(&report, paint)), exit: Exit::Done }
}

fn text(report: &Report, paint: Paint) -> String {
    if report.is_empty() {
        return report.to_string();
    }
    let all = report.undone.iter().map(|ran| ("undone", ran)).chain(report.applied.iter().map(|ran| ("applied", ran)));
    let width = all.clone().map(|(_, ran)| ran.migration.len()).max().unwrap_or(0);
    let mut text = format!("{}:\n", report.database);
    for (verb, ran) in all {
        let padded = format!("{verb:<7}");
        let verb = if verb == "undone" { paint.yellow(&padded) } else { paint.green(&padded) };
        let resumed = if ran.resumed { ", left in the middle by an earlier run" } else { "" };
        let plural = if ran.steps == 1 { "" } else { "s" };
        let about = format!("({}, {} step{plural}, {}{resumed})", ran.grade, ran.steps, watch::time(ran.duration));
        let _infallible = writeln!(text, "  {verb}  {:width$}  {}", ran.migration, paint.dim(&about));
    }
    text
}
