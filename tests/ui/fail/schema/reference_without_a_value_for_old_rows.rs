use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct AddBoss;
#[migration(version = 20260102_000000)]
impl Migration for AddBoss {
    fn up(schema: &mut Schema) {
        schema.add_column("users", reference("boss_id", "users"));
    }
}

migrate::migrations![CreateUsers, AddBoss];

fn main() {}
