mod m20260101_000000_createUsers;

migrate::migrations!();
