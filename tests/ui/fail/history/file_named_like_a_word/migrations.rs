mod m20260101_000000_schema;

migrate::migrations!();
