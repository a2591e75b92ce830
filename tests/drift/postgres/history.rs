//! What PostgreSQL alone has: schemas, sequences, extensions, exclusions, views that keep their rows, and options of keys.

use migrate::prelude::*;

use crate::schema::{Case, check_cases};

struct CreateOffice;
#[migration(version = 20260101_000000)]
impl Migration for CreateOffice {
    fn up(schema: &mut Schema) {
        schema.create_schema("audit");
        schema.create_extension("citext");
        schema.create_sequence("numbers");
        schema.create_enum("audit.kind", ["read", "write"]);
        schema.create_table("audit.events").columns([
            id(),
            enumeration("kind", "audit.kind").default("read"),
            big_integer("number").default(sql("nextval('numbers')")),
            array(integer("marks")).nullable(),
            custom("owner", "citext").nullable(),
            text("name").collate("C").nullable(),
            json_binary("body").nullable(),
        ]);
        schema.create_index("audit.events", sql("lower(name)")).only_where("kind = 'read'");
        schema.create_index("audit.events", "body").using("gin");
        schema
            .create_index("audit.events", column("name").desc().nulls_last())
            .include("number")
            .named("events_by_name");
        schema.create_table("rooms").columns([id(), integer("number"), integer("booked_from"), integer("booked_to")]);
        schema
            .add_exclusion("rooms", [(sql("int4range(booked_from, booked_to)"), "&&")])
            .named("rooms_booked_excl")
            .using("gist");
        schema.add_unique("rooms", "number").deferrable().named("rooms_number");
        schema.create_materialized_view("room_numbers", "SELECT number FROM rooms");
        schema.create_index("room_numbers", "number");
    }
}

migrate::migrations![CreateOffice];

#[test]
fn each_change_is_found_and_no_other() {
    let on = "postgres";
    let cases = [
        Case::of(on, "ALTER TYPE audit.kind ADD VALUE 'delete'", "different enum audit.kind").stays(),
        Case::of(on, "DROP INDEX audit.events_expr_idx", "missing index audit.events.events_expr_idx"),
        Case::of(on, "DROP INDEX audit.events_body_idx", "missing index audit.events.events_body_idx"),
        Case::of(
            on,
            "DROP INDEX audit.events_by_name; CREATE INDEX events_by_name ON audit.events (name)",
            "different index audit.events.events_by_name",
        ),
        Case::of(on, "CREATE TABLE audit.more (id integer)", "unknown table audit.more"),
        Case::of(on, "ALTER TABLE audit.events ALTER owner TYPE text", "different column audit.events.owner"),
        Case::of(
            on,
            "ALTER TABLE audit.events ALTER name TYPE text COLLATE \"POSIX\"",
            "different column audit.events.name",
        ),
        Case::of(
            on,
            "ALTER TABLE rooms DROP CONSTRAINT rooms_booked_excl",
            "missing exclusion constraint rooms.rooms_booked_excl",
        ),
        Case::of(
            on,
            "ALTER TABLE rooms DROP CONSTRAINT rooms_number, ADD CONSTRAINT rooms_number UNIQUE (number)",
            "different unique constraint rooms.rooms_number",
        ),
        Case::of(on, "CREATE SEQUENCE more", "unknown sequence more"),
        Case::of(on, "ALTER SEQUENCE numbers INCREMENT 5", "different sequence numbers"),
        Case::of(on, "DROP INDEX room_numbers_number_idx", "missing index room_numbers.room_numbers_number_idx"),
        Case::of(on, "CREATE TYPE mood AS ENUM ('good')", "unknown enum mood").stays(),
        Case::of(on, "CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.things (id integer)", ""),
        Case::of(on, "CREATE EXTENSION pg_trgm", ""),
    ];
    check_cases(&MIGRATIONS, &cases);
}
