//! A history that is built while the test runs, from the text of its files.

use std::collections::BTreeMap;
use std::path::Path;

use migrate::__private::{Dialect, Migration, Script, Steps, Target};
use migrate::Migrations;
use migrate_core::migration::Definition;
use migrate_core::source::check::{Evaluation, RenderedScript};
use migrate_core::source::message;
use migrate_core::source::parse::scopes;
use migrate_core::source::replay::Replay;
use migrate_core::source::settings::Settings;

/// Builds a history of files, each of its stem and its text, as the macro would: with every lint at its level.
pub fn built(dialect: Dialect, files: &[(&str, &str)]) -> Result<&'static Migrations, String> {
    let targets = vec![Target::new(dialect)];
    let (lints, ignores_locks) = (BTreeMap::new(), false);
    let settings = Settings { targets: targets.clone(), name: None, krate: None, lints, ignores_locks, file: None };
    let mut replay = Replay::new(&settings);
    for (stem, text) in files {
        let file = replay.add_file(format!("{stem}.rs"));
        let scopes = scopes(text, file).map_err(|error| format!("not Rust: {error}\n{text}"))?;
        replay.add_migration_file(stem, scopes, file, Path::new(""));
    }
    let history = replay.finish();
    let mut list = Vec::new();
    for entry in &history.entries {
        let refusals = match &entry.outcome {
            Ok(evaluation) => &evaluation.hazards,
            Err(refusals) => refusals,
        };
        if let Some(refusal) = refusals.first() {
            return Err(message::write(refusal, &history.files));
        }
        let evaluation = entry.outcome.as_ref().expect("it is not refused");
        list.push(migration(entry.version, String::leak(entry.name.clone()), evaluation));
    }
    let list: &'static [&'static Migration] = list.leak();
    Ok(Box::leak(Box::new(Migrations { name: "adopting", targets: targets.leak(), list, ..Migrations::EMPTY })))
}

fn migration(version: i64, name: &'static str, evaluation: &Evaluation) -> &'static Migration {
    let script = |script: &RenderedScript| Script {
        dialect: script.dialect,
        grade: evaluation.grade,
        up: Steps::leaked(&script.up),
        down: Steps::leaked(&script.down),
    };
    let scripts: Vec<Script> = evaluation.scripts.iter().map(script).collect();
    let irreversible = evaluation.irreversible.clone().map(|reason| -> &'static str { String::leak(reason) });
    Box::leak(Box::new(Migration {
        version,
        name,
        kind: evaluation.kind,
        checksum: evaluation.checksum,
        irreversible,
        definition: Definition::NONE,
        scripts: scripts.leak(),
        independent_of: 0,
    }))
}
