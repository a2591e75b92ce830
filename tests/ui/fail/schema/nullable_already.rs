use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct AllowNick;
#[migration(version = 20260102_000000)]
impl Migration for AllowNick {
    fn up(schema: &mut Schema) {
        schema.drop_not_null("users", "nick");
    }
}

migrate::migrations![CreateUsers, AllowNick];

fn main() {}
