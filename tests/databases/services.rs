//! Histories of services as a person would write them, proved reversible on every database.

mod booking;
mod geo;
mod inventory;
mod queue;

use crate::check::{block_on, on_every_database};

/// Proves a history on every database.
fn check(migrations: &'static migrate::Migrations) {
    on_every_database(migrations, async |scratch| {
        let url = scratch.url.clone();
        let proof = || block_on(migrate::testing::assert_reversible(migrations, &url));
        let reversal = std::thread::scope(|scope| scope.spawn(proof).join());
        assert!(reversal.is_ok(), "{}", scratch.server.key());
    });
}

#[test]
fn a_hotel() {
    check(&booking::MIGRATIONS);
}

#[test]
fn places() {
    check(&geo::MIGRATIONS);
}

#[test]
fn a_queue() {
    check(&queue::MIGRATIONS);
}

#[test]
fn an_inventory() {
    check(&inventory::MIGRATIONS);
}
