//! The databases that migrations are for: the features of the dependency, and `migrate.toml`.

use std::collections::BTreeSet;
use std::path::Path;

use migrate_core::dialect::Dialect;
use migrate_core::source::settings::Settings;
use toml_edit::{Array, DocumentMut, Item, Value};

use crate::failure::Failure;
use crate::files::{create, read, replace, shown};
use crate::workspace::{Package, cargo};

/// The databases that migrations are for.
pub struct Targets {
    /// All of them.
    dialects: BTreeSet<Dialect>,
    /// The features of the library that the package has, and those that it lacks.
    features: BTreeSet<String>,
    missing: Vec<String>,
}

impl Targets {
    /// Those that are asked for, and those that the package has already.
    ///
    /// # Errors
    /// `migrate.toml` cannot be understood.
    pub fn choose(package: &Package, asked: &[Dialect]) -> Result<Self, Failure> {
        let (features, enabled) = (package.features(), package.dialects());
        let mut dialects: BTreeSet<Dialect> = asked.iter().copied().collect();
        if settings_file(package).is_file() {
            let settings = Settings::find(package.root(), package.root(), &enabled).map_err(Failure::refused)?;
            dialects.extend(settings.targets.iter().map(|target| target.dialect));
        } else {
            dialects.extend(&enabled);
        }
        if dialects.is_empty() {
            dialects.insert(of_the_environment().unwrap_or(Dialect::Sqlite));
        }
        let needed = dialects.iter().copied().map(feature).chain(["cli"]);
        let missing: BTreeSet<&str> = needed.filter(|feature| !features.contains(*feature)).collect();
        Ok(Self { missing: missing.into_iter().map(str::to_owned).collect(), dialects, features })
    }

    /// Adds the dependency, or the features that it lacks.
    ///
    /// # Errors
    /// Cargo cannot.
    pub fn depend(&self, package: &Package, path: Option<&Path>) -> Result<Option<String>, Failure> {
        let mut add = cargo();
        add.args(["add", "--quiet", "--manifest-path"]).arg(&package.manifest_path);
        let said = match package.dependency() {
            Some(_) if self.missing.is_empty() => return Ok(None),
            Some(dependency) => {
                add.args(["migrate", "--features", &self.missing.join(",")]);
                if let Some(rename) = dependency.rename() {
                    add.args(["--rename", rename]);
                }
                format!("changed  Cargo.toml: the features `{}` of `migrate`", self.missing.join("`, `"))
            }
            None => {
                match path {
                    Some(path) => add.args(["migrate", "--path"]).arg(path),
                    None => add.arg(concat!("migrate@", env!("CARGO_PKG_VERSION"))),
                };
                // SQLite is the library's own default.
                if !self.dialects.iter().eq([&Dialect::Sqlite]) {
                    let features = [&self.missing[..], &["rustls".to_owned()]].concat().join(",");
                    add.args(["--no-default-features", "--features", &features]);
                }
                let names: Vec<String> = self.dialects.iter().map(ToString::to_string).collect();
                format!("changed  Cargo.toml: depends on `migrate`, for {}", names.join(", "))
            }
        };
        let output = add.output().map_err(|error| Failure::of_the_machine("cargo cannot be called", &error))?;
        if output.status.success() {
            return Ok(Some(said));
        }
        let problem = String::from_utf8_lossy(&output.stderr);
        Err(Failure::refused(problem.trim().trim_start_matches("error: ")).with("note: nothing was written"))
    }

    /// Writes `migrate.toml` where the features do not say which databases are meant, or adds to it what it lacks.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn settle(&self, package: &Package) -> Result<Option<String>, Failure> {
        let file = settings_file(package);
        let keys: Vec<&str> = self.dialects.iter().map(|dialect| dialect.key()).collect();
        if file.is_file() {
            return self.extend(&file, &keys);
        }
        let krate = package.krate();
        let clients = ["postgres", "mysql", "sqlite"];
        let enabled = clients.iter().filter(|client| self.has(client)).count();
        let is_said = enabled == 1 && self.dialects.len() == 1 && !self.dialects.contains(&Dialect::MariaDb);
        if is_said && krate == "migrate" {
            return Ok(None);
        }
        let mut text = format!("backends = {keys:?}\n");
        if krate != "migrate" {
            text.push_str(&format!("crate = {krate:?}\n"));
        }
        create(&file, &text)?;
        Ok(Some(format!("wrote    {}", shown(&file))))
    }

    fn extend(&self, file: &Path, keys: &[&str]) -> Result<Option<String>, Failure> {
        let text = read(file)?;
        let mut settings: DocumentMut =
            text.parse().map_err(|error| Failure::refused(format!("`migrate.toml`: {error}")))?;
        let Item::Value(Value::Array(backends)) =
            settings.entry("backends").or_insert(Item::Value(Array::new().into()))
        else {
            return Ok(None);
        };
        let is_there = |key: &str| backends.iter().any(|one| one.as_str() == Some(key));
        let missing: Vec<&str> = keys.iter().copied().filter(|key| !is_there(key)).collect();
        // Without the line it is what the features say, as long as there is only one.
        if missing.is_empty() || backends.is_empty() && keys.len() == 1 {
            return Ok(None);
        }
        backends.extend(missing);
        replace(file, &settings.to_string())?;
        Ok(Some(format!("changed  {}", shown(file))))
    }

    /// Whether the library has a client, after what it lacked was added.
    fn has(&self, client: &&&str) -> bool {
        self.features.contains(**client) || self.missing.iter().any(|feature| feature == **client)
    }

    /// How the URL of a database is written.
    pub fn example_url(&self, package: &str) -> String {
        match self.dialects.first() {
            Some(Dialect::Postgres) => format!("postgres://localhost/{package}"),
            Some(Dialect::MySql | Dialect::MariaDb) => format!("mysql://root@localhost/{package}"),
            Some(Dialect::Sqlite) | None => format!("sqlite://{package}.db?mode=rwc"),
        }
    }
}

fn settings_file(package: &Package) -> std::path::PathBuf {
    package.root().join("migrate.toml")
}

/// The feature with the client of a database.
const fn feature(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "postgres",
        Dialect::MySql | Dialect::MariaDb => "mysql",
        Dialect::Sqlite => "sqlite",
    }
}

/// The database that `DATABASE_URL` names.
fn of_the_environment() -> Option<Dialect> {
    let url = std::env::var("DATABASE_URL").ok()?;
    match url.split(':').next()? {
        "postgres" | "postgresql" => Some(Dialect::Postgres),
        scheme => Dialect::from_key(scheme),
    }
}
