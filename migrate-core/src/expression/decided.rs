//! Whether a value of its column makes a check false, as far as the build can tell: comparisons with literals, and what AND,
//! OR and NOT make of them.

use std::cmp::Ordering;

use sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, InTarget, UnaryOperator,
};

use super::parse;
use super::walk::Identifier;
use crate::catalog::{Sql, Value};
use crate::dialect::{Dialect, Target};

/// Whether a check is certainly false on some target where `column` holds this value, whatever the others hold.
#[must_use]
pub fn is_violated(check: &Sql, column: &str, value: &Value, targets: &[Target]) -> bool {
    targets.iter().any(|target| {
        let expression = check.text(target.dialect).and_then(|text| parse(&text.text, target.dialect).ok());
        let row = Row { column, value: Known::of(value), dialect: target.dialect };
        expression.is_some_and(|expression| row.value_of(&expression) == Known::Truth(false))
    })
}

/// What is known of a value.
#[derive(Clone, Debug, PartialEq)]
enum Known {
    Null,
    Truth(bool),
    Number(Decimal),
    Text(String),
    Nothing,
}

/// A decimal: the digits, and how many of them stand behind the point.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Decimal {
    digits: i128,
    scale: u32,
}

/// More digits are not compared.
const DIGITS: usize = 18;

impl Decimal {
    fn read(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{fraction}");
        let is_short = digits.len() <= DIGITS && !fraction.contains(['-', '+']);
        let scale = u32::try_from(fraction.len()).ok()?;
        is_short.then(|| digits.parse().ok())?.map(|digits| Self { digits, scale })
    }

    fn compare(self, other: Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        let at = |it: Self| it.digits * 10_i128.pow(scale - it.scale);
        at(self).cmp(&at(other))
    }
}

impl Known {
    fn of(value: &Value) -> Self {
        match value {
            Value::Boolean(value) => Self::Truth(*value),
            Value::Integer(value) => Self::number(&value.to_string()),
            Value::Decimal(value) => Self::number(value),
            Value::Text(value) => Self::Text(value.clone()),
            Value::Now | Value::Sql(_) => Self::Nothing,
        }
    }

    fn number(text: &str) -> Self {
        Decimal::read(text).map_or(Self::Nothing, Self::Number)
    }

    const fn truth(truth: Option<bool>) -> Self {
        match truth {
            Some(truth) => Self::Truth(truth),
            None => Self::Nothing,
        }
    }

    fn not(self) -> Self {
        match self {
            Self::Truth(truth) => Self::Truth(!truth),
            Self::Null => Self::Null,
            Self::Number(_) | Self::Text(_) | Self::Nothing => Self::Nothing,
        }
    }
}

/// A row of which one column is known.
struct Row<'a> {
    column: &'a str,
    value: Known,
    dialect: Dialect,
}

impl Row<'_> {
    fn value_of(&self, expression: &Expr) -> Known {
        match expression {
            Expr::Nested(inner) => self.value_of(inner),
            Expr::Identifier(name) => self.column(&name.into()),
            Expr::CompoundIdentifier(parts) => match parts.as_slice() {
                [_, name] => self.column(&name.into()),
                _ => Known::Nothing,
            },
            Expr::Value(value) => literal(&value.value),
            Expr::IsNull(inner) => is_null(&self.value_of(inner)),
            Expr::IsNotNull(inner) => is_null(&self.value_of(inner)).not(),
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => self.value_of(expr).not(),
            Expr::UnaryOp { op: UnaryOperator::Minus, expr } => match self.value_of(expr) {
                Known::Number(Decimal { digits, scale }) => Known::Number(Decimal { digits: -digits, scale }),
                _ => Known::Nothing,
            },
            Expr::BinaryOp { left, op, right } => self.operation(left, op, right),
            Expr::Between { expr, negated, low, high } => {
                let at_least = compared(&self.value_of(expr), &BinaryOperator::GtEq, &self.value_of(low));
                let at_most = compared(&self.value_of(expr), &BinaryOperator::LtEq, &self.value_of(high));
                let both = and(at_least, at_most);
                if *negated { both.not() } else { both }
            }
            Expr::In { expr, target: InTarget::List(list), negated, .. } => self.in_list(expr, list, *negated),
            Expr::Function(call) => self.length(call),
            _ => Known::Nothing,
        }
    }

    fn column(&self, name: &Identifier) -> Known {
        if name.resolves_to(self.column, self.dialect) { self.value.clone() } else { Known::Nothing }
    }

    fn operation(&self, left: &Expr, operator: &BinaryOperator, right: &Expr) -> Known {
        let (left, right) = (self.value_of(left), self.value_of(right));
        match operator {
            BinaryOperator::And => and(left, right),
            BinaryOperator::Or => and(left.not(), right.not()).not(),
            other => compared(&left, other, &right),
        }
    }

    fn in_list(&self, expression: &Expr, list: &[Expr], negated: bool) -> Known {
        let value = self.value_of(expression);
        let equals = list.iter().map(|one| compared(&value, &BinaryOperator::Eq, &self.value_of(one)));
        let none = equals.fold(Known::Truth(true), |none, equal| and(none, equal.not()));
        if negated { none } else { none.not() }
    }

    /// How long a text is; not where bytes and characters differ, nor where blanks at the end may not count.
    fn length(&self, call: &Function) -> Known {
        let name = call.name.to_string().to_lowercase();
        let FunctionArguments::List(list) = &call.args else { return Known::Nothing };
        let [FunctionArg::Unnamed(FunctionArgExpr::Expr(argument))] = list.args.as_slice() else {
            return Known::Nothing;
        };
        match self.value_of(argument) {
            Known::Text(text) if ["length", "char_length"].contains(&name.as_str()) && is_plain(&text) => {
                Known::number(&text.len().to_string())
            }
            _ => Known::Nothing,
        }
    }
}

fn literal(value: &sqlparser::ast::Value) -> Known {
    use sqlparser::ast::Value as Literal;
    match value {
        Literal::Number(number, _) => Known::number(number),
        Literal::SingleQuotedString(text) => Known::Text(text.clone()),
        Literal::Boolean(truth) => Known::Truth(*truth),
        Literal::Null => Known::Null,
        _ => Known::Nothing,
    }
}

const fn is_null(value: &Known) -> Known {
    match value {
        Known::Null => Known::Truth(true),
        Known::Truth(_) | Known::Number(_) | Known::Text(_) => Known::Truth(false),
        Known::Nothing => Known::Nothing,
    }
}

fn and(left: Known, right: Known) -> Known {
    match (left, right) {
        (Known::Truth(false), _) | (_, Known::Truth(false)) => Known::Truth(false),
        (Known::Truth(true), Known::Truth(true)) => Known::Truth(true),
        (Known::Null, Known::Null | Known::Truth(true)) | (Known::Truth(true), Known::Null) => Known::Null,
        _ => Known::Nothing,
    }
}

fn compared(left: &Known, operator: &BinaryOperator, right: &Known) -> Known {
    let (order, is_equal) = match (left, right) {
        (Known::Null, Known::Null | Known::Truth(_) | Known::Number(_) | Known::Text(_))
        | (Known::Truth(_) | Known::Number(_) | Known::Text(_), Known::Null) => return Known::Null,
        (Known::Number(left), Known::Number(right)) => {
            let order = left.compare(*right);
            (Some(order), Some(order == Ordering::Equal))
        }
        (Known::Truth(left), Known::Truth(right)) => (None, Some(left == right)),
        (Known::Text(left), Known::Text(right)) => (None, same_text(left, right)),
        _ => return Known::Nothing,
    };
    Known::truth(match operator {
        BinaryOperator::Eq => is_equal,
        BinaryOperator::NotEq => is_equal.map(|equal| !equal),
        BinaryOperator::Lt => order.map(Ordering::is_lt),
        BinaryOperator::LtEq => order.map(Ordering::is_le),
        BinaryOperator::Gt => order.map(Ordering::is_gt),
        BinaryOperator::GtEq => order.map(Ordering::is_ge),
        _ => None,
    })
}

/// Which texts are the same is up to their collation, but for those that are the same in every one, or in none.
fn same_text(left: &str, right: &str) -> Option<bool> {
    if left == right {
        return Some(true);
    }
    (is_plain(left) && is_plain(right) && !left.eq_ignore_ascii_case(right)).then_some(false)
}

/// Whether a text consists of letters, digits and signs alone that every collation and character set tells apart.
fn is_plain(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_graphic() || letter == ' ') && !text.ends_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{everywhere, sql};

    #[test]
    fn what_a_value_makes_false() {
        let text = |text: &str| Value::Text(text.to_owned());
        let decimal = |text: &str| Value::Decimal(text.to_owned());
        for (check, value, violated) in [
            ("c > 0", Value::Integer(0), true),
            ("c > 0", Value::Integer(1), false),
            ("users.c BETWEEN 1 AND 9", decimal("9.01"), true),
            ("c NOT BETWEEN 1 AND 9", decimal("8.5"), true),
            ("c >= -1.50", decimal("-1.5"), false),
            ("c > 0 AND other > 3", Value::Integer(-1), true),
            ("c > 0 OR other > 3", Value::Integer(-1), false),
            ("NOT (c = 3)", Value::Integer(3), true),
            ("c IN (1, 2)", Value::Integer(3), true),
            ("c IN (1, other)", Value::Integer(3), false),
            ("c NOT IN (1, 2)", Value::Integer(2), true),
            ("c IS NULL", Value::Integer(2), true),
            ("c IS NOT NULL", Value::Integer(2), false),
            ("c = NULL", Value::Integer(2), false),
            ("c <> ''", text(""), true),
            ("length(c) > 1", text("a"), true),
            ("length(c) > 1", text("ä"), false),
            ("c = 'a'", text("A"), false),
            ("c = 'a'", text("b"), true),
            ("c < 'b'", text("c"), false),
            ("c = 'a'", text("a "), false),
            ("c", Value::Boolean(false), true),
            ("lower(c) = 'a'", text("b"), false),
            ("c > 0", Value::Now, false),
        ] {
            assert_eq!(is_violated(&sql(check), "c", &value, &everywhere()), violated, "{check}: {value:?}");
        }
    }
}
