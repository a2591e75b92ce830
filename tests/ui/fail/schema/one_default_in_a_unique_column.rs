use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct AddCode;
#[migration(version = 20260102_000000)]
impl Migration for AddCode {
    fn up(schema: &mut Schema) {
        schema.add_column("users", string("code").default("x").unique());
    }
}

migrate::migrations![CreateUsers, AddCode];

fn main() {}
