//! An order in which each thing comes after what it names.

use crate::live::{Function, Table, View};

/// The tables, each after those that it refers to, as far as that can be.
pub fn tables(tables: &[Table]) -> Vec<Table> {
    sorted(tables, |table, other| {
        table.name != other.name && table.foreign_keys.iter().any(|key| key.table == other.name)
    })
}

/// The views, each after those that its query names.
pub fn views(views: &[View]) -> Vec<View> {
    sorted(views, |view, other| view.name != other.name && names(&view.query, &other.name))
}

/// The functions that tables need, and the others; each after those that it names.
pub fn functions(functions: &[Function], tables: &[Table]) -> (Vec<Function>, Vec<Function>) {
    let sorted =
        sorted(functions, |function, other| function.name != other.name && names(&function.definition, &other.name));
    let in_tables =
        |function: &Function| tables.iter().any(|table| table.expressions().any(|sql| names(sql, &function.name)));
    // What a function needs that a table needs is needed before too.
    let mut early: Vec<bool> = sorted.iter().map(in_tables).collect();
    for place in (0..sorted.len()).rev() {
        if early[place] {
            for (before, function) in sorted.iter().enumerate().take(place) {
                early[before] |= names(&sorted[place].definition, &function.name);
            }
        }
    }
    let (early, late): (Vec<_>, Vec<_>) = sorted.into_iter().zip(early).partition(|(_, is_early)| *is_early);
    let only = |all: Vec<(Function, bool)>| all.into_iter().map(|(function, _)| function).collect();
    (only(early), only(late))
}

/// Whether a view names this function.
pub fn is_named_in_views(function: &str, views: &[View]) -> bool {
    views.iter().any(|view| names(&view.query, function))
}

/// Each after those that it waits for; where they wait for each other, in any order.
fn sorted<T: Clone>(all: &[T], waits: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut open: Vec<T> = all.to_vec();
    let mut sorted = Vec::with_capacity(open.len());
    while !open.is_empty() {
        let free = open.iter().position(|one| !open.iter().any(|other| waits(one, other)));
        sorted.push(open.remove(free.unwrap_or(0)));
    }
    sorted
}

/// Whether SQL has this name among its words.
fn names(sql: &str, name: &str) -> bool {
    let local = name.rsplit('.').next().unwrap_or(name);
    sql.match_indices(local).any(|(place, _)| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let before = sql[..place].chars().next_back().is_some_and(is_word);
        let after = sql[place + local.len()..].chars().next().is_some_and(is_word);
        !before && !after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_comes_after_what_it_names() {
        let view = |name: &str, query: &str| View { name: name.to_owned(), query: query.to_owned(), ..View::default() };
        let all = [view("a", "SELECT * FROM bb"), view("bb", "SELECT * FROM c"), view("c", "SELECT 1 AS abb")];
        let sorted: Vec<String> = views(&all).into_iter().map(|view| view.name).collect();
        assert_eq!(sorted, ["c", "bb", "a"]);
    }
}
