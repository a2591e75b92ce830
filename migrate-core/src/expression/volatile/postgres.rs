//! PostgreSQL: the parts of an expression whose result depends on settings of the connection, which the types of what
//! stands in it tell. Where a type is not known, nothing is said.

use sqlparser::ast::{BinaryOperator, Expr, Function, InTarget, ObjectNamePart, UnaryOperator, Value};

use super::super::walk::{Identifier, children, listed};
use super::kind::{Kind, is_unstable};
use crate::catalog::Table;
use crate::dialect::Dialect;

/// A part of an expression that PostgreSQL does not call immutable.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unstable {
    /// The part, as the parser writes it.
    pub what: String,
    /// On what its result depends.
    pub depends_on: &'static str,
    /// What to write in its place.
    pub instead: String,
}

/// The first such part of an expression over a table.
pub(super) fn find(expression: &Expr, table: &Table) -> Option<Unstable> {
    let mut reader = Reader { table, found: None };
    reader.read(expression);
    reader.found
}

const ZONE: &str = "the time zone of whoever asks";
const SETTINGS: &str = "the settings of whoever asks";
const CLOCK: &str = "when it is asked for";

struct Reader<'a> {
    table: &'a Table,
    found: Option<Unstable>,
}

impl Reader<'_> {
    /// What kind of value an expression is.
    fn read(&mut self, expression: &Expr) -> Kind {
        match expression {
            Expr::Identifier(ident) => self.column(&ident.into()),
            Expr::CompoundIdentifier(parts) => {
                parts.last().map_or(Kind::Unknown, |ident| self.column(&Identifier::from(ident)))
            }
            Expr::Value(value) => match &value.value {
                Value::Number(..) => Kind::Number,
                Value::Boolean(_) => Kind::Boolean,
                Value::SingleQuotedString(_) | Value::Null => Kind::Literal,
                _ => Kind::Unknown,
            },
            Expr::TypedString(typed) => self.named(&typed.data_type.to_string()),
            Expr::Interval(interval) => {
                self.read(&interval.value);
                Kind::Interval
            }
            Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => self.read(inner),
            Expr::Cast { expr, data_type, .. } => {
                let (from, to) = (self.read(expr), self.named(&data_type.to_string()));
                self.convert(expr, from, to, expression);
                to
            }
            Expr::AtTimeZone { timestamp, time_zone } => {
                self.read(time_zone);
                let kind = self.read(timestamp);
                self.at_time_zone(timestamp, kind, expression)
            }
            Expr::Extract { expr, .. } => {
                if self.read(expr) == Kind::Moment {
                    self.say(expression, ZONE, || put_in_place(expression, expr));
                }
                Kind::Number
            }
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right, expression),
            Expr::UnaryOp { op, expr } => {
                let kind = self.read(expr);
                if matches!(op, UnaryOperator::Not) { Kind::Boolean } else { kind }
            }
            Expr::Between { expr, low, high, .. } => {
                self.meet([&**expr, &**low, &**high], expression);
                Kind::Boolean
            }
            Expr::In { expr, target: InTarget::List(list), .. } => {
                self.meet(std::iter::once(&**expr).chain(list), expression);
                Kind::Boolean
            }
            Expr::Case { operand, conditions, else_result, .. } => {
                let operands = operand.iter().map(|operand| &**operand);
                let whens = conditions.iter().map(|when| &when.condition);
                if operand.is_some() {
                    self.meet(operands.chain(whens), expression);
                } else {
                    whens.for_each(|when| {
                        self.read(when);
                    });
                }
                let results = conditions.iter().map(|when| &when.result).chain(else_result.as_deref());
                self.meet(results, expression)
            }
            Expr::Function(call) => self.function(call, expression),
            Expr::Substring { .. } | Expr::Trim { .. } | Expr::Overlay { .. } => self.all(expression, Kind::Text),
            Expr::Position { .. } | Expr::Ceil { .. } | Expr::Floor { .. } => self.all(expression, Kind::Number),
            Expr::IsNull(_)
            | Expr::IsNotNull(_)
            | Expr::IsTrue(_)
            | Expr::IsNotTrue(_)
            | Expr::IsFalse(_)
            | Expr::IsNotFalse(_)
            | Expr::Like { .. }
            | Expr::ILike { .. }
            | Expr::SimilarTo { .. } => self.all(expression, Kind::Boolean),
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
                self.meet([&**left, &**right], expression);
                Kind::Boolean
            }
            Expr::Array(array) => {
                array.elem.iter().for_each(|each| {
                    self.read(each);
                });
                Kind::Array
            }
            other => self.all(other, Kind::Unknown),
        }
    }

    /// Reads the parts of an expression of this kind.
    fn all(&mut self, expression: &Expr, kind: Kind) -> Kind {
        for part in children(expression).into_iter().flatten() {
            self.read(part);
        }
        kind
    }

    fn column(&self, written: &Identifier) -> Kind {
        let column = self.table.columns.iter().find(|column| written.resolves_to(&column.name, Dialect::Postgres));
        column.map_or(Kind::Unknown, |column| Kind::of(&column.column_type.sql_type))
    }

    /// The kind of a type in its author's words.
    fn named(&self, name: &str) -> Kind {
        let enums = self.table.columns.iter().filter_map(|column| column.column_type.sql_type.enumeration());
        let plain = name.replace('"', "");
        let is_enum = enums.map(|enumeration| &enumeration.name).any(|enumeration| enumeration.as_str() == plain);
        if is_enum { Kind::Enum } else { Kind::named(name) }
    }

    fn convert(&mut self, value: &Expr, from: Kind, to: Kind, whole: &Expr) {
        if !is_unstable(from, to) {
            return;
        }
        let depends_on = if from == Kind::Moment || to == Kind::Moment { ZONE } else { SETTINGS };
        let zoned = format!("{} AT TIME ZONE 'UTC'", operand(value));
        self.say(whole, depends_on, || match (from, to) {
            (Kind::Moment, Kind::Timestamp) | (Kind::Timestamp, Kind::Moment) => format!("write `{zoned}`"),
            (Kind::Date, Kind::Moment) => format!("write `{}::timestamp AT TIME ZONE 'UTC'`", operand(value)),
            (Kind::Moment, Kind::Date) => format!("write `({zoned})::date`"),
            (Kind::Moment, Kind::Time | Kind::TimeOfZone) => format!("write `({zoned})::time`"),
            (Kind::Text, Kind::Date) => "give the column the type `date`, or add one that has it".to_owned(),
            (Kind::Text, _) => "give the column the type that its values have, or add one that has it".to_owned(),
            (Kind::Enum, Kind::Text) => "leave out the cast: values of an enum compare by themselves".to_owned(),
            (_, Kind::Text) => "leave the value as it is, and write it as a text when you ask".to_owned(),
            _ => "leave the value as it is, and convert it when you ask".to_owned(),
        });
    }

    fn at_time_zone(&mut self, value: &Expr, kind: Kind, whole: &Expr) -> Kind {
        match kind {
            Kind::Moment | Kind::Literal => Kind::Timestamp,
            Kind::Timestamp => Kind::Moment,
            Kind::Date => {
                self.say(whole, ZONE, || format!("write `{}::timestamp AT TIME ZONE …`", operand(value)));
                Kind::Timestamp
            }
            Kind::Time | Kind::TimeOfZone => {
                self.say(whole, ZONE, || "leave the time as it is, and convert it when you ask".to_owned());
                Kind::TimeOfZone
            }
            _ => Kind::Unknown,
        }
    }

    fn binary(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr, whole: &Expr) -> Kind {
        match op {
            BinaryOperator::Eq
            | BinaryOperator::NotEq
            | BinaryOperator::Lt
            | BinaryOperator::LtEq
            | BinaryOperator::Gt
            | BinaryOperator::GtEq => {
                self.meet([left, right], whole);
                return Kind::Boolean;
            }
            _ => {}
        }
        let kinds = (self.read(left), self.read(right));
        match op {
            BinaryOperator::And | BinaryOperator::Or => Kind::Boolean,
            BinaryOperator::Plus => self.add(left, kinds.0, right, kinds.1, whole),
            BinaryOperator::Minus => self.subtract(left, kinds.0, kinds.1, whole),
            BinaryOperator::Multiply | BinaryOperator::Divide | BinaryOperator::Modulo => match kinds {
                (Kind::Number, Kind::Number) => Kind::Number,
                (Kind::Interval, _) | (_, Kind::Interval) => Kind::Interval,
                _ => Kind::Unknown,
            },
            BinaryOperator::StringConcat => self.concatenate(left, kinds.0, right, kinds.1, whole),
            BinaryOperator::LongArrow | BinaryOperator::HashLongArrow => Kind::Text,
            _ => Kind::Unknown,
        }
    }

    fn add(&mut self, left: &Expr, first: Kind, right: &Expr, second: Kind, whole: &Expr) -> Kind {
        match (first, second) {
            (Kind::Moment, Kind::Interval | Kind::Time | Kind::Literal) => self.moved(left, whole),
            (Kind::Interval | Kind::Time, Kind::Moment) => self.moved(right, whole),
            (Kind::Date | Kind::Timestamp, Kind::Interval | Kind::Time) => Kind::Timestamp,
            (Kind::Interval | Kind::Time, Kind::Date | Kind::Timestamp) => Kind::Timestamp,
            (Kind::Date, Kind::Number) | (Kind::Number, Kind::Date) => Kind::Date,
            (Kind::Number, Kind::Number) => Kind::Number,
            (Kind::Interval, Kind::Interval) => Kind::Interval,
            _ => Kind::Unknown,
        }
    }

    fn subtract(&mut self, left: &Expr, first: Kind, second: Kind, whole: &Expr) -> Kind {
        match (first, second) {
            (Kind::Moment, Kind::Interval | Kind::Time) => self.moved(left, whole),
            (Kind::Moment, Kind::Date | Kind::Timestamp) | (Kind::Date | Kind::Timestamp, Kind::Moment) => {
                self.say(whole, ZONE, same_type);
                Kind::Interval
            }
            (Kind::Moment, Kind::Moment | Kind::Literal) => Kind::Interval,
            (Kind::Timestamp, Kind::Timestamp | Kind::Date) | (Kind::Date, Kind::Timestamp) => Kind::Interval,
            (Kind::Date | Kind::Timestamp, Kind::Interval) => Kind::Timestamp,
            (Kind::Date, Kind::Number) => Kind::Date,
            (Kind::Date, Kind::Date) | (Kind::Number, Kind::Number) => Kind::Number,
            (Kind::Interval, Kind::Interval) => Kind::Interval,
            _ => Kind::Unknown,
        }
    }

    /// A day is no fixed span of time where clocks are put forward and back.
    fn moved(&mut self, value: &Expr, whole: &Expr) -> Kind {
        self.say(whole, ZONE, || put_in_place(whole, value));
        Kind::Moment
    }

    fn concatenate(&mut self, left: &Expr, first: Kind, right: &Expr, second: Kind, whole: &Expr) -> Kind {
        if first == Kind::Array || second == Kind::Array {
            return Kind::Array;
        }
        let is_text = |kind| matches!(kind, Kind::Text | Kind::Literal);
        if is_text(first) {
            self.convert(right, second, Kind::Text, whole);
        }
        if is_text(second) {
            self.convert(left, first, Kind::Text, whole);
        }
        if is_text(first) || is_text(second) { Kind::Text } else { Kind::Unknown }
    }

    /// The kind that several values have in common. A moment makes moments of dates and times of no zone.
    fn meet<'a>(&mut self, values: impl IntoIterator<Item = &'a Expr>, whole: &Expr) -> Kind {
        let kinds: Vec<Kind> = values.into_iter().map(|value| self.read(value)).collect();
        self.met(&kinds, whole)
    }

    fn met(&mut self, kinds: &[Kind], whole: &Expr) -> Kind {
        let has = |kind| kinds.contains(&kind);
        if has(Kind::Moment) && (has(Kind::Date) || has(Kind::Timestamp)) {
            self.say(whole, ZONE, same_type);
            return Kind::Moment;
        }
        if has(Kind::Timestamp) && has(Kind::Date) {
            return Kind::Timestamp;
        }
        kinds.iter().copied().find(|kind| *kind != Kind::Literal).unwrap_or(Kind::Literal)
    }

    fn function(&mut self, call: &Function, whole: &Expr) -> Kind {
        let Some(ObjectNamePart::Identifier(name)) = call.name.0.last() else { return Kind::Unknown };
        let name = name.value.to_lowercase();
        let values: Vec<&Expr> = listed(&call.args).collect();
        let kinds: Vec<Kind> = values.iter().map(|value| self.read(value)).collect();
        match (name.as_str(), kinds.as_slice()) {
            ("date", [from]) => {
                self.convert(values[0], *from, Kind::Date, whole);
                Kind::Date
            }
            ("date_trunc", [_, Kind::Timestamp, _]) => {
                self.say(whole, ZONE, || format!("write `date_trunc({}, {})`", values[0], values[1]));
                Kind::Moment
            }
            ("date_bin", [_, Kind::Date, _]) => {
                self.say(whole, ZONE, || format!("write `{}::timestamp` in it", operand(values[1])));
                Kind::Moment
            }
            ("quote_literal", [from]) => {
                self.convert(values[0], *from, Kind::Text, whole);
                Kind::Text
            }
            ("date_trunc", [_, Kind::Moment | Kind::Date, ..]) => {
                self.say(whole, ZONE, || match kinds[1] {
                    Kind::Date => format!("write `date_trunc({}, {}::timestamp)`", values[0], operand(values[1])),
                    _ => format!("write `date_trunc({}, {} AT TIME ZONE 'UTC')`", values[0], operand(values[1])),
                });
                Kind::Moment
            }
            ("date_trunc" | "date_bin", [_, kind, ..]) => *kind,
            ("date_part", [_, kind]) => {
                if *kind == Kind::Moment {
                    self.say(whole, ZONE, || put_in_place(whole, values[1]));
                }
                Kind::Number
            }
            ("timezone", [_, kind]) => self.at_time_zone(values[1], *kind, whole),
            ("age", [_]) => {
                self.say(whole, CLOCK, || "write `age(…, …)` when you ask".to_owned());
                Kind::Interval
            }
            ("age", [first, second]) => {
                let pair = [*first, *second];
                if pair.contains(&Kind::Date) && !pair.contains(&Kind::Timestamp) {
                    self.say(whole, ZONE, || {
                        "write a cast of both to `timestamp`, or subtract one from the other".to_owned()
                    });
                }
                self.met(&kinds, whole);
                Kind::Interval
            }
            ("to_timestamp", [_, _]) => {
                self.say(whole, SETTINGS, || "leave the value as it is, and convert it when you ask".to_owned());
                Kind::Moment
            }
            ("to_timestamp", [_]) => Kind::Moment,
            ("to_tsvector" | "to_tsquery" | "plainto_tsquery" | "phraseto_tsquery" | "websearch_to_tsquery", [_]) => {
                self.say(whole, SETTINGS, || format!("name the language: `{name}('english', {})`", values[0]));
                Kind::Unknown
            }
            ("coalesce" | "greatest" | "least" | "nullif", kinds) => self.met(kinds, whole),
            ("make_date", _) => Kind::Date,
            ("make_timestamp", _) => Kind::Timestamp,
            ("make_interval", _) => Kind::Interval,
            (name, [Kind::Text | Kind::Literal, ..]) if TEXTS.contains(&name) => Kind::Text,
            _ => Kind::Unknown,
        }
    }

    /// Notes a part, unless another one was found before.
    fn say(&mut self, part: &Expr, depends_on: &'static str, instead: impl FnOnce() -> String) {
        if self.found.is_none() {
            self.found = Some(Unstable { what: part.to_string(), depends_on, instead: instead() });
        }
    }
}

/// Functions that make a text of a text.
const TEXTS: [&str; 16] = [
    "btrim",
    "initcap",
    "left",
    "lower",
    "lpad",
    "ltrim",
    "md5",
    "regexp_replace",
    "repeat",
    "replace",
    "reverse",
    "right",
    "rpad",
    "rtrim",
    "substr",
    "upper",
];

fn same_type() -> String {
    "give both one type: a moment becomes one without a zone by `… AT TIME ZONE 'UTC'`".to_owned()
}

/// The whole with a moment in it that has a time zone of its own.
fn put_in_place(whole: &Expr, moment: &Expr) -> String {
    let (whole, plain) = (whole.to_string(), moment.to_string());
    format!("write `{}`", whole.replacen(&plain, &format!("({} AT TIME ZONE 'UTC')", operand(moment)), 1))
}

/// A part, between parentheses where it needs them.
fn operand(part: &Expr) -> String {
    match part {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Function(_) | Expr::Nested(_) | Expr::Value(_) => {
            part.to_string()
        }
        _ => format!("({part})"),
    }
}
