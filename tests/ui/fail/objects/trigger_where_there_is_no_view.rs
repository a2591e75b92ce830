use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email")]);
        schema.create_view("emails", "SELECT email FROM users");
        schema.create_view("ids", sql_for().postgres("SELECT id FROM users").nothing_on(MySql).nothing_on(Sqlite));
        schema.create_trigger("t", "ids", sql_for()
            .sqlite("CREATE TRIGGER t INSTEAD OF INSERT ON ids BEGIN SELECT 1; END").nothing_on(MySql).nothing_on(Postgres));
    }
}

migrate::migrations![CreateUsers];

fn main() {}
