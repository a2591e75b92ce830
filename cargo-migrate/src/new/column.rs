//! A column as it is typed: `email:string:unique`, `price:decimal:10:2`, `team:references`.

mod value;
mod word;

use crate::failure::Failure;
use value::Sort;
use word::{
    Arguments, OTHER_MODIFIERS, action, arguments, is_argument, is_modifier, kind, number, split, unknown_modifier,
};

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

#[cfg(test)]
mod tests;
