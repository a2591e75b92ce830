use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age")]);
        schema.add_check("users", "adult", "age > 17").not_valid();
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.validate_constraint("users", "adult").reverse_written_as("SELECT 1");
    }
}

migrate::migrations![Setup, Change];

fn main() {}
