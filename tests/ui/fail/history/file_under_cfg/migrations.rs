#[cfg(not(windows))]
mod m20260101_000000_create_users;

migrate::migrations!();
