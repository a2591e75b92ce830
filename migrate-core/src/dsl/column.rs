//! The column types and what can be said of a column.

use super::declare::{functions, methods};

#[cfg(feature = "source")]
use {
    super::draft::{ColumnDraft, ReferenceDraft, TypeDraft},
    crate::catalog::SqlType,
};

functions! {
    /// A 64-bit primary key called `id` that the database numbers: BIGINT identity on PostgreSQL, AUTO_INCREMENT on
    /// MySQL and MariaDB, INTEGER PRIMARY KEY AUTOINCREMENT on SQLite.
    fn id(at) -> Column {
        let mut column = ColumnDraft::new(crate::catalog::Name::new("id", at), SqlType::BigInteger);
        column.primary_key = Some(at);
        column.auto_increment = Some(at);
        column
    }

    /// A primary key called `id` of type [`uuid`]. The program gives each row its value.
    fn uuid_id(at) -> Column {
        let mut column = ColumnDraft::new(crate::catalog::Name::new("id", at), SqlType::Uuid);
        column.primary_key = Some(at);
        column
    }

    /// A column that refers to the primary key of a table: of that key's type, with a foreign key and an index.
    fn reference(at, name: Text, table: Text) -> Column {
        let mut column = ColumnDraft::of_type(name, TypeDraft::OfReferencedKey);
        column.reference = Some(ReferenceDraft::new(table, None));
        column.indexed = Some(at);
        column
    }

    /// A 16-bit integer.
    fn small_integer(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::SmallInteger) }

    /// A 32-bit integer.
    fn integer(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::Integer) }

    /// A 64-bit integer.
    fn big_integer(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::BigInteger) }

    /// An exact number with so many digits, `scale` of them after the point.
    fn decimal(at, name: Text, precision: Number, scale: Number) -> Column {
        let (precision, scale) = (precision.within(1, 1_000)?, scale.within(0, 1_000)?);
        ColumnDraft::new(name, SqlType::Decimal { precision, scale })
    }

    /// A 32-bit floating-point number.
    fn float(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::Float) }

    /// A 64-bit floating-point number.
    fn double(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::Double) }

    /// True or false.
    fn boolean(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::Boolean) }

    /// Text of exactly `length` characters, padded with spaces.
    fn char(at, name: Text, length: Number) -> Column { ColumnDraft::new(name, SqlType::Char(length.within(1, 255)?)) }

    /// Text of at most 255 characters.
    fn string(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::Varchar(255)) }

    /// Text of at most `length` characters.
    fn varchar(at, name: Text, length: Number) -> Column {
        ColumnDraft::new(name, SqlType::Varchar(length.within(1, 16_383)?))
    }

    /// Text without a limit.
    fn text(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::Text) }

    /// A calendar date.
    fn date(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::Date) }

    /// A time of day, with microseconds.
    fn time(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::Time) }

    /// Date and time in no time zone, with microseconds.
    fn datetime(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::DateTime) }

    /// SQL's `timestamp`, with microseconds.
    fn timestamp(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::Timestamp) }

    /// A moment in time, with microseconds: `timestamptz` on PostgreSQL, `timestamp(6)` on MySQL and MariaDB, ISO text
    /// on SQLite.
    fn timestamp_with_time_zone(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::TimestampWithTimeZone) }

    /// PostgreSQL: a span of time.
    fn interval(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::Interval) }

    /// A 128-bit identifier: `uuid` on PostgreSQL and MariaDB, `binary(16)` on MySQL, text on SQLite.
    fn uuid(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::Uuid) }

    /// JSON kept as text.
    fn json(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::Json) }

    /// JSON in the database's own binary form, where it has one: `jsonb` on PostgreSQL.
    fn json_binary(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::JsonBinary) }

    /// At most `length` bytes.
    fn binary(at, name: Text, length: Number) -> Column { ColumnDraft::new(name, SqlType::Binary(length.within(1, 65_535)?)) }

    /// Bytes without a limit.
    fn blob(at, name: Text) -> Column { ColumnDraft::new(name, SqlType::Blob) }

    /// One of the values of an enumeration, which [`Schema::create_enum`](super::Schema::create_enum) makes: a type on
    /// PostgreSQL, `enum(…)` on MySQL and MariaDB, text with a check on SQLite.
    fn enumeration(at, name: Text, enum_type: Text) -> Column {
        let values = Vec::new();
        ColumnDraft::new(name, SqlType::Enumeration(crate::catalog::Enumeration { name: enum_type, values }))
    }

    /// PostgreSQL: an array whose elements are of the type of `element`.
    fn array(at, element: OneColumn) -> Column { element.into_array(at)? }

    /// A column of a type that the language does not know, spelled as the database does.
    fn custom(at, name: Text, sql_type: SqlSource) -> Column { ColumnDraft::new(name, SqlType::Custom(sql_type)) }
}

methods! {
    /// A column of a table. NOT NULL unless [`Column::nullable`].
    Column as ColumnDraft, called by call_on;

    /// Allows NULL.
    fn nullable(this, at) { this.nullable = Some(at); }

    /// What a row gets that names no value: a literal, `now()`, or `sql("…")`.
    fn default(this, at, value: Literal) { this.default = Some(value); }

    /// No two rows may have the same value. The constraint is called `<table>_<column>_key`.
    fn unique(this, at) { this.unique = Some(at); }

    /// The column is the table's primary key.
    fn primary_key(this, at) { this.primary_key = Some(at); }

    /// The database numbers the rows.
    fn auto_increment(this, at) { this.auto_increment = Some(at); }

    /// MySQL and MariaDB: no negative values, and twice the range of positive ones.
    fn unsigned(this, at) { this.unsigned = Some(at); }

    /// Each value must be in this column of that table. The constraint is called `<table>_<column>_fkey`.
    fn references(this, at, table: Text, column: Text) { this.reference = Some(ReferenceDraft::new(table, Some(column))); }

    /// What happens to a row when the row it refers to is deleted.
    fn on_delete(this, at, action: Action) { this.reference_at(at)?.on_delete = action.action; }

    /// What happens to a row when the key it refers to changes.
    fn on_update(this, at, action: Action) { this.reference_at(at)?.on_update = action.action; }

    /// Leaves out the index of a [`reference()`].
    fn without_index(this, at) { this.leave_out_index(at)?; }

    /// What must hold for every row. The constraint is called `<table>_<column>_check`.
    fn check(this, at, expression: SqlSource) { this.checks.push(expression); }

    /// The database computes the values from this expression over the other columns of the row, and nobody writes them:
    /// whenever a row is read, or, with [`Column::stored`], when it is written.
    ///
    /// Computing when a row is read needs PostgreSQL 18. MySQL, MariaDB and SQLite have both. Rows that exist get their
    /// values when the column is added. The expression gives the same for the same row, whenever and by whomever it is
    /// read: `now()` cannot stand in it.
    fn generated(this, at, expression: SqlSource) { this.generated = Some(expression); }

    /// The values of a [`Column::generated`] column are kept with the row, not computed whenever it is read.
    fn stored(this, at) { this.stored = Some(at); }

    /// MySQL and MariaDB: a row that is changed gets the time of the change, unless the change gives another value.
    ///
    /// On MariaDB a timestamp of this kind that is NOT NULL needs a default: without one the server makes it `0000-00-00`,
    /// which its strict mode then refuses.
    fn on_update_now(this, at) { this.on_update_now = Some(at); }

    /// What the column is for. Kept in the database, but on SQLite, which has no comments.
    fn comment(this, at, comment: Text) { this.comment = Some(comment); }

    /// How the text is compared and sorted, by the database's own name for it.
    fn collate(this, at, collation: SqlSource) { this.collation = Some(collation); }
}

#[cfg(feature = "source")]
pub(super) const METHODS: &[&str] = Column::METHODS;

#[cfg(feature = "source")]
pub(super) fn call_method(
    mut column: Box<ColumnDraft>,
    name: &crate::catalog::Name,
    arguments: Vec<super::value::Value>,
) -> Result<super::value::Value, crate::refusal::Refusal> {
    call_on(&mut column, name, arguments)?;
    Ok(super::value::Value::from(*column))
}
