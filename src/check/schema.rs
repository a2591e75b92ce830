//! Two schemas beside each other: what is missing, what is too much, and what is there in another form.

use std::collections::{BTreeMap, BTreeSet};

use migrate_core::dialect::Dialect;

use super::things::{Aspect, Key, Thing, things};
use super::{Finding, Problem};
use crate::live::Catalog;

/// The tables in which other tools keep their histories.
pub const OF_OTHER_TOOLS: [&str; 4] =
    ["_sqlx_migrations", "seaql_migrations", "refinery_schema_history", "__diesel_schema_migrations"];

/// In what the schema that is found differs from the expected one. `others` are the statements by which other histories
/// are undone: what one of them names is theirs.
pub fn findings(expected: &Catalog, found: &Catalog, others: &[String], dialect: Dialect) -> Vec<Finding> {
    let (expected_things, found_things) = (things(expected, dialect), things(found, dialect));
    // What lies in a schema that the history has nothing in is somebody else's.
    let own_schemas: BTreeSet<&str> = expected_things.keys().map(Key::schema).chain([""]).collect();
    let others: Vec<BTreeSet<String>> = others.iter().map(|sql| words(sql)).collect();
    let is_ours = |key: &Key| {
        let named = |words: &BTreeSet<String>| key.names().all(|name| words.contains(&name.to_lowercase()));
        own_schemas.contains(key.schema()) && !OF_OTHER_TOOLS.contains(&key.table()) && !others.iter().any(named)
    };
    let mut findings = Vec::new();
    for (key, thing) in &expected_things {
        match found_things.get(key) {
            // Of a table that is missing nothing else is said.
            None if key.is_part() && !key.owners().any(|owner| found_things.contains_key(&owner)) => {}
            None => findings.push(missing(key, thing)),
            Some(found) => findings.extend(different(key, thing, found)),
        }
    }
    for (key, thing) in &found_things {
        let is_new = !expected_things.contains_key(key);
        let is_of_new = key.is_part() && !key.owners().any(|owner| expected_things.contains_key(&owner));
        if is_new && !is_of_new && thing.is_told && is_ours(key) {
            findings.push(unknown(key, thing));
        }
    }
    findings
}

fn missing(key: &Key, thing: &Thing) -> Finding {
    let help = match &thing.create {
        Some(sql) => sent(std::slice::from_ref(sql)),
        None => "restore it from a backup; `schema` prints what makes an empty one".to_owned(),
    };
    finding(key, Problem::Missing, format!("{} is missing", key.subject()), help)
}

fn unknown(key: &Key, thing: &Thing) -> Finding {
    let join = thing.join.as_ref().map(|statement| format!("let it join with `{statement}` in a new migration"));
    let drop = thing.drop.as_ref().map(|sql| sent(std::slice::from_ref(sql)));
    let help = match (join, drop) {
        (Some(join), Some(drop)) => format!("{join}, or {drop}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "say in a new migration what it is for, or drop it".to_owned(),
    };
    finding(key, Problem::Unknown, format!("{} is there, and no migration made it", key.subject()), help)
}

fn different(key: &Key, expected: &Thing, found: &Thing) -> Option<Finding> {
    let said = |aspects: &[Aspect]| -> BTreeMap<&'static str, String> {
        aspects.iter().map(|aspect| (aspect.name, aspect.value.clone())).collect()
    };
    let (expected_said, found_said) = (said(&expected.aspects), said(&found.aspects));
    let differing: Vec<&Aspect> = expected
        .aspects
        .iter()
        .filter(|aspect| found_said.get(aspect.name) != expected_said.get(aspect.name))
        .collect();
    if differing.is_empty() {
        return None;
    }
    let shown = |text: &str| if text.is_empty() { "none".to_owned() } else { format!("`{text}`") };
    let parts: Vec<String> = differing
        .iter()
        .map(|aspect| {
            let other = found.aspects.iter().find(|other| other.name == aspect.name);
            let (found, expected) = (other.map_or("", |other| other.shown.as_str()), aspect.shown.as_str());
            match aspect.name {
                // These are too long for a line.
                name @ ("query" | "text") => format!("its {name} is another one"),
                name => format!("its {name} is {}, not {}", shown(found), shown(expected)),
            }
        })
        .collect();
    let message = format!("{} is not as the migrations make it: {}", key.subject(), parts.join("; "));
    let sets: Vec<String> = differing.iter().filter_map(|aspect| aspect.set.clone()).collect();
    let help = if sets.len() == differing.len() {
        sent(&sets)
    } else {
        match (&found.drop, &expected.create) {
            (Some(drop), Some(create)) if key.kind() != "column" => sent(&[drop.clone(), create.clone()]),
            _ => "bring it back by hand to the form that `schema` prints".to_owned(),
        }
    };
    Some(finding(key, Problem::Different, message, help))
}

/// Statements that are to be sent: not in quotes, since MySQL quotes names with those of a message.
fn sent(statements: &[String]) -> String {
    let mut distinct: Vec<&str> = Vec::new();
    for sql in statements {
        if !distinct.contains(&sql.as_str()) {
            distinct.push(sql);
        }
    }
    format!("send: {};", distinct.join("; "))
}

fn finding(key: &Key, problem: Problem, message: String, help: String) -> Finding {
    Finding { kind: key.kind().to_owned(), name: key.full_name().to_owned(), problem, message, help }
}

/// The words of SQL, in lower case.
fn words(sql: &str) -> BTreeSet<String> {
    let words = sql.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}
