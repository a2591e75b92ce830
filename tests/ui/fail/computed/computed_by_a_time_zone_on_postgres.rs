use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([
            id(),
            timestamp_with_time_zone("seen_at"),
            date("seen_on").generated("date(seen_at)").stored(),
        ]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
