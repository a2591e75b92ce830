use migrate::prelude::*;

pub struct DropTeams;

#[migration]
impl Migration for DropTeams {
    fn up(schema: &mut Schema) {
        schema.drop_table("user").accept_data_loss("moved");
    }
}
