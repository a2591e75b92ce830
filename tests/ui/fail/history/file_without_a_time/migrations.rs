mod m20260101_create_users;

migrate::migrations!();
