//! The words that are typed of a column: its types and modifiers, and how the parts are told apart.

use migrate_core::refusal::nearest;

use crate::failure::Failure;

/// The types of the language, each with what is typed behind it.
pub const TYPES: &[(&str, Arguments)] = &[
    ("string", Arguments::Nothing),
    ("text", Arguments::Nothing),
    ("varchar", Arguments::Length),
    ("char", Arguments::Length),
    ("small_integer", Arguments::Nothing),
    ("integer", Arguments::Nothing),
    ("big_integer", Arguments::Nothing),
    ("decimal", Arguments::Digits),
    ("float", Arguments::Nothing),
    ("double", Arguments::Nothing),
    ("boolean", Arguments::Nothing),
    ("date", Arguments::Nothing),
    ("time", Arguments::Nothing),
    ("datetime", Arguments::Nothing),
    ("timestamp", Arguments::Nothing),
    ("timestamp_with_time_zone", Arguments::Nothing),
    ("interval", Arguments::Nothing),
    ("uuid", Arguments::Nothing),
    ("json", Arguments::Nothing),
    ("json_binary", Arguments::Nothing),
    ("binary", Arguments::Length),
    ("blob", Arguments::Nothing),
    ("reference", Arguments::Table),
    ("enumeration", Arguments::Enumeration),
    ("array", Arguments::Element),
    ("custom", Arguments::Sql),
    ("id", Arguments::Key),
    ("uuid_id", Arguments::Key),
];

/// What is typed behind a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// Nothing.
    Nothing,
    /// A length.
    Length,
    /// How many digits, and how many of them after the point.
    Digits,
    /// A table, if it does not follow from the name.
    Table,
    /// An enumeration.
    Enumeration,
    /// The type of the elements.
    Element,
    /// The database's own name of the type.
    Sql,
    /// Nothing: it is the whole key.
    Key,
}

/// How other tools call the types.
const SYNONYMS: &[(&str, &str)] = &[
    ("references", "reference"),
    ("belongs_to", "reference"),
    ("enum", "enumeration"),
    ("int", "integer"),
    ("bigint", "big_integer"),
    ("smallint", "small_integer"),
    ("bool", "boolean"),
    ("numeric", "decimal"),
    ("jsonb", "json_binary"),
    ("timestamptz", "timestamp_with_time_zone"),
    ("bytes", "blob"),
    ("real", "float"),
];

/// What may be typed behind the type.
const MODIFIERS: &[&str] = &[
    "unique",
    "index",
    "null",
    "default=…",
    "primary_key",
    "auto_increment",
    "unsigned",
    "on_delete=…",
    "on_update=…",
    "without_index",
    "check=…",
    "collate=…",
    "comment=…",
    "generated=…",
    "stored",
    "restore_with=…",
];

/// How the modifiers are called elsewhere.
pub const OTHER_MODIFIERS: &[(&str, &str)] = &[("nullable", "null"), ("uniq", "unique"), ("no_index", "without_index")];

/// The refusal of a modifier that there is not, or not so.
pub fn unknown_modifier(part: &str, word: &str, has_value: bool, typed: &str) -> Failure {
    let bare = |modifier: &'static str| modifier.trim_end_matches("=…");
    if let Some(known) = MODIFIERS.iter().find(|modifier| bare(modifier) == word) {
        let (problem, example) = if has_value {
            ("takes no value", bare(known).to_owned())
        } else {
            ("needs a value", known.replace('…', "value"))
        };
        return Failure::usage(format!("`{word}` in `{typed}` {problem}")).with(&format!("help: write `{example}`"));
    }
    let failure = Failure::usage(format!("there is no modifier `{part}`, as in `{typed}`"));
    match nearest(word, MODIFIERS.iter().map(|modifier| bare(modifier))) {
        Some(near) => failure.with(&format!("help: did you mean `{near}`?")),
        None => failure.with(&format!("note: there is `{}`", MODIFIERS.join("`, `"))),
    }
}

/// Whether a part is a modifier, and so not a type.
pub fn is_modifier(part: &str) -> bool {
    let word = part.split_once('=').map_or(part, |(word, _)| word);
    part.contains('=') || MODIFIERS.contains(&word) || OTHER_MODIFIERS.iter().any(|(other, _)| *other == word)
}

/// Whether a part belongs to the type before it.
pub fn is_argument(word: &str, part: &str) -> bool {
    match TYPES.iter().find(|(name, _)| *name == word) {
        Some((_, Arguments::Length | Arguments::Digits)) => part.parse::<u32>().is_ok(),
        Some((_, Arguments::Nothing)) => word == "string" && part.parse::<u32>().is_ok(),
        Some((_, Arguments::Table | Arguments::Enumeration | Arguments::Element | Arguments::Sql)) => {
            !is_modifier(part)
        }
        Some((_, Arguments::Key)) | None => false,
    }
}

/// A type and what stands in its parentheses, `decimal(10,2)`.
pub fn arguments(written: &str) -> (String, Vec<&str>) {
    let (word, own) = match written.split_once(['(', '{']) {
        Some((word, own)) => (word, own.trim_end_matches([')', '}'])),
        None => (written, ""),
    };
    let word = SYNONYMS.iter().find(|(other, _)| *other == word).map_or(word, |(_, own)| own);
    (word.to_owned(), own.split([',', '.']).map(str::trim).filter(|part| !part.is_empty()).collect())
}

/// What is typed behind a type.
///
/// # Errors
/// There is no such type.
pub fn kind(word: &str, typed: &str) -> Result<Arguments, Failure> {
    if let Some((_, kind)) = TYPES.iter().find(|(name, _)| *name == word) {
        return Ok(*kind);
    }
    let names: Vec<&str> = TYPES.iter().map(|(name, _)| *name).collect();
    let words = names.iter().chain(SYNONYMS.iter().map(|(other, _)| other)).copied();
    let failure = Failure::usage(format!("there is no column type `{word}`, as in `{typed}`"));
    Err(match nearest(word, words) {
        Some(near) => failure.with(&format!("help: did you mean `{near}`?")),
        None => failure.with(&format!("note: there is `{}`", names.join("`, `"))),
    })
}

/// A length, or a count of digits.
///
/// # Errors
/// It is none.
pub fn number(text: &str, typed: &str) -> Result<u32, Failure> {
    text.parse().map_err(|_| {
        Failure::usage(format!("`{text}` in `{typed}` is not a number"))
            .with("help: write a length as in `varchar:80`, and digits as in `decimal:10:2`")
    })
}

/// What happens to a row when the one that it refers to goes, as the language writes it.
///
/// # Errors
/// There is no such action.
pub fn action(value: &str, typed: &str) -> Result<&'static str, Failure> {
    let actions = [
        ("cascade", "Cascade"),
        ("restrict", "Restrict"),
        ("set_null", "SetNull"),
        ("set_default", "SetDefault"),
        ("no_action", "NoAction"),
    ];
    let word = crate::new::name::snake_case(value);
    actions.iter().find(|(name, _)| *name == word).map(|(_, action)| *action).ok_or_else(|| {
        let failure = Failure::usage(format!("there is no action `{value}`, as in `{typed}`"));
        match nearest(&word, actions.map(|(name, _)| name)) {
            Some(near) => failure.with(&format!("help: did you mean `{near}`?")),
            None => failure.with("help: write `cascade`, `restrict`, `set_null`, `set_default` or `no_action`"),
        }
    })
}

/// The parts between colons outside of parentheses and quotes.
pub fn split(typed: &str) -> Vec<&str> {
    let (mut parts, mut begin, mut depth, mut quote) = (Vec::new(), 0, 0_u32, None);
    for (at, letter) in typed.char_indices() {
        match letter {
            '\'' | '"' if quote == Some(letter) => quote = None,
            '\'' | '"' if quote.is_none() => quote = Some(letter),
            _ if quote.is_some() => {}
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => {
                parts.push(&typed[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&typed[begin..]);
    parts
}
