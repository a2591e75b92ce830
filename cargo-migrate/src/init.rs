//! `cargo migrate init`: the dependency, the list, and the program that runs the migrations.

mod manifest;
mod targets;

use std::path::{Path, PathBuf};

use migrate_core::authoring::list;
use migrate_core::authoring::rustfmt::formatted;

use crate::arguments::InitOptions;
use crate::failure::Failure;
use crate::files::{create, read, replace, shown};
use crate::histories::Lists;
use crate::program::NAME;
use crate::workspace::{Package, Selection, Workspace};
use targets::Targets;

/// Sets up what is missing. What is there stays as it is.
///
/// # Errors
/// Something of another kind is in the way. Nothing is written then, unless a file cannot be written halfway.
pub fn init(selection: &Selection, options: &InitOptions) -> Result<String, Failure> {
    let workspace = Workspace::read(selection)?;
    let package = workspace.package()?;
    let place = Place::of(package)?;
    let targets = Targets::choose(package, &options.databases)?;
    let mut done = Vec::new();
    done.extend(targets.depend(package, options.migrate_path.as_deref())?);
    done.extend(targets.settle(package)?);
    done.extend(place.list(package)?);
    done.extend(place.declare()?);
    done.extend(place.program(package)?);
    done.extend(manifest::add_program(package)?);
    if done.is_empty() {
        return Ok("everything is there already".to_owned());
    }
    done.push(String::new());
    done.push("Next:".to_owned());
    done.extend(place.next(package, &targets).into_iter().map(|line| format!("  {line}")));
    Ok(done.join("\n"))
}

/// Where the history of a package is listed, and from where the program reaches it.
struct Place {
    /// The file with the list.
    list: PathBuf,
    /// Whether the list is there.
    is_there: bool,
    /// The first file of the library, and its name; none where the package has no library.
    library: Option<(PathBuf, String)>,
}

impl Place {
    fn of(package: &Package) -> Result<Self, Failure> {
        let library = package.library().map(|library| (library.src_path.clone(), library.name.replace('-', "_")));
        let sources = match &library {
            Some((file, _)) => file.parent().map(Path::to_path_buf).unwrap_or_default(),
            None => package.root().join("src"),
        };
        if let Some(list) = Lists::of(package).in_sources(&sources)? {
            return Ok(Self { list, is_there: true, library });
        }
        let [list, as_folder] = ["migrations.rs", "migrations/mod.rs"].map(|file| sources.join(file));
        for file in [&list, &as_folder] {
            if file.exists() {
                let problem = format!("`{}` is there, and lists no migrations", shown(file));
                let help =
                    format!("help: write `{}::migrations!();` at its end, or give it another name", package.krate());
                return Err(Failure::refused(problem).with(&help));
            }
        }
        // Two programs that name one file by its path find its modules in its own folder.
        let list = if library.is_some() { list } else { as_folder };
        Ok(Self { list, is_there: false, library })
    }

    /// Writes the list.
    fn list(&self, package: &Package) -> Result<Option<String>, Failure> {
        if self.is_there {
            return Ok(None);
        }
        let text = format!(
            "//! The history of the database, the oldest migration first.\n\n{}::migrations!();\n",
            package.krate()
        );
        create(&self.list, &text)?;
        Ok(Some(format!("wrote    {}", shown(&self.list))))
    }

    /// Makes the list a module of the library. A program that has none gets the list by its path.
    fn declare(&self) -> Result<Option<String>, Failure> {
        let Some((file, _)) = self.library.as_ref().filter(|_| !self.is_there) else { return Ok(None) };
        let text = read(file)?;
        if list::modules(&text).contains(&"migrations") {
            return Ok(None);
        }
        let line = "pub mod migrations;";
        replace(file, &list::declare(&text, line, "migrations"))?;
        Ok(Some(format!("changed  {}: `{line}`", shown(file))))
    }

    /// Writes the program.
    fn program(&self, package: &Package) -> Result<Option<String>, Failure> {
        let file = package.root().join("src/bin").join(format!("{NAME}.rs"));
        if file.exists() || package.programs().any(|program| program.name == NAME) {
            return Ok(None);
        }
        let krate = package.krate();
        let head = format!("//! The command line of the migrations of `{}`.\n\n", package.name);
        let (module, path) = match &self.library {
            Some((root, name)) => (String::new(), format!("{name}::{}", module_path(root, &self.list))),
            None => reached_by_path(&self.list, package),
        };
        let text = format!(
            "{head}{module}use std::process::ExitCode;\n\nfn main() -> ExitCode {{\n    \
             {krate}::cli::main(&{path}::MIGRATIONS)\n}}\n"
        );
        create(&file, &formatted(text, &package.edition, package.root()))?;
        Ok(Some(format!("wrote    {}", shown(&file))))
    }

    fn next(&self, package: &Package, targets: &Targets) -> Vec<String> {
        let mut lines = vec!["cargo migrate new create_users email:string:unique".to_owned()];
        if std::env::var_os("DATABASE_URL").is_none() {
            lines.push(format!("export DATABASE_URL='{}'", targets.example_url(&package.name)));
        }
        lines.push("cargo migrate up".to_owned());
        if self.library.is_none() {
            let krate = package.krate();
            lines.push(String::new());
            lines.push("A service that applies them when it starts has these in `src/main.rs`:".to_owned());
            lines.push("mod migrations;".to_owned());
            lines.push(format!("{krate}::Migrator::new(&migrations::MIGRATIONS).up(&db).await?;"));
        }
        lines
    }
}

/// The module through which a program reaches a list that is no part of a library, and what it is called.
fn reached_by_path(list: &Path, package: &Package) -> (String, String) {
    let list = list.strip_prefix(package.root().join("src")).unwrap_or(list);
    let name = module_path(Path::new(""), list);
    let file = list.display().to_string().replace('\\', "/");
    let (folder, module) = name.rsplit_once("::").map_or(("", name.as_str()), |(folder, module)| (folder, module));
    if list.file_name().is_some_and(|file| file == "mod.rs") {
        return (format!("#[path = \"../{file}\"]\nmod {module};\n\n"), module.to_owned());
    }
    // Its modules lie in a folder of its name, as long as its path is not given.
    let folder = ["..", folder].join("/").replace("::", "/");
    let folder = folder.trim_end_matches('/');
    (format!("#[path = \"{folder}\"]\nmod sources {{\n    pub mod {module};\n}}\n\n"), format!("sources::{module}"))
}

/// The path of a module inside of its library, by their files.
fn module_path(root: &Path, list: &Path) -> String {
    let folder = root.parent().unwrap_or_else(|| Path::new(""));
    let file = list.strip_prefix(folder).unwrap_or(list).with_extension("");
    let words: Vec<String> = file.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "mod").collect();
    words.join("::")
}
