use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email")]);
        schema.create_view("emails", "SELECT email FROM users");
        schema.create_trigger("t", "emails", sql_for()
            .mysql("CREATE TRIGGER t INSTEAD OF INSERT ON emails FOR EACH ROW SET @a = 1").nothing_on(Sqlite).nothing_on(Postgres));
    }
}

migrate::migrations![CreateUsers];

fn main() {}
