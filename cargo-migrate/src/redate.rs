//! `cargo migrate redate`: later dates for migrations that are not released.

use std::collections::BTreeSet;
use std::fs;
use std::time::SystemTime;

use migrate_core::authoring::{list, moment};
use migrate_core::migration::id;
use migrate_core::refusal::nearest;
use migrate_core::source::file_name::FileName;

use crate::arguments::RedateOptions;
use crate::failure::Failure;
use crate::files::{read, replace, shown};
use crate::histories::HistoryFiles;
use crate::workspace::Selection;

/// Renames migrations so that they come behind all others, in their own order.
///
/// # Errors
/// One of them is released or not there, or a file cannot be renamed.
pub fn redate(selection: &Selection, options: &RedateOptions) -> Result<String, Failure> {
    let files = HistoryFiles::find(selection, options.path.as_deref())?;
    let (stems, released) = (files.stems()?, files.released()?);
    let open: Vec<&String> = stems.iter().filter(|stem| !released.contains(*stem)).collect();
    let chosen = if options.names.is_empty() {
        let newest = released.last();
        // One that is in its place may rest on one that is not.
        if !open.iter().any(|stem| newest.is_some_and(|newest| *stem < newest)) {
            return Ok("nothing to redate: no migration is dated before one that is released".to_owned());
        }
        open.into_iter().cloned().collect()
    } else {
        chosen(&options.names, &stems, &released)?
    };
    let names = renamed(&chosen, &files)?;
    for (from, to) in &names {
        fs::rename(files.file(from), files.file(to)).map_err(|error| {
            Failure::of_the_machine(format!("`{}` cannot be renamed", shown(&files.file(from))), &error)
        })?;
    }
    replace(&files.list, &list::rename(&read(&files.list)?, &names))?;
    let mut answer: Vec<String> = names.iter().map(|(from, to)| format!("renamed  {from} to {to}")).collect();
    answer.push(format!("changed  {}", shown(&files.list)));
    answer.push(String::new());
    answer.push(
        "note: a database that has one of them knows it by its old date; undo it there before you redate it".to_owned(),
    );
    Ok(answer.join("\n"))
}

/// The migrations that were named, in their own order.
fn chosen(names: &[String], stems: &[String], released: &BTreeSet<String>) -> Result<Vec<String>, Failure> {
    let name_of = |stem: &str| FileName::parse(stem).map_or_else(|_| stem.to_owned(), |name| name.name);
    let mut chosen = BTreeSet::new();
    for typed in names {
        let typed = typed.strip_suffix(".rs").unwrap_or(typed);
        let typed = typed.rsplit(['/', '\\']).next().unwrap_or(typed);
        let found: Vec<&String> = stems.iter().filter(|stem| *stem == typed || name_of(stem) == typed).collect();
        match found.as_slice() {
            [] => {
                let known: Vec<String> = stems.iter().map(|stem| name_of(stem)).collect();
                let failure = Failure::usage(format!("there is no migration `{typed}`"));
                return Err(match nearest(typed, known.iter().map(String::as_str)) {
                    Some(near) => failure.with(&format!("help: did you mean `{near}`?")),
                    None => failure.with("help: write its name, or that of its file"),
                });
            }
            [one] if released.contains(*one) => {
                return Err(Failure::refused(format!("`{one}` is released, so it keeps its date"))
                    .with("note: databases know it by this name")
                    .with("help: name migrations that have no file in `locked`"));
            }
            [one] => {
                chosen.insert((*one).clone());
            }
            several => {
                let files: Vec<&str> = several.iter().map(|stem| stem.as_str()).collect();
                return Err(Failure::usage(format!("several migrations are called `{typed}`"))
                    .with(&format!("help: write the name of the file, `{}`", files.join("` or `"))));
            }
        }
    }
    Ok(chosen.into_iter().collect())
}

/// The names before and after.
fn renamed(chosen: &[String], files: &HistoryFiles) -> Result<Vec<(String, String)>, Failure> {
    let mut version = moment::next_version(SystemTime::now(), files.versions()?);
    let mut names = Vec::new();
    for stem in chosen {
        let name = FileName::parse(stem).map_err(Failure::refused)?;
        names.push((stem.clone(), id(version, &name.name)));
        version = moment::after(version);
    }
    Ok(names)
}
