//! A drawn history: its text, what the build would make of it, and the migrations as a program holds them.

use std::collections::BTreeMap;
use std::path::Path;

use migrate::__private::{Dialect, Grade, Migration, Migrations, Script, Steps, Target};
use migrate_core::catalog::Catalog;
use migrate_core::lint::Level;
use migrate_core::source::check::Evaluation;
use migrate_core::source::message;
use migrate_core::source::parse::scopes;
use migrate_core::source::replay::Replay;
use migrate_core::source::settings::Settings;

/// A migration as it was drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The statements of `up`, each with the name of its method.
    pub up: Vec<(&'static str, String)>,
    /// The statements of a `down` that is written.
    pub down: Option<String>,
}

/// What stands between a drawn statement and the `down` that it needs.
pub const DOWN: &str = "\u{1}";

/// Whether a statement of this name changes rows.
pub fn is_of_rows(name: &str) -> bool {
    name.starts_with("data.")
}

impl Drawn {
    /// Whether it changes rows, and not the schema.
    pub fn is_of_rows(&self) -> bool {
        self.up.first().is_some_and(|(name, _)| is_of_rows(name))
    }

    /// The tables whose rows, and the columns whose values, are changed for good; `table.column` for a column.
    pub fn changes_for_good(&self) -> Vec<String> {
        if !self.is_of_rows() || !self.down.as_ref().is_some_and(|down| down.contains("nothing_to_undo")) {
            return Vec::new();
        }
        let changed = |(name, statement): &(&str, String)| {
            // The names of a drawn schema hold no quotes.
            let mut texts = statement.split('"').skip(1).step_by(2);
            let table = texts.next().unwrap_or_default().to_owned();
            match (*name, texts.next()) {
                ("data.update", Some(column)) => format!("{table}.{column}"),
                _ => table,
            }
        };
        self.up.iter().map(changed).collect()
    }

    /// Whether `up` has this word.
    pub fn says(&self, word: &str) -> bool {
        self.up.iter().any(|(_, statement)| statement.contains(word))
    }

    /// Whether `up` changes the type of a column, though the last change may bring the first type back.
    pub fn converts(&self, table: &str, column: &str) -> bool {
        let is_of_table = |statement: &str| statement.contains(&format!("change_type({table:?}"));
        let mut changes = self.up.iter().filter(|(_, statement)| is_of_table(statement));
        changes.any(|(_, statement)| statement.split('"').any(|text| text == column))
    }

    /// The file of the migration at this place of the history.
    pub fn text(&self, place: usize) -> String {
        let up: String = self.up.iter().map(|(_, statement)| format!("        {statement}\n")).collect();
        let down = self.down.as_ref();
        let (migration, parameter) =
            if self.is_of_rows() { ("DataMigration", "data: &mut Data") } else { ("Migration", "schema: &mut Schema") };
        let down = down.map(|down| format!("\n    fn down({parameter}) {{\n        {down}\n    }}\n"));
        format!(
            "pub struct Step{place};\n\n#[migration]\nimpl {migration} for Step{place} {{\n    \
             fn up({parameter}) {{\n{up}    }}\n{}}}\n",
            down.unwrap_or_default()
        )
    }
}

/// A history that grows by one migration at a time.
pub struct History<'a> {
    replay: Replay<'a>,
    /// How many were tried: each has a version of its own.
    tried: usize,
    /// What the replay made of each, with the schema after it.
    pub accepted: Vec<Accepted>,
}

/// A migration that the build accepts.
pub struct Accepted {
    pub drawn: Drawn,
    pub migration: &'static Migration,
    /// The `down` that was derived, as code.
    pub derived_down: Option<String>,
    pub after: Catalog,
}

impl<'a> History<'a> {
    pub fn new(settings: &'a Settings) -> Self {
        Self { replay: Replay::new(settings), tried: 0, accepted: Vec::new() }
    }

    /// The schema after the last migration.
    pub const fn catalog(&self) -> &Catalog {
        &self.replay.history.catalog
    }

    /// The schema that the migration at this place meets.
    pub fn before(&self, place: usize) -> Catalog {
        place.checked_sub(1).map_or_else(Catalog::default, |previous| self.accepted[previous].after.clone())
    }

    /// The schema after one more migration, without adding it; or why the build refuses it.
    pub fn try_out(&mut self, drawn: &Drawn) -> Result<Catalog, String> {
        self.evaluate(drawn).map(|(_, _, after)| after)
    }

    /// Adds a migration, or says why it is refused.
    pub fn add(&mut self, drawn: Drawn) -> Result<(), String> {
        let (version, evaluation, after) = self.evaluate(&drawn)?;
        let name: &'static str = String::leak(format!("step{}", self.accepted.len()));
        let derived_down = evaluation.derived_down.as_ref().map(|statements| statements.join("\n        "));
        let migration = migration(version, name, &evaluation);
        self.replay.history.catalog = after.clone();
        self.accepted.push(Accepted { drawn, migration, derived_down, after });
        Ok(())
    }

    /// What the build makes of one more migration, and the schema after it. The history stays as it is.
    fn evaluate(&mut self, drawn: &Drawn) -> Result<(i64, Evaluation, Catalog), String> {
        let place = self.accepted.len();
        let (year, month, day) = (2026 + self.tried / 336, 1 + self.tried / 28 % 12, 1 + self.tried % 28);
        let stem = format!("m{year}{month:02}{day:02}_000000_step{place}");
        self.tried += 1;
        let file = self.replay.add_file(format!("{stem}.rs"));
        let scopes = scopes(&drawn.text(place), file).map_err(|error| format!("not Rust: {error}"))?;
        let before = self.catalog().clone();
        self.replay.add_migration_file(&stem, scopes, file, Path::new(""));
        let after = std::mem::replace(&mut self.replay.history.catalog, before);
        let entry = self.replay.history.entries.pop().expect("each file has a migration");
        match entry.outcome {
            Ok(evaluation) => Ok((entry.version, evaluation, after)),
            Err(refusals) => Err(message::write(&refusals[0], &self.replay.history.files)),
        }
    }

    /// The history as a program holds it.
    pub fn migrations(&self, targets: &[Target]) -> &'static Migrations {
        let list: Vec<&'static Migration> = self.accepted.iter().map(|accepted| accepted.migration).collect();
        Box::leak(Box::new(Migrations {
            name: "drawn",
            targets: targets.to_vec().leak(),
            list: list.leak(),
            ..Migrations::EMPTY
        }))
    }

    /// Whether undoing the migrations from this place on leaves values of enumerations behind.
    pub fn leaves_values_from(&self, place: usize) -> bool {
        self.accepted[place..].iter().any(|accepted| accepted.drawn.says("add_enum_value("))
    }

    /// The files, one after the other.
    pub fn text(&self) -> String {
        self.accepted.iter().enumerate().map(|(place, accepted)| accepted.drawn.text(place) + "\n").collect()
    }
}

fn migration(version: i64, name: &'static str, evaluation: &Evaluation) -> &'static Migration {
    let Evaluation { kind, checksum, irreversible, grade, scripts, .. } = evaluation;
    let script = |script: &migrate_core::source::check::RenderedScript| Script {
        dialect: script.dialect,
        grade: *grade,
        up: Steps::leaked(&script.up),
        down: Steps::leaked(&script.down),
    };
    let scripts: Vec<Script> = scripts.iter().map(script).collect();
    let irreversible = irreversible.clone().map(|reason| -> &'static str { String::leak(reason) });
    let (kind, checksum) = (*kind, *checksum);
    Box::leak(Box::new(Migration {
        version,
        name,
        kind,
        checksum,
        irreversible,
        definition: migrate_core::migration::Definition::NONE,
        scripts: scripts.leak(),
        independent_of: 0,
    }))
}

/// The settings of a drawn history: nothing that is a matter of taste stands in its way.
pub fn settings(dialect: Dialect) -> Settings {
    let allowed = [
        "blocking_exclusion_constraint",
        "rename_column",
        "rename_table",
        "drop_column",
        "drop_schema_or_database",
        "drop_table",
        "rename_or_move_schema",
        "table_without_primary_key",
        "unfiltered_delete",
        "unfiltered_update",
        "unsafe_down",
    ];
    let lints: BTreeMap<String, Level> = allowed.iter().map(|name| ((*name).to_owned(), Level::Allow)).collect();
    Settings { targets: vec![Target::new(dialect)], name: None, krate: None, lints, ignores_locks: false, file: None }
}

/// Whether undoing brings every value back.
pub fn keeps_values(migration: &Migration, dialect: Dialect) -> bool {
    migration.script(dialect).is_some_and(|script| script.grade < Grade::Lossy)
}
