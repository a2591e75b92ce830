//! A history that `#[path]` names, so that its files stand beside it.

mod m20260101_000000_create_users;

migrate::migrations!();
