//! `migrate.toml`: the databases a history targets.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::dialect::{Dialect, Target, Version};

/// What a project says about its histories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The databases, each with the oldest version it must run on.
    pub targets: Vec<Target>,
    /// The history's name, if it is not the package's.
    pub name: Option<String>,
    /// The file that says so.
    pub file: Option<PathBuf>,
}

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    backends: Option<Vec<String>>,
    name: Option<String>,
    #[serde(default)]
    minimum_version: BTreeMap<String, String>,
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
            None => Ok(Self { targets: vec![only_target(enabled)?], name: None, file: None }),
        }
    }

    fn parse(text: &str, enabled: &[Dialect]) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| format!("`migrate.toml`: {}", error.message()))?;
        let mut targets = match file.backends {
            Some(keys) if keys.is_empty() => return Err("`migrate.toml`: `backends` names no database".to_owned()),
            Some(keys) => keys.iter().map(|key| dialect(key).map(Target::new)).collect::<Result<Vec<_>, _>>()?,
            None => vec![only_target(enabled)?],
        };
        for (key, version) in &file.minimum_version {
            let dialect = dialect(key)?;
            let version = minimum_version(dialect, version)?;
            for target in targets.iter_mut().filter(|target| target.dialect == dialect) {
                target.minimum_version = version;
            }
        }
        targets.sort_by_key(|target| target.dialect);
        targets.dedup();
        Ok(Self { targets, name: file.name, file: None })
    }
}

fn nearest_file(folder: &Path, root: &Path) -> Option<PathBuf> {
    let inside = folder.ancestors().take_while(|ancestor| ancestor.starts_with(root));
    inside.chain([root]).map(|ancestor| ancestor.join("migrate.toml")).find(|file| file.is_file())
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

fn dialect(key: &str) -> Result<Dialect, String> {
    Dialect::from_key(key).ok_or_else(|| {
        format!("`migrate.toml`: there is no database `{key}`\nhelp: write `postgres`, `mysql`, `mariadb` or `sqlite`")
    })
}

fn minimum_version(dialect: Dialect, text: &str) -> Result<Version, String> {
    let version = Version::parse(text).ok_or_else(|| format!("`migrate.toml`: `{text}` is not a version"))?;
    let lowest = dialect.lowest_version();
    if version < lowest {
        return Err(format!(
            "`migrate.toml`: {dialect} {version} is older than {lowest}, the oldest that is supported"
        ));
    }
    Ok(version)
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
    fn mistakes_are_explained() {
        let problem = |text| Settings::parse(text, &[Dialect::Sqlite]).unwrap_err();
        assert!(problem("backends = [\"oracle\"]").contains("no database `oracle`"));
        assert!(problem("backend = [\"sqlite\"]").contains("unknown field `backend`"));
        assert!(problem("[minimum_version]\npostgres = \"9.6\"").contains("older than 12.0"));
        assert!(only_target(&[Dialect::Sqlite, Dialect::Postgres]).unwrap_err().contains("migrate.toml"));
    }
}
