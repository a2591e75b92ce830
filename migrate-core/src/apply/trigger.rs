//! Creating, dropping and renaming triggers, and how they follow what they name.

use crate::catalog::{Catalog, Fate, Name, Sql, Table, Trigger, View, ViewKind};
use crate::dialect::{Dialect, Target};
use crate::expression::{self, Owner};
use crate::location::Location;
use crate::operation::{CreateTrigger, DropTrigger, Operation, RenameTrigger};
use crate::refusal::Refusal;

use super::cx::{Cx, note_place};
use super::former;
use super::function::{function_key, missing_function, naming};
use super::lookup::suggest;
use super::uses::Use;
use super::view::rows;

fn trigger_key(name: &str) -> String {
    format!("trigger:{name}")
}

fn missing_trigger(catalog: &Catalog, name: &Name) -> Refusal {
    let refusal = Refusal::new(name.at(), format!("there is no trigger `{name}`"));
    let (refusal, now) = former::explain(catalog, refusal, name, trigger_key);
    suggest(refusal, now, name, catalog.triggers.keys().map(Name::as_str))
}

pub(super) fn check_create(cx: &mut Cx<'_>, operation: &CreateTrigger) {
    let trigger = &operation.trigger;
    let (name, catalog) = (&trigger.name, cx.catalog);
    cx.take_trigger(name);
    if let Some(view) = catalog.view(&trigger.table) {
        cx.check_trigger_of_view(trigger, view);
    } else if let Some(table) = cx.table(&trigger.table)
        && !cx.has_refused()
    {
        cx.extend(expression::check_trigger(trigger, table, Owner::Table, cx.targets, name.at()));
    }
    if cx.has_refused() {
        return;
    }
    // Others than those that the history made are not known.
    if let Some(executed) = expression::executed_function(trigger)
        && catalog.functions.get(executed.as_str()).is_none()
        && catalog.former.get(&function_key(&executed)).is_some_and(|former| former.fate != Fate::CreatedLater)
    {
        let at = trigger.definition.texts().next().map_or(name.at(), |text| text.at);
        cx.refuse(missing_function(catalog, &Name::new(executed, at)));
    }
}

/// PostgreSQL: what an operation makes a trigger execute that names a column of rows which do not have it by the end of the
/// migration. PostgreSQL finds out at the first write.
pub(super) fn unknown_columns(operation: &Operation, catalog: &Catalog, targets: &[Target]) -> Vec<Refusal> {
    if !targets.iter().any(|target| target.dialect == Dialect::Postgres) {
        return Vec::new();
    }
    let (place, fallback): (&Sql, _) = match operation {
        Operation::CreateTrigger(create) => (&create.trigger.definition, create.trigger.name.at()),
        Operation::ReplaceFunction(replace) => (&replace.definition, replace.name.at()),
        _ => return Vec::new(),
    };
    let at = place.texts().next().map_or(fallback, |text| text.at);
    let refusals = catalog.triggers.values().filter_map(|trigger| {
        let function = catalog.functions.get(expression::executed_function(trigger)?.as_str())?;
        let (table, definition) = (catalog.table(&trigger.table)?, &function.definition);
        (trigger.definition == *place || definition == place).then_some(())?;
        let column = expression::unknown_row_column(definition, table)?;
        let problem = format!("function `{}` names `{column}`, which `{}` does not have", function.name, table.name);
        let note = format!("each write that sets trigger `{}` off would fail", trigger.name);
        let refusal = Refusal::new(at, problem).note(note);
        let other = if definition == place { ("trigger", trigger.name.at()) } else { ("function", function.name.at()) };
        let refusal = note_place(refusal, &format!("the {} was created in", other.0), other.1);
        let table = table.name.as_str();
        Some(refusal.help(format!("write a function for the rows of `{table}`, or add the column to them")))
    });
    refusals.take(1).collect()
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropTrigger) {
    cx.trigger(&operation.name);
}

pub(super) fn check_rename(cx: &mut Cx<'_>, operation: &RenameTrigger) {
    let RenameTrigger { from, to } = operation;
    if cx.trigger(from).is_none() {
        return;
    }
    if from == to {
        cx.refuse_same_name(to);
    } else if from.eq_ignore_ascii_case(to) {
        cx.check_name("trigger", to, from.at());
    } else {
        cx.take_trigger(to);
    }
}

impl<'a> Cx<'a> {
    fn check_trigger_of_view(&mut self, trigger: &Trigger, view: &View) {
        if view.kind == ViewKind::Materialized {
            let problem = format!("`{}` is a materialized view, which has no triggers", view.name);
            let refusal = Refusal::new(trigger.table.at(), problem).note("nobody writes to it");
            self.refuse(refusal.help("write the trigger for the tables that it reads"));
            return;
        }
        let has_no_view = |dialect: &Dialect| view.query.text(*dialect).is_none();
        let dialects = self.targets.iter().map(|target| target.dialect);
        let texts = dialects.filter(has_no_view).find_map(|dialect| Some((dialect, trigger.definition.text(dialect)?)));
        if let Some((dialect, text)) = texts {
            let problem = format!("there is no view `{}` on {dialect}, so it has no trigger there", view.name);
            self.refuse(Refusal::new(text.at, problem).help(format!("write `.nothing_on({dialect:?})`")));
            return;
        }
        let columns = rows(&view.name, &view.columns, &[]);
        self.extend(expression::check_trigger(trigger, &columns, Owner::View, self.targets, trigger.name.at()));
    }

    /// Refuses another query of a view without a column that a trigger of it names.
    pub fn check_triggers_of_view(&mut self, view: &Name, columns: &[Name], at: Location) {
        let (catalog, targets) = (self.catalog, self.targets);
        let rows = rows(view, columns, &[]);
        for trigger in catalog.triggers_of(view) {
            let found = expression::check_trigger(trigger, &rows, Owner::View, targets, at).into_iter().next();
            let Some(found) = found else { continue };
            let used = Use::of_trigger(trigger);
            let problem = format!("{} would no longer fit the query of its view", used.what);
            let refusal = Refusal::new(at, problem).note(found.problem);
            let refusal = note_place(refusal, "the trigger was created in", used.at);
            self.refuse(refusal.help(format!("write `{}` before, and create it again after", used.statement)));
        }
    }

    /// The trigger of this name, or a refusal.
    fn trigger(&mut self, name: &Name) -> Option<&'a Trigger> {
        let catalog = self.catalog;
        let found = catalog.triggers.get(name.as_str());
        if found.is_none() {
            self.refuse(missing_trigger(catalog, name));
        }
        found
    }

    /// Takes a name for a trigger, or refuses it.
    fn take_trigger(&mut self, name: &Name) {
        self.check_name("trigger", name, name.at());
        let catalog = self.catalog;
        if let Some(other) = catalog.triggers.values().find(|other| other.name.eq_ignore_ascii_case(name)) {
            let problem = if other.name == *name {
                format!("trigger `{name}` of `{}` exists already", other.table)
            } else {
                format!("the name `{name}` differs only in case from trigger `{}`", other.name)
            };
            let refusal = note_place(Refusal::new(name.at(), problem), "it was created in", other.name.at());
            self.refuse(refusal.note("MySQL, MariaDB and SQLite keep the names of all triggers in one space"));
        }
    }

    /// Refuses to drop what a trigger of something else names.
    pub fn check_named_by_no_trigger(&mut self, relation: &Name, at: Location) {
        let (catalog, targets) = (self.catalog, self.targets);
        let others = catalog.triggers.values().filter(|trigger| trigger.table != *relation);
        for trigger in others.filter(|trigger| expression::trigger_names(trigger, relation, targets)) {
            let used = Use::of_trigger(trigger);
            let refusal = Refusal::new(at, format!("`{relation}` cannot be dropped while {} names it", used.what));
            let refusal = note_place(refusal, "the trigger was created in", used.at);
            self.refuse(refusal.help(format!("write `{}` first", used.statement)));
        }
    }

    /// Refuses a rename that nobody carries into the body of a trigger: what stands there cannot be told for certain.
    pub fn check_rename_in_triggers(&mut self, from: &Name, to: &Name) {
        let (catalog, targets) = (self.catalog, self.targets);
        let named = catalog.triggers.values().find(|trigger| expression::trigger_names(trigger, from, targets));
        if let Some(trigger) = named {
            self.refuse(cannot_follow(trigger, &format!("`{from}`"), to.at()));
        }
    }

    /// Refuses the rename of a column that the body of a trigger may name beside `NEW` and `OLD`.
    pub fn check_column_rename_in_triggers(&mut self, table: &Table, from: &Name, to: &Name) {
        let (catalog, targets) = (self.catalog, self.targets);
        let names =
            |trigger: &&Trigger| expression::trigger_names_column_elsewhere(trigger, &table.name, from, targets);
        if let Some(trigger) = catalog.triggers.values().find(names) {
            self.refuse(cannot_follow(trigger, &format!("`{}.{from}`", table.name), to.at()));
        } else if let Some(function) = naming(catalog, &table.name, from, targets).next() {
            let name = &function.name;
            let refusal = Refusal::new(to.at(), format!("function `{name}` names `{}.{from}` in its body", table.name))
                .note("the rename is not carried into it, and each write that sets its trigger off would fail");
            let refusal = note_place(refusal, "the function was created in", name.at());
            let help = format!("write `schema.replace_function({:?}, …);` before, with the new name", name.as_str());
            self.refuse(refusal.help(help));
        }
    }
}

fn cannot_follow(trigger: &Trigger, what: &str, at: Location) -> Refusal {
    let used = Use::of_trigger(trigger);
    let refusal = Refusal::new(at, format!("{} may name {what} in its body", used.what))
        .note("a rename is carried into the table of a trigger and into `NEW` and `OLD`, and no further");
    let refusal = note_place(refusal, "the trigger was created in", used.at);
    refusal.help(format!("write `{}` before, and create it again after, with the new name", used.statement))
}

impl Use {
    /// A trigger that uses something.
    pub fn of_trigger(trigger: &Trigger) -> Self {
        Self {
            what: format!("trigger `{}` of `{}`", trigger.name, trigger.table),
            statement: format!("schema.drop_trigger({:?});", trigger.name.as_str()),
            at: trigger.name.at(),
        }
    }
}

pub(super) fn create(operation: &CreateTrigger, catalog: &mut Catalog) {
    let trigger = operation.trigger.clone();
    catalog.former.remove(&trigger_key(&trigger.name));
    catalog.triggers.insert(trigger.name.clone(), trigger);
}

pub(super) fn drop(operation: &DropTrigger, catalog: &mut Catalog) {
    former::dropped(catalog, trigger_key(&operation.name), operation.name.at());
    catalog.triggers.remove(operation.name.as_str());
}

/// The triggers of a table or view go with it.
pub(super) fn drop_of(table: &Name, catalog: &mut Catalog) {
    let gone: Vec<Name> = catalog.triggers_of(table).map(|trigger| trigger.name.clone()).collect();
    for name in gone {
        former::dropped(catalog, trigger_key(&name), table.at());
        catalog.triggers.remove(name.as_str());
    }
}

pub(super) fn rename(operation: &RenameTrigger, catalog: &mut Catalog, targets: &[Target]) {
    let RenameTrigger { from, to } = operation;
    let Some(mut trigger) = catalog.triggers.remove(from.as_str()) else { return };
    former::renamed(catalog, trigger_key(from), &trigger_key(to), to);
    trigger.name = to.moved_to(trigger.name.at());
    trigger.definition = expression::rename_trigger(&trigger.definition, to, targets);
    catalog.triggers.insert(trigger.name.clone(), trigger);
}

/// Carries a rename into the triggers of the table or view that was renamed, or whose column was.
pub(super) fn follow(operation: &Operation, after: &mut Catalog, targets: &[Target]) {
    let mut rename_owner = |from: &Name, to: &Name| {
        after.triggers.change(
            |trigger| trigger.table == *from,
            |trigger| {
                trigger.table = to.moved_to(trigger.table.at());
                trigger.definition = expression::rename_table_of_trigger(&trigger.definition, to, targets);
            },
        );
    };
    match operation {
        Operation::RenameTable(rename) => rename_owner(&rename.from, &rename.to),
        Operation::RenameView(rename) => rename_owner(&rename.from, &rename.to),
        Operation::RenameColumn(rename) => after.triggers.change(
            |trigger| {
                trigger.table == rename.table
                    && expression::trigger_names_column(trigger, &rename.table, &rename.from, targets)
            },
            |trigger| {
                let (from, to) = (&rename.from, &rename.to);
                trigger.definition = expression::rename_column_of_trigger(&trigger.definition, from, to, targets);
            },
        ),
        _ => {}
    }
}
