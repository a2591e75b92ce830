mod m20251231_000000_create_mottos;
mod m20260101_000000_create_teams;

migrate::migrations!();
