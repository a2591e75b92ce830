use migrate::prelude::*;

pub struct AddMotto;

#[migration]
impl Migration for AddMotto {
    fn up(schema: &mut Schema) {
        schema.add_column("teams", string("motto").nullable());
    }
}
