//! What the name of a migration's file says: its version, its name, and its type.

use crate::migration::VersionText;

/// A file name, read: `m20261122_103000_create_users`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName {
    /// `20261122_103000`, as a number.
    pub version: i64,
    /// `create_users`.
    pub name: String,
}

impl FileName {
    /// Reads the stem of a file's name.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(stem: &str) -> Result<Self, String> {
        let malformed = || format!("`{stem}.rs` is not named `m<date>_<time>_<name>.rs`");
        let rest = stem.strip_prefix('m').ok_or_else(malformed)?;
        let (date, rest) = rest.split_once('_').ok_or_else(malformed)?;
        let (time, name) = rest.split_once('_').ok_or_else(malformed)?;
        let digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(date, 8) || !digits(time, 6) {
            return Err(malformed());
        }
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Err(format!("the name in `{stem}.rs` does not begin with a letter"));
        }
        if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
            return Err(format!("the name in `{stem}.rs` is not in snake case"));
        }
        let version = format!("{date}{time}").parse().map_err(|_| malformed())?;
        check_version(version)?;
        Ok(Self { version, name: name.to_owned() })
    }

    /// The name in camel case: `CreateUsers`.
    pub fn type_name(&self) -> String {
        camel_case(&self.name)
    }
}

/// Whether a version is a date and a time.
///
/// # Errors
/// Says what is wrong with it.
pub fn check_version(version: i64) -> Result<(), String> {
    let (date, time) = (version / 1_000_000, version % 1_000_000);
    let (month, day) = (date / 100 % 100, date % 100);
    let (hour, minute, second) = (time / 10_000, time / 100 % 100, time % 100);
    let year = date / 10_000;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let is_date = (1970..10_000).contains(&year) && (1..=12).contains(&month) && (1..=days).contains(&day);
    if is_date && hour < 24 && minute < 60 && second < 60 {
        return Ok(());
    }
    let written = if date < 10_000_000 { version.to_string() } else { VersionText(version).to_string() };
    Err(format!("`{written}` is not a date and a time such as `20261122_103000`"))
}

/// `create_users` as `CreateUsers`.
pub fn camel_case(name: &str) -> String {
    name.split('_')
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters)
        })
        .collect()
}

/// `CreateUsers` as `create_users`.
pub fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_says_version_name_and_type() {
        let read = FileName::parse("m20261122_103000_create_users").unwrap();
        assert_eq!((read.version, read.name.as_str()), (20_261_122_103_000, "create_users"));
        assert_eq!(read.type_name(), "CreateUsers");
        assert_eq!(snake_case(&read.type_name()), read.name);
    }

    #[test]
    fn a_malformed_file_name_is_explained() {
        let problem = |stem| FileName::parse(stem).unwrap_err();
        assert!(problem("m20261122_create_users").contains("m<date>_<time>_<name>.rs"));
        assert!(problem("m20261122_103000_2fa").contains("does not begin with a letter"));
        assert!(problem("m20261122_103000_createUsers").contains("snake case"));
        assert!(problem("m20261322_103000_create_users").contains("is not a date and a time"));
        assert!(problem("m20260229_103000_create_users").contains("is not a date and a time"));
        assert!(FileName::parse("m20280229_103000_create_users").is_ok());
    }
}
