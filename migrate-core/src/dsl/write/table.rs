//! A table as it is written: what has a derived name on its columns and parts, the rest as statements of its own.

use super::column::column;
use super::{action, add_constraint, create_index, modifier, names, sql_source, text};
use crate::catalog::{
    Column, Constraint, ConstraintKind, ForeignKey, Key, Name, SqlType, Table, Validity, derived_name,
};
use crate::operation::{AddColumn, AddConstraint, CreateIndex};

/// `create_table`, and a statement for each key and index whose name is not the derived one.
pub fn create(table: &Table) -> Vec<String> {
    let mut on_columns = OnColumns::new(&table.name);
    let mut parts = String::new();
    let (mut rest, mut references) = (Vec::new(), Vec::new());
    // The keys that the table has from the beginning.
    let mut keys: Vec<Vec<Name>> = Vec::new();
    let counting = counting_key(table);
    for constraint in table.constraints() {
        let counts = |_: &Name| counting.is_some_and(|key| key.name == *constraint.name());
        let (constraint, renamed) = named_later(&table.name, counts, constraint.clone());
        rest.extend(renamed);
        // A reference of the table to itself waits for a key that has a statement of its own.
        if let Constraint::ForeignKey(key) = &constraint
            && key.referenced_table == table.name
            && !keys.contains(&key.referenced_columns)
        {
            references.push(statement(&table.name, constraint));
            continue;
        }
        let taken = on_columns.take(&constraint);
        match part(&table.name, &constraint).filter(|_| !taken) {
            Some(part) => parts += &part,
            None if !taken => {
                // It may rest on one of the keys and indexes that have statements of their own.
                let is_reference = constraint.kind() == ConstraintKind::ForeignKey;
                let later = if is_reference { &mut references } else { &mut rest };
                later.push(statement(&table.name, constraint));
                continue;
            }
            None => {}
        }
        if let Constraint::PrimaryKey(key) | Constraint::Unique(key) = constraint {
            keys.push(key.columns);
        }
    }
    for index in &table.indexes {
        if index.is_plain() && index.name == derived_name::index(&table.name, &index.parts) {
            parts += &format!(".index({})", super::parts(&index.parts));
        } else {
            let index = CreateIndex { table: table.name.clone(), index: index.clone() };
            rest.push(format!("schema.{};", create_index(&index)));
        }
    }
    let columns: Vec<String> = table.columns.iter().map(|column| on_columns.write(column)).collect();
    let comment = modifier("comment", table.comment.as_ref().map(|comment| text(comment)));
    let name = text(&table.name);
    let create = format!("schema.create_table({name}).columns([{}]){parts}{comment};", columns.join(", "));
    [create].into_iter().chain(rest).chain(references).collect()
}

/// The key that a column needs which counts up by itself.
fn counting_key(table: &Table) -> Option<&Key> {
    let counts = |name: &Name| table.column(name).is_some_and(|column| column.auto_increment);
    let of_column = |key: &&Key| key.columns.iter().any(counts);
    let is_derived = |key: &&Key| key.name == derived_name::unique(&table.name, &key.columns);
    let mut uniques = table.uniques.iter().filter(of_column);
    let primary = table.primary_key.as_ref().filter(of_column);
    primary.or_else(|| uniques.clone().find(is_derived)).or_else(|| uniques.next())
}

/// The key of a column that counts up by itself must be there from the beginning: it gets the derived name, and then its
/// own.
fn named_later(table: &Name, counts: impl Fn(&Name) -> bool, constraint: Constraint) -> (Constraint, Option<String>) {
    let (Constraint::PrimaryKey(key) | Constraint::Unique(key)) = &constraint else { return (constraint, None) };
    let derived = match constraint.kind() {
        ConstraintKind::PrimaryKey => derived_name::primary_key(table),
        _ => derived_name::unique(table, &key.columns),
    };
    if key.name == derived || !key.columns.iter().any(counts) {
        return (constraint, None);
    }
    let renamed = format!("schema.{};", super::rename("rename_constraint", table, &derived, &key.name));
    let key = Key { name: derived, ..key.clone() };
    let constraint = match constraint {
        Constraint::PrimaryKey(_) => Constraint::PrimaryKey(key),
        _ => Constraint::Unique(key),
    };
    (constraint, Some(renamed))
}

/// `add_column`, and a statement for each key and index that cannot be written on the column.
pub fn add_column(operation: &AddColumn) -> Vec<String> {
    let AddColumn { table, column, constraints, indexes } = operation;
    let mut on_columns = OnColumns::new(table);
    let mut rest = Vec::new();
    for constraint in constraints {
        let counts = |name: &Name| *name == column.name && column.auto_increment;
        let (constraint, renamed) = named_later(table, counts, constraint.clone());
        rest.extend(renamed);
        if !on_columns.take(&constraint) {
            rest.push(statement(table, constraint));
        }
    }
    let indexes = indexes.iter().map(|index| {
        let index = CreateIndex { table: table.clone(), index: index.clone() };
        format!("schema.{};", create_index(&index))
    });
    let add = format!("schema.add_column({}, {});", text(table), on_columns.write(column));
    [add].into_iter().chain(rest).chain(indexes).collect()
}

fn statement(table: &Name, constraint: Constraint) -> String {
    format!("schema.{};", add_constraint(&AddConstraint { table: table.clone(), constraint }))
}

/// A constraint as a part of `create_table`, if it has the derived name.
fn part(table: &Name, constraint: &Constraint) -> Option<String> {
    match constraint {
        Constraint::PrimaryKey(key) if *key == Key::new(derived_name::primary_key(table), key.columns.clone()) => {
            Some(format!(".primary_key({})", names(&key.columns)))
        }
        Constraint::Unique(key) if *key == Key::new(derived_name::unique(table, &key.columns), key.columns.clone()) => {
            Some(format!(".unique({})", names(&key.columns)))
        }
        Constraint::Check(check) if check.validity == Validity::Valid => {
            Some(format!(".check({}, {})", text(&check.name), sql_source(&check.expression)))
        }
        Constraint::Check(_)
        | Constraint::PrimaryKey(_)
        | Constraint::Unique(_)
        | Constraint::ForeignKey(_)
        | Constraint::Exclusion(_) => None,
    }
}

/// The constraints that are written on columns.
struct OnColumns<'a> {
    table: &'a Name,
    /// The column of each, and what is written on it.
    modifiers: Vec<(Name, String)>,
    primary_key: Option<Name>,
}

impl<'a> OnColumns<'a> {
    const fn new(table: &'a Name) -> Self {
        Self { table, modifiers: Vec::new(), primary_key: None }
    }

    /// Takes a constraint of one column that has the derived name.
    fn take(&mut self, constraint: &Constraint) -> bool {
        match constraint {
            Constraint::PrimaryKey(key) => match key.columns.as_slice() {
                [only] if *key == Key::new(derived_name::primary_key(self.table), key.columns.clone()) => {
                    self.primary_key = Some(only.clone());
                    true
                }
                _ => false,
            },
            Constraint::Unique(key) => match key.columns.as_slice() {
                [only] if *key == Key::new(derived_name::unique(self.table, &key.columns), key.columns.clone()) => {
                    self.modifiers.push((only.clone(), ".unique()".to_owned()));
                    true
                }
                _ => false,
            },
            Constraint::ForeignKey(key) => self.take_reference(key),
            Constraint::Check(_) | Constraint::Exclusion(_) => false,
        }
    }

    fn take_reference(&mut self, key: &ForeignKey) -> bool {
        let ForeignKey {
            name,
            columns,
            referenced_table,
            referenced_columns,
            on_delete,
            on_update,
            deferrable,
            validity,
        } = key;
        if *deferrable || *validity == Validity::NotValid {
            return false;
        }
        let ([column], [referenced]) = (columns.as_slice(), referenced_columns.as_slice()) else { return false };
        let is_taken = self.modifiers.iter().any(|(other, text)| other == column && text.starts_with(".references"));
        let is_unique = self.primary_key.as_ref() == Some(referenced)
            || self.modifiers.iter().any(|(other, text)| other == referenced && text == ".unique()");
        if referenced_table == self.table && !is_unique {
            return false;
        }
        if is_taken || *name != derived_name::foreign_key(self.table, columns) {
            return false;
        }
        let reference = format!(".references({}, {})", text(referenced_table), text(referenced));
        let actions = action("on_delete", *on_delete) + &action("on_update", *on_update);
        self.modifiers.push((column.clone(), reference + &actions));
        true
    }

    fn write(&self, written: &Column) -> String {
        let is_key = self.primary_key.as_ref() == Some(&written.name);
        let modifiers: String =
            self.modifiers.iter().filter(|(name, _)| *name == written.name).map(|(_, text)| text.as_str()).collect();
        if is_key && is_id(written) {
            return format!("id(){modifiers}");
        }
        let key = if is_key { ".primary_key()" } else { "" };
        column(written) + key + &modifiers
    }
}

/// Whether a primary key is what `id()` makes.
fn is_id(column: &Column) -> bool {
    let Column { name, column_type, nullable, default, auto_increment, generated, on_update_now, comment } = column;
    *name == "id"
        && *column_type == SqlType::BigInteger.into()
        && !nullable
        && default.is_none()
        && *auto_increment
        && generated.is_none()
        && !on_update_now
        && comment.is_none()
}
