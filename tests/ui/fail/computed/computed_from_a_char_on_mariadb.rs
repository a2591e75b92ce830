use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema
            .create_table("users")
            .columns([id(), char("code", 8), string("lower_code").generated("lower(code)").stored()]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
