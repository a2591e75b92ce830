//! The plan for views: where a database does not carry a change into them, they are dropped before it and created
//! again after it.

use super::action::{Action, Build};
use super::plan::{Moment, Planned};
use super::{postgres, recreated_view, trigger};
use crate::catalog::{Catalog, Name, View};
use crate::dialect::Dialect;
use crate::expression;
use crate::operation::{Operation, RenameColumn};

/// The plan for an operation on a view; nothing where its author says nothing for this database.
pub(super) fn planned(moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Planned>> {
    match moment.operation {
        Operation::CreateView(create) => created(moment.after.view(&create.name)?, dialect),
        Operation::DropView(drop) => Some(vec![dropped(moment.before.view(&drop.name)?, &moment.before, dialect)?]),
        Operation::ReplaceView(replace) => replaced(moment, &replace.name, dialect),
        Operation::RenameView(rename) => renamed(moment, &rename.from, &rename.to, dialect),
        _ => None,
    }
}

fn created(view: &View, dialect: Dialect) -> Option<Vec<Planned>> {
    let mut planned = vec![Planned::undone_by(create(view, dialect)?, vec![drop(view)])];
    planned.extend(view.indexes().iter().map(|index| postgres::create_index(&view.name, index)));
    Some(planned)
}

/// The end of a view, with which its indexes and triggers go.
pub(super) fn dropped(view: &View, before: &Catalog, dialect: Dialect) -> Option<Planned> {
    let indexes = view.indexes().iter().cloned();
    let indexes = indexes.map(|index| Action::CreateIndex { table: view.name.clone(), index, build: Build::Plain });
    let triggers = before.triggers_of(&view.name).filter_map(|trigger| trigger::create(trigger, dialect));
    let again = std::iter::once(create(view, dialect)?).chain(indexes).chain(triggers).collect();
    Some(Planned::undone_by(drop(view), again))
}

/// A view that stepped aside, with its indexes and triggers.
pub(super) fn again(view: &View, after: &Catalog, dialect: Dialect) -> Option<Vec<Planned>> {
    let triggers = after.triggers_of(&view.name).filter_map(|trigger| trigger::created(trigger, dialect));
    Some(created(view, dialect)?.into_iter().chain(triggers).collect())
}

fn create(view: &View, dialect: Dialect) -> Option<Action> {
    let query = view.query.text(dialect)?.text.clone();
    Some(Action::CreateView { name: view.name.clone(), kind: view.kind, query })
}

fn drop(view: &View) -> Action {
    Action::DropView { name: view.name.clone(), kind: view.kind }
}

fn replaced(moment: &Moment<'_>, name: &Name, dialect: Dialect) -> Option<Vec<Planned>> {
    let (old, new) = (moment.before.view(name)?, moment.after.view(name)?);
    let texts = (old.query.text(dialect), new.query.text(dialect));
    let (before, after) = match texts {
        (None, None) => return None,
        (None, Some(_)) => return created(new, dialect),
        (Some(_), None) => return Some(vec![dropped(old, &moment.before, dialect)?]),
        (Some(before), Some(after)) => (before, after),
    };
    if before == after {
        return None;
    }
    if !is_replaced_in_place(moment, name, dialect) {
        if dialect == Dialect::Postgres {
            return Some(recreated_view::around(moment, with_views_over(vec![old], &moment.before), Vec::new()));
        }
        let mut planned = vec![dropped(old, &moment.before, dialect)?];
        planned.extend(again(new, &moment.after, dialect)?);
        return Some(around(&moment.before, &moment.after, (name, name), planned, dialect));
    }
    let replacing = |query: &str| Action::ReplaceView { name: name.clone(), query: query.to_owned() };
    let undo =
        if dialect.is_mysql_family() { vec![replacing(&before.text)] } else { vec![drop(new), create(old, dialect)?] };
    Some(vec![Planned::undone_by(replacing(&after.text), undo)])
}

/// Whether the database has a statement that puts the new query in place of the old one.
fn is_replaced_in_place(moment: &Moment<'_>, name: &Name, dialect: Dialect) -> bool {
    match dialect {
        Dialect::MySql | Dialect::MariaDb => true,
        Dialect::Sqlite => false,
        Dialect::Postgres => match (moment.before.view(name), moment.after.view(name)) {
            (Some(old), Some(new)) => expression::can_replace(&old.query, &new.query, &moment.before, &moment.after),
            _ => false,
        },
    }
}

fn renamed(moment: &Moment<'_>, from: &Name, to: &Name, dialect: Dialect) -> Option<Vec<Planned>> {
    let (old, new) = (moment.before.view(from)?, moment.after.view(to)?);
    create(old, dialect)?;
    let planned = if dialect == Dialect::Sqlite {
        let mut planned = vec![dropped(old, &moment.before, dialect)?];
        planned.extend(again(new, &moment.after, dialect)?);
        planned
    } else {
        let renaming =
            |from: &Name, to: &Name| Action::RenameView { from: from.clone(), to: to.clone(), kind: old.kind };
        vec![Planned::undone_by(renaming(from, to), vec![renaming(to, from)])]
    };
    Some(following(moment, (from, to), planned, dialect))
}

/// A rename, with what has to be done for the views that read what is renamed: PostgreSQL knows them by more than their
/// text, MySQL and MariaDB leave them broken, and SQLite would write its own quotes into their text.
pub(super) fn following(
    moment: &Moment<'_>,
    names: (&Name, &Name),
    planned: Vec<Planned>,
    dialect: Dialect,
) -> Vec<Planned> {
    match dialect {
        Dialect::Postgres => planned,
        Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite => {
            around(&moment.before, &moment.after, names, planned, dialect)
        }
    }
}

/// The rename of a column, with the views that read it.
pub(super) fn renamed_column(
    moment: &Moment<'_>,
    rename: &RenameColumn,
    planned: Vec<Planned>,
    dialect: Dialect,
) -> Vec<Planned> {
    let reads = moment.before.views.values().any(|view| view.names_column(&rename.table, &rename.from));
    if reads { following(moment, (&rename.table, &rename.table), planned, dialect) } else { planned }
}

/// Drops the views over a table or view before what is planned for it, and creates them again after it.
///
/// `names` are its names before and after. SQLite looks at every view when it renames a table, so that the views over
/// those views step aside too.
pub(super) fn around(
    before: &Catalog,
    after: &Catalog,
    names: (&Name, &Name),
    planned: Vec<Planned>,
    dialect: Dialect,
) -> Vec<Planned> {
    let reach = if dialect.is_mysql_family() { Reach::Direct } else { Reach::All };
    let without_foreign_keys = planned.iter().any(|planned| planned.without_foreign_keys);
    let with = |planned: Planned| Planned { without_foreign_keys, ..planned };
    let old = over(before, names.0, reach);
    let drops = old.iter().rev().filter_map(|view| dropped(view, before, dialect)).map(with);
    let new = over(after, names.1, reach);
    let creates = new.iter().filter_map(|view| again(view, after, dialect)).flatten().map(with);
    drops.chain(planned).chain(creates).collect()
}

/// A table, and every view that reads it, or that reads one which does.
pub(super) fn with_views<'a>(catalog: &'a Catalog, table: &'a Name) -> Vec<&'a Name> {
    let views = over(catalog, table, Reach::All).into_iter().map(|view| &view.name);
    std::iter::once(table).chain(views).collect()
}

/// Which views over something are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Those that read it.
    Direct,
    /// Those that read it, and those that read them.
    All,
}

/// The views over a table or view, each after those that it reads.
fn over<'a>(catalog: &'a Catalog, relation: &str, reach: Reach) -> Vec<&'a View> {
    let found: Vec<&View> = catalog.views_over(relation).collect();
    match reach {
        Reach::Direct => sorted(found),
        Reach::All => with_views_over(found, catalog),
    }
}

/// Views and those over them, each after those that it reads.
pub(super) fn with_views_over<'a>(mut found: Vec<&'a View>, catalog: &'a Catalog) -> Vec<&'a View> {
    let mut next = 0;
    while next < found.len() {
        for view in catalog.views_over(&found[next].name) {
            if !found.iter().any(|known| known.name == view.name) {
                found.push(view);
            }
        }
        next += 1;
    }
    sorted(found)
}

fn sorted(mut found: Vec<&View>) -> Vec<&View> {
    let mut sorted: Vec<&View> = Vec::with_capacity(found.len());
    while let Some(place) = found.iter().position(|view| !found.iter().any(|other| view.names(&other.name))) {
        sorted.push(found.remove(place));
    }
    sorted
}
