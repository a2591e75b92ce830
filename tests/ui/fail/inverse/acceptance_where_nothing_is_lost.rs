use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct LengthenNick;
#[migration(version = 20260102_000000)]
impl Migration for LengthenNick {
    fn up(schema: &mut Schema) {
        schema.change_type("users", text("nick")).accept_data_loss("longer is fine");
    }
}

migrate::migrations![CreateUsers, LengthenNick];

fn main() {}
