//! The types of both sides of a foreign key change in one migration, one after the other.
use migrate::prelude::*;

struct CreateUsers;

#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema
            .create_table("teams")
            .columns([integer("id").auto_increment().primary_key(), varchar("code", 20).unique()]);
        schema.create_table("users").columns([
            id(),
            integer("team_id").references("teams", "id"),
            varchar("team", 20).references("teams", "code"),
        ]);
    }
}

struct GrowIds;

#[migration(version = 20260102_000000)]
impl Migration for GrowIds {
    fn up(schema: &mut Schema) {
        schema.change_type("teams", big_integer("id"));
        schema.change_type("users", big_integer("team_id"));
    }
}

struct GrowOneSide;

#[migration(version = 20260103_000000)]
impl Migration for GrowOneSide {
    fn up(schema: &mut Schema) {
        schema.change_type("users", varchar("team", 40));
    }
}

migrate::migrations![CreateUsers, GrowIds, GrowOneSide];
