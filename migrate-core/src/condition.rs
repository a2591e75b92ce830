//! What the rows must satisfy for an operation to succeed.

use crate::catalog::{
    Catalog, Check, Column, ColumnType, Constraint, Enumeration, Exclusion, ForeignKey, Generated, Index, IndexKey,
    IndexPart, Name, ReferenceAction, Sql, SqlText, SqlType, Table, Validity, Value,
};
use crate::dialect::{Dialect, Target};
use crate::expression::{names_column, with_computed};
use crate::location::Location;
use crate::operation::{AddColumn, ChangeType, DeleteInserted, Operation, SetNotNull};

/// Something that must hold for every row before an operation can succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// No row holds NULL in this column.
    NoNulls {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
    },
    /// No two rows have the same values, apart from NULL.
    NoDuplicates {
        /// The table.
        table: Name,
        /// What may not be the same.
        parts: Vec<IndexPart>,
        /// Of which rows, if not of all.
        predicate: Option<Sql>,
        /// Whether NULL counts as a value.
        nulls_not_distinct: bool,
    },
    /// Every row refers to a row that is there.
    NoOrphans {
        /// The referencing table.
        table: Name,
        /// The foreign key.
        foreign_key: ForeignKey,
        /// A column of it, on either side, that gets other values.
        replaced: Option<Replaced>,
    },
    /// No row makes the check false.
    Satisfies {
        /// The table.
        table: Name,
        /// The check.
        check: Check,
    },
    /// No two rows meet in all that an exclusion constraint compares.
    NoMeetings {
        /// The table.
        table: Name,
        /// The constraint.
        exclusion: Exclusion,
    },
    /// No row refers to one of those that an insert made.
    Unreferenced {
        /// The referencing table.
        table: Name,
        /// Its foreign key.
        foreign_key: ForeignKey,
        /// What deletes the rows that were inserted.
        deleted: DeleteInserted,
    },
    /// Every row gives this generated column a value.
    Computed {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
        /// From what its values are computed.
        expression: Sql,
    },
    /// Every value of the column is one of its enumeration: a later migration may have added others, and left them there
    /// when it was undone.
    Listed {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
        /// The enumeration, as it is said again.
        enumeration: Enumeration,
    },
    /// Every value of the column is a value of the narrower type.
    Fits {
        /// The table.
        table: Name,
        /// The column.
        column: Name,
        /// The narrower type.
        column_type: ColumnType,
        /// The type that the column has.
        from: ColumnType,
    },
}

/// A column that gets other values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Its table.
    pub table: Name,
    /// The column.
    pub column: Name,
    /// What it gets.
    pub by: Replacement,
}

/// What the rows of a column get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// What is computed from others.
    Computed(Sql),
    /// This value, be it new in all rows.
    Everywhere(Value, SqlType),
    /// This value, where there was none.
    WhereNull(Value, SqlType),
}

/// What the rows must satisfy for an operation to succeed on this schema. A table that holds no row
/// yet satisfies everything.
#[must_use]
pub fn conditions(operation: &Operation, before: &Catalog) -> Vec<Condition> {
    match operation {
        Operation::SetNotNull(operation) if operation.restore_with.is_none() => {
            vec![Condition::NoNulls { table: operation.table.clone(), column: operation.column.clone() }]
        }
        Operation::SetNotNull(operation) => filled(operation, before),
        // What is added unchecked asks nothing of the rows.
        Operation::AddConstraint(operation) if operation.constraint.validity() == Validity::NotValid => Vec::new(),
        Operation::AddConstraint(operation) => of_constraint(&operation.table, &operation.constraint, before),
        Operation::ValidateConstraint(operation) => {
            let table = before.table(&operation.table);
            let constraint = table.and_then(|table| table.constraints().find(|it| *it.name() == operation.name));
            constraint.map(|it| of_constraint(&operation.table, &it, before)).unwrap_or_default()
        }
        Operation::CreateIndex(operation) if operation.index.unique => {
            vec![Condition::NoDuplicates {
                table: operation.table.clone(),
                parts: operation.index.parts.clone(),
                predicate: operation.index.predicate.clone(),
                nulls_not_distinct: operation.index.nulls_not_distinct,
            }]
        }
        Operation::SetGenerated(operation) => {
            let table = before.table(&operation.table);
            let column = table.and_then(|table| table.column(&operation.column));
            let keys = table.into_iter().flat_map(|table| table.primary_key.iter().chain(&table.uniques));
            let keys = keys.filter(|key| key.columns.contains(&operation.column)).map(|key| key.columns.as_slice());
            let asked = column.map(|column| computed(&operation.table, column, &operation.generated, keys));
            let others = table.into_iter().flat_map(|table| in_text(table, &operation.column, &operation.generated));
            let keys = before.tables.values().flat_map(|table| table.foreign_keys.iter().map(move |key| (table, key)));
            let is_concerned = |(child, key): &(&Table, &ForeignKey)| {
                child.name == operation.table && key.columns.contains(&operation.column)
                    || key.referenced_table == operation.table && key.referenced_columns.contains(&operation.column)
            };
            let keys = keys.filter(|(_, key)| key.validity == Validity::Valid);
            let orphans = keys.filter(is_concerned).map(|(child, key)| Condition::NoOrphans {
                table: child.name.clone(),
                foreign_key: key.clone(),
                replaced: Some(Replaced {
                    table: operation.table.clone(),
                    column: operation.column.clone(),
                    by: Replacement::Computed(operation.generated.expression.clone()),
                }),
            });
            asked.unwrap_or_default().into_iter().chain(others).chain(orphans).collect()
        }
        Operation::AddColumn(AddColumn { table, column, constraints, indexes: _ }) => {
            let keys = constraints.iter().filter_map(|constraint| match constraint {
                Constraint::PrimaryKey(key) | Constraint::Unique(key) => Some(key.columns.as_slice()),
                Constraint::ForeignKey(_) | Constraint::Check(_) | Constraint::Exclusion(_) => None,
            });
            let generated = column.generated.as_ref();
            let asked = generated.map(|generated| computed(table, column, generated, keys)).unwrap_or_default();
            let by = match (generated, &column.default) {
                (Some(generated), _) => Some(Replacement::Computed(generated.expression.clone())),
                (None, Some(value)) => {
                    Some(Replacement::Everywhere(value.clone(), column.column_type.sql_type.clone()))
                }
                (None, None) => None,
            };
            let orphans = constraints.iter().filter_map(|constraint| match (constraint, &by) {
                (Constraint::ForeignKey(key), Some(by)) => Some(Condition::NoOrphans {
                    table: table.clone(),
                    foreign_key: key.clone(),
                    replaced: Some(Replaced { table: table.clone(), column: column.name.clone(), by: by.clone() }),
                }),
                _ => None,
            });
            asked.into_iter().chain(orphans).collect()
        }
        // What an author's own conversion makes of a value is not known.
        Operation::ChangeType(operation) if operation.using.is_none() => {
            let table = before.table(&operation.table);
            let column = table.and_then(|table| table.column(&operation.column));
            let narrowed = column.filter(|column| narrows(&column.column_type, &operation.column_type));
            let fits = |from: &ColumnType| Condition::Fits {
                table: operation.table.clone(),
                column: operation.column.clone(),
                column_type: operation.column_type.clone(),
                from: from.clone(),
            };
            let fitting = narrowed.map(|column| fits(&column.column_type));
            let apart = table.into_iter().flat_map(|table| stay_apart(table, operation));
            fitting.into_iter().chain(apart).chain(stay_together(operation, before)).collect()
        }
        Operation::WrittenAs(written) => conditions(&written.operation, before),
        Operation::DeleteInserted(operation) => references_to(operation, before)
            .filter(|(_, key)| matches!(key.on_delete, ReferenceAction::NoAction | ReferenceAction::Restrict))
            .map(|(table, key)| Condition::Unreferenced {
                table: table.name.clone(),
                foreign_key: key.clone(),
                deleted: operation.clone(),
            })
            .collect(),
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::DropColumn(_)
        | Operation::RenameColumn(_)
        | Operation::ChangeType(_)
        | Operation::DropNotNull(_)
        | Operation::SetDefault(_)
        | Operation::DropDefault(_)
        | Operation::DropGenerated(_)
        | Operation::SetAutoIncrement(_)
        | Operation::DropAutoIncrement(_)
        | Operation::CreateIndex(_)
        | Operation::DropIndex(_)
        | Operation::RenameIndex(_)
        | Operation::DropConstraint(_)
        | Operation::RenameConstraint(_)
        | Operation::AlreadyExists(_)
        | Operation::RetireColumn(_)
        | Operation::RetireTable(_)
        | Operation::CommentOnTable(_)
        | Operation::CommentOnColumn(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::RenameEnumValue(_)
        | Operation::RenameEnum(_)
        | Operation::CreateView(_)
        | Operation::ReplaceView(_)
        | Operation::DropView(_)
        | Operation::CreateFunction(_)
        | Operation::ReplaceFunction(_)
        | Operation::DropFunction(_)
        | Operation::RenameFunction(_)
        | Operation::CreateTrigger(_)
        | Operation::DropTrigger(_)
        | Operation::RenameTrigger(_)
        | Operation::CreateSequence(_)
        | Operation::DropSequence(_)
        | Operation::RenameSequence(_)
        | Operation::CreateExtension(_)
        | Operation::DropExtension(_)
        | Operation::CreateSchema(_)
        | Operation::DropSchema(_)
        | Operation::RenameSchema(_)
        | Operation::RenameView(_)
        | Operation::Execute(_)
        | Operation::Insert(_)
        | Operation::Update(_)
        | Operation::Delete(_) => Vec::new(),
    }
}

/// The foreign keys that may stand in the way of deleting inserted rows, or go with them, each with its table.
pub(crate) fn references_to<'a>(
    operation: &'a DeleteInserted,
    before: &'a Catalog,
) -> impl Iterator<Item = (&'a Table, &'a ForeignKey)> {
    before.referencing(&operation.insert.table)
}

/// Whether it depends on the rows, or on what else is in the database, if an operation succeeds on this schema.
#[must_use]
pub fn is_conditional(operation: &Operation, before: &Catalog) -> bool {
    let of_catalogue = matches!(
        operation,
        Operation::CreateExtension(_)
            | Operation::DropExtension(_)
            | Operation::CreateSchema(_)
            | Operation::DropSchema(_)
    );
    of_catalogue || !conditions(operation, before).is_empty()
}

fn of_constraint(table: &Name, constraint: &Constraint, before: &Catalog) -> Vec<Condition> {
    let no_duplicates = |columns: &[Name]| Condition::NoDuplicates {
        table: table.clone(),
        parts: columns.iter().cloned().map(IndexPart::column).collect(),
        predicate: None,
        nulls_not_distinct: false,
    };
    match constraint {
        Constraint::PrimaryKey(key) => {
            let known = before.table(table);
            let is_nullable = |name: &&Name| known.and_then(|table| table.column(name)).is_some_and(|it| it.nullable);
            let nulls = key.columns.iter().filter(is_nullable);
            let no_nulls = nulls.map(|column| Condition::NoNulls { table: table.clone(), column: column.clone() });
            std::iter::once(no_duplicates(&key.columns)).chain(no_nulls).collect()
        }
        Constraint::Unique(key) => vec![no_duplicates(&key.columns)],
        Constraint::ForeignKey(key) => {
            vec![Condition::NoOrphans { table: table.clone(), foreign_key: key.clone(), replaced: None }]
        }
        Constraint::Check(check) => vec![Condition::Satisfies { table: table.clone(), check: check.clone() }],
        Constraint::Exclusion(exclusion) => {
            vec![Condition::NoMeetings { table: table.clone(), exclusion: exclusion.clone() }]
        }
    }
}

/// What a generated column asks of the rows: a value, and one that no other row has where it is in a key.
fn computed<'a>(
    table: &Name,
    column: &Column,
    generated: &Generated,
    keys: impl Iterator<Item = &'a [Name]>,
) -> Vec<Condition> {
    let expression = || generated.expression.clone();
    let part = |name: &Name| {
        let is_computed = *name == column.name;
        IndexPart::of(if is_computed { IndexKey::Expression(expression()) } else { IndexKey::Column(name.clone()) })
    };
    let no_duplicates = keys.map(|columns| Condition::NoDuplicates {
        table: table.clone(),
        parts: columns.iter().map(part).collect(),
        predicate: None,
        nulls_not_distinct: false,
    });
    let value = || Condition::Computed { table: table.clone(), column: column.name.clone(), expression: expression() };
    no_duplicates.chain((!column.nullable).then(value)).collect()
}

/// What the unique indexes, the checks and the exclusion constraints of a table ask of the rows when one of its columns is computed from now on.
fn in_text(table: &Table, column: &Name, generated: &Generated) -> Vec<Condition> {
    let everywhere = Dialect::ALL.map(Target::new);
    let computed = |sql: &Sql| with_computed(sql, column, &generated.expression);
    let part = |part: &IndexPart| {
        let key = match &part.key {
            IndexKey::Column(name) if name == column => IndexKey::Expression(generated.expression.clone()),
            IndexKey::Column(name) => IndexKey::Column(name.clone()),
            IndexKey::Expression(sql) => IndexKey::Expression(computed(sql)?),
        };
        Some(IndexPart { key, ..part.clone() })
    };
    let names = |sql: &Sql| names_column(sql, column, &everywhere);
    let is_concerned = |index: &&Index| {
        index.unique && (index.named_columns().any(|name| name == column) || index.expressions().any(names))
    };
    let indexes = table.indexes.iter().filter(is_concerned).filter_map(|index| {
        let predicate = match &index.predicate {
            Some(predicate) => Some(computed(predicate)?),
            None => None,
        };
        Some(Condition::NoDuplicates {
            table: table.name.clone(),
            parts: index.parts.iter().map(part).collect::<Option<_>>()?,
            predicate,
            nulls_not_distinct: index.nulls_not_distinct,
        })
    });
    let checks = table.checks.iter().filter(|check| names(&check.expression)).filter_map(|check| {
        let check = Check { expression: computed(&check.expression)?, ..check.clone() };
        Some(Condition::Satisfies { table: table.name.clone(), check })
    });
    let is_compared = |exclusion: &&Exclusion| {
        exclusion.named_columns().any(|name| name == column) || exclusion.expressions().any(names)
    };
    let exclusions = table.exclusions.iter().filter(is_compared).filter_map(|exclusion| {
        let mut exclusion = exclusion.clone();
        for part in &mut exclusion.parts {
            match &mut part.key {
                IndexKey::Column(name) if name == column => {
                    part.key = IndexKey::Expression(generated.expression.clone());
                }
                IndexKey::Column(_) => {}
                IndexKey::Expression(sql) => *sql = computed(sql)?,
            }
        }
        if let Some(predicate) = &mut exclusion.predicate {
            *predicate = computed(predicate)?;
        }
        Some(Condition::NoMeetings { table: table.name.clone(), exclusion })
    });
    indexes.chain(checks).chain(exclusions).collect()
}

/// Every row that holds NULL gets a value to which its foreign keys must refer.
fn filled(operation: &SetNotNull, before: &Catalog) -> Vec<Condition> {
    let SetNotNull { table, column, restore_with } = operation;
    let (Some(value), Some(own)) = (restore_with, before.table(table)) else { return Vec::new() };
    let Some(found) = own.column(column) else { return Vec::new() };
    let keys = own.foreign_keys.iter().filter(|key| key.columns.contains(column) && key.validity == Validity::Valid);
    keys.map(|key| Condition::NoOrphans {
        table: table.clone(),
        foreign_key: key.clone(),
        replaced: Some(Replaced {
            table: table.clone(),
            column: column.clone(),
            by: Replacement::WhereNull(value.clone(), found.column_type.sql_type.clone()),
        }),
    })
    .collect()
}

/// Values that differed may be the same in another type or collation, which a unique key does not allow.
fn stay_apart(table: &Table, operation: &ChangeType) -> Vec<Condition> {
    let Some(converted) = table.column(&operation.column).and_then(|column| merging(column, &operation.column_type))
    else {
        return Vec::new();
    };
    let part = |name: &Name| {
        let is_converted = *name == operation.column;
        IndexPart::of(if is_converted {
            IndexKey::Expression(converted.clone())
        } else {
            IndexKey::Column(name.clone())
        })
    };
    let keys = table.unique_keys_and_nulls().filter(|(columns, _)| columns.contains(&operation.column));
    keys.map(|(columns, nulls_not_distinct)| Condition::NoDuplicates {
        table: table.name.clone(),
        parts: columns.iter().map(part).collect(),
        predicate: None,
        nulls_not_distinct,
    })
    .collect()
}

/// Values that were the same to MySQL or MariaDB may differ in another collation, so that rows refer to nothing.
fn stay_together(operation: &ChangeType, before: &Catalog) -> Vec<Condition> {
    let seen_by = |dialect: Dialect| {
        let text = operation.column_type.collation.as_ref()?.text(dialect)?;
        let column = before.table(&operation.table)?.column(&operation.column)?;
        let sql = collated(&format!("`{}`", operation.column), column, &text.text, dialect);
        Some((dialect, Some(SqlText::new(sql, Location::UNKNOWN))))
    };
    let texts = [Dialect::MySql, Dialect::MariaDb].into_iter().filter_map(seen_by).collect();
    let replaced = Replaced {
        table: operation.table.clone(),
        column: operation.column.clone(),
        by: Replacement::Computed(Sql::PerDialect(texts)),
    };
    let orphans = |(child, key): (&Table, &ForeignKey)| Condition::NoOrphans {
        table: child.name.clone(),
        foreign_key: key.clone(),
        replaced: Some(replaced.clone()),
    };
    compared_anew(operation, before).map(orphans).collect()
}

/// The foreign keys, each with its table, that a change of type has MySQL and MariaDB compare by another collation. One
/// whose sides have two collations was asked about when the first of them changed.
pub(crate) fn compared_anew<'a>(
    operation: &'a ChangeType,
    before: &'a Catalog,
) -> impl Iterator<Item = (&'a Table, &'a ForeignKey)> {
    let of = |table: &str, column: &str, dialect: Dialect| {
        before.table(table)?.column(column)?.column_type.collation_on(dialect)
    };
    let differs = move |dialect: Dialect| {
        let to = operation.column_type.collation_on(dialect);
        to.is_some() && to != of(&operation.table, &operation.column, dialect)
    };
    let family = [Dialect::MySql, Dialect::MariaDb].into_iter().filter(move |dialect| differs(*dialect));
    before.foreign_keys().filter(move |(child, key)| {
        let pairs = key.columns.iter().zip(&key.referenced_columns);
        let mut own = pairs.filter(|(own, other)| {
            child.name == operation.table && **own == operation.column
                || key.referenced_table == operation.table && **other == operation.column
        });
        own.any(|(own, other)| {
            let matches = |dialect| of(&child.name, own, dialect) == of(&key.referenced_table, other, dialect);
            family.clone().any(matches)
        })
    })
}

/// What the values of a column become, for each database where different ones may become the same.
fn merging(column: &Column, to: &ColumnType) -> Option<Sql> {
    let from = &column.column_type;
    let text = |dialect: Dialect| {
        let quote = dialect.quote();
        let name = format!("{quote}{}{quote}", column.name);
        let collation = to.collation.as_ref().and_then(|collation| collation.text(dialect));
        match (&from.sql_type, &to.sql_type, collation) {
            (SqlType::DateTime | SqlType::Timestamp | SqlType::TimestampWithTimeZone, SqlType::Date, _) => {
                let is_sqlite = dialect == Dialect::Sqlite;
                Some(if is_sqlite { format!("date({name})") } else { format!("CAST({name} AS date)") })
            }
            (from, to, _) if fraction(to) < fraction(from) => rounded(&name, to, dialect),
            // A collation of PostgreSQL's tells apart whatever differs.
            (_, _, Some(collation)) if from.collation != to.collation && dialect != Dialect::Postgres => {
                Some(collated(&name, column, &collation.text, dialect))
            }
            _ => None,
        }
    };
    let texts = Dialect::ALL.into_iter().filter_map(|dialect| {
        let text = text(dialect)?;
        Some((dialect, Some(SqlText::new(text, Location::UNKNOWN))))
    });
    let texts: std::collections::BTreeMap<_, _> = texts.collect();
    (!texts.is_empty()).then_some(Sql::PerDialect(texts))
}

/// A column as a collation sees it. What MySQL and MariaDB hold as bytes has none before it is text (error 1253).
fn collated(name: &str, column: &Column, collation: &str, dialect: Dialect) -> String {
    let quote = dialect.quote();
    let is_text = !matches!(column.column_type.sql_type, SqlType::Binary(_) | SqlType::Blob);
    let text =
        if is_text || !dialect.is_mysql_family() { name.to_owned() } else { format!("CONVERT({name} USING utf8mb4)") };
    format!("{text} COLLATE {quote}{collation}{quote}")
}

/// How many digits stand behind the point; `MAX` where it moves.
const fn fraction(sql_type: &SqlType) -> u32 {
    match sql_type {
        SqlType::Decimal { scale, .. } => *scale,
        SqlType::Float | SqlType::Double => u32::MAX,
        _ => 0,
    }
}

/// A number as a column with fewer digits behind the point holds it.
fn rounded(name: &str, to: &SqlType, dialect: Dialect) -> Option<String> {
    let digits = fraction(to);
    match dialect {
        _ if !to.is_integer() && !matches!(to, SqlType::Decimal { .. }) => None,
        Dialect::Postgres => Some(format!("round(CAST({name} AS numeric), {digits})")),
        Dialect::MySql | Dialect::MariaDb => Some(format!("round({name}, {digits})")),
        Dialect::Sqlite => to.is_integer().then(|| format!("CAST({name} AS integer)")),
    }
}

fn narrows(from: &ColumnType, to: &ColumnType) -> bool {
    is_widening(to, from) && !is_widening(from, to)
}

/// Whether every value of one type is a value of the other, whatever their collations.
#[must_use]
pub fn is_widening(from: &ColumnType, to: &ColumnType) -> bool {
    match (&from.sql_type, &to.sql_type) {
        (SqlType::Array(from), SqlType::Array(to)) => is_widening(&(**from).clone().into(), &(**to).clone().into()),
        (left, right) if left.is_integer() && right.is_integer() => {
            let ((from_low, from_high), (to_low, to_high)) = (range(from), range(to));
            to_low <= from_low && from_high <= to_high
        }
        (SqlType::Decimal { precision, scale }, SqlType::Decimal { precision: wider, scale: finer }) => {
            let signed = from.unsigned || !to.unsigned;
            signed && finer >= scale && wider.saturating_sub(*finer) >= precision.saturating_sub(*scale)
        }
        (SqlType::Float, SqlType::Float | SqlType::Double) | (SqlType::Double, SqlType::Double) => {
            from.unsigned || !to.unsigned
        }
        (SqlType::Char(shorter), SqlType::Char(longer))
        | (SqlType::Varchar(shorter), SqlType::Varchar(longer))
        | (SqlType::Binary(shorter), SqlType::Binary(longer))
        // The blanks at the end of a `char` are none of its value.
        | (SqlType::Char(shorter), SqlType::Varchar(longer)) => shorter <= longer,
        (SqlType::Char(_) | SqlType::Varchar(_), SqlType::Text) | (SqlType::Binary(_), SqlType::Blob) => true,
        (from, to) => from == to,
    }
}

/// The lowest and the highest integer of a type.
pub(crate) fn range(column_type: &ColumnType) -> (i128, i128) {
    let bits = match column_type.sql_type {
        SqlType::SmallInteger => 16,
        SqlType::Integer => 32,
        _ => 64,
    };
    if column_type.unsigned { (0, (1 << bits) - 1) } else { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{ConstraintKind, Storage};
    use crate::sample::*;

    fn unsigned(sql_type: SqlType) -> ColumnType {
        ColumnType { unsigned: true, ..sql_type.into() }
    }

    #[test]
    fn a_widening_holds_every_value() {
        let decimal = |precision, scale| ColumnType::from(SqlType::Decimal { precision, scale });
        for (from, to, there, back) in [
            (SqlType::Integer.into(), SqlType::BigInteger.into(), true, false),
            (SqlType::SmallInteger.into(), SqlType::Integer.into(), true, false),
            (unsigned(SqlType::Integer), SqlType::BigInteger.into(), true, false),
            (unsigned(SqlType::Integer), SqlType::Integer.into(), false, false),
            (SqlType::Integer.into(), unsigned(SqlType::BigInteger), false, false),
            (SqlType::Varchar(20).into(), SqlType::Varchar(40).into(), true, false),
            (SqlType::Varchar(20).into(), SqlType::Text.into(), true, false),
            (SqlType::Char(3).into(), SqlType::Text.into(), true, false),
            (SqlType::Char(36).into(), SqlType::Varchar(40).into(), true, false),
            (SqlType::Char(36).into(), SqlType::Varchar(35).into(), false, false),
            (SqlType::Varchar(3).into(), SqlType::Char(3).into(), false, true),
            (decimal(10, 2), decimal(12, 4), true, false),
            (decimal(10, 2), decimal(11, 4), false, false),
            (SqlType::Float.into(), SqlType::Double.into(), true, false),
            (SqlType::Binary(8).into(), SqlType::Blob.into(), true, false),
            (SqlType::Integer.into(), SqlType::Text.into(), false, false),
            (SqlType::Json.into(), SqlType::JsonBinary.into(), false, false),
            (SqlType::Uuid.into(), SqlType::Uuid.into(), true, true),
        ] {
            assert_eq!((is_widening(&from, &to), is_widening(&to, &from)), (there, back), "{from} to {to}");
        }
    }

    #[test]
    fn each_operation_asks_the_rows() {
        let fk = foreign_key("k", &["nick"], "teams", &["name"]);
        let no_duplicates = || Condition::NoDuplicates {
            table: name("users"),
            parts: vec![IndexPart::column(name("nick"))],
            predicate: None,
            nulls_not_distinct: false,
        };
        let no_nulls = || Condition::NoNulls { table: name("users"), column: name("nick") };
        let Constraint::Check(positive) = check("c", "age > 0") else { return };
        let narrower = ColumnType::from(SqlType::Varchar(5));
        for (operation, expected) in [
            (set_not_null("users", "nick", None), vec![no_nulls()]),
            (set_not_null("users", "nick", Some(Value::Text(String::new()))), vec![]),
            (add_constraint("users", unique("u", &["nick"])), vec![no_duplicates()]),
            (add_constraint("users", primary_key("p", &["nick"])), vec![no_duplicates(), no_nulls()]),
            (
                add_constraint("users", Constraint::ForeignKey(fk.clone())),
                vec![Condition::NoOrphans { table: name("users"), foreign_key: fk, replaced: None }],
            ),
            (
                add_constraint("users", Constraint::Check(positive.clone())),
                vec![Condition::Satisfies { table: name("users"), check: positive }],
            ),
            (create_index("users", Index { unique: true, ..index("i", &["nick"]) }), vec![no_duplicates()]),
            (create_index("users", index("i", &["nick"])), vec![]),
            (
                change_type("users", "nick", narrower.clone()),
                vec![Condition::Fits {
                    table: name("users"),
                    column: name("nick"),
                    column_type: narrower,
                    from: SqlType::Varchar(20).into(),
                }],
            ),
            (
                set_generated("users", "email", "lower(role)", Storage::Stored),
                vec![
                    Condition::NoDuplicates {
                        table: name("users"),
                        parts: vec![IndexPart::of(IndexKey::Expression(sql("lower(role)")))],
                        predicate: None,
                        nulls_not_distinct: false,
                    },
                    Condition::Computed { table: name("users"), column: name("email"), expression: sql("lower(role)") },
                ],
            ),
            (set_generated("users", "nick", "lower(role)", Storage::Stored), vec![]),
            (change_type("users", "nick", SqlType::Text), vec![]),
            (change_type("users", "nick", SqlType::Integer), vec![]),
            (drop_constraint("users", ConstraintKind::Unique, "users_email_key"), vec![]),
            (drop_column("users", "nick", None), vec![]),
        ] {
            assert_eq!(conditions(&operation, &catalog()), expected, "{operation:?}");
        }
    }
}
