mod m20260101_000000_create_users;
mod m20260102_000000_drop_teams;

migrate::migrations!();
