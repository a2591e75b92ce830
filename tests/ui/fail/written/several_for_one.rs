use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_enum("color", ["red"]);
        schema.create_table("users").columns([id(), enumeration("favourite", "color")]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.rename_enum_value("color", "red", "rot").written_as(
            sql_for().mysql("ALTER TABLE users MODIFY favourite ENUM('rot') NOT NULL"),
        );
    }
}

migrate::migrations![Setup, Change];

fn main() {}
