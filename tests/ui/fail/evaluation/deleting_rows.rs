use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct ForgetUsers;
#[migration(version = 20260102_000000)]
impl Migration for ForgetUsers {
    fn up(schema: &mut Schema) {
        schema.delete("users");
    }
}

migrate::migrations![CreateUsers, ForgetUsers];

fn main() {}
