//! Creating a table without a primary key.
//!
//! # What it detects
//!
//! `create_table` of a table that has no primary key when its migration ends.
//!
//! # Why it is dangerous
//!
//! A row without a key cannot be named. On MySQL and MariaDB a replica reads the whole table for each row that was changed,
//! and online copies of the table refuse it; on PostgreSQL logical replication refuses its updates and deletes. Batches
//! have no order to go by, and two equal rows can only be deleted together. Adding the key later locks or copies the table.
//!
//! # Instead
//!
//! ```text
//! schema.create_table("events").columns([id(), text("payload")]);
//! ```
//!
//! # When it is safe to allow
//!
//! Its rows are only ever added, and read or thrown away all together.

use super::{Check, Cx, Level, Lint};
use crate::operation::Operation;
use crate::refusal::Refusal;

/// Creating a table without a primary key.
pub static TABLE_WITHOUT_PRIMARY_KEY: Lint = Lint {
    name: "table_without_primary_key",
    level: Level::Warn,
    safe_if: "its rows are only added, and read or thrown away all together",
    check: Check::Schema(check),
};

fn check(cx: &Cx<'_>) -> Option<Refusal> {
    let Operation::CreateTable(create) = cx.operation else { return None };
    let table = &create.table.name;
    let at_the_end = cx.end.table(table).unwrap_or(&create.table);
    if create.table.primary_key.is_some() || at_the_end.primary_key.is_some() {
        return None;
    }
    Some(
        Refusal::new(table.at(), format!("`{table}` has no primary key"))
            .note("a row without a key cannot be named: replicas and batches then read the whole table, or refuse it")
            .help("add `id()` to its columns, or `.primary_key([…])`"),
    )
}

#[cfg(test)]
mod tests {
    use crate::catalog::SqlType;
    use crate::lint::Direction;
    use crate::lint::tests::{check, check_quiet, found};
    use crate::operation::Operation;
    use crate::sample::*;

    fn without_a_key() -> Operation {
        create_table(table("events", vec![column("name", SqlType::Text)]))
    }

    #[test]
    fn a_table_that_has_none() {
        check(&[without_a_key()], "table_without_primary_key", "`events` has no primary key");
        assert_eq!(found(Direction::Down, &[without_a_key()]), [], "`down` has no choice");
    }

    #[test]
    fn a_table_that_has_one() {
        let mut with_a_key = table("events", vec![column("name", SqlType::Integer)]);
        with_a_key.primary_key = Some(key("events_pkey", &["name"]));
        check_quiet(&[create_table(with_a_key)]);
    }
}
