//! A database that is not what its history says: what `check` finds, and what it says to type.

/// Databases to work in. A path on a file itself would look for its modules beside it.
#[allow(dead_code, unused_imports, reason = "other tests ask more of it")]
#[path = "../databases"]
mod databases {
    pub mod administration;
    pub mod check;
    pub mod dump;
    pub mod scratch;
    pub mod server;
}

mod adopt;
mod amended;
mod baseline;
mod built;
mod by_hand;
mod corrected;
mod history;
#[path = "nulls_not_distinct/history.rs"]
mod nulls_not_distinct;
mod others;
#[path = "postgres/history.rs"]
mod postgres;
mod schema;
mod shop;

use databases::{administration, check, dump, scratch, server};
