//! What a run is called in the row by which it keeps others out.

use std::hash::{BuildHasher as _, RandomState};

/// Who runs, where, and which of all runs it is: `anna at build-7, process 4711, run 9f86d081884c7d65`.
pub fn of_a_run() -> String {
    // The standard library has no other source of chance.
    let run = RandomState::new().hash_one(std::process::id());
    let user = variable(&["USER", "LOGNAME", "USERNAME"]);
    format!("{user} at {}, process {}, run {run:016x}", host(), std::process::id())
}

/// A container has its name in a variable, or in a file.
fn host() -> String {
    let of_file = std::fs::read_to_string("/etc/hostname").map(|name| plain(&name)).unwrap_or_default();
    if of_file.is_empty() { variable(&["HOSTNAME", "COMPUTERNAME"]) } else { of_file }
}

fn variable(names: &[&str]) -> String {
    let mut found = names.iter().filter_map(|name| std::env::var(name).ok()).map(|value| plain(&value));
    found.find(|value| !value.is_empty()).unwrap_or_else(|| "somebody".to_owned())
}

/// What may stand in a comment and in a text of SQL, and is not too long for the column.
fn plain(text: &str) -> String {
    text.trim().chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runs_have_two_names_that_may_stand_in_sql() {
        let (one, other) = (of_a_run(), of_a_run());
        assert_ne!(one, other);
        for name in [one, other] {
            assert!(name.len() <= 255 && name.contains(&format!("process {},", std::process::id())), "{name}");
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || " ,_.-".contains(c)), "{name}");
        }
        assert_eq!(plain(" it's */ \\ \"a\"-7.b_c\n"), "itsa-7.b_c");
    }
}
