use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema
            .create_table("users")
            .columns([id(), text("address"), char("address_hash", 32).generated("rtrim(md5(address))")]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
