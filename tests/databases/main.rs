//! What the build proves, carried out: every promise on real databases, one file for each.

mod check;
mod dump;
mod scratch;

mod columns;
mod constraints;
mod defaults;
mod indexes;
mod raw;
mod several;
mod tables;
mod types;

/// What PostgreSQL alone does.
#[cfg(feature = "postgres")]
mod postgres {
    mod concurrent;
}
