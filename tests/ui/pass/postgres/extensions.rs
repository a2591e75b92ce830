//! Extensions.

use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_extension("citext");
        schema.create_extension("uuid-ossp");
        schema.create_table("users").columns([id(), custom("email", "citext")]);
    }
}

struct DropExtension;
#[migration(version = 20260102_000000)]
impl Migration for DropExtension {
    fn up(schema: &mut Schema) {
        schema.drop_extension("uuid-ossp");
    }
}

migrate::migrations![CreateUsers, DropExtension];
