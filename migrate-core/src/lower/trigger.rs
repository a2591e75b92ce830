//! The plan for triggers: where a database does not carry a change into them, they are dropped before it and created
//! again after it.

use super::action::Action;
use super::plan::{Moment, Planned};
use super::view;
use crate::catalog::{Catalog, Name, Trigger};
use crate::dialect::{Dialect, Target};
use crate::expression::{trigger_names, trigger_names_column, with_those_computed_from};
use crate::operation::{Operation, RenameColumn};

/// The plan for an operation on a trigger; nothing where its author says nothing for this database.
pub(super) fn planned(moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Planned>> {
    let before = |name: &Name| moment.before.triggers.get(name.as_str());
    let after = |name: &Name| moment.after.triggers.get(name.as_str());
    match moment.operation {
        Operation::CreateTrigger(create) => Some(vec![created(after(&create.trigger.name)?, dialect)?]),
        Operation::DropTrigger(drop) => Some(vec![dropped(before(&drop.name)?, dialect)?]),
        Operation::RenameTrigger(rename) => renamed(before(&rename.from)?, after(&rename.to)?, dialect),
        _ => None,
    }
}

pub(super) fn created(trigger: &Trigger, dialect: Dialect) -> Option<Planned> {
    Some(Planned::undone_by(create(trigger, dialect)?, vec![drop(trigger)]))
}

fn dropped(trigger: &Trigger, dialect: Dialect) -> Option<Planned> {
    Some(Planned::undone_by(drop(trigger), vec![create(trigger, dialect)?]))
}

fn renamed(old: &Trigger, new: &Trigger, dialect: Dialect) -> Option<Vec<Planned>> {
    let (first, second) = (dropped(old, dialect)?, created(new, dialect)?);
    if dialect != Dialect::Postgres {
        return Some(vec![first, second]);
    }
    let renaming =
        |from: &Name, to: &Name| Action::RenameTrigger { table: old.table.clone(), from: from.clone(), to: to.clone() };
    Some(vec![Planned::undone_by(renaming(&old.name, &new.name), vec![renaming(&new.name, &old.name)])])
}

pub(super) fn create(trigger: &Trigger, dialect: Dialect) -> Option<Action> {
    let sql = trigger.definition.text(dialect)?.text.clone();
    Some(Action::CreateTrigger { table: trigger.table.clone(), name: trigger.name.clone(), sql })
}

fn drop(trigger: &Trigger) -> Action {
    Action::DropTrigger { table: trigger.table.clone(), name: trigger.name.clone() }
}

/// Drops triggers before what is planned, and creates them again after it.
fn around(
    before: &Catalog,
    after: &Catalog,
    is_meant: impl Fn(&Trigger) -> bool,
    planned: Vec<Planned>,
    dialect: Dialect,
) -> Vec<Planned> {
    let without_foreign_keys = planned.iter().any(|planned| planned.without_foreign_keys);
    let with = |planned: Planned| Planned { without_foreign_keys, ..planned };
    let meant: Vec<&Trigger> = before.triggers.values().filter(|trigger| is_meant(trigger)).collect();
    let drops = meant.iter().filter_map(|trigger| dropped(trigger, dialect)).map(with);
    let again = meant.iter().filter_map(|trigger| after.triggers.get(trigger.name.as_str()));
    let creates = again.filter_map(|trigger| created(trigger, dialect)).map(with);
    drops.chain(planned).chain(creates).collect()
}

/// SQLite: a rename or a rebuild of a table, with the triggers that go with the old table or that SQLite would not
/// understand meanwhile: those that name it, or a view over it.
pub(super) fn around_table(before: &Catalog, after: &Catalog, table: &Name, planned: Vec<Planned>) -> Vec<Planned> {
    if before.triggers.is_empty() {
        return planned;
    }
    let sqlite = [Target::new(Dialect::Sqlite)];
    let relations = view::with_views(before, table);
    // The triggers of a view go and come with it.
    let stepping_aside: Vec<Name> =
        planned.iter().filter_map(|planned| planned.action.dropped_view().cloned()).collect();
    let is_meant = |trigger: &Trigger| {
        let names = || relations.iter().any(|relation| trigger_names(trigger, relation, &sqlite));
        trigger.table == *table || (!stepping_aside.contains(&trigger.table) && names())
    };
    around(before, after, is_meant, planned, Dialect::Sqlite)
}

/// MySQL and MariaDB: the rename of a column, with the triggers that name it: they would be left broken.
pub(super) fn around_renamed_column(
    moment: &Moment<'_>,
    rename: &RenameColumn,
    planned: Vec<Planned>,
    dialect: Dialect,
) -> Vec<Planned> {
    let differs = |trigger: &Trigger| {
        let new = moment.after.triggers.get(trigger.name.as_str());
        new.is_some_and(|new| new.definition.text(dialect) != trigger.definition.text(dialect))
    };
    let is_meant = |trigger: &Trigger| trigger.table == rename.table && differs(trigger);
    around(&moment.before, &moment.after, is_meant, planned, dialect)
}

/// PostgreSQL: the change of a column's type, or of how its values come about, with the triggers that name it or a column
/// computed from it: the server refuses to touch them under a trigger.
pub(super) fn around_changed_column(
    moment: &Moment<'_>,
    (table, column): (&Name, &Name),
    planned: Vec<Planned>,
) -> Vec<Planned> {
    let postgres = [Target::new(Dialect::Postgres)];
    let Some(before) = moment.before.table(table) else { return planned };
    let changed = with_those_computed_from(before, column, &postgres);
    let is_meant = |trigger: &Trigger| {
        trigger.table == *table && changed.iter().any(|column| trigger_names_column(trigger, table, column, &postgres))
    };
    around(&moment.before, &moment.after, is_meant, planned, Dialect::Postgres)
}
