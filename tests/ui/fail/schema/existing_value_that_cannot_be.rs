use migrate::prelude::*;

struct AdoptStatus;
#[migration(version = 20260101_000000)]
impl Migration for AdoptStatus {
    fn up(schema: &mut Schema) {
        schema.create_enum("status", ["new", "paid"]).already_exists();
        schema.add_enum_value("status", "paid").already_exists();
    }
}

migrate::migrations![AdoptStatus];

fn main() {}
