use migrate::prelude::*;

pub struct CreateUsers;

#[migration]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id()]);
    }
}
