//! What an index orders by: `column("…")` and what can be said of it.

use super::declare::{functions, methods};

#[cfg(feature = "source")]
use {
    crate::catalog::{IndexKey, IndexPart, Nulls},
    crate::refusal::Refusal,
};

functions! {
    /// A column as part of an index, to say more of it than its name, or, of `sql("…")`, an expression.
    fn column(at, key: Key) -> Part { IndexPart::of(key) }
}

methods! {
    /// A part of an index, made by [`column()`].
    Part as IndexPart, called by call_on;

    /// The greatest value comes first.
    fn desc(this, at) { this.descending = true; }

    /// NULL comes before every value. MySQL, MariaDB and SQLite order NULL as the smallest value, whatever is said: where
    /// PostgreSQL is no target, this is refused.
    fn nulls_first(this, at) { this.nulls = Some(Nulls::First); }

    /// NULL comes after every value; else as [`nulls_first`](Self::nulls_first).
    fn nulls_last(this, at) { this.nulls = Some(Nulls::Last); }

    /// PostgreSQL: which operators the index serves, such as `"text_pattern_ops"`. The others have no such choice:
    /// where PostgreSQL is no target, this is refused.
    fn operator_class(this, at, name: Text) { this.operator_class = Some(name); }

    /// Only so many characters of each value count: MySQL and MariaDB order a text without a limit in no other way.
    fn prefix(this, at, characters: Number) {
        if let IndexKey::Expression(_) = this.key {
            let refusal = Refusal::new(at, "an expression has no prefix");
            return Err(refusal.help("write its beginning into the expression, such as `substr(…, 1, 20)`"));
        }
        this.prefix = Some(characters.within(1, 3_072)?);
    }
}

#[cfg(feature = "source")]
pub(super) const METHODS: &[&str] = Part::METHODS;

#[cfg(feature = "source")]
pub(super) fn call_method(
    mut part: IndexPart,
    name: &crate::catalog::Name,
    arguments: Vec<super::value::Value>,
) -> Result<super::value::Value, crate::refusal::Refusal> {
    call_on(&mut part, name, arguments)?;
    Ok(super::value::Value::from(part))
}
