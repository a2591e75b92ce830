//! One line for each part of a schema, the same from the model and from a database.

pub fn table(name: &str) -> String {
    format!("table {name}")
}

pub fn column(table: &str, name: &str, sql_type: &str, nullable: bool, has_default: bool) -> String {
    let nullable = if nullable { "" } else { " not null" };
    format!("column {table}.{name}: {sql_type}{nullable}{}", if has_default { " with a default" } else { "" })
}

pub fn auto_increment(table: &str, column: &str) -> String {
    format!("numbers {table}.{column}")
}

pub fn computed(table: &str, column: &str, is_stored: bool) -> String {
    format!("computes {table}.{column}{}", if is_stored { " and stores it" } else { "" })
}

pub fn touched(table: &str, column: &str) -> String {
    format!("sets {table}.{column} to the time of each change")
}

pub fn key(kind: &str, table: &str, name: &str, columns: &[String], deferrable: bool) -> String {
    format!("{kind} {name:?} on {table}: {}{}", columns.join(", "), if deferrable { ", deferrable" } else { "" })
}

pub fn foreign_key(
    table: &str,
    name: &str,
    referenced: &str,
    pairs: &[String],
    actions: &str,
    deferrable: bool,
    is_valid: bool,
) -> String {
    let (deferrable, valid) = (if deferrable { ", deferrable" } else { "" }, if is_valid { "" } else { ", not valid" });
    format!("foreign key {name:?} on {table}: {referenced}, {}, {actions}{deferrable}{valid}", pairs.join(", "))
}

pub fn check(table: &str, name: &str, is_valid: bool) -> String {
    format!("check {name:?} on {table}{}", if is_valid { "" } else { ", not valid" })
}

pub fn exclusion(table: &str, name: &str, parts: &[String], is_partial: bool, deferrable: bool) -> String {
    let (partial, deferrable) =
        (if is_partial { ", partial" } else { "" }, if deferrable { ", deferrable" } else { "" });
    format!("exclusion {name:?} on {table}: {}{partial}{deferrable}", parts.join(", "))
}

pub fn index(
    owner: &str,
    name: &str,
    is_unique: bool,
    parts: &[String],
    include: &[String],
    is_partial: bool,
    nulls_not_distinct: bool,
) -> String {
    let unique = if is_unique { "unique " } else { "" };
    let include = if include.is_empty() { String::new() } else { format!(" including {}", include.join(", ")) };
    let partial = if is_partial { ", partial" } else { "" };
    let nulls = if nulls_not_distinct { ", nulls not distinct" } else { "" };
    format!("{unique}index {name:?} on {owner}: {}{include}{partial}{nulls}", parts.join(", "))
}

pub fn view(noun: &str, name: &str, columns: &[String]) -> String {
    format!("{noun} {name}: {}", columns.join(", "))
}

pub fn enumeration(name: &str, values: &[&str]) -> String {
    format!("enumeration {name}: {}", values.join(", "))
}

pub fn trigger(table: &str, name: &str) -> String {
    format!("trigger {name} on {table}")
}

/// A function, sequence or extension.
pub fn object(noun: &str, name: &str) -> String {
    format!("{noun} {name}")
}

pub fn comment(table: &str, column: &str, comment: &str) -> String {
    format!("comment on {table}.{column}: {comment}")
}
