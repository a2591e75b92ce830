//! Files as a person names and changes them.

use std::io::Write as _;
use std::path::Path;
use std::{fs, io};

use crate::failure::Failure;

/// A path as seen from here, if what it leads to lies below.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    whole.strip_prefix(&here).unwrap_or(path).display().to_string()
}

/// The text of a file.
pub fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::of_the_machine(format!("`{}`", shown(path)), &error))
}

/// Writes a file that is not there yet, and the folders that it lies in.
pub fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let written = || -> io::Result<()> {
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::File::create_new(path)?.write_all(text.as_bytes())
    };
    written().map_err(|error| Failure::of_the_machine(format!("`{}` cannot be written", path.display()), &error))
}

/// Gives a file another text, as a whole or not at all.
pub fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let written = || -> io::Result<()> {
        fs::write(&new, text)?;
        fs::set_permissions(&new, fs::metadata(path)?.permissions())?;
        fs::rename(&new, path)
    };
    written().map_err(|error| Failure::of_the_machine(format!("`{}` cannot be changed", shown(path)), &error))
}
