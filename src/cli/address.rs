//! Where a database is, without what nobody else may read.

use std::ffi::{OsStr, OsString};
use std::fmt;

/// The variable that names the database where no option does.
pub const VARIABLE: &str = "DATABASE_URL";

/// The URL of a database. It is shown without user, password and parameters.
#[derive(Clone)]
pub struct Address(String);

impl Address {
    /// The one of the option, or that of the environment.
    pub fn find(option: Option<&String>) -> Option<Self> {
        let of_environment = || std::env::var(VARIABLE).ok().filter(|url| !url.is_empty());
        option.cloned().or_else(of_environment).map(Self)
    }

    /// The whole of it, for who connects.
    pub fn url(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((scheme, rest)) = self.0.split_once(':') else { return f.write_str("the database") };
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let end = rest.find('?').unwrap_or(rest.len());
        // A password that was not escaped may hold a question mark.
        let begin = if scheme == "sqlite" { 0 } else { rest.rfind('@').map_or(0, |at| at + 1) };
        let place = if begin <= end { &rest[begin..end] } else { "…" };
        write!(f, "{scheme}://{place}")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The passwords that this program was told, wherever somebody wrote them.
pub struct Secrets(Vec<String>);

impl Secrets {
    /// Those in the environment and among the arguments, also where no URL is expected.
    pub fn of(arguments: &[OsString]) -> Self {
        let environment = std::env::var_os(VARIABLE);
        let texts = arguments.iter().chain(&environment).map(OsString::as_os_str).map(OsStr::to_string_lossy);
        let mut found: Vec<String> = texts.flat_map(|text| passwords(&text)).collect();
        found.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self(found)
    }

    /// A text without them.
    pub fn hide(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| without(&text, secret))
    }
}

/// A text without a secret where that stands for itself: in the middle of a word it is only spelled like it.
fn without(text: &str, secret: &str) -> String {
    let is_of_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    let (mut hidden, mut rest) = (String::new(), text);
    while let Some(place) = rest.find(secret) {
        let (before, after) = (&rest[..place], &rest[place + secret.len()..]);
        let last = before.chars().next_back().or_else(|| hidden.chars().next_back());
        let is_spelled_like_it = (is_of_word(last) && is_of_word(secret.chars().next()))
            || (is_of_word(after.chars().next()) && is_of_word(secret.chars().next_back()));
        hidden += before;
        hidden += if is_spelled_like_it { secret } else { "…" };
        rest = after;
    }
    hidden + rest
}

/// What may be a password in a text that may hold a URL: as it stands there, and as it is meant.
fn passwords(text: &str) -> Vec<String> {
    let Some((_, rest)) = text.split_once("://") else { return Vec::new() };
    let of_user = rest.rsplit_once('@').and_then(|(user, _)| user.split_once(':')).map(|(_, password)| password);
    let parameters = rest.split_once('?').map_or("", |(_, parameters)| parameters).split('&');
    let of_parameters = parameters.filter_map(|one| one.split_once('=')).filter(|(name, _)| name.contains("pass"));
    let found = of_user.into_iter().chain(of_parameters.map(|(_, value)| value)).filter(|found| !found.is_empty());
    found.flat_map(|found| [found.to_owned(), unescaped(found)]).collect()
}

/// `%40` is `@`.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, ..] => {
                std::str::from_utf8(&[*high, *low]).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok())
            }
            _ => None,
        };
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &rest[3..] } else { others };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str) -> String {
        Address(url.to_owned()).to_string()
    }

    #[test]
    fn an_address_is_shown_without_user_password_and_parameters() {
        assert_eq!(
            shown("postgres://ada:s3cret@db.example.com:5433/app?password=s3cret"),
            "postgres://db.example.com:5433/app"
        );
        assert_eq!(shown("mysql://root@127.0.0.1:3307/app"), "mysql://127.0.0.1:3307/app");
        assert_eq!(shown("sqlite://data/a@b.db?mode=rwc"), "sqlite://data/a@b.db");
        assert_eq!(shown("sqlite::memory:"), "sqlite://:memory:");
    }

    #[test]
    fn an_address_that_is_none_shows_no_password_either() {
        for url in
            ["postgres:/ada:s3cret@h/app", "postgres://ada:s3?cret@h/app", "postgres://ada:s3/cret@h/app", "s3cret"]
        {
            let shown = shown(url);
            assert!(!shown.contains("s3") && !shown.contains("cret"), "{shown}");
        }
    }

    #[test]
    fn passwords_are_hidden_as_they_stand_and_as_they_are_meant() {
        let arguments = ["up", "postgres://ada:s3%40cret@h/app?sslpassword=other"].map(OsString::from);
        let secrets = Secrets::of(&arguments);
        assert_eq!(secrets.hide("no: s3%40cret, s3@cret, other"), "no: …, …, …");
    }

    #[test]
    fn a_short_password_leaves_words_alone_that_are_spelled_like_it() {
        let secrets = Secrets::of(&["postgres://app:app@h/shop".into()]);
        assert_eq!(
            secrets.hide("`apply` of `m1_app_more` for app:app@h, 'app'"),
            "`apply` of `m1_app_more` for …:…@h, '…'"
        );
    }
}
