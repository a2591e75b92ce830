//! The bodies of functions that still name what a migration renamed or dropped.

use crate::catalog::{Catalog, Function, Name};
use crate::dialect::{Dialect, Target};
use crate::expression::{body_names_column_of, body_names_relation};
use crate::operation::Operation;
use crate::refusal::Refusal;

use super::cx::note_place;

/// What an operation took away from functions that are there at the end of its migration. A database finds out when such
/// a function is called.
pub(super) fn left_behind(operation: &Operation, end: &Catalog, targets: &[Target]) -> Vec<Refusal> {
    let gone = |name: &Name| end.table(name).is_none() && end.view(name).is_none();
    let has_column = |table: &Name, column: &Name| end.table(table).is_none_or(|table| table.column(column).is_some());
    match operation {
        Operation::RenameTable(rename) if gone(&rename.from) => renamed(&rename.from, &rename.to, end, targets),
        Operation::RenameView(rename) if gone(&rename.from) => renamed(&rename.from, &rename.to, end, targets),
        Operation::DropTable(drop) if gone(&drop.table) => dropped(&drop.table, end, targets),
        Operation::DropView(drop) if gone(&drop.name) => dropped(&drop.name, end, targets),
        Operation::RenameColumn(rename) if !has_column(&rename.table, &rename.from) => {
            let names =
                |function: &Function, dialect| body_names_column_of(function, &rename.table, &rename.from, dialect);
            let what = format!("{}.{}", rename.table, rename.from);
            let found =
                first(end, targets, names).map(|(function, dialect)| of_rename(function, &what, &rename.to, dialect));
            found.into_iter().collect()
        }
        Operation::DropColumn(drop) if !has_column(&drop.table, &drop.column) => {
            let names =
                |function: &Function, dialect| body_names_column_of(function, &drop.table, &drop.column, dialect);
            let what = format!("{}.{}", drop.table, drop.column);
            first(end, targets, names).map(|(function, _)| of_drop(function, &what, &drop.column)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn renamed(from: &Name, to: &Name, end: &Catalog, targets: &[Target]) -> Vec<Refusal> {
    let found = first(end, targets, |function, dialect| body_names_relation(function, from, dialect));
    found.map(|(function, dialect)| of_rename(function, from, to, dialect)).into_iter().collect()
}

fn dropped(name: &Name, end: &Catalog, targets: &[Target]) -> Vec<Refusal> {
    let found = first(end, targets, |function, dialect| body_names_relation(function, name, dialect));
    found.map(|(function, _)| of_drop(function, name, name)).into_iter().collect()
}

fn first<'a>(
    end: &'a Catalog,
    targets: &[Target],
    names: impl Fn(&Function, Dialect) -> bool,
) -> Option<(&'a Function, Dialect)> {
    let dialects = targets.iter().map(|target| target.dialect);
    dialects.filter_map(|dialect| Some((end.functions.values().find(|it| names(it, dialect))?, dialect))).next()
}

fn of_rename(function: &Function, what: &str, to: &Name, dialect: Dialect) -> Refusal {
    let name = &function.name;
    let problem =
        format!("function `{name}` names `{what}` in its body, and {dialect} does not carry a rename into it");
    let refusal = note_place(Refusal::new(to.at(), problem), "the function was created in", name.at());
    refusal.help(format!("write `schema.replace_function({:?}, …);` after it, with the new name", name.as_str()))
}

fn of_drop(function: &Function, what: &str, at: &Name) -> Refusal {
    let name = &function.name;
    let problem = format!("function `{name}` names `{what}` in its body, and would fail when it is called");
    let refusal = note_place(Refusal::new(at.at(), problem), "the function was created in", name.at());
    let name = name.as_str();
    refusal.help(format!("write `schema.drop_function({name:?});` or `schema.replace_function({name:?}, …);` before"))
}
