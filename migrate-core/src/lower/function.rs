//! The plan for functions: where a database cannot replace or rename one, it is dropped and created again.

use super::action::Action;
use super::plan::{Moment, Planned};
use crate::catalog::{Function, Name};
use crate::dialect::Dialect;
use crate::expression::{can_replace_function, or_replace, signature};
use crate::operation::Operation;

/// The plan for an operation on a function; nothing where its author says nothing for this database.
pub(super) fn planned(moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Planned>> {
    let before = |name: &Name| moment.before.functions.get(name.as_str());
    let after = |name: &Name| moment.after.functions.get(name.as_str());
    match moment.operation {
        Operation::CreateFunction(create) => created(after(&create.function.name)?, dialect),
        Operation::DropFunction(drop) => dropped(before(&drop.name)?, dialect),
        Operation::ReplaceFunction(replace) => replaced(before(&replace.name)?, after(&replace.name)?, dialect),
        Operation::RenameFunction(rename) => renamed(before(&rename.from)?, after(&rename.to)?, dialect),
        _ => None,
    }
}

fn created(function: &Function, dialect: Dialect) -> Option<Vec<Planned>> {
    Some(vec![Planned::undone_by(create(function, dialect)?, vec![drop(function, dialect)])])
}

fn dropped(function: &Function, dialect: Dialect) -> Option<Vec<Planned>> {
    Some(vec![Planned::undone_by(drop(function, dialect), vec![create(function, dialect)?])])
}

fn replaced(old: &Function, new: &Function, dialect: Dialect) -> Option<Vec<Planned>> {
    let (before, after) = match (text(old, dialect), text(new, dialect)) {
        (None, None) => return None,
        (None, Some(_)) => return created(new, dialect),
        (Some(_), None) => return dropped(old, dialect),
        (Some(before), Some(after)) if before == after => return None,
        (Some(before), Some(after)) => (before, after),
    };
    let can_replace = |old: &str, new: &str| match dialect {
        Dialect::Postgres => can_replace_function(old, new),
        Dialect::MariaDb => true,
        Dialect::MySql | Dialect::Sqlite => false,
    };
    if !can_replace(before, after) {
        return Some([dropped(old, dialect)?, created(new, dialect)?].into_iter().flatten().collect());
    }
    let replacing =
        |text: &str| Action::CreateFunction { name: new.name.clone(), sql: or_replace(text), replaces: true };
    let undo = if can_replace(after, before) {
        vec![replacing(before)]
    } else {
        vec![drop(new, dialect), create(old, dialect)?]
    };
    Some(vec![Planned::undone_by(replacing(after), undo)])
}

fn renamed(old: &Function, new: &Function, dialect: Dialect) -> Option<Vec<Planned>> {
    let definition = text(old, dialect)?;
    if dialect != Dialect::Postgres {
        return Some([dropped(old, dialect)?, created(new, dialect)?].into_iter().flatten().collect());
    }
    let renaming = |from: &Name, to: &Name| Action::RenameFunction {
        from: from.clone(),
        to: to.clone(),
        signature: signature(definition),
    };
    Some(vec![Planned::undone_by(renaming(&old.name, &new.name), vec![renaming(&new.name, &old.name)])])
}

fn text(function: &Function, dialect: Dialect) -> Option<&str> {
    function.definition.text(dialect).map(|text| text.text.as_str())
}

fn create(function: &Function, dialect: Dialect) -> Option<Action> {
    let sql = text(function, dialect)?.to_owned();
    Some(Action::CreateFunction { name: function.name.clone(), sql, replaces: false })
}

/// PostgreSQL may have others of the same name, which are told apart by their arguments.
fn drop(function: &Function, dialect: Dialect) -> Action {
    let definition = text(function, dialect).filter(|_| dialect == Dialect::Postgres);
    let signature = definition.map(signature).unwrap_or_default();
    Action::DropFunction { name: function.name.clone(), signature }
}
