//! Which types and defaults each database has.

use super::{COLUMN_COMMENT, Cx};
use crate::catalog::{Column, ColumnType, Sql, SqlText, SqlType, Value};
use crate::dialect::{Dialect, Version};
use crate::location::Location;
use crate::refusal::Call;

impl Cx {
    pub(super) fn check_column(&mut self, column: &Column, at: Location) {
        self.check_type(&column.column_type, at);
        self.check_value(column.default.as_ref(), at);
        if let Some(comment) = &column.comment {
            self.check_comment(comment, COLUMN_COMMENT, at, Call::ArgumentAfter("comment"));
        }
        if column.on_update_now && !self.target.dialect.is_mysql_family() {
            let instead = "set it in your own updates, or in a trigger";
            self.refuse_call(at, Call::After("on_update_now"), "set a column by itself when its row changes", instead);
        }
        // Before, a server made `DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP` of the first such column.
        let is_timestamp = matches!(column.column_type.sql_type, SqlType::Timestamp | SqlType::TimestampWithTimeZone);
        let has_no_value = column.default.is_none() && column.generated.is_none();
        if self.target.dialect == Dialect::MariaDb && is_timestamp && !column.nullable && has_no_value {
            let what = format!("keep the NOT NULL timestamp `{}` without a default", column.name);
            self.need(Version::new(10, 10, 0), at, &what);
        }
        self.check_time_of_change(column, at);
    }

    /// MariaDB gives such a column the default `0000-00-00`, which its own strict mode refuses at the next change of the
    /// table.
    pub(super) fn check_time_of_change(&mut self, column: &Column, at: Location) {
        let has_none = column.default.is_none() && !column.nullable && column.on_update_now;
        if self.target.dialect == Dialect::MariaDb && has_none {
            let what = format!(
                "keep `{}`, which is NOT NULL and takes the time of each change, without a default",
                column.name
            );
            self.refuse(at, what, "add `.default(now())`");
        }
    }

    pub(super) fn check_value(&mut self, value: Option<&Value>, at: Location) {
        match value {
            Some(Value::Text(text)) if text.contains('\0') => {
                let call = Call::ArgumentAfter("default");
                self.refuse_call(at, call, "hold the character 0 in a text", "leave out the character");
            }
            Some(Value::Sql(sql)) => {
                if let Some(text) = sql.text(self.target.dialect) {
                    self.check_text(&text.text, text.at);
                }
            }
            Some(Value::Text(_) | Value::Boolean(_) | Value::Integer(_) | Value::Decimal(_) | Value::Now) | None => {}
        }
    }

    pub(super) fn check_type(&mut self, column_type: &ColumnType, at: Location) {
        match self.target.dialect {
            Dialect::Postgres => self.check_postgres_type(column_type, at),
            Dialect::MySql | Dialect::MariaDb => self.check_mysql_type(&column_type.sql_type, at),
            Dialect::Sqlite => {}
        }
        if let Some(collation) = &column_type.collation {
            self.check_collation(collation, at);
        }
        if self.target.dialect != Dialect::Postgres {
            match &column_type.sql_type {
                SqlType::Interval if self.target.dialect.is_mysql_family() => {
                    let instead = "write `big_integer` and count, for example, seconds in it";
                    self.refuse_call(at, Call::Around("interval"), "store an interval", instead);
                }
                SqlType::Array(_) => {
                    let instead = "write `json`, or a table of its own";
                    self.refuse_call(at, Call::Around("array"), "store an array", instead);
                }
                _ => {}
            }
        }
        if let SqlType::Custom(sql) = &column_type.sql_type {
            match sql.text(self.target.dialect) {
                Some(text) => self.check_text(&text.text, text.at),
                None => {
                    let key = self.target.dialect.key();
                    self.refuse(at, "tell which type this is", format!("add `.{key}(\"…\")`"));
                }
            }
        }
    }

    /// The tables of MySQL and MariaDB hold text as utf8mb4 (error 1253), and SQLite's connection knows three collations.
    fn check_collation(&mut self, collation: &Sql, fallback: Location) {
        let Some(SqlText { text, at, .. }) = collation.text(self.target.dialect) else { return };
        let at = if at.file == fallback.file { *at } else { fallback };
        let begins = |beginning: &str| text.to_lowercase().starts_with(beginning);
        let what = format!("compare text by the collation `{text}`");
        match self.target.dialect {
            Dialect::Sqlite if !["binary", "nocase", "rtrim"].iter().any(|known| text.eq_ignore_ascii_case(known)) => {
                self.refuse(at, what, "write `BINARY`, `NOCASE` or `RTRIM`");
            }
            Dialect::MySql if !begins("utf8mb4_") => {
                self.refuse(at, what, "write one whose name begins with `utf8mb4_`");
            }
            Dialect::MariaDb if !begins("utf8mb4_") && !begins("uca1400_") => {
                self.refuse(at, what, "write one whose name begins with `utf8mb4_`");
            }
            Dialect::MariaDb if begins("utf8mb4_0900_") => self.need(Version::new(11, 4, 5), at, &what),
            Dialect::Postgres | Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite => self.check_text(text, at),
        }
    }

    fn check_postgres_type(&mut self, column_type: &ColumnType, at: Location) {
        if column_type.unsigned {
            let instead = "leave out `.unsigned()`, and write a wider type";
            self.refuse_call(at, Call::After("unsigned"), "store unsigned numbers", instead);
        }
        match &column_type.sql_type {
            SqlType::Decimal { precision, .. } if *precision > 1000 => {
                self.refuse(at, "store more than 1000 digits", "write at most 1000, or `text`");
            }
            SqlType::Char(length) | SqlType::Varchar(length) if *length > 10_485_760 => {
                self.refuse(at, "limit a text to more than 10485760 characters", "write `text`");
            }
            SqlType::Array(element) => self.check_postgres_type(&ColumnType::from((**element).clone()), at),
            _ => {}
        }
    }

    fn check_mysql_type(&mut self, sql_type: &SqlType, at: Location) {
        match sql_type {
            SqlType::Uuid if self.target.dialect == Dialect::MariaDb => {
                self.need(Version::new(10, 7, 0), at, "store a UUID");
            }
            SqlType::Decimal { precision, scale } if *precision > 65 || *scale > 30 => {
                let what = "store more than 65 digits, or 30 after the point";
                self.refuse_call(at, Call::Around("decimal"), what, "write fewer, or `text`");
            }
            SqlType::Char(length) if *length > 255 => {
                self.refuse(at, "store more than 255 characters in a `char`", "write `varchar`");
            }
            // A row holds 65535 bytes, and a character of utf8mb4 takes up to four.
            SqlType::Varchar(length) if *length > 16_383 => {
                self.refuse(at, "store more than 16383 characters in a `varchar`", "write `text`");
            }
            SqlType::Binary(length) if *length > 65_532 => {
                self.refuse(at, "store more than 65532 bytes in a `binary`", "write `blob`");
            }
            _ => {}
        }
    }
}
