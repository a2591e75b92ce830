use migrate::prelude::*;

pub struct Schema;

#[migration]
impl Migration for Schema {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id()]);
    }
}
