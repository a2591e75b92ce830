//! What a word of the language takes: the kinds of arguments, and the Rust types that serve for each.

use super::{Column, Now, Null, Part, Sql};
use crate::dialect::Dialect;
use crate::reference_action::ReferenceAction;

/// A Rust type that serves as an argument of a kind.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as {Kind} here",
    note = "a migration is evaluated while the crate is built: its arguments are literals and words of the language"
)]
pub trait Argument<Kind> {}

macro_rules! kinds {
    ($( $(#[$meta:meta])* $kind:ident: $expected:literal => $evaluated:ty; )*) => {
        $(
            $(#[$meta])*
            #[derive(Debug)]
            pub enum $kind {}

            #[cfg(feature = "source")]
            impl Kind for $kind {
                type Evaluated = $evaluated;
                const EXPECTED: &'static str = $expected;
            }
        )*
    };
}

/// A kind of argument, as the evaluation sees it.
#[cfg(feature = "source")]
pub trait Kind {
    /// What the evaluation gets.
    type Evaluated: super::value::FromValue;
    /// What a message says was expected.
    const EXPECTED: &'static str;
}

kinds! {
    /// A name or a text.
    Text: "a string literal" => crate::catalog::Name;
    /// A length, precision or count.
    Number: "an integer literal" => super::value::Number;
    /// The columns of a table.
    Columns: "an array of columns, such as `[id(), string(\"email\")]`" => Vec<super::draft::ColumnDraft>;
    /// One column.
    OneColumn: "a column, such as `string(\"email\")`" => super::draft::ColumnDraft;
    /// A list of column names: one name, or an array of names.
    Names: "a column name, or an array of column names" => super::value::Names;
    /// The columns that SQL names: none, or some.
    UsedColumns: "an array of column names" => super::value::UsedColumns;
    /// A list of texts.
    Texts: "an array of string literals, such as `[\"new\", \"paid\"]`" => Vec<crate::catalog::Name>;
    /// One thing that an index orders by: a column, or an expression.
    Key: "a column name or `sql(\"…\")`" => crate::catalog::IndexKey;
    /// What an index orders by: column names, `column("…")` with its options, and expressions.
    Parts: "a column name, `column(\"…\")`, `sql(\"…\")`, or an array or tuple of them" => super::value::Parts;
    /// What an exclusion constraint compares: parts as those of an index, each with an operator.
    Compared: "an array or tuple of parts, each with its operator, such as `[(\"room_id\", \"=\"), (\"during\", \"&&\")]`" => super::value::Compared;
    /// A value of a column.
    Literal: "a literal, `now()` or `sql(\"…\")`" => super::value::Literal;
    /// A value of a row.
    Cell: "a literal, `null()`, `now()` or `sql(\"…\")`" => crate::operation::Cell;
    /// The values of a row, in the order of its columns.
    Row: "a tuple of values, such as `(\"de\", 1)`" => crate::operation::Row;
    /// SQL: one text for every database, or `sql_for()` with one for each.
    SqlSource: "SQL as a string literal, or `sql_for()`" => crate::catalog::Sql;
    /// What happens to a referencing row.
    Action: "`Cascade`, `Restrict`, `SetNull`, `SetDefault` or `NoAction`" => super::value::ActionArgument;
    /// A database.
    Database: "`Postgres`, `MySql`, `MariaDb` or `Sqlite`" => Dialect;
}

impl Argument<Text> for &str {}
impl Argument<Number> for i64 {}
impl<const N: usize> Argument<Columns> for [Column; N] {}
impl Argument<OneColumn> for Column {}
impl Argument<Names> for &str {}
impl<const N: usize> Argument<Names> for [&str; N] {}
impl<const N: usize> Argument<Texts> for [&str; N] {}
impl<const N: usize> Argument<UsedColumns> for [&str; N] {}
impl Argument<Key> for &str {}
impl Argument<Key> for Sql {}
impl Argument<Parts> for &str {}
impl Argument<Parts> for Part {}
impl Argument<Parts> for Sql {}
impl<const N: usize> Argument<Parts> for [&str; N] {}
impl<const N: usize> Argument<Parts> for [Part; N] {}
impl<const N: usize> Argument<Parts> for [Sql; N] {}

/// What may stand in a tuple of parts.
pub trait InTuple {}

impl InTuple for &str {}
impl InTuple for Part {}
impl InTuple for Sql {}

macro_rules! tuples {
    ($kind:ty, $part:ident: $( ($($element:ident),*) )*) => {
        $( impl<$($element: $part),*> Argument<$kind> for ($($element,)*) {} )*
    };
}

tuples! { Parts, InTuple: (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) (A, B, C, D, E, F, G) (A, B, C, D, E, F, G, H) }

/// What an exclusion constraint compares: a part and its operator.
pub trait WithOperator {}

impl<P: InTuple> WithOperator for (P, &str) {}
impl<T: WithOperator, const N: usize> Argument<Compared> for [T; N] {}

tuples! { Compared, WithOperator: (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) (A, B, C, D, E, F, G) (A, B, C, D, E, F, G, H) }

/// What may stand in a row.
pub trait InRow {}

impl InRow for bool {}
impl InRow for i64 {}
impl InRow for f64 {}
impl InRow for &str {}
impl InRow for Null {}
impl InRow for Now {}
impl InRow for Sql {}

impl<T: InRow> Argument<Cell> for T {}
impl<T: InRow> Argument<Row> for T {}
impl<T: InRow, const N: usize> Argument<Row> for [T; N] {}

tuples! { Row, InRow: (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) (A, B, C, D, E, F, G) (A, B, C, D, E, F, G, H) }
tuples! { Row, InRow:
    (A, B, C, D, E, F, G, H, I)
    (A, B, C, D, E, F, G, H, I, J)
    (A, B, C, D, E, F, G, H, I, J, K)
    (A, B, C, D, E, F, G, H, I, J, K, L)
    (A, B, C, D, E, F, G, H, I, J, K, L, M)
    (A, B, C, D, E, F, G, H, I, J, K, L, M, N)
    (A, B, C, D, E, F, G, H, I, J, K, L, M, N, O)
    (A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P)
}

impl Argument<Literal> for bool {}
impl Argument<Literal> for i64 {}
impl Argument<Literal> for f64 {}
impl Argument<Literal> for &str {}
impl Argument<Literal> for Now {}
impl Argument<Literal> for Sql {}
impl Argument<SqlSource> for &str {}
impl Argument<SqlSource> for Sql {}
impl Argument<Action> for ReferenceAction {}
impl Argument<Database> for Dialect {}
