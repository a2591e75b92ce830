use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_enum("tier", ["free", "paid"]);
        schema.create_table("users").columns([id(), enumeration("tier", "tier")]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl DataMigration for Change {
    fn up(data: &mut Data) {
        data.insert("users").columns(["id", "tier"]).row((1, "gold")).key("id");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
