use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), integer("number").unique()]);
        schema.create_table("users").columns([id(), integer("team").references("teams", "number")]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.change_type("teams", integer("number").unsigned()).accept_data_loss("there is none below 0");
        schema.drop_foreign_key("users", ["team"]);
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
