use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age")]);
    }
}

struct ChangeAge;
#[migration(version = 20260102_000000)]
impl Migration for ChangeAge {
    fn up(schema: &mut Schema) {
        schema.change_type("users", date("age")).using("date(age)").accept_data_loss("unused");
    }
}

migrate::migrations![CreateUsers, ChangeAge];

fn main() {}
