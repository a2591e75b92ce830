//! `cargo migrate new`: a migration whose statements follow from its name and its columns.

mod body;
mod column;
mod known;
mod name;

use std::fs;
use std::time::SystemTime;

use migrate_core::authoring::{list, moment};
use migrate_core::catalog::Name;
use migrate_core::migration::{Kind, id};
use migrate_core::refusal::Refusal;
use migrate_core::source::file_name::{FileName, camel_case};
use migrate_core::source::history::{self, Draft, Entry, History};
use migrate_core::source::message;
use migrate_core::source::replay::reserved_type_name;
use migrate_core::source::settings::Settings;

use crate::arguments::NewOptions;
use crate::failure::Failure;
use crate::files::{create, read, replace, shown};
use crate::histories::HistoryFiles;
use crate::layout::MigrationText;
use crate::workspace::Selection;
use body::{Body, Wish};
use known::Known;

/// Writes a migration and its `mod` line.
///
/// # Errors
/// It cannot be understood, what it names is not there, or it is there already. Nothing is written then.
pub fn new(selection: &Selection, options: &NewOptions) -> Result<String, Failure> {
    let files = HistoryFiles::find(selection, options.path.as_deref())?;
    let name = checked_name(&options.name, &files)?;
    let settings = files.settings();
    let before = settings.as_ref().ok().and_then(|settings| history::with_draft(&files.folder, settings, None).ok());
    let body = body(&name, options, before.as_ref(), settings.as_ref().ok())?;
    let version = moment::next_version(SystemTime::now(), files.versions()?);
    let (stem, type_name) = (id(version, &name), camel_case(&name));
    let kind = if options.is_data { Kind::Data } else { Kind::Schema };
    let krate =
        settings.as_ref().ok().and_then(|settings| settings.krate.clone()).unwrap_or_else(|| files.krate.clone());
    let documentation = &body.documentation;
    let text = MigrationText { krate: &krate, type_name: &type_name, kind, documentation, body: &lines(&body, kind) };
    let near = files.list.parent().unwrap_or(&files.folder);
    let text = text.write(&files.edition, near);
    let mut said = Vec::new();
    match &settings {
        Ok(settings) => said.extend(judged(&files, settings, &stem, &text, &body)?),
        Err(problem) => said.push(format!("note: it could not be checked: {problem}")),
    }
    write(&files, &stem, &text)?;
    let mut answer =
        vec![format!("wrote    {}", shown(&files.file(&stem))), format!("changed  {}", shown(&files.list))];
    said.splice(0..0, body.notes);
    if !said.is_empty() {
        answer.push(String::new());
        answer.extend(said);
    }
    Ok(answer.join("\n"))
}

/// The name in snake case, if a migration may be called so.
fn checked_name(typed: &str, files: &HistoryFiles) -> Result<String, Failure> {
    let name = name::snake_case(typed);
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !is_name {
        return Err(Failure::usage(format!("`{typed}` cannot be the name of a migration"))
            .with("help: begin with a letter, and write letters, digits and `_`, as in `add_email_to_users`"));
    }
    if let Some(refusal) = reserved_type_name(&Name::derived(camel_case(&name))) {
        return Err(Failure::of_the_build(&refusal, &[]));
    }
    let of_the_same_name = |stem: &String| FileName::parse(stem).is_ok_and(|other| other.name == name);
    if let Some(other) = files.stems()?.iter().find(|stem| of_the_same_name(stem)) {
        return Err(Failure::refused(format!("a migration is called `{name}` already"))
            .with(&format!("note: it stands in `{}`", shown(&files.file(other))))
            .with("help: write there what is missing, or give this one a name that says what else it does"));
    }
    Ok(name)
}

/// What the migration says.
fn body(
    name: &str,
    options: &NewOptions,
    before: Option<&History>,
    settings: Option<&Settings>,
) -> Result<Body, Failure> {
    let known = Known {
        catalog: before.map(|history| &history.catalog),
        targets: settings.map_or(&[], |settings| &settings.targets),
    };
    let files = before.map_or(&[][..], |history| &history.files);
    let wish = Wish { typed: &options.columns, known: &known, accepted: options.accepted.as_deref(), files };
    let intent = if options.is_data {
        name::Intent::Other
    } else {
        let columns: Vec<&str> = options.columns.iter().filter_map(|column| column.split(':').next()).collect();
        name::intent(name, &columns, &|table| known.is_table(table))
    };
    if let Some(body) = body::write(&intent, &wish)? {
        return Ok(body);
    }
    if let Some(column) = options.columns.first() {
        return Err(Failure::usage(format!("`{name}` does not say what becomes of `{column}`"))
            .with("help: choose a name that says it, such as `add_email_to_users` or `create_users`")
            .with("help: leave out the columns to have an empty body"));
    }
    let mut words = name.replace('_', " ");
    words[..1].make_ascii_uppercase();
    let notes = match options.is_data {
        false if is_about_rows(name) => {
            vec![format!("help: delete it if it changes rows, and write `cargo migrate new {name} --data`")]
        }
        _ => Vec::new(),
    };
    Ok(Body { documentation: format!("{words}."), notes, ..Body::default() })
}

/// Whether a name speaks of rows.
fn is_about_rows(name: &str) -> bool {
    let verbs = ["fill", "backfill", "copy", "insert", "seed", "update", "delete", "forget", "populate"];
    name.split('_').next().is_some_and(|verb| verbs.contains(&verb))
}

/// What stands in `up`.
fn lines(body: &Body, kind: Kind) -> Vec<String> {
    if !body.statements.is_empty() {
        return body.statements.clone();
    }
    if let Some(hint) = &body.hint {
        return vec!["// Write it out, for example:".to_owned(), format!("// {hint}")];
    }
    let example = match kind {
        Kind::Data => [
            "// Write what it changes, and in `fn down` what undoes that, for example:",
            "// data.update(\"users\").set(\"role\", \"member\").only_where(\"role = ''\");",
        ],
        Kind::Schema | Kind::Code => {
            ["// Write what it changes, for example:", "// schema.add_column(\"users\", string(\"nick\").nullable());"]
        }
    };
    example.map(str::to_owned).to_vec()
}

/// What the build will say of the migration.
///
/// # Errors
/// It refuses it, and not because the author has to say more.
fn judged(
    files: &HistoryFiles,
    settings: &Settings,
    stem: &str,
    text: &str,
    body: &Body,
) -> Result<Vec<String>, Failure> {
    let history = history::with_draft(&files.folder, settings, Some(Draft { stem, text }))
        .map_err(|error| Failure::of_the_machine(format!("`{}` cannot be read", shown(&files.folder)), &error))?;
    let (own, others): (Vec<&Entry>, Vec<&Entry>) =
        history.entries.iter().partition(|entry| id(entry.version, &entry.name) == stem);
    let mut said: Vec<String> = unread(&others).into_iter().collect();
    let written = |refusal: &Refusal| message::write(refusal, &history.files);
    match own.first().map(|entry| &entry.outcome) {
        _ if body.statements.is_empty() => {
            said.push("next: write what it changes; until then the build refuses it".to_owned())
        }
        Some(Ok(evaluation)) => {
            said.extend(
                evaluation.warnings.iter().map(|warning| format!("the build warns: {}", written(&warning.refusal))),
            );
            let loses = body.is_open && evaluation.grade == migrate_core::migration::Grade::Lossy;
            let grade = if loses { "lossy, as was accepted".to_owned() } else { evaluation.grade.to_string() };
            said.push(format!("`down` is derived from it: {grade}"));
        }
        // It speaks of what could not be read before.
        Some(Err(refusals)) if refusals.is_empty() => {}
        Some(Err(refusals)) => {
            let is_asked = |refusal: &&Refusal| body.is_open || refusal.lint.is_some();
            if let Some(refusal) = refusals.iter().find(|refusal| !is_asked(refusal)) {
                return Err(Failure::of_the_build(refusal, &history.files));
            }
            said.push("next: answer what the build asks".to_owned());
            said.extend(refusals.iter().map(|refusal| format!("\nerror: {}", written(refusal))));
        }
        None => {}
    }
    Ok(said)
}

/// What is said of migrations that the build refuses: what they change is not known.
fn unread(others: &[&Entry]) -> Option<String> {
    let refused: Vec<&&Entry> = others.iter().filter(|entry| entry.outcome.is_err()).collect();
    let more = match refused.len() {
        0 => return None,
        1 => String::new(),
        several => format!(" and {} more", several - 1),
    };
    Some(format!(
        "note: the build refuses `{}`{more} so far, so this one is not checked against what that changes",
        refused[0].name
    ))
}

/// Writes the file and its `mod` line, or neither.
fn write(files: &HistoryFiles, stem: &str, text: &str) -> Result<(), Failure> {
    let list = list::add(&read(&files.list)?, stem);
    let file = files.file(stem);
    create(&file, text)?;
    replace(&files.list, &list).inspect_err(|_| {
        // Where it cannot be removed either, the build says that nobody lists it.
        let _removed = fs::remove_file(&file);
    })
}
