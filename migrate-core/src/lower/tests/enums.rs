//! Enumerations, and the columns that follow them.

use super::*;
use crate::catalog::Enumeration;
use crate::migration::Change;
use crate::migration::Transaction;
use crate::operation::{AddEnumValue, CreateEnum, RenameEnumValue};

fn status() -> Enumeration {
    Enumeration { name: name("status"), values: names(&["new", "paid"]) }
}

/// The sample with an enumeration and a column of it.
fn with_status() -> Catalog {
    let mut before = catalog();
    let column = with_default("status", SqlType::Enumeration(status()), text("new"));
    for operation in
        [Operation::CreateEnum(CreateEnum { enumeration: status() }), create_table(table("orders", vec![column]))]
    {
        assert_eq!(apply(&operation, &mut before, &everywhere()), Ok(()));
    }
    before
}

fn sql_on(dialect: Dialect, operation: Operation) -> Vec<String> {
    let steps = steps(&[operation], &with_status(), Target::new(dialect)).unwrap();
    steps.iter().map(|step| step.sql.to_string()).collect()
}

fn add_value(value: &str) -> Operation {
    Operation::AddEnumValue(AddEnumValue { name: name("status"), value: name(value), place: None })
}

fn rename_value(from: &str, to: &str) -> Operation {
    Operation::RenameEnumValue(RenameEnumValue { name: name("status"), from: name(from), to: name(to) })
}

#[test]
fn a_value_is_added_to_the_type_or_to_each_column() {
    assert_eq!(sql_on(Postgres, add_value("it's")), ["ALTER TYPE \"status\" ADD VALUE IF NOT EXISTS 'it''s'"]);
    for dialect in [MySql, MariaDb] {
        assert_eq!(
            sql_on(dialect, add_value("sent")),
            ["ALTER TABLE `orders` MODIFY COLUMN `status` enum('new', 'paid', 'sent') NOT NULL DEFAULT 'new'"]
        );
    }
    let rebuilt = sql_on(Sqlite, add_value("sent"));
    assert!(rebuilt[0].contains("CHECK (\"status\" IN ('new', 'paid', 'sent'))"), "{}", rebuilt[0]);
    let steps = steps(&[add_value("sent")], &with_status(), Target::new(Postgres)).unwrap();
    assert_eq!(steps[0].transaction, Transaction::Outside);
    assert_eq!(steps[0].undo.as_deref(), Some(&[][..]));
}

#[test]
fn a_renamed_value_is_renamed_in_the_rows_and_the_defaults() {
    assert_eq!(sql_on(Postgres, rename_value("new", "open")), ["ALTER TYPE \"status\" RENAME VALUE 'new' TO 'open'"]);
    assert_eq!(
        sql_on(MySql, rename_value("new", "open")),
        [
            "ALTER TABLE `orders` MODIFY COLUMN `status` enum('new', 'paid', 'open') NOT NULL DEFAULT 'new'",
            "UPDATE `orders` SET `status` = 'open' WHERE `status` = 'new'",
            "ALTER TABLE `orders` MODIFY COLUMN `status` enum('open', 'paid') NOT NULL DEFAULT 'open'",
        ]
    );
    for dialect in Dialect::ALL {
        let steps = steps(&[rename_value("new", "open")], &with_status(), Target::new(dialect)).unwrap();
        let changes: Vec<_> = steps.into_iter().flat_map(|step| step.changes).collect();
        assert!(changes.iter().any(|change| matches!(change, Change::Column { .. })), "{dialect}: {changes:?}");
        assert!(!changes.contains(&Change::Anything), "{dialect}: {changes:?}");
    }
    let copy = &sql_on(Sqlite, rename_value("new", "open"))[1];
    assert!(copy.contains("CASE \"status\" WHEN 'new' THEN 'open' ELSE \"status\" END"), "{copy}");
}
