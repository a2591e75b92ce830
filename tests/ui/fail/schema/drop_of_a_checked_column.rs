use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age").check("age > 0"), string("email").unique()]);
    }
}

struct DropAge;
#[migration(version = 20260102_000000)]
impl Migration for DropAge {
    fn up(schema: &mut Schema) {
        schema.drop_column("users", "age").accept_data_loss("unused").restore_with(0);
    }
}

migrate::migrations![CreateUsers, DropAge];

fn main() {}
