use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick").nullable()]);
    }
}

struct AddHandle;
#[migration(version = 20260102_000000)]
impl Migration for AddHandle {
    fn up(schema: &mut Schema) {
        #[allow(rename_colum, reason = "not deployed yet")]
        schema.add_column("users", string("handle").nullable());
    }
}

migrate::migrations![CreateUsers, AddHandle];

fn main() {}
