use migrate::prelude::*;

pub struct CreateMottos;

#[migration]
impl Migration for CreateMottos {
    fn up(schema: &mut Schema) {
        schema.create_table("mottos").columns([id()]);
    }
}
