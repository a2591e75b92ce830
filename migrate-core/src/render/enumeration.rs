//! The statements for PostgreSQL's enumerations, and how the others list the values of a column.

use super::literal::{quoted, quoted_alone, text};
use crate::catalog::{Enumeration, Name};
use crate::dialect::Dialect;
use crate::lower::action::{AddEnumValue, EnumPlace, RenameEnumValue};

const POSTGRES: Dialect = Dialect::Postgres;

/// The values, separated by commas.
pub fn values(enumeration: &Enumeration, dialect: Dialect) -> String {
    enumeration.values.iter().map(|value| text(value, dialect)).collect::<Vec<_>>().join(", ")
}

pub fn create(enumeration: &Enumeration) -> String {
    format!("CREATE TYPE {} AS ENUM ({})", quoted(&enumeration.name, POSTGRES), values(enumeration, POSTGRES))
}

pub fn drop(name: &Name) -> String {
    format!("DROP TYPE {}", quoted(name, POSTGRES))
}

pub fn add_value(operation: &AddEnumValue) -> String {
    let AddEnumValue { name, value, place } = operation;
    let place = match place {
        None => String::new(),
        Some(EnumPlace::Before(other)) => format!(" BEFORE {}", text(other, POSTGRES)),
        Some(EnumPlace::After(other)) => format!(" AFTER {}", text(other, POSTGRES)),
    };
    format!("ALTER TYPE {} ADD VALUE IF NOT EXISTS {}{place}", quoted(name, POSTGRES), text(value, POSTGRES))
}

pub fn rename_value(operation: &RenameEnumValue) -> String {
    let RenameEnumValue { name, from, to } = operation;
    format!("ALTER TYPE {} RENAME VALUE {} TO {}", quoted(name, POSTGRES), text(from, POSTGRES), text(to, POSTGRES))
}

pub fn rename(from: &Name, to: &Name) -> String {
    format!("ALTER TYPE {} RENAME TO {}", quoted(from, POSTGRES), quoted_alone(to, POSTGRES))
}
