//! The names in a parsed expression, and what it contains that some places forbid.

use sqlparser::ast::{
    AccessExpr, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, InTarget, ObjectNamePart,
    Subscript,
};

use crate::dialect::Dialect;

/// What was found in an expression.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The columns that it names, in no order.
    pub columns: Vec<ColumnUse>,
    /// What not every place allows, in words.
    pub forbidden: Vec<&'static str>,
    /// That it has a form whose names cannot be told.
    pub unsupported: Option<Unsupported>,
}

/// An expression has a form whose names cannot be told.
#[derive(Debug)]
pub(super) struct Unsupported;

/// A column where an expression names it.
#[derive(Debug)]
pub(super) struct ColumnUse {
    /// The table in front of the dot.
    pub table: Option<Identifier>,
    /// The column.
    pub column: Identifier,
}

/// A name as it stands in an expression.
#[derive(Debug)]
pub(super) struct Identifier {
    /// Its text without quotes.
    pub text: String,
    /// The character that quotes it.
    pub quote: Option<char>,
    /// Where it begins: line and character, both from 1.
    pub start: (u64, u64),
}

impl Identifier {
    /// Whether a database takes it for the object of this name.
    pub fn resolves_to(&self, name: &str, dialect: Dialect) -> bool {
        let named = if dialect == Dialect::Postgres { name.to_owned() } else { name.to_lowercase() };
        self.folded(dialect) == named
    }

    /// The text by which a database finds it. PostgreSQL folds what is not quoted; the others
    /// compare without case.
    pub fn folded(&self, dialect: Dialect) -> String {
        if dialect == Dialect::Postgres && self.quote.is_some() { self.text.clone() } else { self.text.to_lowercase() }
    }
}

impl From<&Ident> for Identifier {
    fn from(ident: &Ident) -> Self {
        let start = ident.span.start;
        Self { text: ident.value.clone(), quote: ident.quote_style, start: (start.line, start.column) }
    }
}

const AGGREGATES: [&str; 18] = [
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bool_and",
    "bool_or",
    "count",
    "every",
    "group_concat",
    "json_agg",
    "json_arrayagg",
    "json_object_agg",
    "json_objectagg",
    "jsonb_agg",
    "jsonb_object_agg",
    "string_agg",
    "sum",
    "total",
];

/// Collects what `expression` contains.
pub(super) fn expression(expression: &Expr, found: &mut Found) {
    match expression {
        Expr::Identifier(ident) => found.columns.push(ColumnUse { table: None, column: ident.into() }),
        Expr::CompoundIdentifier(parts) => match parts.as_slice() {
            [table, column] => {
                found.columns.push(ColumnUse { table: Some(table.into()), column: column.into() });
            }
            _ => found.unsupported = Some(Unsupported),
        },
        Expr::Value(_) | Expr::TypedString(_) => {}
        Expr::Function(call) => function(call, found),
        Expr::Subquery(_) | Expr::Exists { .. } => found.forbidden.push("a subquery"),
        Expr::In { expr, target, .. } => {
            self::expression(expr, found);
            match target {
                InTarget::List(list) => all(list, found),
                InTarget::Subquery(_) => found.forbidden.push("a subquery"),
                InTarget::Table { .. } => found.forbidden.push("a subquery"),
                InTarget::Unnest(_) => found.unsupported = Some(Unsupported),
            }
        }
        Expr::CompoundFieldAccess { root, access_chain } => {
            self::expression(root, found);
            access_chain.iter().for_each(|access| accessed(access, found));
        }
        Expr::Case { operand, conditions, else_result, .. } => {
            all(operand.as_deref(), found);
            for when in conditions {
                self::expression(&when.condition, found);
                self::expression(&when.result, found);
            }
            all(else_result.as_deref(), found);
        }
        Expr::Tuple(list) => all(list, found),
        Expr::Array(array) => all(&array.elem, found),
        Expr::Interval(interval) => self::expression(&interval.value, found),
        other => match children(other) {
            Some(children) => all(children, found),
            None => found.unsupported = Some(Unsupported),
        },
    }
}

fn all<'a>(expressions: impl IntoIterator<Item = &'a Expr>, found: &mut Found) {
    expressions.into_iter().for_each(|each| expression(each, found));
}

/// The parts of an expression that has nothing but parts.
fn children(expression: &Expr) -> Option<Vec<&Expr>> {
    let mut optional: Vec<&Option<Box<Expr>>> = Vec::new();
    let mut parts: Vec<&Expr> = match expression {
        Expr::IsFalse(one)
        | Expr::IsNotFalse(one)
        | Expr::IsTrue(one)
        | Expr::IsNotTrue(one)
        | Expr::IsNull(one)
        | Expr::IsNotNull(one)
        | Expr::IsUnknown(one)
        | Expr::IsNotUnknown(one)
        | Expr::Nested(one) => vec![one],
        Expr::UnaryOp { expr, .. }
        | Expr::Convert { expr, .. }
        | Expr::Cast { expr, .. }
        | Expr::Extract { expr, .. }
        | Expr::Ceil { expr, .. }
        | Expr::Floor { expr, .. }
        | Expr::Collate { expr, .. }
        | Expr::IsJson { expr, .. }
        | Expr::IsNormalized { expr, .. }
        | Expr::Prefixed { value: expr, .. } => vec![expr],
        Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => vec![left, right],
        Expr::BinaryOp { left, right, .. } | Expr::AnyOp { left, right, .. } | Expr::AllOp { left, right, .. } => {
            vec![left, right]
        }
        Expr::Between { expr, low, high, .. } => vec![expr, low, high],
        Expr::Like { expr, pattern, escape_char, .. }
        | Expr::ILike { expr, pattern, escape_char, .. }
        | Expr::SimilarTo { expr, pattern, escape_char, .. } => {
            optional.push(escape_char);
            vec![expr, pattern]
        }
        Expr::RLike { expr, pattern, .. } => vec![expr, pattern],
        Expr::AtTimeZone { timestamp, time_zone } => vec![timestamp, time_zone],
        Expr::Position { expr, r#in } => vec![expr, r#in],
        Expr::Substring { expr, substring_from, substring_for, .. } => {
            optional.extend([substring_from, substring_for]);
            vec![expr]
        }
        Expr::Trim { expr, trim_what, trim_characters, .. } => {
            optional.push(trim_what);
            let characters = trim_characters.iter().flatten();
            std::iter::once(&**expr).chain(characters).collect()
        }
        Expr::Overlay { expr, overlay_what, overlay_from, overlay_for } => {
            optional.push(overlay_for);
            vec![expr, overlay_what, overlay_from]
        }
        _ => return None,
    };
    parts.extend(optional.into_iter().filter_map(Option::as_deref));
    Some(parts)
}

fn accessed(access: &AccessExpr, found: &mut Found) {
    match access {
        // What follows a dot is a field of a value, not a column.
        AccessExpr::Dot(_) => {}
        AccessExpr::Subscript(Subscript::Index { index }) => expression(index, found),
        AccessExpr::Subscript(Subscript::Slice { lower_bound, upper_bound, stride }) => {
            all([lower_bound, upper_bound, stride].into_iter().flatten(), found);
        }
    }
}

fn function(call: &Function, found: &mut Found) {
    let name = match call.name.0.last() {
        Some(ObjectNamePart::Identifier(name)) => name.value.to_lowercase(),
        _ => String::new(),
    };
    if call.over.is_some() {
        found.forbidden.push("a window function");
    }
    let mut count = 0;
    match &call.args {
        FunctionArguments::None => {}
        FunctionArguments::Subquery(_) => found.forbidden.push("a subquery"),
        FunctionArguments::List(list) => {
            count = list.args.len();
            for argument in &list.args {
                let (FunctionArg::Named { arg, .. } | FunctionArg::ExprNamed { arg, .. } | FunctionArg::Unnamed(arg)) =
                    argument;
                match arg {
                    FunctionArgExpr::Expr(expr) => expression(expr, found),
                    // Only an aggregate takes `*`.
                    _ => found.forbidden.push("an aggregate"),
                }
            }
            if !list.clauses.is_empty() || list.duplicate_treatment.is_some() {
                found.forbidden.push("an aggregate");
            }
        }
    }
    // With one argument `min` and `max` are aggregates; SQLite has them for rows too.
    let aggregate = AGGREGATES.contains(&name.as_str()) || (matches!(name.as_str(), "min" | "max") && count < 2);
    if aggregate || call.filter.is_some() || !call.within_group.is_empty() {
        found.forbidden.push("an aggregate");
    }
}
