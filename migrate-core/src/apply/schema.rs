//! Creating, dropping and renaming schemas, and which names may lie in one.

mod rename;

use crate::catalog::name::split;
use crate::catalog::{Catalog, Name, Schema};
use crate::dialect::Dialect;
use crate::expression;
use crate::location::Location;
use crate::operation::{CreateSchema, DropSchema, RenameSchema};
use crate::refusal::Refusal;

use super::cx::{Cx, note_place};
use super::former;
use super::lookup::suggest;
use super::name::with_article;
use super::uses::Use;
pub(super) use rename::{rename, touched};

/// Where PostgreSQL puts what has no schema of its own, unless the search path says something else.
const DEFAULT: &str = "public";

fn schema_key(name: &str) -> String {
    format!("schema:{name}")
}

fn missing_schema(catalog: &Catalog, name: &Name) -> Refusal {
    let refusal = Refusal::new(name.at(), format!("there is no schema `{name}`"));
    let (refusal, now) = former::explain(catalog, refusal, name, schema_key);
    suggest(refusal, now, name, catalog.schemas.keys().map(Name::as_str))
}

pub(super) fn check_create(cx: &mut Cx<'_>, operation: &CreateSchema) {
    cx.take_schema(&operation.schema.name);
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropSchema) {
    let name = &operation.name;
    if cx.schema(name).is_none() {
        return;
    }
    let inside: Vec<(&str, &Name)> = cx.catalog.inside(name).collect();
    let Some((noun, first)) = inside.first() else { return };
    let problem = match inside.len() - 1 {
        0 => format!("schema `{name}` cannot be dropped while {noun} `{first}` lies in it"),
        others => format!("schema `{name}` cannot be dropped while {noun} `{first}` and {others} more lie in it"),
    };
    let mut refusal = note_place(Refusal::new(name.at(), problem), "that was created in", first.at());
    for (noun, name) in inside {
        refusal = refusal.help(format!("write `schema.{}({:?});` first", dropping(noun), name.as_str()));
    }
    cx.refuse(refusal);
}

/// The statement that drops something of this kind.
fn dropping(noun: &str) -> String {
    format!("drop_{}", noun.replace(' ', "_"))
}

pub(super) fn check_rename(cx: &mut Cx<'_>, operation: &RenameSchema) {
    let RenameSchema { from, to } = operation;
    if cx.schema(from).is_none() {
        return;
    }
    if from == to {
        cx.refuse_same_name(to);
        return;
    }
    if from.eq_ignore_ascii_case(to) {
        cx.check_name("schema", to, from.at());
    } else {
        cx.take_schema(to);
    }
    let catalog = cx.catalog;
    if let Some(view) = catalog.views.values().find(|view| expression::names_schema_unread(&view.query, from)) {
        let used = Use::of_view(view);
        let refusal = Refusal::new(to.at(), format!("schema `{from}` cannot be renamed while {} names it", used.what));
        let refusal = refusal.note("the build cannot read its SQL, so the new name could not be carried into it");
        let refusal = note_place(refusal, "it was created in", used.at);
        let text = format!("write `{}` before, and create it again after, with the new name", used.statement);
        cx.refuse(refusal.help(text));
    }
    if let Some(function) = catalog.functions.values().find(|function| expression::body_names_schema(function, from)) {
        let used = Use::of_function(function);
        let problem =
            format!("{} names `{from}` in its body, and PostgreSQL does not carry a rename into it", used.what);
        let refusal = note_place(Refusal::new(to.at(), problem), "the function was created in", used.at);
        let text = format!("write `{}` before, and create it again after, with the new name", used.statement);
        cx.refuse(refusal.help(text));
    }
}

/// What lies in schemas, by the words for it.
const IN_SCHEMAS: [&str; 6] = ["table", "view", "materialized view", "sequence", "enum", "function"];

impl<'a> Cx<'a> {
    /// The schema of this name, or a refusal.
    fn schema(&mut self, name: &Name) -> Option<&'a Schema> {
        let catalog = self.catalog;
        let found = catalog.schemas.get(name.as_str());
        if found.is_none() {
            self.refuse(missing_schema(catalog, name));
        }
        found
    }

    /// Takes a name for a schema, or refuses it.
    fn take_schema(&mut self, name: &Name) {
        self.check_name("schema", name, name.at());
        let refusal = |problem: String| Refusal::new(name.at(), problem);
        let lower = name.to_lowercase();
        if lower.starts_with("pg_") || lower == "information_schema" {
            let refusal = refusal(format!("schema name `{name}` is kept by PostgreSQL"));
            self.refuse(refusal.note("PostgreSQL keeps `information_schema` and names that begin with `pg_`"));
        } else if name == DEFAULT {
            let refusal = refusal(format!("schema `{name}` is there from the beginning"));
            self.refuse(refusal.help("leave out this statement, and the schema of the names in it"));
        } else if let Some(other) = self.catalog.schemas.values().find(|other| other.name.eq_ignore_ascii_case(name)) {
            let refusal = refusal(if other.name == *name {
                format!("schema `{name}` exists already")
            } else {
                format!("the name `{name}` differs only in case from schema `{}`", other.name)
            });
            self.refuse(note_place(refusal, "it was created in", other.name.at()));
        }
    }

    /// What is wrong with the schema in front of a name, if there is one.
    pub(super) fn check_schema_of(&self, noun: &str, name: &Name, at: Location) -> Option<Refusal> {
        let (schema, local) = split(name);
        let schema = schema?;
        let refusal = |problem: String| Some(Refusal::new(at, problem));
        if !IN_SCHEMAS.contains(&noun) {
            return match noun {
                "index" | "trigger" => {
                    let noun = with_article(noun);
                    refusal(format!("the name of {noun} holds no schema, and `{name}` does"))
                        .map(|it| it.note("it lies in the schema of its table").help(format!("write `{local}`")))
                }
                _ => None,
            };
        }
        if schema.is_empty() || local.is_empty() || local.contains('.') {
            return refusal(format!("`{name}` is no name of a {noun} in a schema"))
                .map(|it| it.help("write the schema, one dot and the name: `audit.events`"));
        }
        if self.catalog.schemas.contains_key(schema) {
            return None;
        }
        let others: Vec<Dialect> =
            self.targets.iter().map(|it| it.dialect).filter(|it| *it != Dialect::Postgres).collect();
        if !others.is_empty() {
            let names: Vec<String> = others.iter().map(Dialect::to_string).collect();
            let (have, plain) = (if names.len() == 1 { "has" } else { "have" }, name.replace('.', "_"));
            return refusal(format!("{} {have} no schemas, and `{name}` names one", expression::joined(&names)))
                .map(|it| it.help(format!("write `{plain}`")));
        }
        if schema == DEFAULT {
            return refusal(format!("`{name}` names the schema in which a {noun} lies by default"))
                .map(|it| it.help(format!("write `{local}`")));
        }
        let name = Name::new(schema, at);
        let missing = missing_schema(self.catalog, &name);
        Some(if missing.help.is_empty() {
            missing.help(format!(
                "write `schema.create_schema({schema:?});` first, with `.already_exists()` if it is there"
            ))
        } else {
            missing
        })
    }

    /// Whether something of this kind lies in a schema.
    pub(super) fn may_lie_in_schema(&self, noun: &str) -> bool {
        IN_SCHEMAS.contains(&noun)
    }

    /// Refuses a new name in another schema: a rename moves nothing.
    pub(super) fn check_stays_in_schema(&mut self, noun: &str, from: &Name, to: &Name) -> bool {
        if from.schema() == to.schema() {
            return true;
        }
        if let Some(refusal) = self.check_schema_of(noun, to, to.at()) {
            self.refuse(refusal);
            return false;
        }
        let place = |name: &Name| {
            name.schema().map_or("the first schema of the search path".to_owned(), |it| format!("schema `{it}`"))
        };
        let problem = format!("a rename leaves a {noun} in {}, and `{to}` lies in {}", place(from), place(to));
        let stay = from.schema().map_or_else(|| to.local().to_owned(), |schema| format!("{schema}.{}", to.local()));
        let mut refusal = Refusal::new(to.at(), problem);
        if stay != from.as_str() {
            refusal = refusal.help(format!("write `{stay}`"));
        }
        self.refuse(match noun {
            "table" => refusal.help(format!(
                "write `create_table` for `{to}`, copy the rows in a data migration, and drop `{from}` later"
            )),
            _ => refusal.help(format!("add `{to}` as a {noun} of its own, and drop `{from}`")),
        });
        false
    }
}

pub(super) fn create(operation: &CreateSchema, catalog: &mut Catalog) {
    let schema = operation.schema.clone();
    catalog.former.remove(&schema_key(&schema.name));
    catalog.schemas.insert(schema.name.clone(), schema);
}

pub(super) fn drop(operation: &DropSchema, catalog: &mut Catalog) {
    former::dropped(catalog, schema_key(&operation.name), operation.name.at());
    catalog.schemas.remove(operation.name.as_str());
}
