//! A history of which each migration is a file.

mod m20260101_000000_create_users;
mod m20260102_000000_add_nick;
mod not_a_migration;

migrate::migrations!();
