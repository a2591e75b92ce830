mod m20260101_000000_2fa;

migrate::migrations!();
