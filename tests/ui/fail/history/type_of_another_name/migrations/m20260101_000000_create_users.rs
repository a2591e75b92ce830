use migrate::prelude::*;

pub struct MakeUsers;

#[migration]
impl Migration for MakeUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id()]);
    }
}
