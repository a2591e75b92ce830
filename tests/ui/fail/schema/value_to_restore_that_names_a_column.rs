use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct RequireNick;
#[migration(version = 20260102_000000)]
impl Migration for RequireNick {
    fn up(schema: &mut Schema) {
        schema.set_not_null("users", "nick").restore_with(sql("email"));
    }
}

migrate::migrations![CreateUsers, RequireNick];

fn main() {}
