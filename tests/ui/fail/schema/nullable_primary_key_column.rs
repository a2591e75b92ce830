use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct AllowId;
#[migration(version = 20260102_000000)]
impl Migration for AllowId {
    fn up(schema: &mut Schema) {
        schema.drop_not_null("users", "id");
    }
}

migrate::migrations![CreateUsers, AllowId];

fn main() {}
