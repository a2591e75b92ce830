use migrate::prelude::*;

struct CreateTownsAndLands;
#[migration(version = 20260101_000000)]
impl Migration for CreateTownsAndLands {
    fn up(schema: &mut Schema) {
        schema.create_table("lands").columns([integer("code").primary_key()]);
        schema.create_table("towns").columns([id(), integer("land").references("lands", "code")]);
    }
}

struct NameLand;
#[migration(version = 20260102_000000)]
impl Migration for NameLand {
    fn up(schema: &mut Schema) {
        schema.change_type("towns", varchar("land", 9)).reverse_using("land + 0").accept_data_loss("names");
    }
}

migrate::migrations![CreateTownsAndLands, NameLand];

fn main() {}
