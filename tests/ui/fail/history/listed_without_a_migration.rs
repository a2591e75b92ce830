use migrate::prelude::*;

struct CreateUsers;
struct CreateTeams;

#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id()]);
    }
}

migrate::migrations![CreateUsers, CreateTeams];

fn main() {
    let _ = (CreateUsers, CreateTeams);
}
