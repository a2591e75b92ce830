use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick")]);
    }
}

struct FillNicks;
#[migration(version = 20260102_000000)]
impl DataMigration for FillNicks {
    fn up(data: &mut Data) {
        data.execute("UPDATE users SET nick = nick || '!'").reverse("UPDATE users SET nick = trim(nick)");
    }
}

migrate::migrations![CreateUsers, FillNicks];

fn main() {}
