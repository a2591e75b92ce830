//! A column as it is typed: `email:string:unique`, `price:decimal:10:2`, `team:references`.

mod value;

use migrate_core::refusal::nearest;

use crate::failure::Failure;
use value::Sort;

/// A column as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type as the language writes it, `string("email")`; none where none was typed.
    pub function: Option<String>,
    /// The table that it refers to, if it is a reference.
    pub reference: Option<String>,
    /// Whether the table of a reference was typed.
    pub is_reference_typed: bool,
    /// The enumeration that it holds values of.
    pub enumeration: Option<String>,
    /// Whether NULL is allowed.
    pub is_nullable: bool,
    /// Its default, as the language writes it.
    pub default: Option<String>,
    /// What a dropped column is restored with.
    pub restore_with: Option<String>,
    /// Whether it is to have an index.
    pub is_indexed: bool,
    /// Whether no two rows may have the same value.
    pub is_unique: bool,
    /// Whether the database gives it values by itself.
    pub has_own_values: bool,
    /// The other modifiers, as the language writes them.
    modifiers: String,
}

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
const OTHER_MODIFIERS: &[(&str, &str)] = &[("nullable", "null"), ("uniq", "unique"), ("no_index", "without_index")];

impl Column {
    /// Reads a column. `plural` finds the table that a reference is to.
    ///
    /// # Errors
    /// There is no such type or modifier, or something is missing.
    pub fn read(typed: &str, plural: &dyn Fn(&str) -> String) -> Result<Self, Failure> {
        let mut parts = split(typed).into_iter().peekable();
        let name = parts.next().unwrap_or_default();
        if name.is_empty() {
            return Err(Failure::usage(format!("`{typed}` has no name"))
                .with("help: write a column as `name:type`, as in `email:string`"));
        }
        let mut column = Self {
            name: name.to_owned(),
            function: None,
            reference: None,
            is_reference_typed: false,
            enumeration: None,
            is_nullable: false,
            default: None,
            restore_with: None,
            is_indexed: false,
            is_unique: false,
            has_own_values: false,
            modifiers: String::new(),
        };
        let mut sort = Sort::Text;
        match parts.peek() {
            None if matches!(name, "id" | "uuid_id") => column.take_key(name, name),
            Some(part) if !is_modifier(part) => sort = column.take_type(&mut parts, typed, plural)?,
            Some(_) | None => {}
        }
        let rest: Vec<&str> = parts.collect();
        for part in rest {
            column.take_modifier(part, typed, sort)?;
        }
        Ok(column)
    }

    /// What the language writes, a `string` where no type was typed.
    pub fn text(&self) -> String {
        let function = self.function.clone().unwrap_or_else(|| format!("string({:?})", self.name));
        let nullable = if self.is_nullable { ".nullable()" } else { "" };
        let default = self.default.as_ref().map_or_else(String::new, |value| format!(".default({value})"));
        let unique = if self.is_unique { ".unique()" } else { "" };
        format!("{function}{nullable}{default}{unique}{}", self.modifiers)
    }

    /// What is said of it beside its type, NULL, its default and that it is unique.
    pub fn modifiers(&self) -> &str {
        &self.modifiers
    }

    /// Whether something is said of it but its type and NULL.
    pub const fn has_more(&self) -> bool {
        !self.modifiers.is_empty() || self.is_unique || self.is_indexed
    }

    fn take_key(&mut self, name: &str, word: &str) {
        debug_assert!(!name.is_empty());
        self.name = "id".to_owned();
        self.function = Some(format!("{word}()"));
        self.has_own_values = true;
    }

    /// Takes the type and what is typed behind it.
    fn take_type<'a>(
        &mut self,
        parts: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>,
        typed: &str,
        plural: &dyn Fn(&str) -> String,
    ) -> Result<Sort, Failure> {
        let written = parts.next().unwrap_or_default();
        if let Some(element) = written.strip_suffix("[]") {
            let mut own = std::iter::once(element).peekable();
            return self.take_array(&mut own, typed);
        }
        let (word, mut own) = arguments(written);
        while let Some(more) = parts.next_if(|part| own.is_empty() && is_argument(&word, part)) {
            own.push(more);
            // The digits after the point.
            own.extend(parts.next_if(|part| word == "decimal" && part.parse::<u32>().is_ok()));
        }
        if word == "array" {
            own.extend(parts.next_if(|part| own.len() == 1 && part.parse::<u32>().is_ok()));
            own.extend(parts.next_if(|part| own.len() == 2 && part.parse::<u32>().is_ok()));
            return self.take_array(&mut own.into_iter().peekable(), typed);
        }
        let kind = kind(&word, typed)?;
        let missing = |what: &str, example: &str| {
            Err(Failure::usage(format!("`{typed}` does not say {what}"))
                .with(&format!("help: write it behind the type, as in `{}:{example}`", self.name)))
        };
        let name = self.name.clone();
        self.function = Some(match (kind, own.as_slice()) {
            (Arguments::Nothing, [length]) if word == "string" => {
                format!("varchar({name:?}, {})", number(length, typed)?)
            }
            (Arguments::Nothing, []) => format!("{word}({name:?})"),
            (Arguments::Length, [length]) => format!("{word}({name:?}, {})", number(length, typed)?),
            (Arguments::Length, []) => return missing("how long it may be", &format!("{word}:80")),
            (Arguments::Digits, [precision]) => format!("decimal({name:?}, {}, 0)", number(precision, typed)?),
            (Arguments::Digits, [precision, scale]) => {
                format!("decimal({name:?}, {}, {})", number(precision, typed)?, number(scale, typed)?)
            }
            (Arguments::Digits, []) => return missing("how many digits it has", "decimal:10:2"),
            (Arguments::Enumeration, [enumeration]) => {
                self.enumeration = Some((*enumeration).to_owned());
                format!("enumeration({name:?}, {enumeration:?})")
            }
            (Arguments::Enumeration, []) => return missing("which values it may have", "enumeration:order_status"),
            (Arguments::Sql, [sql]) => format!("custom({name:?}, {sql:?})"),
            (Arguments::Sql, []) => return missing("what the database calls its type", "custom:point"),
            (Arguments::Key, []) => {
                self.take_key(&name, &word);
                return Ok(Sort::Number);
            }
            (Arguments::Table, tables) if tables.len() < 2 => self.reference_to(tables.first().copied(), plural),
            _ => {
                return Err(Failure::usage(format!("`{typed}` says more than `{word}` takes")).with(&format!(
                    "help: write `{name}:{word}`, and behind it what else is to be said of the column"
                )));
            }
        });
        Ok(Sort::of(&word))
    }

    /// A reference, whose column ends in `_id`.
    fn reference_to(&mut self, table: Option<&str>, plural: &dyn Fn(&str) -> String) -> String {
        let base = self.name.strip_suffix("_id").unwrap_or(&self.name).to_owned();
        self.is_reference_typed = table.is_some();
        let table = table.map_or_else(|| plural(&base), str::to_owned);
        self.name = format!("{base}_id");
        let function = format!("reference({:?}, {table:?})", self.name);
        self.reference = Some(table);
        function
    }

    fn take_array<'a>(
        &mut self,
        own: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>,
        typed: &str,
    ) -> Result<Sort, Failure> {
        if own.peek().is_none() {
            return Err(Failure::usage(format!("`{typed}` does not say what the elements are"))
                .with(&format!("help: write it behind the type, as in `{}:array:text`", self.name)));
        }
        let mut element = self.clone();
        element.take_type(own, typed, &str::to_owned)?;
        self.function = element.function.map(|element| format!("array({element})"));
        Ok(Sort::Text)
    }

    fn take_modifier(&mut self, part: &str, typed: &str, sort: Sort) -> Result<(), Failure> {
        let (word, value) = part.split_once('=').map_or((part, None), |(word, value)| (word, Some(value)));
        let word = OTHER_MODIFIERS.iter().find(|(other, _)| *other == word).map_or(word, |(_, own)| own);
        let mut add = |text: &str| self.modifiers.push_str(text);
        match (word, value) {
            ("unique", None) => self.is_unique = true,
            ("index", None) => self.is_indexed = true,
            ("null", None) => self.is_nullable = true,
            ("primary_key" | "unsigned" | "stored", None) => add(&format!(".{word}()")),
            ("without_index", None) => add(".without_index()"),
            ("auto_increment", None) => {
                add(".auto_increment()");
                self.has_own_values = true;
            }
            ("default", Some(value)) => self.default = Some(sort.literal(value, typed)?),
            ("restore_with", Some(value)) => self.restore_with = Some(sort.literal(value, typed)?),
            ("on_delete" | "on_update", Some(value)) => add(&format!(".{word}({})", action(value, typed)?)),
            ("check" | "collate" | "comment", Some(value)) => add(&format!(".{word}({:?})", value::unquoted(value))),
            ("generated", Some(value)) => {
                add(&format!(".generated({:?})", value::unquoted(value)));
                self.has_own_values = true;
            }
            _ => return Err(unknown_modifier(part, word, value.is_some(), typed)),
        }
        Ok(())
    }
}

fn unknown_modifier(part: &str, word: &str, has_value: bool, typed: &str) -> Failure {
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
fn is_modifier(part: &str) -> bool {
    let word = part.split_once('=').map_or(part, |(word, _)| word);
    part.contains('=') || MODIFIERS.contains(&word) || OTHER_MODIFIERS.iter().any(|(other, _)| *other == word)
}

/// Whether a part belongs to the type before it.
fn is_argument(word: &str, part: &str) -> bool {
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
fn arguments(written: &str) -> (String, Vec<&str>) {
    let (word, own) = match written.split_once(['(', '{']) {
        Some((word, own)) => (word, own.trim_end_matches([')', '}'])),
        None => (written, ""),
    };
    let word = SYNONYMS.iter().find(|(other, _)| *other == word).map_or(word, |(_, own)| own);
    (word.to_owned(), own.split([',', '.']).map(str::trim).filter(|part| !part.is_empty()).collect())
}

fn kind(word: &str, typed: &str) -> Result<Arguments, Failure> {
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

fn number(text: &str, typed: &str) -> Result<u32, Failure> {
    text.parse().map_err(|_| {
        Failure::usage(format!("`{text}` in `{typed}` is not a number"))
            .with("help: write a length as in `varchar:80`, and digits as in `decimal:10:2`")
    })
}

fn action(value: &str, typed: &str) -> Result<&'static str, Failure> {
    let actions = [
        ("cascade", "Cascade"),
        ("restrict", "Restrict"),
        ("set_null", "SetNull"),
        ("set_default", "SetDefault"),
        ("no_action", "NoAction"),
    ];
    let word = super::name::snake_case(value);
    actions.iter().find(|(name, _)| *name == word).map(|(_, action)| *action).ok_or_else(|| {
        let failure = Failure::usage(format!("there is no action `{value}`, as in `{typed}`"));
        match nearest(&word, actions.map(|(name, _)| name)) {
            Some(near) => failure.with(&format!("help: did you mean `{near}`?")),
            None => failure.with("help: write `cascade`, `restrict`, `set_null`, `set_default` or `no_action`"),
        }
    })
}

/// The parts between colons outside of parentheses and quotes.
fn split(typed: &str) -> Vec<&str> {
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

#[cfg(test)]
mod tests;
