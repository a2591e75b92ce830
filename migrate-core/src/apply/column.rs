//! Adding, dropping, renaming and altering columns.

use crate::catalog::{Catalog, Column, Constraint, ConstraintKind, Name, ReferenceAction, Sql, Table, Trigger, Value};
use crate::dialect::{Dialect, Target};
use crate::expression::{self, Role};
use crate::location::{FileId, Location};
use crate::operation::{
    AddColumn, ChangeType, DropColumn, DropDefault, DropNotNull, RenameColumn, SetDefault, SetNotNull,
};
use crate::refusal::{Call, Refusal};

use super::cx::{Cx, note_place, place};
use super::definition::Use;
use super::former::{self, column_key, constraint_key, index_key};
use super::retire;
use super::uses::{Use as Used, uses};
use super::{goes_with_column, has_cast};

pub(super) fn check_add(cx: &mut Cx<'_>, operation: &AddColumn) {
    let Some(table) = cx.table(&operation.table) else { return };
    let (column, fallback) = (&operation.column, operation.table.at());
    cx.check_column_name(&table.columns, &column.name, fallback);
    if table.column(&column.name).is_some() {
        return;
    }
    let mut after = table.clone();
    after.columns.push(column.clone());
    for constraint in &operation.constraints {
        if let (Constraint::PrimaryKey(key), Some(before)) = (constraint, &table.primary_key) {
            cx.refuse_second_primary_key(table, before, place(&key.name, place(&column.name, fallback)));
            return;
        }
        after.add_constraint(constraint.clone());
    }
    if !cx.rows_have_values {
        cx.check_rows_get_a_value(table, operation);
    }
    after.indexes.extend(operation.indexes.iter().cloned());
    cx.check_definition(&after, column, fallback);
    for constraint in &operation.constraints {
        cx.take_constraint(&after, constraint, place(&column.name, fallback));
        cx.check_constraint(&after, constraint, place(&column.name, fallback));
    }
    for index in &operation.indexes {
        cx.take_index(&table.name, &index.name, place(&column.name, fallback));
        cx.check_index(&after, index, place(&column.name, fallback));
    }
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropColumn) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(column) = cx.column(table, &operation.column) else { return };
    let (name, at) = (&column.name, operation.column.at());
    if table.columns.len() == 1 {
        let refusal = Refusal::new(at, format!("`{name}` is the last column of `{}`", table.name));
        cx.refuse(refusal.help(format!("write `schema.drop_table({:?})`", table.name.as_str())));
        return;
    }
    let uses = uses(cx.catalog, table, column, cx.targets);
    let problem = match uses.as_slice() {
        [] => {
            if let Some(value) = &operation.restore_with {
                cx.check_takes_values(column, at, "restore_with");
                cx.check_value(Use::Restore, table, name, &column.column_type, value, at);
            }
            return;
        }
        [one] => format!("`{}.{name}` cannot be dropped while {} uses it", table.name, one.what),
        [one, rest @ ..] => {
            let others = rest.len();
            format!("`{}.{name}` cannot be dropped while {} and {others} more use it", table.name, one.what)
        }
    };
    let mut refusal = Refusal::new(at, problem);
    for used in &uses {
        refusal = note_place(refusal, &format!("{} was created in", used.what), used.at);
    }
    for used in &uses {
        refusal = refusal.help(format!("write `{}` first", used.statement));
    }
    cx.refuse(refusal);
}

pub(super) fn check_rename(cx: &mut Cx<'_>, operation: &RenameColumn) {
    let Some(table) = cx.table(&operation.table) else { return };
    if cx.column(table, &operation.from).is_none() {
        return;
    }
    if operation.from == operation.to {
        cx.refuse_same_name(&operation.to);
        return;
    }
    cx.check_name("column", &operation.to, operation.from.at());
    let others = table.columns.iter().filter(|column| column.name != operation.from);
    cx.check_column_name(others, &operation.to, operation.from.at());
    cx.check_column_rename_in_triggers(table, &operation.from, &operation.to);
    cx.check_column_rename_in_unread(table, &operation.from, &operation.to);
}

pub(super) fn check_change_type(cx: &mut Cx<'_>, operation: &ChangeType) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(column) = cx.column(table, &operation.column) else { return };
    let (name, at) = (&column.name, operation.column.at());
    if column.column_type == operation.column_type {
        cx.refuse(Refusal::new(at, format!("`{}.{name}` has this type already", table.name)));
        return;
    }
    cx.check_type(&operation.column_type, at);
    if column.auto_increment && !operation.column_type.sql_type.is_integer() {
        cx.refuse(Refusal::new(at, format!("`{name}` counts up by itself, so it must stay an integer")));
    }
    if column.on_update_now && !operation.column_type.sql_type.has_time_of_day() {
        cx.refuse(Refusal::new(at, format!("`{name}` takes the time of each change, so it must stay a moment")));
    }
    if column.generated.is_some() {
        let conversions = [("using", &operation.using), ("reverse_using", &operation.reverse_using)];
        for (method, _) in conversions.into_iter().filter(|(_, using)| using.is_some()) {
            cx.check_takes_values(column, at, method);
        }
    }
    if let Some(value) = &column.default {
        cx.check_value(Use::OldDefault, table, name, &operation.column_type, value, at);
    }
    let written = operation.using.as_ref().is_some_and(|sql| sql.text(Dialect::Postgres).is_some());
    let (old, new) = (&column.column_type, &operation.column_type);
    let is_computed = column.generated.is_some();
    if !written && !is_computed && !has_cast(old, new) && cx.target(|dialect| dialect == Dialect::Postgres).is_some() {
        let problem = format!("PostgreSQL cannot turn `{}.{name}` from `{old}` into `{new}` by itself", table.name);
        cx.refuse(Refusal::new(at, problem).help("add `.using(\"…\")` with the conversion"));
    }
    cx.check_compared_by_exclusion(table, operation);
    for sql in operation.using.iter().chain(&operation.reverse_using) {
        cx.extend(cx.wrong_with(sql, Role::Conversion, table, at));
    }
    if !cx.has_refused() && cx.target(|dialect| dialect == Dialect::Postgres).is_some() {
        cx.check_expressions_follow(table, column, operation);
    }
}

pub(super) fn check_set_not_null(cx: &mut Cx<'_>, operation: &SetNotNull) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(column) = cx.column(table, &operation.column) else { return };
    let (name, at) = (&column.name, operation.column.at());
    if !column.nullable {
        cx.refuse(Refusal::new(at, format!("`{}.{name}` is NOT NULL already", table.name)));
        return;
    }
    if let Some(value) = &operation.restore_with {
        cx.check_takes_values(column, at, "restore_with");
        cx.check_value(Use::Restore, table, name, &column.column_type, value, at);
        cx.check_rows_stay_apart(table, name, value, at);
    }
    let lacks = |action: ReferenceAction| match action {
        ReferenceAction::SetNull => true,
        ReferenceAction::SetDefault => column.default.is_none(),
        ReferenceAction::NoAction | ReferenceAction::Restrict | ReferenceAction::Cascade => false,
    };
    for key in table.foreign_keys.iter().filter(|key| key.columns.contains(name)) {
        if lacks(key.on_delete) || lacks(key.on_update) {
            let problem = format!("`{name}` cannot be NOT NULL, as foreign key `{}` sets it to NULL", key.name);
            let other = key.columns.first().map_or(Location::UNKNOWN, Name::at);
            cx.refuse(note_place(Refusal::new(at, problem), "the foreign key was created in", other));
        }
    }
}

pub(super) fn check_drop_not_null(cx: &mut Cx<'_>, operation: &DropNotNull) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(column) = cx.column(table, &operation.column) else { return };
    let (name, at) = (&column.name, operation.column.at());
    if column.nullable {
        cx.refuse(Refusal::new(at, format!("`{}.{name}` is nullable already", table.name)));
    } else if table.primary_key.as_ref().is_some_and(|key| key.columns.contains(name)) {
        cx.refuse(Refusal::new(at, format!("`{name}` is in the primary key, so it cannot become nullable")));
    } else if column.auto_increment {
        cx.refuse(Refusal::new(at, format!("`{name}` counts up by itself, so it cannot become nullable")));
    }
    if let Some(value) = &operation.restore_with {
        cx.check_takes_values(column, at, "restore_with");
        cx.check_value(Use::Restore, table, name, &column.column_type, value, at);
        cx.check_rows_stay_apart(table, name, value, at);
    }
}

pub(super) fn check_set_default(cx: &mut Cx<'_>, operation: &SetDefault) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(column) = cx.column(table, &operation.column) else { return };
    let (name, at) = (&column.name, operation.column.at());
    if column.default.as_ref() == Some(&operation.value) {
        let refusal = Refusal::new(at, format!("`{}.{name}` has this default already", table.name));
        cx.refuse(refusal.of(Call::LastArgumentAround("set_default")));
        return;
    }
    cx.check_value(Use::NewDefault, table, name, &column.column_type, &operation.value, at);
}

pub(super) fn check_drop_default(cx: &mut Cx<'_>, operation: &DropDefault) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(column) = cx.column(table, &operation.column) else { return };
    let (name, at) = (&column.name, operation.column.at());
    if column.default.is_none() {
        cx.refuse(Refusal::new(at, format!("`{}.{name}` has no default", table.name)));
        return;
    }
    let sets_default = table.foreign_keys.iter().find(|key| {
        key.columns.contains(name) && [key.on_delete, key.on_update].contains(&ReferenceAction::SetDefault)
    });
    if let Some(key) = sets_default.filter(|_| !column.nullable) {
        let problem = format!("`{name}` needs its default, as foreign key `{}` sets it", key.name);
        cx.refuse(Refusal::new(at, problem));
    }
}

impl Cx<'_> {
    /// Refuses one value for several rows of a column in which no two may have the same.
    fn check_rows_stay_apart(&mut self, table: &Table, column: &Name, value: &Value, at: Location) {
        if matches!(value, Value::Sql(_)) || self.has_refused() {
            return;
        }
        let is_it = |columns: &[Name]| columns == [column.clone()];
        let key = table.uniques.iter().find(|key| is_it(&key.columns)).map(|key| ("unique constraint", &key.name));
        let mut indexes = table.indexes.iter();
        let index = indexes.find(|index| index.unique_columns().is_some_and(|columns| is_it(&columns)));
        let Some((noun, name)) = key.or_else(|| index.map(|index| ("unique index", &index.name))) else { return };
        let problem = format!("{noun} `{name}` lets no two rows of `{}.{column}` have this value", table.name);
        let refusal = Refusal::new(at, problem).of(Call::ArgumentAfter("restore_with"));
        let refusal = note_place(refusal.note("each row that holds NULL gets it"), "that was created in", name.at());
        self.refuse(refusal.help("write `sql(\"…\")` that differs by row"));
    }

    /// Refuses a type for which PostgreSQL would not find the functions and operators of what names the column.
    fn check_expressions_follow(&mut self, table: &Table, column: &Column, operation: &ChangeType) {
        let (name, at) = (&column.name, operation.column.at());
        let (old, new) = (&column.column_type, &operation.column_type);
        let postgres = [Target::new(Dialect::Postgres)];
        let stays_behind = |sql: &Sql| {
            expression::names_column(sql, name, &postgres)
                && !expression::follows_type(sql, name, &old.sql_type, &new.sql_type)
        };
        let triggers = self.catalog.triggers_of(&table.name);
        let compares = |trigger: &&Trigger| {
            !expression::is_kin(&old.sql_type, &new.sql_type) && expression::compares_column(trigger, name)
        };
        let triggers = triggers.filter(compares).map(Used::of_trigger);
        let Some(used) = Used::of_expressions(table, &stays_behind).into_iter().chain(triggers).next() else { return };
        let problem = format!(
            "PostgreSQL cannot turn `{}.{name}` from `{old}` into `{new}` while {} names it",
            table.name, used.what
        );
        let refusal = Refusal::new(at, problem)
            .note("it reads the expression again for the new type, which fails or comes to mean something else");
        let refusal = note_place(refusal, "that was created in", used.at);
        self.refuse(refusal.help(format!("write `{}` before, and create it again after", used.statement)));
    }

    /// Refuses a name that one of the other columns has.
    pub fn check_column_name<'c>(
        &mut self,
        others: impl IntoIterator<Item = &'c Column>,
        name: &Name,
        fallback: Location,
    ) {
        let Some(other) = others.into_iter().find(|other| other.name.to_lowercase() == name.to_lowercase()) else {
            return;
        };
        let problem = if other.name == *name {
            format!("column `{name}` exists already")
        } else {
            format!("column `{name}` differs only in case from `{}`", other.name)
        };
        self.refuse(note_place(Refusal::new(place(name, fallback), problem), "it was added in", other.name.at()));
    }

    /// Refuses a column that gives every row of an older table the same value, which it forbids.
    fn check_rows_differ(&mut self, table: &Table, operation: &AddColumn, at: Location) {
        let column = &operation.column;
        let is_same = column.default.as_ref().is_some_and(|value| !matches!(value, Value::Sql(_)));
        let is_key =
            |constraint: &&Constraint| matches!(constraint.kind(), ConstraintKind::PrimaryKey | ConstraintKind::Unique);
        let Some(key) = operation.constraints.iter().find(is_key).filter(|_| is_same) else { return };
        let (name, noun) = (&column.name, key.kind().noun());
        let problem = format!("`{}.{name}` has a {noun}, but rows all get the same default", table.name);
        let refusal = note_place(
            Refusal::new(at, problem).of(Call::ArgumentAfter("default")),
            "the table may hold rows: it was created in",
            table.name.at(),
        );
        self.refuse(refusal.help("write `.nullable()` in place of the default, or `sql(\"…\")` that differs by row"));
    }

    /// Refuses a NOT NULL column for which the rows of an older table have no value.
    fn check_rows_get_a_value(&mut self, table: &Table, operation: &AddColumn) {
        let column = &operation.column;
        let (born, now) = (table.name.at().file, operation.table.at().file);
        if born == now && born != FileId::UNKNOWN {
            return;
        }
        let at = place(&column.name, operation.table.at());
        self.check_rows_differ(table, operation, at);
        if column.nullable || column.default.is_some() || column.auto_increment || column.generated.is_some() {
            return;
        }
        let problem = format!("`{}.{}` is NOT NULL and has no default, so rows have no value", table.name, column.name);
        let refusal =
            note_place(Refusal::new(at, problem), "the table may hold rows: it was created in", table.name.at());
        self.refuse(refusal.help("add `.default(…)` or `.nullable()`"));
    }
}

pub(super) fn add(operation: &AddColumn, catalog: &mut Catalog) {
    let table_name = operation.table.as_str();
    catalog.former.remove(&column_key(table_name, &operation.column.name));
    for constraint in &operation.constraints {
        catalog.former.remove(&constraint_key(table_name, constraint.name()));
    }
    for index in &operation.indexes {
        catalog.former.remove(&index_key(table_name, &index.name));
    }
    let Some(table) = catalog.tables.get_mut(table_name) else { return };
    table.columns.push(operation.column.clone());
    for constraint in &operation.constraints {
        table.add_constraint(constraint.clone());
    }
    table.indexes.extend(operation.indexes.iter().cloned());
}

pub(super) fn drop(operation: &DropColumn, catalog: &mut Catalog) {
    let key = column_key(&operation.table, &operation.column);
    retire::forget(catalog, &key);
    former::dropped(catalog, key, operation.column.at());
    if let Some(table) = catalog.tables.get_mut(operation.table.as_str()) {
        let Some(column) = table.column(&operation.column).cloned() else { return };
        let gone: Vec<Constraint> = table.constraints().filter(|it| goes_with_column(it, &column)).collect();
        gone.iter().for_each(|constraint| table.remove_constraint(constraint.kind(), constraint.name()));
        table.columns.retain(|other| other.name != column.name);
    }
}

pub(super) fn rename(operation: &RenameColumn, catalog: &mut Catalog, targets: &[Target]) {
    let (from, to) = (&operation.from, &operation.to);
    let key = |name: &str| column_key(&operation.table, name);
    former::renamed(catalog, key(from), &key(to), to);
    retire::carry(catalog, &key(from), &key(to));
    let is_here = |table: &Table| table.name == operation.table;
    let refers = |table: &Table| table.foreign_keys.iter().any(|key| key.referenced_table == operation.table);
    catalog.tables.change(
        |table| is_here(table) || refers(table),
        |table| {
            let here = is_here(table);
            for foreign_key in &mut table.foreign_keys {
                if foreign_key.referenced_table == operation.table {
                    replace(&mut foreign_key.referenced_columns, from, to);
                }
                if here {
                    replace(&mut foreign_key.columns, from, to);
                }
            }
            if here {
                rename_inside(table, operation, targets);
            }
        },
    );
}

fn rename_inside(table: &mut Table, operation: &RenameColumn, targets: &[Target]) {
    let (from, to) = (&operation.from, &operation.to);
    if let Some(column) = table.column_mut(from) {
        column.name = to.moved_to(column.name.at());
    }
    for key in table.primary_key.iter_mut().chain(&mut table.uniques) {
        replace(&mut key.columns, from, to);
        replace(&mut key.include, from, to);
    }
    for index in &mut table.indexes {
        index.named_columns_mut().filter(|name| *name == from).for_each(|name| *name = to.moved_to(name.at()));
        for sql in index.expressions_mut() {
            *sql = expression::rename_column(sql, &operation.table, from, to, targets);
        }
    }
    for exclusion in &mut table.exclusions {
        exclusion.named_columns_mut().filter(|name| *name == from).for_each(|name| *name = to.moved_to(name.at()));
        for sql in exclusion.expressions_mut() {
            *sql = expression::rename_column(sql, &operation.table, from, to, targets);
        }
    }
    for check in &mut table.checks {
        check.expression = expression::rename_column(&check.expression, &operation.table, from, to, targets);
    }
    for generated in table.columns.iter_mut().filter_map(|column| column.generated.as_mut()) {
        generated.expression = expression::rename_column(&generated.expression, &operation.table, from, to, targets);
    }
}

fn replace(names: &mut [Name], from: &Name, to: &Name) {
    for name in names.iter_mut().filter(|name| *name == from) {
        *name = to.moved_to(name.at());
    }
}

pub(super) fn change_type(operation: &ChangeType, catalog: &mut Catalog) {
    alter(catalog, &operation.table, &operation.column, |column| column.column_type = operation.column_type.clone());
}

pub(super) fn set_not_null(operation: &SetNotNull, catalog: &mut Catalog) {
    alter(catalog, &operation.table, &operation.column, |column| column.nullable = false);
}

pub(super) fn drop_not_null(operation: &DropNotNull, catalog: &mut Catalog) {
    alter(catalog, &operation.table, &operation.column, |column| column.nullable = true);
}

pub(super) fn set_default(operation: &SetDefault, catalog: &mut Catalog) {
    alter(catalog, &operation.table, &operation.column, |column| column.default = Some(operation.value.clone()));
}

pub(super) fn drop_default(operation: &DropDefault, catalog: &mut Catalog) {
    alter(catalog, &operation.table, &operation.column, |column| column.default = None);
}

fn alter(catalog: &mut Catalog, table: &Name, column: &Name, change: impl FnOnce(&mut Column)) {
    let table = catalog.tables.get_mut(table.as_str());
    if let Some(column) = table.and_then(|table| table.column_mut(column)) {
        change(column);
    }
}
