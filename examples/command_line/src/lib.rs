//! A bookshop: what the service and its command line share.
//!
//! `src/bin/migrate.rs` is the command line:
//!
//! ```text
//! export DATABASE_URL='sqlite://bookshop.db?mode=rwc'
//! cargo run --package bookshop --bin migrate -- up
//! ```

pub mod migrations;
