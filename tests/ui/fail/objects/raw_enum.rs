use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email")]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.execute(sql_for().postgres("CREATE TYPE mood AS ENUM ('sad')").nothing_on(MySql).nothing_on(Sqlite)).reverse("DROP TYPE mood");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
