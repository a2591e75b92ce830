use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("role").default("member")]);
    }
}

struct ChangeRole;
#[migration(version = 20260102_000000)]
impl Migration for ChangeRole {
    fn up(schema: &mut Schema) {
        schema.change_type("users", varchar("role", 3)).accept_data_loss("short names");
    }
}

migrate::migrations![CreateUsers, ChangeRole];

fn main() {}
