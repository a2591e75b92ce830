//! Columns whose values the database computes.

use crate::catalog::{Catalog, Column, ForeignKey, Generated, Name, ReferenceAction, Table};
use crate::dialect::Target;
use crate::expression::{self, Role};
use crate::location::Location;
use crate::operation::{DropGenerated, SetGenerated};
use crate::refusal::{Call, Refusal};

use super::cx::{Cx, list, note_place, place};

pub(super) fn check_set(cx: &mut Cx<'_>, operation: &SetGenerated) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(column) = cx.column(table, &operation.column) else { return };
    let (name, at) = (&column.name, operation.column.at());
    if column.generated.as_ref().is_some_and(|before| before.is_same(&operation.generated, cx.targets)) {
        let refusal = Refusal::new(at, format!("`{}.{name}` is computed in this way already", table.name));
        cx.refuse(refusal.of(Call::LastArgumentAround("set_generated")));
        return;
    }
    let table_name = table.name.as_str();
    if column.default.is_some() {
        let refusal = Refusal::new(at, format!("`{name}` has a default, so it cannot be computed"));
        cx.refuse(refusal.help(format!("write `schema.drop_default({table_name:?}, {:?});` first", name.as_str())));
    } else if column.auto_increment {
        let refusal = Refusal::new(at, format!("`{name}` counts up by itself, so it cannot be computed"));
        let statement = format!("schema.drop_auto_increment({table_name:?}, {:?});", name.as_str());
        cx.refuse(refusal.help(format!("write `{statement}` first")));
    } else if column.on_update_now {
        cx.refuse(Refusal::new(at, format!("`{name}` takes the time of each change, so it cannot be computed")));
    }
    if cx.has_refused() {
        return;
    }
    let mut after = table.clone();
    if let Some(column) = after.column_mut(name) {
        column.generated = Some(operation.generated.clone());
    }
    if let Some(column) = after.column(name) {
        cx.check_generated(&after, column, at);
    }
    for key in after.foreign_keys.iter().filter(|key| key.columns.contains(name)) {
        if let Some(refusal) = written_by(&after, key, at) {
            cx.refuse(note_place(refusal, "the foreign key was created in", key.name.at()));
        }
    }
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropGenerated) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(column) = cx.column(table, &operation.column) else { return };
    if column.generated.is_none() {
        let problem = format!("`{}.{}` is not computed from other columns", table.name, column.name);
        cx.refuse(Refusal::new(operation.column.at(), problem));
    }
}

pub(super) fn set(operation: &SetGenerated, catalog: &mut Catalog) {
    change(catalog, &operation.table, &operation.column, Some(operation.generated.clone()));
}

pub(super) fn drop(operation: &DropGenerated, catalog: &mut Catalog) {
    change(catalog, &operation.table, &operation.column, None);
}

fn change(catalog: &mut Catalog, table: &Name, column: &Name, generated: Option<Generated>) {
    let table = catalog.tables.get_mut(table.as_str());
    if let Some(column) = table.and_then(|table| table.column_mut(column)) {
        column.generated = generated;
    }
}

impl Generated {
    /// Whether both come about in the same way, however their names are quoted.
    #[must_use]
    pub fn is_same(&self, other: &Self, targets: &[Target]) -> bool {
        self.storage == other.storage && expression::is_same(&self.expression, &other.expression, targets)
    }
}

impl Cx<'_> {
    /// Refuses a generated column of `table`, which holds it, that no database could compute.
    pub fn check_generated(&mut self, table: &Table, column: &Column, at: Location) {
        let Some(generated) = &column.generated else { return };
        let name = &column.name;
        if column.default.is_some() {
            let refusal = Refusal::new(at, format!("`{name}` is computed, so it cannot have a default"));
            self.refuse(refusal.help("leave out `.default(…)`").of(Call::After("default")));
            return;
        }
        if column.auto_increment {
            let refusal = Refusal::new(at, format!("`{name}` is computed, so it cannot count up by itself"));
            self.refuse(refusal.help("leave out `.auto_increment()`").of(Call::After("auto_increment")));
            return;
        }
        if column.on_update_now {
            let refusal = Refusal::new(at, format!("`{name}` is computed, so it cannot take the time of each change"));
            self.refuse(refusal.help("leave out `.on_update_now()`").of(Call::After("on_update_now")));
            return;
        }
        let found = self.wrong_with(&generated.expression, Role::Generated, table, at);
        if !found.is_empty() {
            self.extend(found);
            return;
        }
        let circle = self.circle(table, column);
        // Every column of a circle is computed from itself; the first one says so.
        if let Some(others) = circle.filter(|_| !self.has_refused()) {
            let at = generated.expression.texts().next().map_or(at, |text| text.at);
            let refusal = Refusal::new(at, format!("`{name}` would be computed from itself"));
            self.refuse(if others.is_empty() { refusal } else { refusal.note(format!("by way of {}", list(&others))) });
        }
    }

    /// The other columns of the circle in which a column is computed from itself, if it is.
    fn circle(&self, table: &Table, column: &Column) -> Option<Vec<Name>> {
        let names = |from: &Column, to: &Column| {
            let generated = from.generated.as_ref();
            generated.is_some_and(|it| expression::names_column(&it.expression, &to.name, self.targets))
        };
        let reached = |from: &Column| {
            let (mut reached, mut open): (Vec<Name>, Vec<&Column>) = (Vec::new(), vec![from]);
            while let Some(next) = open.pop() {
                for other in table.columns.iter().filter(|other| other.generated.is_some() && names(next, other)) {
                    if !reached.contains(&other.name) {
                        reached.push(other.name.clone());
                        open.push(other);
                    }
                }
            }
            reached
        };
        let all = reached(column);
        let is_between = |name: &&Name| {
            **name != column.name && table.column(name).is_some_and(|other| reached(other).contains(&column.name))
        };
        all.contains(&column.name).then(|| all.iter().filter(is_between).cloned().collect())
    }

    /// Refuses a value for the rows of a generated column.
    pub fn check_takes_values(&mut self, column: &Column, at: Location, method: &'static str) {
        if column.generated.is_some() {
            let refusal = Refusal::new(at, format!("`{}` is computed, so nothing can be written to it", column.name));
            self.refuse(refusal.help(format!("leave out `.{method}(…)`")).of(Call::After(method)));
        }
    }
}

/// Why a foreign key cannot have its actions: it would write to a generated column.
pub(super) fn written_by(table: &Table, key: &ForeignKey, fallback: Location) -> Option<Refusal> {
    let writes = |action: ReferenceAction| matches!(action, ReferenceAction::SetNull | ReferenceAction::SetDefault);
    let (method, action) = match (key.on_delete, key.on_update) {
        (action, _) if writes(action) => ("on_delete", action),
        (_, action) if writes(action) || action == ReferenceAction::Cascade => ("on_update", action),
        _ => return None,
    };
    let is_generated = |name: &&Name| table.column(name).is_some_and(|column| column.generated.is_some());
    let name = key.columns.iter().find(is_generated)?;
    let problem = format!("`.{method}({action:?})` cannot work, as `{name}` is computed");
    Some(Refusal::new(place(name, fallback), problem).of(Call::ArgumentAfter(method)))
}
