use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct GrantUsers;
#[migration(version = 20260102_000000)]
impl Migration for GrantUsers {
    fn up(schema: &mut Schema) {
        schema.execute(sql_for()).reverse("SELECT 1");
    }
}

migrate::migrations![CreateUsers, GrantUsers];

fn main() {}
