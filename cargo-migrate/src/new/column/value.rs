//! Values as they are typed, and as the language writes them.

use crate::failure::Failure;

/// Which literals a type takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Digits.
    Number,
    /// Digits, and a point.
    Fraction,
    /// `true` or `false`.
    Boolean,
    /// A text, or a moment for which `now` may stand.
    Moment,
    /// A text.
    Text,
}

impl Sort {
    /// Which literals a type of the language takes.
    pub fn of(word: &str) -> Self {
        match word {
            "small_integer" | "integer" | "big_integer" | "reference" => Self::Number,
            "decimal" | "float" | "double" => Self::Fraction,
            "boolean" => Self::Boolean,
            "date" | "time" | "datetime" | "timestamp" | "timestamp_with_time_zone" => Self::Moment,
            _ => Self::Text,
        }
    }

    /// A value as the language writes it.
    ///
    /// # Errors
    /// It is none of this sort.
    pub fn literal(self, value: &str, typed: &str) -> Result<String, Failure> {
        if let Some(sql) = value.strip_prefix("sql(").and_then(|sql| sql.strip_suffix(')')) {
            return Ok(format!("sql({:?})", unquoted(sql)));
        }
        let text = unquoted(value);
        let fits = match self {
            Self::Number => is_literal(value) && value.parse::<i64>().is_ok(),
            Self::Fraction => value.split_once('.').map_or_else(
                || is_literal(value),
                |(whole, rest)| is_literal(whole) && is_literal(rest) && !rest.starts_with('-'),
            ),
            Self::Boolean => matches!(value, "true" | "false"),
            Self::Moment if matches!(value, "now" | "now()") => return Ok("now()".to_owned()),
            Self::Moment | Self::Text => return Ok(format!("{text:?}")),
        };
        if fits {
            return Ok(value.to_owned());
        }
        let example = match self {
            Self::Number => "0",
            Self::Fraction => "0.5",
            _ => "false",
        };
        Err(Failure::usage(format!("`{value}` is no value for `{typed}`")).with(&format!(
            "help: write one as in `default={example}`, or an expression of the database as in `default=sql(…)`"
        )))
    }
}

/// Whether a text is digits, and perhaps a sign before them.
fn is_literal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A text without the quotes around it.
pub fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
    inner('\'').or_else(|| inner('"')).unwrap_or(text)
}
