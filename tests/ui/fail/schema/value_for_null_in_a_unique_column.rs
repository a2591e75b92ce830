use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick").nullable().unique()]);
    }
}

struct RequireNicks;
#[migration(version = 20260102_000000)]
impl Migration for RequireNicks {
    fn up(schema: &mut Schema) {
        schema.set_not_null("users", "nick").restore_with("none").accept_data_loss("nobody asks");
    }
}

migrate::migrations![CreateUsers, RequireNicks];

fn main() {}
