use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age").nullable()]);
        schema.create_view("old", sql("SELECT age FROM users WHERE age ISNULL").uses(["users.age"]));
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.rename_table("users", "people");
    }
}

migrate::migrations![Setup, Change];

fn main() {}
