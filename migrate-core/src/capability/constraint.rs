//! Which keys, foreign keys and checks each database has.

use super::{Cx, place};
use crate::catalog::{
    Check, Column, Constraint, Exclusion, ForeignKey, Key, Name, ReferenceAction, SqlType, Table, Validity,
};
use crate::dialect::{Dialect, Version};
use crate::expression::names_column;
use crate::location::Location;
use crate::refusal::Call;

/// What a database cannot do with a constraint.
const DEFER: &str = "check this constraint at the end of a transaction";

/// How many bytes InnoDB orders a row by.
const INNODB_KEY_BYTES: u32 = 3072;

impl Cx {
    pub(super) fn check_constraint(&mut self, table: &Table, constraint: &Constraint, fallback: Location) {
        let at = place(constraint.name(), fallback);
        match constraint {
            Constraint::PrimaryKey(key) | Constraint::Unique(key) => {
                self.check_key(table, &key.columns, at);
                self.check_key_options(key, at);
            }
            Constraint::ForeignKey(key) => {
                if key.deferrable && self.target.dialect.is_mysql_family() {
                    self.refuse_call(at, Call::After("deferrable"), DEFER, "leave out `.deferrable()`");
                }
                self.check_foreign_key(table, key, at);
            }
            Constraint::Check(check) => self.check_check(table, check, at),
            Constraint::Exclusion(exclusion) => self.check_exclusion(exclusion, at),
        }
    }

    /// Only PostgreSQL adds a constraint without looking at the rows.
    pub(super) fn check_validity(&mut self, constraint: &Constraint, at: Location) {
        if constraint.validity() == Validity::NotValid && self.target.dialect != Dialect::Postgres {
            let what = "add a constraint without checking the rows";
            self.refuse_call(at, Call::After("not_valid"), what, "leave out `.not_valid()`");
        }
    }

    fn check_exclusion(&mut self, exclusion: &Exclusion, at: Location) {
        if self.target.dialect != Dialect::Postgres {
            let is_equality = exclusion.parts.iter().all(|part| part.operator == "=") && exclusion.predicate.is_none();
            let instead = if is_equality {
                "write `add_unique`, which forbids equal values"
            } else {
                "write a trigger that refuses the row with `create_trigger`, or keep the rows apart in the program"
            };
            self.refuse_call(at, Call::Around("add_exclusion"), "exclude rows by an operator", instead);
            return;
        }
        for text in exclusion.expressions().filter_map(|sql| sql.text(Dialect::Postgres)) {
            self.check_text(&text.text, text.at);
        }
    }

    fn check_key_options(&mut self, key: &Key, at: Location) {
        if self.target.dialect == Dialect::Postgres {
            return;
        }
        if key.deferrable {
            self.refuse_call(at, Call::After("deferrable"), DEFER, "leave out `.deferrable()`");
        }
        if let Some(column) = key.include.first() {
            self.refuse(column.at(), "keep columns in an index without ordering by them", "leave out `.include(…)`");
        }
    }

    /// Refuses columns that the database cannot order by.
    pub(super) fn check_key(&mut self, table: &Table, columns: &[Name], fallback: Location) {
        let mut bytes = 0;
        for name in columns {
            let Some(column) = table.column(name) else { continue };
            let at = place(name, fallback);
            let sql_type = &column.column_type.sql_type;
            match self.target.dialect {
                Dialect::Postgres if *sql_type == SqlType::Json => {
                    self.refuse(at, format!("order by the JSON of `{name}`"), "write `json_binary`");
                }
                Dialect::MySql | Dialect::MariaDb => match key_bytes(sql_type) {
                    Some(width) => bytes += width,
                    None => self.refuse(
                        at,
                        format!("order by `{name}`, whose values have no limit"),
                        "write `varchar` or `binary` with a length",
                    ),
                },
                Dialect::Postgres | Dialect::Sqlite => {}
            }
        }
        if bytes > INNODB_KEY_BYTES {
            let what = format!("order by more than {INNODB_KEY_BYTES} bytes, and these columns may have {bytes}");
            self.refuse(fallback, what, "shorten the columns: a character counts four bytes");
        }
    }

    fn check_foreign_key(&mut self, table: &Table, key: &ForeignKey, at: Location) {
        if !self.target.dialect.is_mysql_family() {
            return;
        }
        for (method, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
            if action == ReferenceAction::SetDefault {
                let what = format!(
                    "set the columns of foreign key `{}` to their defaults: InnoDB refuses the change",
                    key.name
                );
                self.refuse_call(at, Call::ArgumentAfter(method), what, "write `NoAction`, `SetNull` or `Cascade`");
            }
        }
        for check in &table.checks {
            self.check_against_action(check, key, at);
        }
    }

    /// MySQL (error 3823) and MariaDB (1901) want no check on what a foreign key changes.
    fn check_against_action(&mut self, check: &Check, key: &ForeignKey, at: Location) {
        let changes = |action: ReferenceAction| matches!(action, ReferenceAction::Cascade | ReferenceAction::SetNull);
        // A deleted row takes its columns with it, so that only MySQL's own list counts: every
        // action but the deletion itself writes the column.
        if !changes(key.on_update) && key.on_delete != ReferenceAction::SetNull {
            return;
        }
        let targets = [self.target];
        for name in key.columns.iter().filter(|name| names_column(&check.expression, name, &targets)) {
            let (check, key) = (&check.name, &key.name);
            self.refuse(
                at,
                format!("check `{name}` in `{check}` while foreign key `{key}` changes it"),
                "drop the check, or let the foreign key refuse the change with `NoAction`",
            );
        }
    }

    fn check_check(&mut self, table: &Table, check: &Check, at: Location) {
        let Some(text) = check.expression.text(self.target.dialect) else { return };
        self.check_text(&text.text, text.at);
        if self.target.dialect == Dialect::MySql {
            self.need(Version::new(8, 0, 16), at, "enforce a check");
        }
        if !self.target.dialect.is_mysql_family() {
            return;
        }
        let counting = |column: &&Column| column.auto_increment;
        for column in table.columns.iter().filter(counting) {
            if names_column(&check.expression, &column.name, &[self.target]) {
                let name = &column.name;
                self.refuse(at, format!("check `{name}`, which counts up by itself"), "leave it out of the check");
            }
        }
        for key in &table.foreign_keys {
            self.check_against_action(check, key, at);
        }
    }
}

/// How many bytes of a key InnoDB counts for a column of this type, or nothing where the values have no limit.
fn key_bytes(sql_type: &SqlType) -> Option<u32> {
    match sql_type {
        SqlType::Char(length) | SqlType::Varchar(length) => Some(length.saturating_mul(4)),
        SqlType::Binary(length) => Some(*length),
        SqlType::Text | SqlType::Blob | SqlType::Json | SqlType::JsonBinary => None,
        SqlType::SmallInteger
        | SqlType::Integer
        | SqlType::BigInteger
        | SqlType::Decimal { .. }
        | SqlType::Float
        | SqlType::Double
        | SqlType::Boolean
        | SqlType::Date
        | SqlType::Time
        | SqlType::DateTime
        | SqlType::Timestamp
        | SqlType::TimestampWithTimeZone
        | SqlType::Interval
        | SqlType::Uuid
        | SqlType::Array(_)
        | SqlType::Enumeration(_)
        | SqlType::Custom(_) => Some(8),
    }
}
