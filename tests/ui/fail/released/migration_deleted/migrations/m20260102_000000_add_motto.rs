use migrate::prelude::*;

pub struct AddMotto;

#[migration]
impl Migration for AddMotto {
    fn up(schema: &mut Schema) {
        schema.create_table("mottos").columns([id()]);
    }
}
