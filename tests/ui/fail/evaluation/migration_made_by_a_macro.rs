use migrate::prelude::*;

macro_rules! create {
    ($name:ident, $table:literal) => {
        struct $name;

        #[migration(version = 20260101_000000)]
        impl Migration for $name {
            fn up(schema: &mut Schema) {
                schema.create_table($table).columns([id()]);
            }
        }
    };
}

create!(CreateUsers, "users");

fn main() {}
