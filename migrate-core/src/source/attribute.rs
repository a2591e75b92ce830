//! `#[allow]`, `#[warn]`, `#[deny]` and `#[expect]` as far as they name lints of this project.

use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Lit, Meta, Stmt, Token};

use super::location;
use crate::lint::Level;
use crate::lint::name::{Meaning, meaning};
use crate::location::{FileId, Location};
use crate::refusal::Refusal;

/// One lint that an attribute names.
#[derive(Clone, Debug)]
pub struct LintAttribute {
    /// The lint.
    pub lint: &'static str,
    /// How it is to speak below.
    pub setting: Setting,
    /// The lint's name in the attribute.
    pub at: Location,
}

/// What an attribute asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// This level.
    Level(Level),
    /// Silence, and a word if there was nothing to say.
    Expect,
}

impl Setting {
    /// The level that it comes to.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::Level(level) => level,
            Self::Expect => Level::Allow,
        }
    }
}

/// The attributes that set the level of a lint; `forbid` is one of rustc's alone.
const WORDS: [&str; 5] = ["allow", "warn", "deny", "expect", "forbid"];

/// The lints of rustc whose names are near to some of this project.
const OF_RUSTC: [&str; 3] = ["missing_docs", "unsafe_code", "unused_macros"];

/// Whether a lint's name in an attribute is this project's to judge, and not rustc's.
#[must_use]
pub fn is_own(name: &str) -> bool {
    !OF_RUSTC.contains(&name) && meaning(name) != Meaning::Unknown(None)
}

/// Whether an attribute of this name sets the level of lints.
#[must_use]
pub fn sets_levels(name: &str) -> bool {
    WORDS.contains(&name)
}

/// Reads the attributes of a statement, of a function or of an `impl`.
pub fn read(attributes: &[Attribute], file: FileId, refusals: &mut Vec<Refusal>) -> Vec<LintAttribute> {
    let mut read = Vec::new();
    for attribute in attributes {
        if let Some((word, named)) = own_names(attribute) {
            Reader { attribute, word, file, refusals }.read(&named, &mut read);
        }
    }
    read
}

/// The attributes of a statement.
pub fn of_statement(statement: &Stmt) -> &[Attribute] {
    match statement {
        Stmt::Expr(expression, _) => of_expression(expression),
        Stmt::Macro(call) => &call.attrs,
        Stmt::Local(local) => &local.attrs,
        Stmt::Item(_) => &[],
    }
}

/// The attributes of an expression, of those that a migration may use.
pub fn of_expression(expression: &Expr) -> &[Attribute] {
    match expression {
        Expr::MethodCall(call) => &call.attrs,
        Expr::Call(call) => &call.attrs,
        Expr::Lit(literal) => &literal.attrs,
        Expr::Array(array) => &array.attrs,
        Expr::Tuple(tuple) => &tuple.attrs,
        Expr::Path(path) => &path.attrs,
        Expr::Macro(call) => &call.attrs,
        _ => &[],
    }
}

/// Where an attribute on a part of a statement names a lint of this project.
pub fn misplaced(expression: &Expr, file: FileId) -> Option<Refusal> {
    let attribute = of_expression(expression).iter().find(|attribute| own_names(attribute).is_some())?;
    let refusal =
        Refusal::new(location(attribute.path().span(), file), "a part of a statement has no lints of its own");
    Some(refusal.help("write the attribute above the statement"))
}

/// The word of an attribute and what it names, if that is this project's to judge.
fn own_names(attribute: &Attribute) -> Option<(String, Vec<Meta>)> {
    let word = attribute.path().get_ident()?.to_string();
    if !sets_levels(&word) {
        return None;
    }
    let Meta::List(list) = &attribute.meta else { return None };
    let metas = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()?;
    let metas: Vec<Meta> = metas.into_iter().collect();
    metas.iter().any(|meta| name(meta).is_some_and(|name| is_own(&name))).then_some((word, metas))
}

fn name(meta: &Meta) -> Option<String> {
    match meta {
        Meta::Path(path) => path.get_ident().map(ToString::to_string),
        _ => None,
    }
}

struct Reader<'a> {
    attribute: &'a Attribute,
    word: String,
    file: FileId,
    refusals: &'a mut Vec<Refusal>,
}

impl Reader<'_> {
    fn read(mut self, metas: &[Meta], read: &mut Vec<LintAttribute>) {
        let setting = match self.word.as_str() {
            "allow" => Setting::Level(Level::Allow),
            "warn" => Setting::Level(Level::Warn),
            "deny" => Setting::Level(Level::Deny),
            "expect" => Setting::Expect,
            _ => return self.forbid(),
        };
        let before = read.len();
        for meta in metas {
            let Some(name) = name(meta).filter(|name| is_own(name)) else { continue };
            let at = location(meta.span(), self.file);
            match meaning(&name) {
                Meaning::Lint(lint, _) => read.push(LintAttribute { lint, setting, at }),
                Meaning::Error => self.refusals.push(error_by_name(&name, at)),
                Meaning::Unknown(near) => self.refusals.push(unknown(&name, near, at)),
            }
        }
        if let Some(first) = read.get(before)
            && setting.level() == Level::Allow
        {
            self.check_reason(first.lint, metas);
        }
    }

    /// An allowed hazard is accepted, and whoever accepts says why.
    fn check_reason(&mut self, lint: &str, metas: &[Meta]) {
        let word = &self.word;
        let reason = metas.iter().find_map(|meta| match meta {
            Meta::NameValue(pair) if pair.path.is_ident("reason") => Some(&pair.value),
            _ => None,
        });
        let is_empty = |value: &Expr| match value {
            Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. }) => text.value().trim().is_empty(),
            _ => false,
        };
        let note = "whoever reads the history later has to know why the hazard was none";
        let refusal = match reason {
            None => Refusal::new(
                location(self.attribute.path().span(), self.file),
                format!("`{word}` of `{lint}` has no reason"),
            )
            .note(note)
            .help(format!("write `#[{word}({lint}, reason = \"…\")]`")),
            Some(value) if is_empty(value) => {
                Refusal::new(location(value.span(), self.file), format!("the reason to {word} `{lint}` is empty"))
                    .note(note)
                    .help("write why the hazard is none here")
            }
            Some(_) => return,
        };
        self.refusals.push(refusal);
    }

    fn forbid(self) {
        let at = location(self.attribute.path().span(), self.file);
        self.refusals.push(Refusal::new(at, "a lint of a migration has no level `forbid`").help("write `deny`"));
    }
}

/// Of a name that no lint has.
fn unknown(name: &str, near: Option<&str>, at: Location) -> Refusal {
    let refusal = Refusal::new(at, format!("there is no lint `{name}`"));
    match near {
        Some(near) => refusal.help(format!("did you mean `{near}`?")),
        None => refusal,
    }
}

fn error_by_name(name: &str, at: Location) -> Refusal {
    Refusal::new(at, format!("`{name}` is an error and has no level"))
        .note("nothing but the change that it asks for answers it")
        .help("delete its name here")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the attributes of a statement say, or what is wrong with them.
    fn check(statement: &str, expected: &[&str]) {
        let statement: Stmt = syn::parse_str(statement).unwrap();
        let mut refusals = Vec::new();
        let read = read(of_statement(&statement), FileId(1), &mut refusals);
        let found = read.iter().map(|attribute| format!("{} {:?}", attribute.lint, attribute.setting));
        let found: Vec<String> = found.chain(refusals.into_iter().map(|refusal| refusal.problem)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn names_of_this_project_are_read_and_others_left_alone() {
        check("#[allow(rename_column, reason = \"new\")] schema.a();", &["rename_column Level(Allow)"]);
        check("#[expect(dead_code, drop_table, reason = \"x\")] schema.a().b();", &["drop_table Expect"]);
        check(
            "#[deny(drop_table)] #[warn(rename_table)] schema.a();",
            &["drop_table Level(Deny)", "rename_table Level(Warn)"],
        );
        check("#[allow(dead_code, clippy::all, missing_docs, unused)] schema.a();", &[]);
    }

    #[test]
    fn mistakes_are_named() {
        check("#[allow(drop_tabel, reason = \"x\")] schema.a();", &["there is no lint `drop_tabel`"]);
        check("#[warn(missing_down)] schema.a();", &["`missing_down` is an error and has no level"]);
        check("#[forbid(drop_table)] schema.a();", &["a lint of a migration has no level `forbid`"]);
        check(
            "#[allow(drop_table)] schema.a();",
            &["drop_table Level(Allow)", "`allow` of `drop_table` has no reason"],
        );
        check(
            "#[expect(drop_table, reason = \" \")] schema.a();",
            &["drop_table Expect", "the reason to expect `drop_table` is empty"],
        );
    }
}
