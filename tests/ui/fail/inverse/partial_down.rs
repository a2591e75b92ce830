use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct AddAgeAndCity;
#[migration(version = 20260102_000000)]
impl Migration for AddAgeAndCity {
    fn up(schema: &mut Schema) {
        schema.add_column("users", integer("age").nullable());
        schema.add_column("users", text("city").nullable());
    }
    fn down(schema: &mut Schema) {
        schema.drop_column("users", "city");
    }
}

migrate::migrations![CreateUsers, AddAgeAndCity];

fn main() {}
