//! Functions, triggers, sequences and extensions.

use migrate_core::catalog::{Function, Name, View, ViewKind};
use migrate_core::dialect::Dialect;

use super::Draw;

const ROUTINES: &[&str] = &["keep", "note_it", "Stamp", "next one"];

/// A function of this name that gives this number; on PostgreSQL one that a trigger can execute.
fn definition(draw: &Draw<'_>, name: &str, number: usize) -> Option<String> {
    let quoted = draw.quoted(name);
    match draw.dialect {
        Dialect::Postgres => Some(format!(
            "CREATE FUNCTION {quoted}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM {number}; RETURN NEW; END $$"
        )),
        Dialect::MySql | Dialect::MariaDb => {
            Some(format!("CREATE FUNCTION {quoted}(a int) RETURNS int DETERMINISTIC RETURN a + {number}"))
        }
        Dialect::Sqlite => None,
    }
}

pub fn create_function(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let name = draw.placed(ROUTINES);
    let definition = definition(draw, &name, 1)?;
    Some(vec![format!("schema.create_function({name:?}, {definition:?});")])
}

fn function(draw: &mut Draw<'_>) -> Option<String> {
    let all: Vec<&Function> = draw.catalog.functions.values().collect();
    draw.random.pick(&all).map(|function| function.name.to_string())
}

pub fn replace_function(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let name = function(draw)?;
    let number = 2 + draw.random.below(90);
    let definition = definition(draw, &name, number)?;
    Some(vec![format!("schema.replace_function({name:?}, {definition:?});")])
}

pub fn drop_function(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    Some(vec![format!("schema.drop_function({:?});", function(draw)?)])
}

pub fn rename_function(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let from = function(draw)?;
    let to = draw.beside(&from, ROUTINES);
    Some(vec![format!("schema.rename_function({from:?}, {to:?});")])
}

pub fn create_trigger(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    if draw.random.chance(25)
        && let Some(statement) = create_trigger_of_view(draw)
    {
        return Some(vec![statement]);
    }
    let (table, name) = (draw.table()?, draw.name(ROUTINES));
    let (on, quoted) = (draw.quoted(&table.name), draw.quoted(&name));
    let moment = draw.random.one(&["BEFORE INSERT", "AFTER UPDATE", "BEFORE DELETE"]);
    let body = match draw.dialect {
        Dialect::Postgres => {
            let executed = function(draw)?;
            format!("FOR EACH ROW EXECUTE FUNCTION {}()", draw.quoted(&executed))
        }
        Dialect::MySql | Dialect::MariaDb => "FOR EACH ROW SET @drawn = 1".to_owned(),
        Dialect::Sqlite => "BEGIN SELECT 1; END".to_owned(),
    };
    let definition = format!("CREATE TRIGGER {quoted} {moment} ON {on} {body}");
    Some(vec![format!("schema.create_trigger({name:?}, {:?}, {definition:?});", table.name.as_str())])
}

/// What is done in place of a change of a view.
fn create_trigger_of_view(draw: &mut Draw<'_>) -> Option<String> {
    let views: Vec<&View> = draw.catalog.views.values().filter(|view| view.kind == ViewKind::Plain).collect();
    let (view, name) = (draw.random.pick(&views)?.name.clone(), draw.name(ROUTINES));
    let body = match draw.dialect {
        Dialect::Postgres => {
            let executed = function(draw)?;
            format!("FOR EACH ROW EXECUTE FUNCTION {}()", draw.quoted(&executed))
        }
        Dialect::Sqlite => "BEGIN SELECT 1; END".to_owned(),
        Dialect::MySql | Dialect::MariaDb => return None,
    };
    let (quoted, on) = (draw.quoted(&name), draw.quoted(&view));
    let moment = draw.random.one(&["INSERT", "UPDATE", "DELETE"]);
    let definition = format!("CREATE TRIGGER {quoted} INSTEAD OF {moment} ON {on} {body}");
    Some(format!("schema.create_trigger({name:?}, {:?}, {definition:?});", view.as_str()))
}

fn trigger(draw: &mut Draw<'_>) -> Option<String> {
    let all: Vec<&Name> = draw.catalog.triggers.keys().collect();
    draw.random.pick(&all).map(|name| name.to_string())
}

pub fn drop_trigger(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    Some(vec![format!("schema.drop_trigger({:?});", trigger(draw)?)])
}

pub fn rename_trigger(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (from, to) = (trigger(draw)?, draw.name(ROUTINES));
    Some(vec![format!("schema.rename_trigger({from:?}, {to:?});")])
}

pub fn create_sequence(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let name = draw.placed(ROUTINES);
    matches!(draw.dialect, Dialect::Postgres | Dialect::MariaDb)
        .then(|| vec![format!("schema.create_sequence({name:?});")])
}

fn sequence(draw: &mut Draw<'_>) -> Option<String> {
    let all: Vec<&Name> = draw.catalog.sequences.keys().collect();
    draw.random.pick(&all).map(|name| name.to_string())
}

pub fn drop_sequence(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let name = sequence(draw)?;
    let answer = draw.random.one(&[".accept_data_loss(\"drawn\")", ".restart_with(100)"]);
    Some(vec![format!("schema.drop_sequence({name:?}){answer};")])
}

pub fn rename_sequence(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let from = sequence(draw)?;
    let to = draw.beside(&from, ROUTINES);
    Some(vec![format!("schema.rename_sequence({from:?}, {to:?});")])
}

pub fn create_extension(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let name = draw.random.one(&["citext", "hstore", "btree_gist"]);
    (draw.dialect == Dialect::Postgres).then(|| vec![format!("schema.create_extension({name:?});")])
}

pub fn drop_extension(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let all: Vec<&Name> = draw.catalog.extensions.keys().collect();
    let name = draw.random.pick(&all)?;
    Some(vec![format!("schema.drop_extension({:?});", name.as_str())])
}
