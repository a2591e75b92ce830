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
        schema.change_type("users", text("nick"));
    }
    fn down(schema: &mut Schema) {
        schema.change_type("users", varchar("nick", 100)).accept_data_loss("short");
    }
}

migrate::migrations![CreateUsers, LengthenNick];

fn main() {}
