//! `adopt`: the schema that is there before the history becomes its first migration.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use migrate_core::authoring::list::{self, Form};
use migrate_core::authoring::moment::next_version;
use migrate_core::authoring::rustfmt::formatted;
use serde_json::json;

use super::exit::Exit;
use super::lock::folder;
use super::message::Failure;
use super::output::Answer;
use super::session::Session;
use crate::adopt::{Adoption, ForeignHistory, TYPE_NAME};

/// Writes the first migration.
pub async fn adopt(session: &Session<'_>, is_printed: bool) -> Result<Answer, Failure> {
    if let Some(first) = session.migrations.list.first() {
        let text = format!(
            "the history has migrations already, from `{first}` on\n\
             note: what was there before a history is its first migration\n\
             help: record in the database what it has of them with `baseline --to <VERSION>`, or say it in a new migration with \
             `.already_exists()`"
        );
        return Err(Failure::refused("not_empty", text));
    }
    let db = session.connect().await?;
    let adoption = session.migrator().adopt(&db).await?;
    let address = session.address()?.to_string();
    let text = formatted(adoption.file(TYPE_NAME), "2024", Path::new("."));
    if adoption.statements.is_empty() {
        let text = format!("there is nothing to adopt in {} at {address}", adoption.database);
        let json = json!({ "adoption": adoption, "file": null, "exit_code": Exit::Done as u8 });
        return Ok(Answer { text: Box::new(move |_| text), json, exit: Exit::Done });
    }
    let written = if is_printed { None } else { Some(write(session, &text)?) };
    let json = json!({
        "adoption": adoption,
        "file": written.as_ref().map(|written| written.file.display().to_string()),
        "text": text,
        "exit_code": Exit::Done as u8,
    });
    let text = match written {
        None => text,
        Some(written) => about(&adoption, &written, &address),
    };
    Ok(Answer { text: Box::new(move |_| text), json, exit: Exit::Done })
}

/// The file of the migration, and where it is listed.
struct Written {
    file: PathBuf,
    /// The file of the list; nothing where the line has to be written by hand.
    list: Option<PathBuf>,
    line: String,
}

fn write(session: &Session<'_>, text: &str) -> Result<Written, Failure> {
    let folder = folder_of_history(session)?;
    let id = Adoption::id(next_version(SystemTime::now(), []));
    let file = folder.join(format!("{id}.rs"));
    let line = format!("mod {id};");
    let cannot_be_written =
        |path: &Path, error: &std::io::Error| Failure::of_this_program(&format!("`{}`", path.display()), error);
    fs::create_dir_all(&folder).map_err(|error| cannot_be_written(&folder, &error))?;
    fs::write(&file, text).map_err(|error| cannot_be_written(&file, &error))?;
    let list_file = list_of(&folder);
    if let Some(path) = &list_file {
        let listed = fs::read_to_string(path).map_err(|error| cannot_be_written(path, &error))?;
        fs::write(path, list::add(&listed, &id)).map_err(|error| cannot_be_written(path, &error))?;
    }
    Ok(Written { file, list: list_file, line })
}

/// The folder of the migrations, which need not be there before the first of them.
fn folder_of_history(session: &Session<'_>) -> Result<PathBuf, Failure> {
    match folder(session.migrations) {
        Ok(folder) => Ok(folder),
        Err(failure) => {
            let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
            let folder = root.zip(session.migrations.folder).map(|(root, folder)| root.join(folder));
            folder.filter(|folder| list_of(folder).is_some()).ok_or(failure)
        }
    }
}

/// The file that lists the migrations of a folder.
fn list_of(folder: &Path) -> Option<PathBuf> {
    let lists = [folder.with_extension("rs"), folder.join("mod.rs")];
    let has_list = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|text| list::form(&text) == Some(Form::Files));
    lists.into_iter().find(has_list)
}

/// What is to be done next.
fn about(adoption: &Adoption, written: &Written, address: &str) -> String {
    let mut text = format!("{} at {address}\n", adoption.database);
    for ForeignHistory { tool, table, migrations, newest } in &adoption.histories {
        let newest = newest.as_ref().map_or_else(String::new, |newest| format!(", the newest `{newest}`"));
        let plural = if *migrations == 1 { "" } else { "s" };
        text.push_str(&format!("\nthe history of {tool} in `{table}`: {migrations} migration{plural}{newest}"));
    }
    let plural = if adoption.tables == 1 { "" } else { "s" };
    text.push_str(&format!("\nwritten `{}`: {} table{plural}", written.file.display(), adoption.tables));
    match &written.list {
        Some(list) => text.push_str(&format!("\nlisted in `{}`", list.display())),
        None => text.push_str(&format!("\nnot listed: write `{}` above `migrate::migrations!();`", written.line)),
    }
    if !adoption.left_out.is_empty() {
        text.push_str("\n\nLeft out, as the language has no word for it:\n");
        for one in &adoption.left_out {
            text.push_str(&format!("  {one}\n"));
        }
    }
    text.push_str(
        "\n\nRead it and build again. `up` then lets it join the history, and sends nothing; `check` compares the two. \
         Migrate with one tool from now on.",
    );
    text
}
