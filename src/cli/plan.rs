//! `plan`: what a run would do.

use serde_json::json;

use super::exit::Exit;
use super::message::Failure;
use super::output::Answer;
use super::paint::Paint;
use super::session::Session;
use crate::plan::Goal;

/// Shows what a run would do.
pub async fn show(session: &Session<'_>, goal: Goal) -> Result<Answer, Failure> {
    let db = session.connect().await?;
    let plan = session.migrator().plan(&db, goal).await?;
    let mut json = json!(plan);
    json["exit_code"] = json!(Exit::Done as u8);
    Ok(Answer { json, text: Box::new(move |paint| painted(&plan.to_string(), paint)), exit: Exit::Done })
}

/// What a reader looks for stands out: what is done, what it blocks, what it loses.
fn painted(text: &str, paint: Paint) -> String {
    let line = |line: &str| match line.split_once(' ') {
        Some((verb @ "undo", rest)) => format!("{} {}", paint.yellow(verb), paint.bold(rest)),
        Some((verb @ "apply", rest)) => format!("{} {}", paint.green(verb), paint.bold(rest)),
        _ if line.starts_with("     throws away") => paint.red(line),
        _ if line.starts_with("     needs that") || line.starts_with("     asked on the way") => paint.yellow(line),
        _ if line.get(3..5) == Some(". ") => paint.cyan(line),
        _ => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
