//! The packages around here, as cargo sees them.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use migrate_core::dialect::Dialect;
use serde::Deserialize;

use crate::failure::Failure;

/// Which package is meant.
#[derive(Debug, Default)]
pub struct Selection {
    /// `--package`.
    pub package: Option<String>,
    /// `--manifest-path`.
    pub manifest: Option<PathBuf>,
}

/// The packages of a workspace.
#[derive(Debug)]
pub struct Workspace {
    /// The one that this folder lies in, or that is asked for.
    nearest: Option<Package>,
    others: Vec<Package>,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
}

/// What `cargo metadata` says.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    target_directory: PathBuf,
}

/// A package.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its `Cargo.toml`.
    pub manifest_path: PathBuf,
    /// The edition of its sources.
    pub edition: String,
    /// The program that `cargo run` means where there are several.
    pub default_run: Option<String>,
    dependencies: Vec<Dependency>,
    targets: Vec<Target>,
    features: BTreeMap<String, Vec<String>>,
}

/// What a package depends on.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    name: String,
    rename: Option<String>,
    kind: Option<String>,
    uses_default_features: bool,
    features: Vec<String>,
}

/// A library or a program.
#[derive(Debug, Deserialize)]
pub struct Target {
    kind: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its first file.
    pub src_path: PathBuf,
}

/// What was looked for in the packages.
pub enum Found<'a, T> {
    /// The nearest package that has it, or the only one.
    One(&'a Package, T),
    /// No package has it.
    None,
    /// The nearest has none, and several others do.
    Several(Vec<&'a str>),
}

/// Cargo, as it called this program.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

impl Workspace {
    /// The packages that are meant.
    ///
    /// # Errors
    /// There is none here, or none of that name.
    pub fn read(selection: &Selection) -> Result<Self, Failure> {
        let mut metadata = cargo();
        metadata.args(["metadata", "--no-deps", "--format-version", "1"]);
        if let Some(manifest) = &selection.manifest {
            metadata.arg("--manifest-path").arg(manifest);
        }
        let output = metadata.output().map_err(|error| Failure::of_the_machine("cargo cannot be called", &error))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(Failure::refused(said.trim().trim_start_matches("error: ")));
        }
        let Metadata { packages, target_directory } = serde_json::from_slice(&output.stdout)
            .map_err(|error| Failure::refused(format!("what cargo says of the packages cannot be read: {error}")))?;
        let place = match &selection.package {
            Some(name) => {
                let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
                Some(names.iter().position(|one| one == name).ok_or_else(|| no_such_package(name, &names))?)
            }
            None => nearest(&packages, selection),
        };
        let mut others = packages;
        let nearest = place.map(|place| others.remove(place));
        Ok(Self {
            nearest,
            others: if selection.package.is_some() { Vec::new() } else { others },
            target: target_directory,
        })
    }

    /// The package in which something is to be done: the nearest, or the only one.
    ///
    /// # Errors
    /// There are several, and none is nearer than the others.
    pub fn package(&self) -> Result<&Package, Failure> {
        match (&self.nearest, self.others.as_slice()) {
            (Some(package), _) | (None, [package]) => Ok(package),
            (None, packages) => {
                let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
                Err(several("this workspace has several packages, and this folder lies in none of them", &names))
            }
        }
    }

    /// Every package, the nearest first.
    pub fn packages(&self) -> impl Iterator<Item = &Package> {
        self.nearest.iter().chain(&self.others)
    }

    /// The nearest package that has something, or the only one.
    pub fn find<T>(&self, has: impl Fn(&Package) -> Option<T>) -> Found<'_, T> {
        let has = |package| has(package).map(|found| (package, found));
        if let Some((package, found)) = self.nearest.as_ref().and_then(has) {
            return Found::One(package, found);
        }
        let mut found: Vec<(&Package, T)> = self.others.iter().filter_map(has).collect();
        match found.len() {
            0 => Found::None,
            1 => found.pop().map_or(Found::None, |(package, found)| Found::One(package, found)),
            _ => Found::Several(found.iter().map(|(package, _)| package.name.as_str()).collect()),
        }
    }
}

/// The package that this folder, or the manifest that is asked for, lies in.
fn nearest(packages: &[Package], selection: &Selection) -> Option<usize> {
    let folder = match &selection.manifest {
        Some(manifest) => manifest.parent().map(Path::to_path_buf).unwrap_or_default(),
        None => PathBuf::new(),
    };
    let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
    let folder = folder.canonicalize().ok()?;
    let depth = |package: &Package| {
        let root = package.root().canonicalize().ok()?;
        folder.starts_with(&root).then(|| root.components().count())
    };
    let places = packages.iter().enumerate().filter_map(|(place, package)| Some((depth(package)?, place)));
    places.max().map(|(_, place)| place)
}

fn no_such_package(name: &str, names: &[&str]) -> Failure {
    let near = migrate_core::refusal::nearest(name, names.iter().copied());
    let help = match near {
        Some(near) => format!("help: did you mean `{near}`?"),
        None => format!("note: there is `{}`", names.join("`, `")),
    };
    Failure::usage(format!("this workspace has no package `{name}`")).with(&help)
}

/// Refuses to choose between packages.
pub fn several(problem: &str, names: &[&str]) -> Failure {
    Failure::usage(problem)
        .with(&format!("note: there is `{}`", names.join("`, `")))
        .with(&format!("help: choose one, as in `cargo migrate --package {} …`", names.first().unwrap_or(&"app")))
}

impl Dependency {
    /// What the package calls it, if it is not its own name.
    pub fn rename(&self) -> Option<&str> {
        self.rename.as_deref()
    }
}

impl Package {
    /// Its folder.
    pub fn root(&self) -> &Path {
        self.manifest_path.parent().unwrap_or_else(|| Path::new("."))
    }

    /// Its library, if programs can use it.
    pub fn library(&self) -> Option<&Target> {
        let is_library = |kind: &String| ["lib", "rlib", "dylib"].contains(&kind.as_str());
        self.targets.iter().find(|target| target.kind.iter().any(is_library))
    }

    /// Its programs.
    pub fn programs(&self) -> impl Iterator<Item = &Target> {
        self.targets.iter().filter(|target| target.kind.iter().any(|kind| kind == "bin"))
    }

    /// The dependency on this project's library.
    pub fn dependency(&self) -> Option<&Dependency> {
        let is_ordinary = |dependency: &&Dependency| dependency.name == "migrate" && dependency.kind.is_none();
        self.dependencies.iter().find(is_ordinary)
    }

    /// What its sources call this project's library.
    pub fn krate(&self) -> String {
        let rename = self.dependency().and_then(|dependency| dependency.rename.as_deref());
        rename.unwrap_or("migrate").replace('-', "_")
    }

    /// The features of this project's library that a build without options enables.
    pub fn features(&self) -> BTreeSet<String> {
        let Some(dependency) = self.dependency() else { return BTreeSet::new() };
        let mut enabled: BTreeSet<String> = dependency.features.iter().cloned().collect();
        if dependency.uses_default_features {
            enabled.extend(["sqlite", "rustls", "cli"].map(str::to_owned));
        }
        let key = dependency.rename.as_deref().unwrap_or(&dependency.name);
        let (mut open, mut seen) = (vec!["default".to_owned()], BTreeSet::new());
        while let Some(feature) = open.pop() {
            for enables in self.features.get(&feature).into_iter().flatten() {
                match enables.split_once('/') {
                    Some((of, feature)) if of.trim_end_matches('?') == key => {
                        enabled.insert(feature.to_owned());
                    }
                    None if seen.insert(enables.clone()) => open.push(enables.clone()),
                    Some(_) | None => {}
                }
            }
        }
        // Clients that are not async come with those that are.
        for (feature, implied) in [("rusqlite", "sqlite"), ("postgres-sync", "postgres")] {
            if enabled.contains(feature) {
                enabled.insert(implied.to_owned());
            }
        }
        enabled
    }

    /// The databases whose clients a build without options has.
    pub fn dialects(&self) -> Vec<Dialect> {
        let features = self.features();
        let clients = [("postgres", Dialect::Postgres), ("mysql", Dialect::MySql), ("sqlite", Dialect::Sqlite)];
        clients.into_iter().filter(|(feature, _)| features.contains(*feature)).map(|(_, dialect)| dialect).collect()
    }
}
