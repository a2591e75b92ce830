mod m20260101_000000_create_teams;
mod m20260102_000000_add_motto;

migrate::migrations!();
