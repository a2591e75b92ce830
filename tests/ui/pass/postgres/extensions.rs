//! Extensions, and other objects of PostgreSQL that exist already.

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

struct Adopt;
#[migration(version = 20260103_000000)]
impl Migration for Adopt {
    fn up(schema: &mut Schema) {
        schema.create_extension("pg_trgm").already_exists();
        schema.create_sequence("numbers").already_exists();
        schema.create_materialized_view("addresses", "SELECT email FROM users").already_exists();
    }
}

migrate::migrations![CreateUsers, DropExtension, Adopt];
