mod m20260102_000000_add_motto;

migrate::migrations!();
