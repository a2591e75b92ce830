//! From the body of `up` or `down` to statements: the part of Rust that a migration may use.

use std::collections::BTreeMap;
use std::path::Path;

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, Lit, Stmt};

use super::attribute;
use super::calls::Calls;
use super::location;
use super::parse::Function;
use crate::catalog::{Name, ReferenceAction};
use crate::dialect::Dialect;
use crate::dsl::draft::StatementDraft;
use crate::dsl::value::{Object, Value};
use crate::dsl::{call_function, call_method, words};
use crate::location::{FileId, Location};
use crate::migration::Kind;
use crate::refusal::{Refusal, nearest};

/// What the expressions of a body may refer to.
pub struct Environment<'a> {
    /// The file the body is in.
    pub file: FileId,
    /// Its folder, from which `include_str!` reads.
    pub folder: Option<&'a Path>,
    /// The constants of the file.
    pub constants: &'a BTreeMap<String, Expr>,
    /// What the migration changes.
    pub kind: Kind,
    /// Where the calls are noted.
    pub calls: &'a Calls,
}

/// Evaluates a body, one statement after the other.
pub fn body(function: &Function, environment: &Environment<'_>) -> (Vec<StatementDraft>, Vec<Refusal>) {
    let (mut statements, mut refusals) = (Vec::new(), Vec::new());
    for statement in &function.body.stmts {
        if matches!(statement, Stmt::Expr(Expr::Verbatim(nothing), _) if nothing.is_empty()) {
            continue;
        }
        match evaluate_statement(statement, &function.parameter, environment) {
            Ok(statement) => statements.push(statement),
            Err(refusal) => refusals.push(environment.calls.put(refusal)),
        }
        // What follows may use what this defines.
        if matches!(statement, Stmt::Local(_) | Stmt::Item(_)) {
            break;
        }
    }
    (statements, refusals)
}

/// Evaluates one statement of a schema migration, written after `schema.`.
///
/// # Errors
/// It is no statement.
pub fn statement(text: &str) -> Result<StatementDraft, Vec<Refusal>> {
    let text = format!("{{ schema.{text}; }}");
    let body = syn::parse_str(&text).map_err(|error| vec![Refusal::new(Location::UNKNOWN, error.to_string())])?;
    let (parameter, lints) = ("schema".to_owned(), Vec::new());
    let function = Function { at: Location::UNKNOWN, parameter, body, lints, statement_lints: Vec::new() };
    let (constants, calls) = (BTreeMap::new(), Calls::default());
    let environment =
        Environment { file: FileId(2), folder: None, constants: &constants, kind: Kind::Schema, calls: &calls };
    let (statements, refusals) = self::body(&function, &environment);
    statements.into_iter().next().ok_or(refusals)
}

fn evaluate_statement(
    statement: &Stmt,
    parameter: &str,
    environment: &Environment<'_>,
) -> Result<StatementDraft, Refusal> {
    let evaluator = Evaluator { parameter, environment, depth: 0 };
    match statement {
        Stmt::Expr(expression, _) => match evaluator.expression(expression)? {
            Value::Object(Object::Statement(statement)) => Ok(*statement),
            other => Err(Refusal::new(evaluator.at(expression), format!("{} is not a statement", other.describe()))
                .help(format!("begin with `{parameter}.`"))),
        },
        Stmt::Local(local) => Err(evaluator.not_evaluated(location(local.let_token.span, environment.file), "`let`")),
        Stmt::Macro(call) => Err(evaluator.unknown_macro(&call.mac)),
        Stmt::Item(item) => {
            let at = item.to_token_stream().into_iter().next().map_or(item.span(), |token| token.span());
            Err(evaluator.not_evaluated(location(at, environment.file), "an item"))
        }
    }
}

struct Evaluator<'a> {
    /// What the function calls the schema, or the data.
    parameter: &'a str,
    environment: &'a Environment<'a>,
    /// How many constants deep: a constant may name another, but not for ever.
    depth: usize,
}

impl Evaluator<'_> {
    fn at(&self, spanned: &impl Spanned) -> Location {
        location(spanned.span(), self.environment.file)
    }

    fn name(&self, ident: &syn::Ident) -> Name {
        Name::new(ident.to_string(), location(ident.span(), self.environment.file))
    }

    fn expression(&self, expression: &Expr) -> Result<Value, Refusal> {
        match expression {
            Expr::Lit(literal) => self.literal(&literal.lit, Sign::Positive, self.at(literal)),
            Expr::Unary(syn::ExprUnary { op: syn::UnOp::Neg(_), expr, .. }) => match without_parentheses(expr) {
                Expr::Lit(literal) => self.literal(&literal.lit, Sign::Negative, self.at(expression)),
                _ => Err(self.not_evaluated(self.at(expression), "arithmetic")),
            },
            Expr::Array(array) => Ok(Value::List(self.all(&array.elems)?, self.at(array))),
            Expr::Tuple(tuple) => {
                let at = location(tuple.paren_token.span.open(), self.environment.file);
                Ok(Value::Tuple(self.all(&tuple.elems)?, at))
            }
            Expr::Paren(inner) => self.expression(&inner.expr),
            Expr::Group(inner) => self.expression(&inner.expr),
            Expr::Path(path) => self.path(&path.path),
            Expr::Call(call) => self.call(call),
            Expr::MethodCall(call) => self.method_call(call),
            Expr::Macro(call) => self.include(&call.mac),
            other => Err(self.not_evaluated(self.keyword(other), kind_of(other))),
        }
    }

    fn all<'e>(&self, expressions: impl IntoIterator<Item = &'e Expr>) -> Result<Vec<Value>, Refusal> {
        let part = |expression| match attribute::misplaced(expression, self.environment.file) {
            Some(refusal) => Err(refusal),
            None => self.expression(expression),
        };
        expressions.into_iter().map(part).collect()
    }

    fn literal(&self, literal: &Lit, sign: Sign, at: Location) -> Result<Value, Refusal> {
        if !matches!(literal.suffix(), "" | "i64" | "f64") {
            let problem = format!("a literal has no suffix such as `{}` here", literal.suffix());
            return Err(Refusal::new(at, problem).help("write the literal alone"));
        }
        let minus = if sign == Sign::Negative { "-" } else { "" };
        match literal {
            Lit::Str(text) if sign == Sign::Positive => Ok(Value::Text(Name::new(text.value(), at))),
            Lit::Bool(value) if sign == Sign::Positive => Ok(Value::Boolean(value.value, at)),
            Lit::Int(number) => format!("{minus}{}", number.base10_digits())
                .parse()
                .map(|value| Value::Integer(value, at))
                .map_err(|_| Refusal::new(at, "the number does not fit 64 bits")),
            Lit::Float(number) => Ok(Value::Decimal(format!("{minus}{}", number.base10_digits()), at)),
            _ => Err(self.not_evaluated(at, "a literal of this kind")),
        }
    }

    fn path(&self, path: &syn::Path) -> Result<Value, Refusal> {
        let Some(ident) = path.get_ident() else {
            return Err(self.not_evaluated(self.at(path), "a path"));
        };
        let (name, at) = (ident.to_string(), location(ident.span(), self.environment.file));
        if name == self.parameter {
            return Ok(Value::Object(match self.environment.kind {
                Kind::Schema | Kind::Code => Object::Schema(at),
                Kind::Data => Object::Data(at),
            }));
        }
        if let Some(value) = keyword(&name, at) {
            return Ok(value);
        }
        match self.environment.constants.get(&name) {
            Some(constant) if self.depth < 16 => {
                let inner = Evaluator { depth: self.depth + 1, ..*self };
                match inner.expression(constant) {
                    Ok(value) => Ok(moved(value, at)),
                    Err(refusal) => Err(Refusal::new(at, format!("`{name}` is not the constant of a literal"))
                        .note_at("its value would have to be computed in", refusal.at)
                        .help("write its value out")),
                }
            }
            _ => Err(self.unknown_name(&name, at)),
        }
    }

    fn unknown_name(&self, name: &str, at: Location) -> Refusal {
        let constants = self.environment.constants.keys().map(String::as_str);
        match nearest(name, KEYWORDS.into_iter().chain(constants)) {
            Some(near) if near.to_lowercase() != near => {
                Refusal::new(at, format!("there is no `{name}`")).help(format!("did you mean `{near}`?"))
            }
            _ => self.not_evaluated(at, &format!("`{name}`")),
        }
    }

    fn call(&self, call: &syn::ExprCall) -> Result<Value, Refusal> {
        let function = match &*call.func {
            Expr::Path(path) => path.path.get_ident(),
            _ => None,
        };
        let Some(function) = function else {
            return Err(self.other_call(call));
        };
        let name = self.name(function);
        self.note_call(&name, &call.args);
        call_function(&name, self.all(&call.args)?).map_err(|refusal| self.helper_call(refusal, function))
    }

    /// Refuses a call of something that is not one word.
    fn other_call(&self, call: &syn::ExprCall) -> Refusal {
        let last = match &*call.func {
            Expr::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
            _ => None,
        };
        match last.filter(|last| words().iter().any(|word| word.receiver.is_none() && word.name == last)) {
            Some(word) => Refusal::new(self.at(&call.func), "a word of the language is written without a path")
                .help(format!("write `{word}(…)`")),
            None => self.not_evaluated(self.at(&call.func), "a call of anything but the language's own words"),
        }
    }

    fn note_call(&self, word: &Name, arguments: &syn::punctuated::Punctuated<Expr, syn::Token![,]>) {
        let last = arguments.last().map(|argument| self.at(argument));
        self.environment.calls.note(word.to_string(), word.at(), last);
    }

    /// Says of an unknown function that a migration calls no functions of the program.
    fn helper_call(&self, refusal: Refusal, function: &syn::Ident) -> Refusal {
        if refusal.at == self.at(function) && refusal.help.is_empty() && refusal.problem.starts_with("there is no") {
            return self.not_evaluated(refusal.at, &format!("a call of `{function}`"));
        }
        refusal
    }

    fn method_call(&self, call: &syn::ExprMethodCall) -> Result<Value, Refusal> {
        let receiver = self.expression(&call.receiver)?;
        let name = self.name(&call.method);
        self.note_call(&name, &call.args);
        let value = call_method(receiver, &name, self.all(&call.args)?)?;
        if !REPEATABLE.contains(&name.as_str()) && is_called_before(&call.receiver, &call.method) {
            let problem = format!("`{name}` is said twice");
            return Err(Refusal::new(name.at(), problem).help("delete one of the two"));
        }
        Ok(value)
    }

    fn include(&self, call: &syn::Macro) -> Result<Value, Refusal> {
        if !call.path.is_ident("include_str") {
            return Err(self.unknown_macro(call));
        }
        let at = self.at(call);
        let file: syn::LitStr =
            call.parse_body().map_err(|_| self.not_evaluated(at, "this argument of `include_str!`"))?;
        let folder = self.environment.folder.unwrap_or_else(|| Path::new(""));
        match std::fs::read_to_string(folder.join(file.value())) {
            Ok(text) => Ok(Value::Text(Name::new(text.replace("\r\n", "\n"), at))),
            Err(error) => {
                let reason = match error.kind() {
                    std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
                    kind => kind.to_string(),
                };
                Err(Refusal::new(self.at(&file), format!("`{}` cannot be read", file.value()))
                    .note(reason)
                    .help("write its path from the folder of this file"))
            }
        }
    }

    fn unknown_macro(&self, call: &syn::Macro) -> Refusal {
        let name = call.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        self.not_evaluated(self.at(&call.path), &format!("`{name}!`"))
    }

    fn not_evaluated(&self, at: Location, what: &str) -> Refusal {
        Refusal::new(at, format!("{what} cannot be evaluated while the crate is built"))
            .note("a migration must mean the same for ever: what it would compute or call may change, its history may not")
            .help("write each statement out, with literals, `const` literals of this file, or `include_str!`")
    }

    /// The keyword of an expression, where it has one, so that not its whole body is underlined.
    fn keyword(&self, expression: &Expr) -> Location {
        let span = match expression {
            Expr::ForLoop(inner) => inner.for_token.span,
            Expr::While(inner) => inner.while_token.span,
            Expr::Loop(inner) => inner.loop_token.span,
            Expr::If(inner) => inner.if_token.span,
            Expr::Match(inner) => inner.match_token.span,
            Expr::Unsafe(inner) => inner.unsafe_token.span,
            Expr::Return(inner) => inner.return_token.span,
            Expr::Try(inner) => inner.question_token.span,
            Expr::Async(inner) => inner.async_token.span,
            Expr::Await(inner) => inner.await_token.span,
            Expr::Block(inner) => inner.block.brace_token.span.open(),
            other => other.span(),
        };
        location(span, self.environment.file)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Positive,
    Negative,
}

/// What may be said of a statement or a column more than once.
const REPEATABLE: [&str; 10] =
    ["check", "columns", "foreign_key", "index", "mariadb", "mysql", "nothing_on", "postgres", "row", "set"];

/// Whether the chain of calls that ends in `receiver` calls this method already. `unique` says one thing of a column
/// and another of a table.
fn is_called_before(receiver: &Expr, method: &syn::Ident) -> bool {
    match receiver {
        Expr::MethodCall(call) if call.method == *method => call.args.is_empty() || method != "unique",
        Expr::MethodCall(call) => is_called_before(&call.receiver, method),
        _ => false,
    }
}

fn without_parentheses(expression: &Expr) -> &Expr {
    match expression {
        Expr::Paren(inner) => without_parentheses(&inner.expr),
        other => other,
    }
}

/// The names that stand for a value.
const KEYWORDS: [&str; 9] =
    ["Cascade", "Restrict", "SetNull", "SetDefault", "NoAction", "Postgres", "MySql", "MariaDb", "Sqlite"];

fn keyword(name: &str, at: Location) -> Option<Value> {
    let action = |action| Some(Value::Action(action, at));
    let database = |dialect| Some(Value::Database(dialect, at));
    match name {
        "Cascade" => action(ReferenceAction::Cascade),
        "Restrict" => action(ReferenceAction::Restrict),
        "SetNull" => action(ReferenceAction::SetNull),
        "SetDefault" => action(ReferenceAction::SetDefault),
        "NoAction" => action(ReferenceAction::NoAction),
        "Postgres" => database(Dialect::Postgres),
        "MySql" => database(Dialect::MySql),
        "MariaDb" => database(Dialect::MariaDb),
        "Sqlite" => database(Dialect::Sqlite),
        _ => None,
    }
}

/// A value of a constant, as if it had been written where the constant is used.
fn moved(value: Value, at: Location) -> Value {
    match value {
        Value::Text(name) => Value::Text(name.moved_to(at)),
        Value::Integer(value, _) => Value::Integer(value, at),
        Value::Decimal(text, _) => Value::Decimal(text, at),
        Value::Boolean(value, _) => Value::Boolean(value, at),
        Value::List(values, _) => Value::List(values.into_iter().map(|value| moved(value, at)).collect(), at),
        other => other,
    }
}

fn kind_of(expression: &Expr) -> &'static str {
    match expression {
        Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) => "a loop",
        Expr::If(_) | Expr::Match(_) => "a branch",
        Expr::Closure(_) => "a closure",
        Expr::Binary(_) => "arithmetic",
        Expr::Block(_) | Expr::Unsafe(_) => "a block",
        Expr::Assign(_) => "an assignment",
        Expr::Reference(_) => "a reference",
        Expr::Return(_) => "`return`",
        Expr::Repeat(_) => "a repeated array",
        Expr::Field(_) | Expr::Index(_) => "a field",
        Expr::Cast(_) => "a cast",
        Expr::Try(_) => "`?`",
        Expr::Await(_) => "`.await`",
        Expr::Async(_) => "an `async` block",
        Expr::Range(_) => "a range",
        Expr::Struct(_) => "a struct",
        _ => "this expression",
    }
}
