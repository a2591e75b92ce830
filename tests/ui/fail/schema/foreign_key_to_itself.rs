use migrate::prelude::*;

struct CreateTeams;
#[migration(version = 20260101_000000)]
impl Migration for CreateTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), string("code").unique()]);
        schema.add_foreign_key("teams", "code").references("teams", "code");
    }
}

migrate::migrations![CreateTeams];

fn main() {}
