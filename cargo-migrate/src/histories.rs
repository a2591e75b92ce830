//! The histories of the packages around here: where they are listed, and what lies in their folders.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::authoring::list::{self, Form};
use migrate_core::dialect::Dialect;
use migrate_core::source::file_name::FileName;
use migrate_core::source::history::migration_files;
use migrate_core::source::released::locked_files;
use migrate_core::source::settings::Settings;

use crate::failure::Failure;
use crate::files::shown;
use crate::workspace::{Found, Package, Selection, Workspace, several};

/// A history of which each migration has a file of its own.
#[derive(Debug)]
pub struct HistoryFiles {
    /// The file with the `mod` lines.
    pub list: PathBuf,
    /// The folder of the migrations.
    pub folder: PathBuf,
    /// The edition of its package.
    pub edition: String,
    /// What its package calls this project's library, unless `migrate.toml` says otherwise.
    pub krate: String,
    root: PathBuf,
    enabled: Vec<Dialect>,
}

impl HistoryFiles {
    /// The history that is meant: of the nearest package that has one, or the one at a path.
    ///
    /// # Errors
    /// There is none, or there are several.
    pub fn find(selection: &Selection, path: Option<&Path>) -> Result<Self, Failure> {
        let workspace = Workspace::read(selection)?;
        if let Some(path) = path {
            return at_path(&workspace, path);
        }
        let lists = |package: &Package| Some(Lists::of(package)).filter(|lists| !lists.is_empty());
        match workspace.find(lists) {
            Found::One(package, lists) => lists.only(package),
            Found::Several(names) => Err(several("several packages of this workspace have migrations", &names)),
            Found::None => Err(Failure::refused("no package here has migrations yet")
                .with("help: write `cargo migrate init`, which sets them up")),
        }
    }

    fn new(package: &Package, list: PathBuf) -> Self {
        Self {
            folder: folder_of(&list),
            list,
            edition: package.edition.clone(),
            krate: package.krate(),
            root: package.root().to_path_buf(),
            enabled: package.dialects(),
        }
    }

    /// What the project says about it.
    ///
    /// # Errors
    /// Says what is wrong with `migrate.toml`, or that one is needed.
    pub fn settings(&self) -> Result<Settings, String> {
        Settings::find(&self.folder, &self.root, &self.enabled)
    }

    /// The names of the migrations' files, without their endings, in order.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn stems(&self) -> Result<Vec<String>, Failure> {
        self.stems_of(migration_files(&self.folder))
    }

    /// Those of the migrations that are released.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn released(&self) -> Result<BTreeSet<String>, Failure> {
        Ok(self.stems_of(locked_files(&self.folder))?.into_iter().collect())
    }

    fn stems_of(&self, files: std::io::Result<Vec<PathBuf>>) -> Result<Vec<String>, Failure> {
        let files = files
            .map_err(|error| Failure::of_the_machine(format!("`{}` cannot be read", shown(&self.folder)), &error))?;
        Ok(files.iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect())
    }

    /// Every version that is taken, by a migration or by what was released of one.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn versions(&self) -> Result<Vec<i64>, Failure> {
        let stems = self.stems()?.into_iter().chain(self.released()?);
        Ok(stems.filter_map(|stem| Some(FileName::parse(&stem).ok()?.version)).collect())
    }

    /// The file of a migration.
    pub fn file(&self, stem: &str) -> PathBuf {
        self.folder.join(format!("{stem}.rs"))
    }
}

/// The files of a package that list histories.
pub struct Lists {
    files: Vec<PathBuf>,
    /// Those that hold their migrations themselves.
    of_one_file: Vec<PathBuf>,
}

impl Lists {
    /// Those of a package.
    pub fn of(package: &Package) -> Self {
        let (mut lists, mut open) =
            (Self { files: Vec::new(), of_one_file: Vec::new() }, vec![package.root().to_path_buf()]);
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                let name = entry.file_name();
                let is_skipped = name == "target" || name.to_string_lossy().starts_with('.');
                // A link may lead round in a circle.
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                if is_folder && !is_skipped && !path.join("Cargo.toml").is_file() {
                    open.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    lists.take(path);
                }
            }
        }
        lists.files.sort();
        lists
    }

    fn take(&mut self, path: PathBuf) {
        match fs::read_to_string(&path).ok().and_then(|text| list::form(&text)) {
            Some(Form::Files) => self.files.push(path),
            Some(Form::OneFile) => self.of_one_file.push(path),
            None => {}
        }
    }

    /// The only one in a folder of sources, if there is one.
    ///
    /// # Errors
    /// There is one that holds its migrations itself.
    pub fn in_sources(self, sources: &Path) -> Result<Option<PathBuf>, Failure> {
        let inside = |files: Vec<PathBuf>| files.into_iter().find(|file| file.starts_with(sources));
        match (inside(self.files), inside(self.of_one_file)) {
            (Some(list), _) => Ok(Some(list)),
            (None, Some(file)) => Err(of_one_file(&file)),
            (None, None) => Ok(None),
        }
    }

    const fn is_empty(&self) -> bool {
        self.files.is_empty() && self.of_one_file.is_empty()
    }

    /// The only one, or the only one of the sources proper.
    fn only(self, package: &Package) -> Result<HistoryFiles, Failure> {
        let sources = package.root().join("src");
        let mut chosen: Vec<PathBuf> = self.files.iter().filter(|file| file.starts_with(&sources)).cloned().collect();
        if chosen.is_empty() {
            chosen.clone_from(&self.files);
        }
        match (chosen.len(), chosen.pop()) {
            (1, Some(list)) => Ok(HistoryFiles::new(package, list)),
            (_, Some(_)) => {
                let files: Vec<String> = self.files.iter().map(|file| shown(file)).collect();
                Err(Failure::usage(format!("`{}` has several histories", package.name))
                    .with(&format!("note: they are listed in `{}`", files.join("`, `")))
                    .with(&format!("help: choose one, as in `--path {}`", files[0])))
            }
            (_, None) => Err(of_one_file(&self.of_one_file[0])),
        }
    }
}

fn of_one_file(file: &Path) -> Failure {
    Failure::refused(format!("the migrations in `{}` stand beside their list", shown(file)))
        .with("note: what is written here is a migration in a file of its own, `m<date>_<time>_<name>.rs`")
        .with("help: write the migration there by hand, or give each one its file and list them with `migrate::migrations!();`")
}

/// The history whose list or folder is at a path.
fn at_path(workspace: &Workspace, path: &Path) -> Result<HistoryFiles, Failure> {
    let wanted =
        path.canonicalize().map_err(|error| Failure::of_the_machine(format!("`{}`", path.display()), &error))?;
    let is_wanted = |found: &Path| found.canonicalize().is_ok_and(|found| found == wanted);
    for package in workspace.packages() {
        let Lists { files, of_one_file: own } = Lists::of(package);
        if let Some(file) = own.iter().find(|file| is_wanted(file)) {
            return Err(of_one_file(file));
        }
        let mut histories = files.into_iter().map(|list| HistoryFiles::new(package, list));
        if let Some(history) = histories.find(|history| is_wanted(&history.list) || is_wanted(&history.folder)) {
            return Ok(history);
        }
    }
    Err(Failure::usage(format!("`{}` is neither a list of migrations nor their folder", path.display()))
        .with("help: name the file that holds `migrate::migrations!();`, or the folder of the migrations"))
}

/// The folder of the modules that a file declares: the file's own where `#[path]` names the file, which cannot be seen
/// from here, or where its name is one of the three that mean the folder.
fn folder_of(list: &Path) -> PathBuf {
    let beside = list.parent().unwrap_or_else(|| Path::new(""));
    let below = beside.join(list.file_stem().unwrap_or_default());
    let is_beside = match list.file_stem().and_then(|stem| stem.to_str()) {
        Some("mod" | "lib" | "main") | None => true,
        Some(_) => {
            let text = fs::read_to_string(list).unwrap_or_default();
            let stands_in =
                |folder: &Path| list::modules(&text).iter().any(|module| folder.join(format!("{module}.rs")).is_file());
            !stands_in(&below) && stands_in(beside)
        }
    };
    if is_beside { beside.to_path_buf() } else { below }
}
