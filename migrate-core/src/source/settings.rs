//! `migrate.toml`: the databases a history targets, and the levels of its lints.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::dialect::{Dialect, Target, Version};
use crate::lint::Level;
use crate::lint::name::{Meaning, meaning};
use crate::refusal::nearest;

/// What a project says about its histories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The databases, each with the oldest version it must run on.
    pub targets: Vec<Target>,
    /// The history's name, if it is not the package's.
    pub name: Option<String>,
    /// What the project calls the crate `migrate`, if it renamed the dependency.
    pub krate: Option<String>,
    /// The levels of lints that are not at their own.
    pub lints: BTreeMap<String, Level>,
    /// Whether released migrations may be changed, as in `MIGRATE_LOCK=ignore`.
    pub ignores_locks: bool,
    /// The file that says so.
    pub file: Option<PathBuf>,
}

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    backends: Option<Vec<String>>,
    name: Option<String>,
    #[serde(rename = "crate")]
    krate: Option<String>,
    #[serde(default)]
    minimum_version: BTreeMap<String, String>,
    #[serde(default)]
    lints: BTreeMap<String, String>,
}

impl Settings {
    /// The settings of a history in `folder`: those of the nearest `migrate.toml` up to the package's root, or else the
    /// only database feature that is enabled.
    ///
    /// # Errors
    /// Says what is wrong with the file, or that one is needed.
    pub fn find(folder: &Path, root: &Path, enabled: &[Dialect]) -> Result<Self, String> {
        match nearest_file(folder, root) {
            Some(file) => {
                let text = std::fs::read_to_string(&file).map_err(|error| format!("`migrate.toml`: {error}"))?;
                let mut settings = Self::parse(&text, enabled)?;
                settings.file = Some(file);
                Ok(settings)
            }
            None => Ok(Self {
                targets: vec![only_target(enabled)?],
                name: None,
                krate: None,
                lints: BTreeMap::new(),
                ignores_locks: false,
                file: None,
            }),
        }
    }

    fn parse(text: &str, enabled: &[Dialect]) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| malformed(text, &error))?;
        if file.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
            return Err("`name` in `migrate.toml` is empty\nhelp: delete it to have the package's name".to_owned());
        }
        if file.krate.as_ref().is_some_and(|name| !is_identifier(name)) {
            return Err("`crate` in `migrate.toml` is not the name of a crate\n\
                        help: write what `Cargo.toml` calls the dependency, with `_` for each `-`"
                .to_owned());
        }
        let mut targets = match file.backends {
            Some(keys) => named_targets(&keys)?,
            None => vec![only_target(enabled)?],
        };
        for (key, version) in &file.minimum_version {
            let dialect = dialect(key)?;
            let version = minimum_version(dialect, version)?;
            let Some(target) = targets.iter_mut().find(|target| target.dialect == dialect) else {
                return Err(format!(
                    "`migrate.toml` has a minimum version of {dialect}, which the history does not target\n\
                     help: delete the line, or add `{key:?}` to `backends`"
                ));
            };
            target.minimum_version = version;
        }
        targets.sort_by_key(|target| target.dialect);
        let lints = file.lints.into_iter().map(|(name, level)| lint_level(name, &level)).collect::<Result<_, _>>()?;
        Ok(Self { targets, name: file.name, krate: file.krate, lints, ignores_locks: false, file: None })
    }
}

/// The nearest `migrate.toml` from `folder` up to the root of the package that the folder lies in, or else the one in
/// `root`. A test may be compiled as part of a package that it does not lie in; a folder that lies in none, such as that
/// of a doctest, is not searched.
fn nearest_file(folder: &Path, root: &Path) -> Option<PathBuf> {
    let own_root = folder.ancestors().find(|ancestor| *ancestor == root || ancestor.join("Cargo.toml").is_file());
    let inside = folder.ancestors().take_while(|ancestor| own_root.is_some_and(|own| ancestor.starts_with(own)));
    inside.chain([root]).map(|ancestor| ancestor.join("migrate.toml")).find(|file| file.is_file())
}

/// Whether a text can be the name of a crate in a path.
fn is_identifier(text: &str) -> bool {
    let is_word = text.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
    is_word && text.chars().any(|c| c != '_') && !text.starts_with(|c: char| c.is_ascii_digit())
}

fn only_target(enabled: &[Dialect]) -> Result<Target, String> {
    match enabled {
        [only] => Ok(Target::new(*only)),
        _ => Err(format!(
            "{} database features are enabled, so the history does not say which databases it targets\n\
             help: write `migrate.toml` beside `Cargo.toml`, with a line such as `backends = [\"postgres\", \"sqlite\"]`",
            enabled.len()
        )),
    }
}

/// A text that is not TOML, or has other keys.
fn malformed(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
    let problem = format!("`migrate.toml` cannot be read, line {line}");
    let mut letters = error.message().chars();
    let reason: String = letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
    let reason = reason.replace('"', "`");
    format!("{problem}\nnote: {reason}\nhelp: write a line such as `backends = [\"postgres\", \"sqlite\"]`")
}

fn named_targets(keys: &[String]) -> Result<Vec<Target>, String> {
    if keys.is_empty() {
        return Err("`backends` in `migrate.toml` names no database\n\
                    help: write a line such as `backends = [\"postgres\", \"sqlite\"]`"
            .to_owned());
    }
    let mut targets: Vec<Target> = Vec::new();
    for key in keys {
        let dialect = dialect(key)?;
        if targets.iter().any(|target| target.dialect == dialect) {
            return Err(format!("`backends` in `migrate.toml` names `{key}` twice\nhelp: delete one of the two"));
        }
        targets.push(Target::new(dialect));
    }
    Ok(targets)
}

fn dialect(key: &str) -> Result<Dialect, String> {
    Dialect::from_key(key).ok_or_else(|| {
        let help = match nearest(key, Dialect::ALL.map(Dialect::key)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write `postgres`, `mysql`, `mariadb` or `sqlite`".to_owned(),
        };
        format!("`migrate.toml` names a database `{key}`, and there is none\nhelp: {help}")
    })
}

fn minimum_version(dialect: Dialect, text: &str) -> Result<Version, String> {
    let key = dialect.key();
    let lowest = dialect.lowest_version();
    let version = Version::parse(text).ok_or_else(|| {
        format!("`{text}` in `migrate.toml` is not a version\nhelp: write digits, as in `{key} = \"{lowest}\"`")
    })?;
    if version < lowest {
        return Err(format!(
            "{dialect} {version} in `migrate.toml` is older than the oldest that is supported\n\
             help: write `{key} = \"{lowest}\"` or a later version"
        ));
    }
    Ok(version)
}

/// One line below `[lints]`.
fn lint_level(name: String, level: &str) -> Result<(String, Level), String> {
    match meaning(&name) {
        Meaning::Lint(..) => {}
        Meaning::Error => {
            return Err(format!(
                "`{name}` in `migrate.toml` is an error and has no level\n\
                 note: nothing but the change that it asks for answers it\n\
                 help: delete the line"
            ));
        }
        Meaning::Unknown(near) => {
            let help = near.map_or_else(|| "delete the line".to_owned(), |near| format!("did you mean `{near}`?"));
            return Err(format!("`migrate.toml` names a lint `{name}`, and there is none\nhelp: {help}"));
        }
    }
    match Level::ALL.iter().find(|(word, _)| *word == level) {
        Some((_, level)) => Ok((name, *level)),
        None => {
            let help = match nearest(level, Level::ALL.map(|(word, _)| word)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write `allow`, `warn` or `deny`".to_owned(),
            };
            Err(format!("`migrate.toml` gives `{name}` the level `{level}`, and there is none\nhelp: {help}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_and_versions_are_read() {
        let text = "backends = [\"sqlite\", \"postgres\"]\n[minimum_version]\npostgres = \"14\"";
        let settings = Settings::parse(text, &[]).unwrap();
        let postgres = Target { dialect: Dialect::Postgres, minimum_version: Version::new(14, 0, 0) };
        assert_eq!(settings.targets, [postgres, Target::new(Dialect::Sqlite)]);
    }

    #[test]
    fn levels_of_lints_are_read() {
        let text = "[lints]\nrename_column = \"allow\"\nvolatile_default = \"warn\"";
        let lints = Settings::parse(text, &[Dialect::Sqlite]).unwrap().lints;
        let expected = [("rename_column", Level::Allow), ("volatile_default", Level::Warn)];
        assert_eq!(lints, expected.map(|(name, level)| (name.to_owned(), level)).into());
    }

    #[test]
    fn a_renamed_dependency_is_read() {
        let krate = |text| Settings::parse(text, &[Dialect::Sqlite]).map(|settings| settings.krate);
        assert_eq!(krate("crate = \"db_migrate2\""), Ok(Some("db_migrate2".to_owned())));
        for wrong in ["crate = \"db-migrate\"", "crate = \"::db\"", "crate = \"\"", "crate = \"_\"", "crate = \"2db\""]
        {
            assert!(krate(wrong).unwrap_err().contains("is not the name of a crate"), "{wrong}");
        }
    }

    #[test]
    fn mistakes_are_explained() {
        let problem = |text| Settings::parse(text, &[Dialect::Sqlite]).unwrap_err();
        assert!(problem("backends = [\"oracle\"]").contains("a database `oracle`"));
        assert!(problem("backend = [\"sqlite\"]").contains("unknown field `backend`"));
        assert!(problem("[lints]\nrename_colum = \"allow\"").contains("did you mean `rename_column`?"));
        assert!(problem("[lints]\nrename_column = \"alow\"").contains("did you mean `allow`?"));
        assert!(problem("[lints]\nrename_column = \"off\"").contains("write `allow`, `warn` or `deny`"));
        assert!(problem("[lints]\nmissing_down = \"allow\"").contains("is an error and has no level"));
        let old = problem("backends = [\"postgres\"]\n[minimum_version]\npostgres = \"9.6\"");
        assert!(old.contains("PostgreSQL 9.6 in `migrate.toml` is older") && old.contains("`postgres = \"12.0\"`"));
        assert!(only_target(&[Dialect::Sqlite, Dialect::Postgres]).unwrap_err().contains("migrate.toml"));
    }

    #[test]
    fn the_nearest_file_of_the_package_counts() {
        let root = std::env::temp_dir().join(format!("migrate-settings-{}", std::process::id()));
        let (package, other) = (root.join("package"), root.join("other"));
        let history = package.join("src/migrations");
        std::fs::create_dir_all(&history).unwrap();
        std::fs::create_dir_all(other.join("tests")).unwrap();
        let write = |folder: &Path, file: &str| std::fs::write(folder.join(file), "").unwrap();
        let found =
            |folder: &Path, root: &Path| nearest_file(folder, root).map(|file| file.parent().unwrap().to_path_buf());
        write(&root, "migrate.toml");
        assert_eq!(found(&history, &package), None, "one above the package is another's");
        write(&package, "migrate.toml");
        assert_eq!(found(&history, &package).as_ref(), Some(&package));
        assert_eq!(found(&other.join("tests"), &package).as_ref(), Some(&package), "a folder in no package");
        write(&other, "Cargo.toml");
        assert_eq!(found(&other.join("tests"), &package).as_ref(), Some(&package));
        write(&other, "migrate.toml");
        assert_eq!(found(&other.join("tests"), &package).as_ref(), Some(&other), "a file compiled elsewhere");
        write(&history, "migrate.toml");
        assert_eq!(found(&history, &package).as_ref(), Some(&history));
        std::fs::remove_dir_all(&root).unwrap();
    }
}
