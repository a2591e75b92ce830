use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
        schema.rename_table("users", "people");
        schema.drop_table("people").accept_data_loss("moved");
    }
}

struct AddAge;
#[migration(version = 20260102_000000)]
impl Migration for AddAge {
    fn up(schema: &mut Schema) {
        schema.set_not_null("people", "nick");
    }
}

migrate::migrations![CreateUsers, AddAge];

fn main() {}
