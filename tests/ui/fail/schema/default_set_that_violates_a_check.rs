use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age")]).check("grown", "age > 17");
    }
}

struct GrowUp;
#[migration(version = 20260102_000000)]
impl Migration for GrowUp {
    fn up(schema: &mut Schema) {
        schema.set_default("users", "age", 17);
    }
}

migrate::migrations![CreateUsers, GrowUp];

fn main() {}
