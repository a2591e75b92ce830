mod m20261301_000000_create_users;

migrate::migrations!();
