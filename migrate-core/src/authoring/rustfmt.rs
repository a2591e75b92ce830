//! Sources as rustfmt lays them out.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// The text as rustfmt lays it out with the settings for this folder, or as it is where there is no rustfmt.
#[must_use]
pub fn formatted(text: String, edition: &str, folder: &Path) -> String {
    by_rustfmt(&text, edition, folder).unwrap_or(text)
}

fn by_rustfmt(text: &str, edition: &str, folder: &Path) -> Option<String> {
    let mut rustfmt = Command::new(std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into()));
    rustfmt.args(["--edition", edition, "--emit", "stdout", "--quiet"]).current_dir(folder);
    let pipes = rustfmt.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = pipes.spawn().ok()?;
    child.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    String::from_utf8(output.stdout).ok().filter(|text| output.status.success() && !text.is_empty())
}
