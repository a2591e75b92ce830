//! Creating, dropping and renaming sequences, and the defaults that take their numbers.

use crate::catalog::{Catalog, Column, Name, Sequence, Table, Value};
use crate::dialect::{Dialect, Target};
use crate::expression;
use crate::operation::{CreateSequence, DropSequence, RenameSequence};
use crate::refusal::Refusal;

use super::cx::{Cx, note_place};
use super::former;
use super::lookup::suggest;
use super::uses::Use;

fn missing_sequence(catalog: &Catalog, name: &Name) -> Refusal {
    let refusal = Refusal::new(name.at(), format!("there is no sequence `{name}`"));
    let (refusal, now) = former::explain(catalog, refusal, name, str::to_owned);
    suggest(refusal, now, name, catalog.sequences.keys().map(Name::as_str))
}

pub(super) fn check_create(cx: &mut Cx<'_>, operation: &CreateSequence) {
    let name = &operation.sequence.name;
    cx.take_relation("sequence", name, name.at());
    cx.check_position(name, operation.restart_with);
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropSequence) {
    let name = &operation.name;
    if cx.sequence(name).is_none() {
        return;
    }
    cx.check_position(name, operation.restart_with);
    for target in cx.targets {
        if let Some(used) = users(cx.catalog, name, target.dialect).into_iter().next() {
            let problem = format!("`{name}` cannot be dropped while {} takes its numbers", used.what);
            let refusal = note_place(Refusal::new(name.at(), problem), "that was created in", used.at);
            cx.refuse(refusal.help(format!("write `{}` first", used.statement)));
            return;
        }
    }
}

pub(super) fn check_rename(cx: &mut Cx<'_>, operation: &RenameSequence) {
    let RenameSequence { from, to } = operation;
    if cx.sequence(from).is_none() {
        return;
    }
    if from == to {
        cx.refuse_same_name(to);
        return;
    }
    if !cx.check_stays_in_schema("sequence", from, to) {
        return;
    }
    if from.eq_ignore_ascii_case(to) {
        cx.check_name("sequence", to, from.at());
    } else {
        cx.take_relation("sequence", to, from.at());
    }
    // PostgreSQL knows the sequence of a default by more than its name.
    for target in cx.targets.iter().filter(|target| target.dialect != Dialect::Postgres) {
        let dialect = target.dialect;
        if let Some(used) = users(cx.catalog, from, dialect).into_iter().next() {
            let problem =
                format!("{} takes the numbers of `{from}`, and {dialect} does not carry a rename into it", used.what);
            let refusal = note_place(Refusal::new(to.at(), problem), "that was created in", used.at);
            let text = format!("write `{}` before, and give it its default again after", used.statement);
            cx.refuse(refusal.help(text));
            return;
        }
    }
}

impl<'a> Cx<'a> {
    /// The sequence of this name, or a refusal.
    fn sequence(&mut self, name: &Name) -> Option<&'a Sequence> {
        let catalog = self.catalog;
        let found = catalog.sequences.get(name.as_str());
        if found.is_none() {
            self.refuse(missing_sequence(catalog, name));
        }
        found
    }

    /// Refuses a position at which a sequence that counts up from 1 cannot be.
    fn check_position(&mut self, name: &Name, position: Option<i64>) {
        if let Some(position) = position.filter(|position| *position < 1 || *position == i64::MAX) {
            let refusal = Refusal::new(name.at(), format!("sequence `{name}` cannot go on with {position}"));
            self.refuse(refusal.note("it counts up from 1 to 9223372036854775806"));
        }
    }
}

/// What takes the numbers of a sequence on a database: defaults, and on MariaDB the bodies of triggers.
fn users(catalog: &Catalog, name: &str, dialect: Dialect) -> Vec<Use> {
    let takes = |column: &Column| match &column.default {
        Some(Value::Sql(sql)) => expression::takes_from(sql, name, dialect),
        _ => false,
    };
    let defaults = catalog.tables.values().flat_map(|table| {
        let columns = table.columns.iter().filter(|column| takes(column));
        columns.map(move |column| default_of(table, column))
    });
    let target = [Target::new(dialect)];
    let names = catalog.triggers.values().filter(|trigger| expression::trigger_names(trigger, name, &target));
    defaults.chain(names.map(Use::of_trigger)).collect()
}

fn default_of(table: &Table, column: &Column) -> Use {
    Use {
        what: format!("the default of `{}.{}`", table.name, column.name),
        statement: format!("schema.drop_default({:?}, {:?});", table.name.as_str(), column.name.as_str()),
        at: column.name.at(),
    }
}

pub(super) fn create(operation: &CreateSequence, catalog: &mut Catalog) {
    let sequence = operation.sequence.clone();
    former::forget(catalog, &sequence.name);
    catalog.sequences.insert(sequence.name.clone(), sequence);
}

pub(super) fn drop(operation: &DropSequence, catalog: &mut Catalog) {
    former::dropped(catalog, operation.name.to_string(), operation.name.at());
    catalog.sequences.remove(operation.name.as_str());
}

pub(super) fn rename(operation: &RenameSequence, catalog: &mut Catalog, targets: &[Target]) {
    let RenameSequence { from, to } = operation;
    let Some(mut sequence) = catalog.sequences.remove(from.as_str()) else { return };
    former::forget(catalog, to);
    former::renamed(catalog, from.to_string(), to, to);
    sequence.name = to.moved_to(sequence.name.at());
    catalog.sequences.insert(sequence.name.clone(), sequence);
    let takes = |column: &Column| match &column.default {
        Some(Value::Sql(sql)) => targets.iter().any(|target| expression::takes_from(sql, from, target.dialect)),
        _ => false,
    };
    catalog.tables.change(
        |table| table.columns.iter().any(takes),
        |table| {
            for column in table.columns.iter_mut().filter(|column| takes(column)) {
                if let Some(Value::Sql(sql)) = &mut column.default {
                    *sql = expression::rename_sequence(sql, from, to, targets);
                }
            }
        },
    );
}
