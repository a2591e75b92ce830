//! `baseline`: migrations are recorded as applied that the database has, by whatever way.

use serde_json::json;

use super::arguments::BaselineOptions;
use super::exit::Exit;
use super::message::Failure;
use super::output::Answer;
use super::paint::Paint;
use super::question::{self, About};
use super::session::Session;
use super::{adopt, watch};

/// Records migrations as applied.
pub async fn baseline(session: &Session<'_>, options: &BaselineOptions) -> Result<Answer, Failure> {
    if session.migrations.list.is_empty() {
        return adopt::adopt(session, false).await;
    }
    let Some(last) = options.to else {
        let text = "it is not said which version the database has\nhelp: write `--to <VERSION>`";
        return Err(Failure::usage(text));
    };
    let db = session.connect().await?;
    let recorded: Vec<String> =
        session.migrations.list.iter().filter(|one| one.version <= last).map(ToString::to_string).collect();
    if !session.arguments.yes && !recorded.is_empty() {
        let status = session.migrator().status(&db).await?;
        let paint = Paint::on(&std::io::stderr(), session.arguments.colour);
        let address = session.address()?;
        let text = format!(
            "On {} at {address} this records as applied, and carries out none of\n  {}\nRecord {}?",
            paint.bold(&status.database),
            recorded.join("\n  "),
            if recorded.len() == 1 { "it" } else { "them" }
        );
        question::ask(&text, About::Recording)?;
    }
    let report = watch::stoppable(session, async |migrator| {
        let migrator = if options.accepts_differences { migrator.accept_differences() } else { migrator };
        migrator.baseline(&db, last).await
    });
    let report = report.await?;
    let json = json!({ "database": report.database, "recorded": recorded, "exit_code": Exit::Done as u8 });
    let text = Box::new(move |_: Paint| {
        let lines: Vec<String> = recorded.iter().map(|one| format!("  recorded  {one}")).collect();
        format!("{}:\n{}", report.database, lines.join("\n"))
    });
    Ok(Answer { text, json, exit: Exit::Done })
}
