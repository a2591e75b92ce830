use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct AllowEmail;
#[migration(version = 20260102_000000)]
impl Migration for AllowEmail {
    fn up(schema: &mut Schema) {
        schema.drop_not_null("users", "email").restore_with(0);
    }
}

migrate::migrations![CreateUsers, AllowEmail];

fn main() {}
