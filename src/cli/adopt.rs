//! `adopt`: the schema that is there before the history becomes its first migration.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

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
    let text = formatted(&adoption.file(TYPE_NAME));
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
    let id = Adoption::id(version());
    let file = folder.join(format!("{id}.rs"));
    let line = format!("mod {id};");
    let cannot_be_written =
        |path: &Path, error: &std::io::Error| Failure::of_this_program(&format!("`{}`", path.display()), error);
    fs::create_dir_all(&folder).map_err(|error| cannot_be_written(&folder, &error))?;
    fs::write(&file, text).map_err(|error| cannot_be_written(&file, &error))?;
    let list = list_of(&folder);
    if let Some(list) = &list {
        let listed = fs::read_to_string(list).map_err(|error| cannot_be_written(list, &error))?;
        fs::write(list, with_line(&listed, &line)).map_err(|error| cannot_be_written(list, &error))?;
    }
    Ok(Written { file, list, line })
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
    let has_list = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|text| text.contains("migrations!"));
    lists.into_iter().find(has_list)
}

/// A list with one more line, before the macro.
fn with_line(list: &str, line: &str) -> String {
    let mut lines: Vec<&str> = list.lines().collect();
    let place = lines.iter().position(|line| line.contains("migrations!") && !line.trim_start().starts_with("//"));
    let place = place.unwrap_or(lines.len());
    lines.insert(place, "");
    lines.insert(place, line);
    lines.join("\n") + "\n"
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

/// The text as rustfmt has it, where there is one, and as it is otherwise.
fn formatted(text: &str) -> String {
    use std::io::Write as _;

    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let Ok(mut child) = rustfmt.spawn() else { return text.to_owned() };
    let written = child.stdin.take().is_some_and(|mut stdin| stdin.write_all(text.as_bytes()).is_ok());
    let formatted = child.wait_with_output().ok().filter(|output| output.status.success() && written);
    formatted.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_else(|| text.to_owned())
}

/// The version of a migration that is written now.
fn version() -> i64 {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    version_at(i64::try_from(seconds).unwrap_or(0))
}

/// The version of a migration that is written so many seconds after 1970 began.
fn version_at(seconds: i64) -> i64 {
    let (mut day, second) = (seconds / 86_400, seconds % 86_400);
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let mut year = 1970;
    while day >= 365 + i64::from(is_leap(year)) {
        day -= 365 + i64::from(is_leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + i64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    let date = year * 10_000 + month * 100 + day + 1;
    date * 1_000_000 + second / 3_600 * 10_000 + second / 60 % 60 * 100 + second % 60
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_a_date_and_a_time() {
        assert_eq!(version_at(0), 19_700_101_000_000);
        assert_eq!(version_at(1_709_210_096), 20_240_229_123_456);
        assert_eq!(version_at(1_798_761_599), 20_261_231_235_959);
    }

    #[test]
    fn a_line_is_added_to_a_list() {
        let list = "//! The history; `migrations!` lists it.\n\nmigrate::migrations!();\n";
        let expected = "//! The history; `migrations!` lists it.\n\nmod m1_a;\n\nmigrate::migrations!();\n";
        assert_eq!(with_line(list, "mod m1_a;"), expected);
    }
}
