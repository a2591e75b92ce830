use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("role").default("guest")]);
    }
}

struct AddCheck;
#[migration(version = 20260102_000000)]
impl Migration for AddCheck {
    fn up(schema: &mut Schema) {
        schema.add_check("users", "known", "role IN ('member', 'admin')");
    }
}

migrate::migrations![CreateUsers, AddCheck];

fn main() {}
