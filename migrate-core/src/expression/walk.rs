//! The names in a parsed expression, and what it contains that some places forbid.

use sqlparser::ast::{
    AccessExpr, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArguments, Ident,
    InTarget, ObjectNamePart, OrderByExpr, Query, Subscript, Value, WindowSpec, WindowType,
};

use super::foreign::Operator;
use super::function::is_default;
use crate::catalog::name::split;
use crate::dialect::Dialect;

/// Where the parts of an expression go that somebody may want to know.
pub(super) trait Sink {
    /// A column that it names.
    fn column(&mut self, used: ColumnUse);

    /// A query inside it.
    fn subquery(&mut self, query: &Query);

    /// Something else that not every place allows, in words.
    fn special(&mut self, what: &'static str);

    /// A function that it calls.
    fn function(&mut self, _called: Called) {}

    /// An operator, or a form with words of its own, that not every database has.
    fn operator(&mut self, _operator: Operator) {}

    /// A word that is a value by itself, as `current_user`.
    fn value(&mut self, _word: Identifier) {}

    /// A form whose names cannot be told.
    fn unsupported(&mut self);
}

impl Sink for Found {
    fn column(&mut self, used: ColumnUse) {
        self.columns.push(used);
    }

    fn subquery(&mut self, _query: &Query) {
        self.forbidden.push(SUBQUERY);
    }

    fn special(&mut self, what: &'static str) {
        self.forbidden.push(what);
    }

    fn function(&mut self, called: Called) {
        self.functions.push(called);
    }

    fn operator(&mut self, operator: Operator) {
        self.operators.push(operator);
    }

    fn value(&mut self, word: Identifier) {
        self.values.push(word);
    }

    fn unsupported(&mut self) {
        self.unsupported = Some(Unsupported);
    }
}

/// What was found in an expression.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The columns that it names, in no order.
    pub columns: Vec<ColumnUse>,
    /// What not every place allows, in words.
    pub forbidden: Vec<&'static str>,
    /// The functions that it calls.
    pub functions: Vec<Called>,
    /// Its operators and forms that not every database has.
    pub operators: Vec<Operator>,
    /// The words in it that are a value by themselves.
    pub values: Vec<Identifier>,
    /// Whether it cannot be read, so that the columns are those of its author's word, and have no place in it.
    pub is_declared: bool,
    /// That it has a form whose names cannot be told.
    pub unsupported: Option<Unsupported>,
}

/// A call of a function.
#[derive(Clone, Debug)]
pub(super) struct Called {
    /// Its name, in lower case.
    pub name: String,
    /// Whether its schema stands in front of it.
    pub has_schema: bool,
    /// How many arguments it gets.
    pub arguments: usize,
    /// Those of them that are texts, in lower case.
    pub texts: Vec<String>,
}

/// An expression has a form whose names cannot be told.
#[derive(Debug)]
pub(super) struct Unsupported;

/// A column where an expression names it.
#[derive(Clone, Debug)]
pub(super) struct ColumnUse {
    /// The schema in front of that of the table.
    pub schema: Option<Identifier>,
    /// The table in front of the dot.
    pub table: Option<Identifier>,
    /// The column.
    pub column: Identifier,
}

impl ColumnUse {
    /// Whether what stands in front of the column, if anything does, is this table.
    pub fn is_of(&self, table: &str, dialect: Dialect) -> bool {
        let (schema, local) = split(table);
        let is_in = |written: &Identifier| match schema {
            Some(schema) => written.resolves_to(schema, dialect),
            None => is_default(Some(&written.text), dialect),
        };
        self.table.as_ref().is_none_or(|written| written.resolves_to(local, dialect))
            && self.schema.as_ref().is_none_or(is_in)
    }
}

/// A name as it stands in an expression.
#[derive(Clone, Debug)]
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

/// What a query inside an expression is called.
pub(super) const SUBQUERY: &str = "a subquery";

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

/// Hands over what `expression` contains.
pub(super) fn expression(expression: &Expr, sink: &mut impl Sink) {
    Operator::of(expression).into_iter().for_each(|operator| sink.operator(operator));
    match expression {
        Expr::Identifier(ident) => sink.column(ColumnUse { schema: None, table: None, column: ident.into() }),
        Expr::CompoundIdentifier(parts) => match parts.as_slice() {
            [table, column] => {
                sink.column(ColumnUse { schema: None, table: Some(table.into()), column: column.into() })
            }
            [schema, table, column] => {
                sink.column(ColumnUse { schema: Some(schema.into()), table: Some(table.into()), column: column.into() })
            }
            _ => sink.unsupported(),
        },
        Expr::Value(value) => {
            if matches!(value.value, Value::Placeholder(_)) {
                sink.special("a placeholder");
            }
        }
        Expr::TypedString(_) => {}
        Expr::Function(call) => function(call, sink),
        Expr::Subquery(query) | Expr::Exists { subquery: query, .. } => sink.subquery(query),
        Expr::In { expr, target, .. } => {
            self::expression(expr, sink);
            match target {
                InTarget::List(list) => all(list, sink),
                InTarget::Subquery(query) => sink.subquery(query),
                InTarget::Table { .. } | InTarget::Unnest(_) => sink.unsupported(),
            }
        }
        Expr::CompoundFieldAccess { root, access_chain } => {
            self::expression(root, sink);
            access_chain.iter().for_each(|access| accessed(access, sink));
        }
        Expr::Case { operand, conditions, else_result, .. } => {
            all(operand.as_deref(), sink);
            for when in conditions {
                self::expression(&when.condition, sink);
                self::expression(&when.result, sink);
            }
            all(else_result.as_deref(), sink);
        }
        Expr::Tuple(list) => all(list, sink),
        Expr::Array(array) => all(&array.elem, sink),
        Expr::Interval(interval) => self::expression(&interval.value, sink),
        other => match children(other) {
            Some(children) => all(children, sink),
            None => sink.unsupported(),
        },
    }
}

/// Hands over what each of several expressions contains.
pub(super) fn all<'a>(expressions: impl IntoIterator<Item = &'a Expr>, sink: &mut impl Sink) {
    expressions.into_iter().for_each(|each| expression(each, sink));
}

/// Hands over what an order consists of.
pub(super) fn order<'a>(order: impl IntoIterator<Item = &'a OrderByExpr>, sink: &mut impl Sink) {
    for each in order {
        if each.options.nulls_first.is_some() {
            sink.operator(Operator::nulls());
        }
        expression(&each.expr, sink);
    }
}

/// Hands over what a window consists of, apart from its frame, which holds numbers.
pub(super) fn window(spec: &WindowSpec, sink: &mut impl Sink) {
    all(&spec.partition_by, sink);
    order(&spec.order_by, sink);
}

/// The parts of an expression that has nothing but parts.
pub(super) fn children(expression: &Expr) -> Option<Vec<&Expr>> {
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

fn accessed(access: &AccessExpr, sink: &mut impl Sink) {
    match access {
        // What follows a dot is a field of a value, not a column.
        AccessExpr::Dot(_) => {}
        AccessExpr::Subscript(Subscript::Index { index }) => expression(index, sink),
        AccessExpr::Subscript(Subscript::Slice { lower_bound, upper_bound, stride }) => {
            all([lower_bound, upper_bound, stride].into_iter().flatten(), sink);
        }
    }
}

fn function(call: &Function, sink: &mut impl Sink) {
    let name = match call.name.0.last() {
        Some(ObjectNamePart::Identifier(name)) => name.value.to_lowercase(),
        _ => String::new(),
    };
    let has_schema = call.name.0.len() > 1;
    let (arguments_count, texts) = (listed(&call.args).count(), texts(&call.args));
    sink.function(Called { name: name.clone(), has_schema, arguments: arguments_count, texts });
    if let ([ObjectNamePart::Identifier(word)], FunctionArguments::None) = (call.name.0.as_slice(), &call.args) {
        sink.value(word.into());
    }
    // What MariaDB writes without quotes is a sequence, and no column.
    if super::sequence::FUNCTIONS.contains(&name.as_str()) && !matches!(&call.args, FunctionArguments::Subquery(_)) {
        return;
    }
    let count = arguments(&call.args, usize::from(TAKE_A_UNIT.contains(&name.as_str())), sink);
    Operator::of_call(&name, count).into_iter().for_each(|operator| sink.operator(operator));
    // With one argument `min` and `max` are aggregates; SQLite has them for rows too.
    let aggregate = AGGREGATES.contains(&name.as_str()) || (matches!(name.as_str(), "min" | "max") && count < 2);
    call.filter.iter().for_each(|_| sink.operator(Operator::filter()));
    if aggregate || call.filter.is_some() || !call.within_group.is_empty() {
        sink.special("an aggregate");
    }
    all(call.filter.as_deref(), sink);
    order(&call.within_group, sink);
    if let Some(over) = &call.over {
        sink.special("a window function");
        if let WindowType::WindowSpec(spec) = over {
            window(spec, sink);
        }
    }
}

/// The arguments of a function that are expressions.
pub(super) fn listed(arguments: &FunctionArguments) -> impl Iterator<Item = &Expr> {
    let list = match arguments {
        FunctionArguments::List(list) => list.args.as_slice(),
        FunctionArguments::None | FunctionArguments::Subquery(_) => &[],
    };
    list.iter().filter_map(|argument| {
        let (FunctionArg::Named { arg, .. } | FunctionArg::ExprNamed { arg, .. } | FunctionArg::Unnamed(arg)) =
            argument;
        match arg {
            FunctionArgExpr::Expr(expr) => Some(expr),
            _ => None,
        }
    })
}

fn texts(arguments: &FunctionArguments) -> Vec<String> {
    let text = |argument: &Expr| match argument {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => Some(text.to_lowercase()),
            _ => None,
        },
        _ => None,
    };
    listed(arguments).filter_map(text).collect()
}

/// The functions of MySQL whose first argument is the word of a unit, as `DAY`, or of a type.
const TAKE_A_UNIT: [&str; 3] = ["timestampdiff", "timestampadd", "get_format"];

/// Hands over the arguments of a function but the first `words`, and tells how many there are.
fn arguments(arguments: &FunctionArguments, words: usize, sink: &mut impl Sink) -> usize {
    let list = match arguments {
        FunctionArguments::None => return 0,
        FunctionArguments::Subquery(query) => {
            sink.subquery(query);
            return 0;
        }
        FunctionArguments::List(list) => list,
    };
    for argument in list.args.iter().skip(words) {
        let (FunctionArg::Named { arg, .. } | FunctionArg::ExprNamed { arg, .. } | FunctionArg::Unnamed(arg)) =
            argument;
        match arg {
            FunctionArgExpr::Expr(expr) => expression(expr, sink),
            // Only an aggregate takes `*`.
            FunctionArgExpr::Wildcard => sink.special("an aggregate"),
            _ => sink.unsupported(),
        }
    }
    if !list.clauses.is_empty() || list.duplicate_treatment.is_some() {
        sink.special("an aggregate");
    }
    for clause in &list.clauses {
        match clause {
            FunctionArgumentClause::OrderBy(by) => order(by, sink),
            FunctionArgumentClause::Where(condition) => expression(condition, sink),
            FunctionArgumentClause::Separator(_) => {}
            _ => sink.unsupported(),
        }
    }
    list.args.len()
}
