use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age")]).check("grown", "age > 0");
    }
}

struct NameAges;
#[migration(version = 20260102_000000)]
impl Migration for NameAges {
    fn up(schema: &mut Schema) {
        schema.change_type("users", text("age")).accept_data_loss("no number is lost");
    }
}

migrate::migrations![CreateUsers, NameAges];

fn main() {}
