//! Unique indexes in which NULL counts as a value: of columns on PostgreSQL, of expressions on MySQL and SQLite.

mod steps;
mod values;
