//! Whether the definition of a column makes sense in its table.

use crate::catalog::{Column, ColumnType, Name, Sql, SqlType, Table, Value};
use crate::dialect::Dialect;
use crate::expression::{self, Role};
use crate::location::Location;
use crate::refusal::{Call, Refusal};

use super::cx::{Cx, note_place, place};
use super::default;

impl Cx<'_> {
    /// Refuses a column that cannot be part of `table`, which holds it already.
    pub fn check_definition(&mut self, table: &Table, column: &Column, fallback: Location) {
        let at = place(&column.name, fallback);
        self.check_name("column", &column.name, fallback);
        self.check_type(&column.column_type, at);
        if column.generated.is_some() {
            self.check_generated(table, column, at);
            return;
        }
        if column.auto_increment {
            self.check_auto_increment(table, column, at, Some(Call::After("auto_increment")));
        }
        if column.on_update_now && !column.column_type.sql_type.has_time_of_day() {
            let problem = format!("`{}` holds no moment, so it cannot take the time of each change", column.name);
            self.refuse(Refusal::new(at, problem).of(Call::After("on_update_now")));
        }
        if let Some(value) = &column.default {
            self.check_value(Use::Default, table, &column.name, &column.column_type, value, at);
        }
    }

    /// Refuses a type that no database has.
    pub fn check_type(&mut self, column_type: &ColumnType, at: Location) {
        let refusal = |problem: &str| Refusal::new(at, problem);
        self.refuse(match &column_type.sql_type {
            SqlType::Decimal { precision: 0, .. } => refusal("a decimal needs at least one digit"),
            SqlType::Decimal { precision, scale } if scale > precision => {
                refusal("a decimal cannot have more digits after the point than in all")
                    .of(Call::LastArgumentAround("decimal"))
            }
            SqlType::Char(0) | SqlType::Varchar(0) | SqlType::Binary(0) => {
                refusal("a length of zero leaves no room for a value")
            }
            other if column_type.unsigned && !is_number(other) => {
                refusal("only a number can be unsigned").of(Call::After("unsigned"))
            }
            other if column_type.collation.is_some() && !(other.is_text() || is_custom(other)) => {
                refusal("only a text can have a collation").of(Call::After("collate"))
            }
            other => match self.unspelled(other, column_type.collation.as_ref(), at) {
                Some(refusal) => refusal,
                None => return,
            },
        });
    }

    /// What is wrong with a type that the author spelled, or with the name of a collation.
    fn unspelled(&self, sql_type: &SqlType, collation: Option<&Sql>, at: Location) -> Option<Refusal> {
        match sql_type {
            SqlType::Custom(sql) => expression::check_type_name(sql, self.targets, at),
            SqlType::Array(element) => self.unspelled(element, None, at),
            _ => None,
        }
        .or_else(|| {
            let collation = collation?;
            let empty = collation.texts().find(|text| text.text.trim().is_empty());
            expression::missing(collation, self.targets, at, Role::Check)
                .or_else(|| empty.map(|text| Refusal::new(text.at, "the name of the collation is empty")))
        })
    }

    /// Refuses a column that counts up by itself and cannot. `said` is the call that says so, if it is a modifier.
    pub fn check_auto_increment(&mut self, table: &Table, column: &Column, at: Location, said: Option<Call>) {
        let name = &column.name;
        let refusal = |problem: String| Refusal { call: said, ..Refusal::new(at, problem) };
        if !column.column_type.sql_type.is_integer() {
            self.refuse(refusal(format!("`{name}` is not an integer, so it cannot count up by itself")));
        }
        if column.nullable {
            let problem = format!("`{name}` counts up by itself, so it cannot be nullable");
            self.refuse(Refusal::new(at, problem).of(Call::After("nullable")));
        }
        let others = table.columns.iter().filter(|other| other.name != *name);
        let is_earlier = |other: &&Column| said.is_none() || table.comes_before(&other.name, name);
        if let Some(other) = others.filter(is_earlier).find(|other| other.auto_increment) {
            let refusal = refusal(format!("`{}` has a second column that counts up by itself", table.name));
            self.refuse(note_place(refusal, &format!("the first is `{}` in", other.name), other.name.at()));
            return;
        }
        let alone_in_primary_key = table.primary_key.as_ref().is_some_and(|key| key.columns == [name.clone()]);
        let first_in_key = table.primary_key.iter().chain(&table.uniques).any(|key| key.columns.first() == Some(name));
        if !first_in_key && self.may_lack_key() {
            return;
        }
        if !first_in_key {
            let refusal = refusal(format!("`{name}` counts up by itself, but is neither primary key nor unique"));
            self.refuse(refusal.help(match said {
                Some(_) => "add `.primary_key()`".to_owned(),
                None => {
                    format!("write `schema.add_primary_key({:?}, {:?});` first", table.name.as_str(), name.as_str())
                }
            }));
        } else if !alone_in_primary_key && self.target(|dialect| dialect == Dialect::Sqlite).is_some() {
            self.refuse(
                refusal(format!("`{name}` counts up by itself, but is not the primary key"))
                    .note("SQLite counts up only in an INTEGER PRIMARY KEY"),
            );
        }
    }

    /// Whether a column may count up without a key: PostgreSQL needs none, and that of a table which is there may have a
    /// statement of its own.
    pub fn may_lack_key(&self) -> bool {
        self.rows_have_values && self.target(|dialect| dialect != Dialect::Postgres).is_none()
    }

    /// Refuses a value that a column of this type cannot hold.
    pub fn check_value(
        &mut self,
        usage: Use,
        table: &Table,
        column: &Name,
        column_type: &ColumnType,
        value: &Value,
        at: Location,
    ) {
        let counts_up = table.column(column).is_some_and(|column| column.auto_increment);
        if usage.is_default() && counts_up {
            let refusal = Refusal::new(at, format!("`{column}` counts up by itself, so it cannot have a default"));
            self.refuse(if usage == Use::Default { refusal.of(Call::After("default")) } else { refusal });
            return;
        }
        let is_computed = table.column(column).is_some_and(|column| column.generated.is_some());
        if usage.is_default() && is_computed {
            let refusal = Refusal::new(at, format!("`{column}` is computed, so it cannot have a default"));
            self.refuse(refusal.of(Call::LastArgumentAround("set_default")));
            return;
        }
        if let Value::Sql(sql) = value {
            let role = if usage == Use::Restore { Role::Restore } else { Role::Default };
            self.extend(self.wrong_with(sql, role, table, at));
        } else if let Err(reason) = default::fits(value, column_type, self.targets) {
            let (noun, value) = (usage.noun(), default::shown(value));
            let problem = format!("{noun} {value} does not fit `{}.{column}`", table.name);
            let refusal = Refusal::new(at, problem).note(reason);
            self.refuse(match usage {
                Use::OldDefault => {
                    let (table, column) = (table.name.as_str(), column.as_str());
                    refusal.help(format!("write `schema.drop_default({table:?}, {column:?});` first"))
                }
                other => other.placed(refusal),
            });
        } else if usage != Use::OldDefault
            && let Some(check) = table.checks.iter().find(|it| self.violates(&it.expression, column, value))
        {
            let (noun, value) = (usage.noun(), default::shown(value));
            let problem =
                format!("{noun} {value} of `{}.{column}` does not satisfy check `{}`", table.name, check.name);
            let refusal = Refusal::new(at, problem).note("each row that gets it would be refused");
            let refusal = usage.placed(note_place(refusal, "the check was created in", check.name.at()));
            self.refuse(refusal);
        }
    }

    /// Whether a value of a column makes a check false, whatever the other columns hold.
    pub fn violates(&self, check: &Sql, column: &Name, value: &Value) -> bool {
        expression::is_violated(check, column, value, self.targets)
    }
}

/// What a value is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// New rows get it, as it was written with the column.
    Default,
    /// New rows get it from now on.
    NewDefault,
    /// New rows got it, and would under the new type.
    OldDefault,
    /// Rows that have no other value get it.
    Restore,
}

impl Use {
    fn is_default(self) -> bool {
        self != Self::Restore
    }

    const fn noun(self) -> &'static str {
        match self {
            Self::Default | Self::NewDefault | Self::OldDefault => "the default",
            Self::Restore => "the value",
        }
    }

    /// Puts a refusal at the value.
    const fn placed(self, refusal: Refusal) -> Refusal {
        match self {
            Self::Default => refusal.of(Call::ArgumentAfter("default")),
            Self::NewDefault => refusal.of(Call::LastArgumentAround("set_default")),
            Self::Restore => refusal.of(Call::ArgumentAfter("restore_with")),
            Self::OldDefault => refusal,
        }
    }
}

const fn is_number(sql_type: &SqlType) -> bool {
    sql_type.is_integer() || matches!(sql_type, SqlType::Decimal { .. } | SqlType::Float | SqlType::Double)
}

const fn is_custom(sql_type: &SqlType) -> bool {
    matches!(sql_type, SqlType::Custom(_) | SqlType::Array(_))
}
