use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age").nullable()]).check("grown", "age > 17");
    }
}

struct RequireAges;
#[migration(version = 20260102_000000)]
impl Migration for RequireAges {
    fn up(schema: &mut Schema) {
        schema.set_not_null("users", "age").restore_with(0).accept_data_loss("nobody asks");
    }
}

migrate::migrations![CreateUsers, RequireAges];

fn main() {}
