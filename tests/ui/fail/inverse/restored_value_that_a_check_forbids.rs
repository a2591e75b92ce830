use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age")]).check("grown", "age > 17");
    }
}

struct DropAges;
#[migration(version = 20260102_000000)]
impl Migration for DropAges {
    fn up(schema: &mut Schema) {
        schema.drop_check("users", "grown");
        schema.drop_column("users", "age").restore_with(0).accept_data_loss("nobody asks");
    }
}

migrate::migrations![CreateUsers, DropAges];

fn main() {}
