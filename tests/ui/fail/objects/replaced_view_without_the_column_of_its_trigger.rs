use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email")]);
        schema.create_view("emails", "SELECT email FROM users");
        schema.create_trigger("t", "emails", sql_for()
            .sqlite("CREATE TRIGGER t INSTEAD OF INSERT ON emails BEGIN SELECT NEW.email; END").nothing_on(MySql).nothing_on(Postgres));
        schema.replace_view("emails", "SELECT id FROM users");
    }
}

migrate::migrations![CreateUsers];

fn main() {}
