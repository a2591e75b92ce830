//! Values of the language as the evaluation sees them, and how arguments are read from them.

use std::collections::BTreeMap;

use super::argument::Kind;
use super::draft::{ColumnDraft, StatementDraft};
use crate::catalog::{self, ExclusionPart, IndexKey, IndexPart, Name, ReferenceAction, SqlText};
use crate::dialect::Dialect;
use crate::location::Location;
use crate::operation::{Cell, Row};
use crate::refusal::Refusal;

/// A value that an expression of a migration has.
#[derive(Clone, Debug)]
pub enum Value {
    /// A string literal.
    Text(Name),
    /// An integer literal.
    Integer(i64, Location),
    /// A literal with a point, as written.
    Decimal(String, Location),
    /// `true` or `false`.
    Boolean(bool, Location),
    /// An array.
    List(Vec<Value>, Location),
    /// A tuple, whose elements may be of different kinds.
    Tuple(Vec<Value>, Location),
    /// `Cascade` and its like.
    Action(ReferenceAction, Location),
    /// The name of a database.
    Database(Dialect, Location),
    /// Something that has methods.
    Object(Object),
}

/// Something that has methods.
#[derive(Clone, Debug)]
pub enum Object {
    /// The schema itself.
    Schema(Location),
    /// The rows themselves.
    Data(Location),
    /// A column.
    Column(Box<ColumnDraft>),
    /// A part of an index.
    Part(Box<IndexPart>),
    /// SQL.
    Sql(SqlDraft),
    /// `now()`.
    Now(Location),
    /// `null()`.
    Null(Location),
    /// A statement.
    Statement(Box<StatementDraft>),
}

impl Value {
    /// What it is, for a message.
    #[must_use]
    pub const fn describe(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string literal",
            Self::Integer(..) => "an integer literal",
            Self::Decimal(..) => "a decimal literal",
            Self::Boolean(..) => "a boolean literal",
            Self::List(..) => "a list",
            Self::Tuple(..) => "a tuple",
            Self::Action(..) => "a reference action",
            Self::Database(..) => "a database",
            Self::Object(Object::Schema(_)) => "the schema",
            Self::Object(Object::Data(_)) => "the data",
            Self::Object(Object::Column(_)) => "a column",
            Self::Object(Object::Part(_)) => "`column(…)`",
            Self::Object(Object::Sql(_)) => "`sql(…)`",
            Self::Object(Object::Now(_)) => "`now()`",
            Self::Object(Object::Null(_)) => "`null()`",
            Self::Object(Object::Statement(_)) => "a statement",
        }
    }

    /// Where it was written.
    #[must_use]
    pub fn at(&self) -> Location {
        match self {
            Self::Text(name) => name.at(),
            Self::Integer(_, at)
            | Self::Decimal(_, at)
            | Self::Boolean(_, at)
            | Self::List(_, at)
            | Self::Tuple(_, at)
            | Self::Action(_, at)
            | Self::Database(_, at)
            | Self::Object(Object::Now(at) | Object::Null(at) | Object::Schema(at) | Object::Data(at)) => *at,
            Self::Object(Object::Column(column)) => column.name.at(),
            Self::Object(Object::Part(part)) => match &part.key {
                IndexKey::Column(name) => name.at(),
                IndexKey::Expression(sql) => sql.texts().next().map_or(Location::UNKNOWN, |text| text.at),
            },
            Self::Object(Object::Sql(sql)) => sql.at,
            Self::Object(Object::Statement(statement)) => statement.at,
        }
    }
}

impl From<ColumnDraft> for Value {
    fn from(column: ColumnDraft) -> Self {
        Self::Object(Object::Column(Box::new(column)))
    }
}

impl From<IndexPart> for Value {
    fn from(part: IndexPart) -> Self {
        Self::Object(Object::Part(Box::new(part)))
    }
}

impl From<SqlDraft> for Value {
    fn from(sql: SqlDraft) -> Self {
        Self::Object(Object::Sql(sql))
    }
}

impl From<StatementDraft> for Value {
    fn from(statement: StatementDraft) -> Self {
        Self::Object(Object::Statement(Box::new(statement)))
    }
}

/// What `now()` evaluates to.
#[derive(Clone, Copy, Debug)]
pub struct NowValue(pub Location);

impl From<NowValue> for Value {
    fn from(now: NowValue) -> Self {
        Self::Object(Object::Now(now.0))
    }
}

/// What `null()` evaluates to.
#[derive(Clone, Copy, Debug)]
pub struct NullValue(pub Location);

impl From<NullValue> for Value {
    fn from(null: NullValue) -> Self {
        Self::Object(Object::Null(null.0))
    }
}

/// The arguments of one call, taken one after the other.
#[derive(Debug)]
pub struct Arguments {
    values: std::vec::IntoIter<Value>,
}

impl Arguments {
    /// The arguments of a call of `word`, which has these parameters.
    ///
    /// # Errors
    /// There are more or fewer than the word has parameters.
    pub fn new(word: &Name, values: Vec<Value>, parameters: &[&str]) -> Result<Self, Refusal> {
        if values.len() == parameters.len() {
            return Ok(Self { values: values.into_iter() });
        }
        let expected = match parameters {
            [] => "no argument".to_owned(),
            [one] => format!("one argument: {one}"),
            many => format!("{} arguments: {}", many.len(), many.join(", ")),
        };
        Err(Refusal::new(word.at(), format!("`{word}` takes {expected}; {} given", values.len())))
    }

    /// The next argument, read as one of this kind.
    ///
    /// # Errors
    /// It is of another kind.
    pub fn take<K: Kind>(&mut self) -> Result<K::Evaluated, Refusal> {
        let value = self.values.next().expect("the number of arguments was checked");
        let (at, found) = (value.at(), value.describe());
        let is_tuple = matches!(value, Value::Tuple(..));
        match FromValue::from_value(value) {
            Ok(evaluated) => Ok(evaluated),
            Err(Mismatch::Kind) if is_tuple => {
                Err(Refusal::new(at, "a list is written as an array here, not as a tuple").help("write `[…]`"))
            }
            Err(Mismatch::Kind) => Err(Refusal::new(at, format!("expected {}, found {found}", K::EXPECTED))),
            Err(Mismatch::Refused(refusal)) => Err(*refusal),
        }
    }
}

/// Why a value does not serve as an argument.
#[derive(Debug)]
pub enum Mismatch {
    /// It is of another kind.
    Kind,
    /// It is of the right kind, but something in it is not right.
    Refused(Box<Refusal>),
}

/// What can be read from a value.
pub trait FromValue: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// The value does not serve.
    fn from_value(value: Value) -> Result<Self, Mismatch>;
}

impl FromValue for Name {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        if let Value::Text(name) = value { Ok(name) } else { Err(Mismatch::Kind) }
    }
}

/// An integer and where it was written.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    value: i64,
    at: Location,
}

impl Number {
    /// The number.
    #[must_use]
    pub const fn value(self) -> i64 {
        self.value
    }

    /// The number, if it is in this range.
    ///
    /// # Errors
    /// It is not.
    pub fn within(self, least: u32, most: u32) -> Result<u32, Refusal> {
        u32::try_from(self.value).ok().filter(|value| (least..=most).contains(value)).ok_or_else(|| {
            Refusal::new(self.at, format!("`{}` is out of range: expected {least} to {most}", self.value))
        })
    }
}

impl FromValue for Number {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        if let Value::Integer(value, at) = value { Ok(Self { value, at }) } else { Err(Mismatch::Kind) }
    }
}

impl FromValue for ColumnDraft {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        if let Value::Object(Object::Column(column)) = value { Ok(*column) } else { Err(Mismatch::Kind) }
    }
}

impl FromValue for Vec<ColumnDraft> {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        let Value::List(values, _) = value else { return Err(Mismatch::Kind) };
        values
            .into_iter()
            .map(|value| {
                let (at, found) = (value.at(), value.describe());
                ColumnDraft::from_value(value).map_err(|_| {
                    let problem = format!("expected a column, such as `string(\"email\")`, found {found}");
                    Mismatch::Refused(Box::new(Refusal::new(at, problem)))
                })
            })
            .collect()
    }
}

impl FromValue for Vec<Name> {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        let Value::List(values, at) = value else { return Err(Mismatch::Kind) };
        if values.is_empty() {
            return Err(Mismatch::Refused(Box::new(Refusal::new(at, "the list of values is empty"))));
        }
        let name = |value: Value| {
            let problem = format!("expected a string literal, found {}", value.describe());
            let refusal = Refusal::new(value.at(), problem);
            Name::from_value(value).map_err(|_| Mismatch::Refused(Box::new(refusal)))
        };
        values.into_iter().map(name).collect()
    }
}

/// A list of names, and whether it was written as one name or as an array.
#[derive(Clone, Debug)]
pub struct Names {
    /// The names.
    pub names: Vec<Name>,
    /// Where the list was written.
    pub at: Location,
    /// How it was written.
    pub form: ListForm,
}

/// The columns that SQL is said to name.
#[derive(Clone, Debug)]
pub struct UsedColumns {
    /// Their names.
    pub names: Vec<Name>,
}

impl FromValue for UsedColumns {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::List(values, _) if values.is_empty() => Ok(Self { names: Vec::new() }),
            list @ Value::List(..) => Ok(Self { names: Names::from_value(list)?.names }),
            _ => Err(Mismatch::Kind),
        }
    }
}

/// How a list of names was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListForm {
    /// `"email"`.
    One,
    /// `["email"]`.
    Array,
}

impl FromValue for Names {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Text(name) => Ok(Self { at: name.at(), names: vec![name], form: ListForm::One }),
            Value::List(values, at) if values.is_empty() => {
                Err(Mismatch::Refused(Box::new(Refusal::new(at, "the list of columns is empty"))))
            }
            Value::List(values, at) => {
                let name = |value: Value| {
                    let problem = format!("expected a column name, found {}", value.describe());
                    let refusal = Refusal::new(value.at(), problem);
                    Name::from_value(value).map_err(|_| Mismatch::Refused(Box::new(refusal)))
                };
                let names = values.into_iter().map(name).collect::<Result<_, _>>()?;
                Ok(Self { names, at, form: ListForm::Array })
            }
            _ => Err(Mismatch::Kind),
        }
    }
}

/// What an index orders by, and where that was written.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The parts.
    pub parts: Vec<IndexPart>,
    /// Where the list was written.
    pub at: Location,
}

impl FromValue for Parts {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::List(values, at) | Value::Tuple(values, at) if values.is_empty() => {
                Err(Mismatch::Refused(Box::new(Refusal::new(at, "the list of columns is empty"))))
            }
            Value::List(values, at) | Value::Tuple(values, at) => {
                let parts = values.into_iter().map(IndexPart::from_value).collect::<Result<_, _>>()?;
                Ok(Self { parts, at })
            }
            value => {
                let at = value.at();
                Ok(Self { parts: vec![IndexPart::from_value(value)?], at })
            }
        }
    }
}

impl FromValue for IndexPart {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Object(Object::Part(part)) => Ok(*part),
            value => IndexKey::from_value(value).map(Self::of),
        }
    }
}

/// What an exclusion constraint compares, and where that was written.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The parts.
    pub parts: Vec<ExclusionPart>,
    /// Where the list was written.
    pub at: Location,
}

impl FromValue for Compared {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        let (Value::List(values, at) | Value::Tuple(values, at)) = value else { return Err(Mismatch::Kind) };
        if values.is_empty() {
            return Err(Mismatch::Refused(Box::new(Refusal::new(at, "the list of what is compared is empty"))));
        }
        let parts = values.into_iter().map(ExclusionPart::from_value).collect::<Result<_, _>>()?;
        Ok(Self { parts, at })
    }
}

impl FromValue for ExclusionPart {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        let (at, found) = (value.at(), value.describe());
        let other = |found: &str, at: Location| {
            let problem = format!("expected a part and its operator, found {found}");
            let help = "write both between parentheses, such as `(\"during\", \"&&\")`";
            Mismatch::Refused(Box::new(Refusal::new(at, problem).help(help)))
        };
        let Value::Tuple(pair, _) = value else { return Err(other(found, at)) };
        let count = pair.len();
        let Ok([part, operator]) = <[Value; 2]>::try_from(pair) else {
            return Err(other(&format!("a tuple of {count}"), at));
        };
        let (part_at, part_found) = (part.at(), part.describe());
        let part = IndexPart::from_value(part).map_err(|_| other(part_found, part_at))?;
        let (operator_at, operator_found) = (operator.at(), operator.describe());
        let operator = Name::from_value(operator).map_err(|_| other(operator_found, operator_at))?;
        let IndexPart { key, descending, nulls, operator_class, prefix } = part;
        if descending || nulls.is_some() || prefix.is_some() {
            let refusal = Refusal::new(part_at, "what an exclusion constraint compares has no order and no prefix");
            let help = "leave out `.desc()`, `.nulls_first()`, `.nulls_last()` and `.prefix(…)`";
            return Err(Mismatch::Refused(Box::new(refusal.help(help))));
        }
        Ok(Self { key, operator_class, operator })
    }
}

impl FromValue for IndexKey {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Text(name) => Ok(Self::Column(name)),
            Value::Object(Object::Sql(sql)) => Ok(Self::Expression(sql.into_sql())),
            _ => Err(Mismatch::Kind),
        }
    }
}

/// A value of a column, and where it was written.
#[derive(Clone, Debug)]
pub struct Literal {
    /// The value.
    pub value: catalog::Value,
    /// Where it was written.
    pub at: Location,
}

impl FromValue for Literal {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        let at = value.at();
        let value = match value {
            Value::Text(name) => catalog::Value::Text(name.as_str().to_owned()),
            Value::Integer(value, _) => catalog::Value::Integer(value),
            Value::Decimal(text, _) => catalog::Value::Decimal(text),
            Value::Boolean(value, _) => catalog::Value::Boolean(value),
            Value::Object(Object::Now(_)) => catalog::Value::Now,
            Value::Object(Object::Sql(sql)) => catalog::Value::Sql(sql.into_sql()),
            Value::List(..) | Value::Tuple(..) | Value::Action(..) | Value::Database(..) | Value::Object(_) => {
                return Err(Mismatch::Kind);
            }
        };
        Ok(Self { value, at })
    }
}

impl FromValue for Cell {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        if let Value::Object(Object::Null(at)) = value {
            return Ok(Self { value: None, at });
        }
        let Literal { value, at } = Literal::from_value(value)?;
        Ok(Self { value: Some(value), at })
    }
}

impl FromValue for Row {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        let (values, at) = match value {
            Value::List(values, at) | Value::Tuple(values, at) => (values, at),
            one => {
                let at = one.at();
                (vec![one], at)
            }
        };
        let cell = |value: Value| {
            let problem = format!("expected {}, found {}", super::argument::Cell::EXPECTED, value.describe());
            let refusal = Refusal::new(value.at(), problem);
            Cell::from_value(value).map_err(|_| Mismatch::Refused(Box::new(refusal)))
        };
        Ok(Self { cells: values.into_iter().map(cell).collect::<Result<_, _>>()?, at })
    }
}

/// What happens to a referencing row, and where that was written.
#[derive(Clone, Copy, Debug)]
pub struct ActionArgument {
    /// The action.
    pub action: ReferenceAction,
    /// Where it was written.
    pub at: Location,
}

impl FromValue for ActionArgument {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        if let Value::Action(action, at) = value { Ok(Self { action, at }) } else { Err(Mismatch::Kind) }
    }
}

impl FromValue for Dialect {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        if let Value::Database(dialect, _) = value { Ok(dialect) } else { Err(Mismatch::Kind) }
    }
}

/// SQL while it is being written.
#[derive(Clone, Debug)]
pub struct SqlDraft {
    everywhere: Option<SqlText>,
    texts: BTreeMap<Dialect, Option<SqlText>>,
    /// `.uses(…)`.
    pub uses: Option<Vec<Name>>,
    /// The word that began it.
    pub at: Location,
}

impl SqlDraft {
    /// `sql_for()`, with nothing said yet.
    #[must_use]
    pub const fn empty(at: Location) -> Self {
        Self { everywhere: None, texts: BTreeMap::new(), uses: None, at }
    }

    /// `sql(…)` of SQL that is complete.
    #[must_use]
    pub fn from_sql(sql: catalog::Sql, at: Location) -> Self {
        match sql {
            catalog::Sql::Everywhere(text) => Self { everywhere: Some(text), texts: BTreeMap::new(), uses: None, at },
            catalog::Sql::PerDialect(texts) => Self { everywhere: None, texts, uses: None, at },
        }
    }

    /// Sets the text for one database.
    ///
    /// # Errors
    /// It has one already.
    pub fn set(&mut self, dialect: Dialect, text: Option<Name>, at: Location) -> Result<(), Refusal> {
        if self.everywhere.is_some() {
            return Err(Refusal::new(at, "this SQL is for every database already")
                .help("begin with `sql_for()` to write one text for each database"));
        }
        let text = text.map(|text| SqlText::new(text.as_str(), text.at()));
        match self.texts.insert(dialect, text) {
            None => Ok(()),
            Some(_) => Err(Refusal::new(at, format!("the SQL for {dialect} is given twice"))),
        }
    }

    /// The SQL, complete.
    #[must_use]
    pub fn into_sql(self) -> catalog::Sql {
        let sql = match self.everywhere {
            Some(text) => catalog::Sql::Everywhere(text),
            None => catalog::Sql::PerDialect(self.texts),
        };
        match self.uses {
            Some(uses) => sql.map(|text| SqlText { uses: Some(uses.clone()), ..text.clone() }),
            None => sql,
        }
    }
}

impl FromValue for catalog::Sql {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Text(name) => Ok(Self::everywhere(name.as_str(), name.at())),
            Value::Object(Object::Sql(sql)) => Ok(sql.into_sql()),
            _ => Err(Mismatch::Kind),
        }
    }
}
