use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), text("nick")]);
        schema.create_index("users", column("nick").prefix(20));
    }
}

struct ShortenNicks;
#[migration(version = 20260102_000000)]
impl Migration for ShortenNicks {
    fn up(schema: &mut Schema) {
        schema.change_type("users", varchar("nick", 20)).accept_data_loss("none is longer");
    }
}

migrate::migrations![CreateUsers, ShortenNicks];

fn main() {}
