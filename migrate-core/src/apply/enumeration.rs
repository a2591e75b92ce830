//! Creating, dropping, extending and renaming enumerations.

use crate::catalog::{Catalog, Column, Enumeration, Name, Sql, Table, Value};
use crate::dialect::Dialect;
use crate::expression;
use crate::operation::{AddEnumValue, CreateEnum, DropEnum, EnumPlace, RenameEnum, RenameEnumValue};
use crate::refusal::Refusal;

use super::cx::{Cx, note_place};
use super::former;
use super::lookup::suggest;
use super::uses::Use;

fn enum_key(name: &str) -> String {
    format!("enum:{name}")
}

/// The refusal of an enumeration that the catalogue does not have.
#[must_use]
pub fn missing_enum(catalog: &Catalog, name: &Name) -> Refusal {
    let refusal = Refusal::new(name.at(), format!("there is no enum `{name}`"));
    let (refusal, now) = former::explain(catalog, refusal, name, enum_key);
    suggest(refusal, now, name, catalog.enums.keys().map(Name::as_str))
}

pub(super) fn check_create(cx: &mut Cx<'_>, operation: &CreateEnum) {
    let Enumeration { name, values } = &operation.enumeration;
    cx.take_enum(name);
    for (position, value) in values.iter().enumerate() {
        if values[..position].iter().any(|other| other.to_lowercase() == value.to_lowercase()) {
            let problem = format!("enum `{name}` has the value `{value}` twice");
            cx.refuse(Refusal::new(value.at(), problem).note("MySQL and MariaDB do not tell cases apart"));
        }
        cx.check_enum_value(value);
    }
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropEnum) {
    let Some(enumeration) = cx.enumeration(&operation.name) else { return };
    if let Some((table, column)) = columns_of(cx.catalog, &enumeration.name).next() {
        let column_name = format!("{}.{}", table.name, column.name);
        let problem = format!("enum `{}` cannot be dropped while `{column_name}` has it", operation.name);
        let refusal =
            note_place(Refusal::new(operation.name.at(), problem), "the column was added in", column.name.at());
        let (table, column) = (table.name.as_str(), column.name.as_str());
        cx.refuse(refusal.help(format!("write `schema.drop_column({table:?}, {column:?});` or `change_type` first")));
    }
    cx.check_type_of_no_function("enum", &operation.name);
}

pub(super) fn check_add(cx: &mut Cx<'_>, operation: &AddEnumValue) {
    let AddEnumValue { name, value, place } = operation;
    let Some(enumeration) = cx.enumeration(name) else { return };
    cx.check_new_value(enumeration, value);
    if let Some(EnumPlace::Before(other) | EnumPlace::After(other)) = place {
        cx.check_value_of(enumeration, other);
    }
}

pub(super) fn check_rename_value(cx: &mut Cx<'_>, operation: &RenameEnumValue) {
    let Some(enumeration) = cx.enumeration(&operation.name) else { return };
    cx.check_value_of(enumeration, &operation.from);
    cx.check_new_value(enumeration, &operation.to);
    cx.check_value_is_written(&operation.name, &operation.from);
    cx.check_value_in_texts(&operation.name, &operation.from);
}

pub(super) fn check_rename(cx: &mut Cx<'_>, operation: &RenameEnum) {
    if cx.enumeration(&operation.from).is_none() {
        return;
    }
    if operation.from == operation.to {
        cx.refuse_same_name(&operation.to);
    } else if cx.check_stays_in_schema("enum", &operation.from, &operation.to) {
        cx.take_enum(&operation.to);
    }
}

/// Types that PostgreSQL finds before those of a program.
const BUILT_IN: [&str; 16] = [
    "bit", "bool", "box", "bytea", "circle", "date", "inet", "json", "jsonb", "line", "money", "name", "path", "point",
    "text", "uuid",
];

impl<'a> Cx<'a> {
    /// Refuses to rename a value to which a column may be computed, whose expression would go on naming it.
    fn check_value_is_written(&mut self, name: &Name, value: &Name) {
        let catalog = self.catalog;
        let is_of = |column: &&Column| {
            column.generated.is_some()
                && column.column_type.sql_type.enumeration().is_some_and(|enumeration| enumeration.name == *name)
        };
        let columns = catalog.tables.values().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
        let Some((table, column)) = columns.into_iter().find(|(_, column)| is_of(column)) else { return };
        let (table, column) = (table.name.as_str(), column.name.as_str());
        let problem =
            format!("`{value}` cannot be renamed while `{table}.{column}` is computed to a value of `{name}`");
        let first = format!("write `schema.drop_generated({table:?}, {column:?});` first");
        self.refuse(Refusal::new(value.at(), problem).help(first));
    }

    /// Refuses to rename a value that an expression beside a column of the enumeration says: what it is compared with
    /// cannot be told for certain, and PostgreSQL alone carries the new value into it.
    fn check_value_in_texts(&mut self, name: &Name, value: &Name) {
        let (catalog, targets) = (self.catalog, self.targets);
        let says = |sql: &Sql| expression::says_text(sql, value, targets);
        let mut found = columns_of(catalog, name).flat_map(|(table, column)| {
            let names = |sql: &Sql| says(sql) && expression::names_column(sql, &column.name, targets);
            let default = match &column.default {
                Some(Value::Sql(sql)) if says(sql) => Some(Use::of_default(table, column)),
                _ => None,
            };
            let views = catalog.views.values();
            let views = views.filter(|view| view.names_column(&table.name, &column.name) && says(&view.query));
            let triggers = catalog.triggers_of(&table.name);
            let triggers = triggers.filter(|trigger| {
                says(&trigger.definition)
                    && expression::trigger_names_column(trigger, &table.name, &column.name, targets)
            });
            let of_table = Use::of_expressions(table, &names).into_iter();
            of_table
                .chain(default)
                .chain(views.map(Use::of_view))
                .chain(triggers.map(Use::of_trigger))
                .collect::<Vec<_>>()
        });
        let Some(used) = found.next() else { return };
        let refusal = Refusal::new(value.at(), format!("`{value}` cannot be renamed while {} says it", used.what))
            .note("the new value is not carried into it, and it would no longer mean the same rows");
        let refusal = note_place(refusal, "that was created in", used.at);
        let help = format!("write `{}` before, and create it again after, with the new value", used.statement);
        self.refuse(refusal.help(help));
    }

    fn enumeration(&mut self, name: &Name) -> Option<&'a Enumeration> {
        let catalog = self.catalog;
        let found = catalog.enums.get(name.as_str());
        if found.is_none() {
            self.refuse(missing_enum(catalog, name));
        }
        found
    }

    /// Takes a name for an enumeration, or refuses it: PostgreSQL makes a type of each table and view too.
    fn take_enum(&mut self, name: &Name) {
        self.check_name("enum", name, name.at());
        let catalog = self.catalog;
        if let Some(other) = catalog.enums.get(name.as_str()) {
            let refusal = Refusal::new(name.at(), format!("enum `{name}` exists already"));
            self.refuse(note_place(refusal, "it was created in", other.name.at()));
        } else if self.target(|dialect| dialect == Dialect::Postgres).is_some() {
            if BUILT_IN.contains(&name.as_str()) {
                self.refuse(Refusal::new(name.at(), format!("PostgreSQL has a type `{name}` of its own")));
            }
            self.check_no_type(name);
        }
    }

    /// Refuses the name of a table or view for a type of PostgreSQL's.
    fn check_no_type(&mut self, name: &Name) {
        let table = self.catalog.table(name).map(|table| ("table", &table.name));
        let view = self.catalog.view(name).map(|view| (view.kind.noun(), &view.name));
        if let Some((noun, other)) = table.or(view) {
            let refusal = Refusal::new(name.at(), format!("the name `{name}` is taken by a {noun}"))
                .note("PostgreSQL makes a type of each table and view");
            self.refuse(note_place(refusal, "it was created in", other.at()));
        }
    }

    /// Refuses the name of an enumeration for a table or view of PostgreSQL's.
    pub fn check_no_enum(&mut self, name: &Name) {
        let taken = self.catalog.enums.get(name.as_str());
        if let Some(other) = taken.filter(|_| self.target(|dialect| dialect == Dialect::Postgres).is_some()) {
            let refusal = Refusal::new(name.at(), format!("the name `{name}` is taken by an enum"))
                .note("PostgreSQL makes a type of each table and view");
            let refusal = note_place(refusal, "it was created in", other.name.at());
            self.refuse(refusal);
        }
    }

    fn check_enum_value(&mut self, value: &Name) {
        if value.is_empty() || value.ends_with(' ') || value.contains('\0') {
            let problem = format!("`{value:?}` cannot be a value of an enum");
            self.refuse(Refusal::new(value.at(), problem).note("a value is not empty and ends in no space"));
        } else if value.len() > 63 {
            let problem = format!("the value `{value}` is longer than PostgreSQL allows");
            self.refuse(Refusal::new(value.at(), problem).note("a value of an enum has at most 63 bytes"));
        }
    }

    fn check_new_value(&mut self, enumeration: &Enumeration, value: &Name) {
        let is_same = |other: &&Name| other.to_lowercase() == value.to_lowercase();
        if let Some(other) = enumeration.values.iter().find(is_same) {
            let problem = format!("enum `{}` has the value `{other}` already", enumeration.name);
            self.refuse(note_place(Refusal::new(value.at(), problem), "it was added in", other.at()));
        }
        self.check_enum_value(value);
    }

    fn check_value_of(&mut self, enumeration: &Enumeration, value: &Name) {
        if !enumeration.values.contains(value) {
            let refusal = Refusal::new(value.at(), format!("enum `{}` has no value `{value}`", enumeration.name));
            self.refuse(suggest(refusal, None, value, enumeration.values.iter().map(Name::as_str)));
        }
    }
}

/// The columns of an enumeration, each with its table.
fn columns_of<'a>(catalog: &'a Catalog, name: &'a Name) -> impl Iterator<Item = (&'a Table, &'a Column)> {
    catalog.tables.values().flat_map(move |table| {
        let has_it = move |column: &&Column| is_of(column, name);
        table.columns.iter().filter(has_it).map(move |column| (table, column))
    })
}

fn is_of(column: &Column, name: &Name) -> bool {
    column.column_type.sql_type.enumeration().is_some_and(|enumeration| enumeration.name == *name)
}

pub(super) fn create(operation: &CreateEnum, catalog: &mut Catalog) {
    let enumeration = operation.enumeration.clone();
    catalog.former.remove(&enum_key(&enumeration.name));
    catalog.enums.insert(enumeration.name.clone(), enumeration);
}

pub(super) fn drop(operation: &DropEnum, catalog: &mut Catalog) {
    former::dropped(catalog, enum_key(&operation.name), operation.name.at());
    catalog.enums.remove(operation.name.as_str());
}

pub(super) fn add(operation: &AddEnumValue, catalog: &mut Catalog) {
    let AddEnumValue { name, value, place } = operation;
    change(catalog, name, |values| {
        let of = |other: &Name| values.iter().position(|value| value == other);
        let position = match place {
            None => None,
            Some(EnumPlace::Before(other)) => of(other),
            Some(EnumPlace::After(other)) => of(other).map(|position| position + 1),
        };
        values.insert(position.unwrap_or(values.len()), value.clone());
    });
}

pub(super) fn rename_value(operation: &RenameEnumValue, catalog: &mut Catalog) {
    let RenameEnumValue { name, from, to } = operation;
    change(catalog, name, |values| {
        values.iter_mut().filter(|value| *value == from).for_each(|value| *value = to.moved_to(value.at()));
    });
    catalog.tables.change(
        |table| table.columns.iter().any(|column| is_of(column, name)),
        |table| {
            for column in table.columns.iter_mut().filter(|column| is_of(column, name)) {
                if column.default == Some(Value::Text(from.to_string())) {
                    column.default = Some(Value::Text(to.to_string()));
                }
            }
        },
    );
}

pub(super) fn rename(operation: &RenameEnum, catalog: &mut Catalog) {
    let RenameEnum { from, to } = operation;
    let Some(mut enumeration) = catalog.enums.remove(from.as_str()) else { return };
    former::renamed(catalog, enum_key(from), &enum_key(to), to);
    enumeration.name = to.moved_to(enumeration.name.at());
    catalog.enums.insert(enumeration.name.clone(), enumeration.clone());
    carry(catalog, from, &enumeration);
}

fn change(catalog: &mut Catalog, name: &Name, change: impl FnOnce(&mut Vec<Name>)) {
    let Some(enumeration) = catalog.enums.get_mut(name.as_str()) else { return };
    change(&mut enumeration.values);
    let enumeration = enumeration.clone();
    carry(catalog, name, &enumeration);
}

/// Every column of an enumeration follows it.
fn carry(catalog: &mut Catalog, name: &Name, enumeration: &Enumeration) {
    catalog.tables.change(
        |table| table.columns.iter().any(|column| is_of(column, name)),
        |table| {
            for column in table.columns.iter_mut().filter(|column| is_of(column, name)) {
                if let Some(own) = column.column_type.sql_type.enumeration_mut() {
                    own.clone_from(enumeration);
                }
            }
        },
    );
}
