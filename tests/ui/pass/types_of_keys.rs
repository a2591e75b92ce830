//! The types of both sides of a foreign key change in one migration, one after the other.
use migrate::prelude::*;

struct CreateUsers;

#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema
            .create_table("teams")
            .columns([integer("id").auto_increment().primary_key(), varchar("code", 20).unique()]);
        schema.create_table("former_teams").columns([integer("number").primary_key()]);
        schema.create_table("users").columns([
            id(),
            integer("team_id").references("teams", "id"),
            varchar("team", 20).references("teams", "code"),
            integer("former").nullable().references("former_teams", "number"),
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

struct NameFormerTeams;

#[migration(version = 20260104_000000)]
impl Migration for NameFormerTeams {
    fn up(schema: &mut Schema) {
        schema
            .change_type("former_teams", varchar("number", 9))
            .reverse_using(sql_for().postgres("number::integer").mysql("number + 0").sqlite("number + 0"))
            .accept_data_loss("names are no numbers");
        schema
            .change_type("users", varchar("former", 9))
            .reverse_using(sql_for().postgres("former::integer").mysql("former + 0").sqlite("former + 0"))
            .accept_data_loss("names are no numbers");
    }
}

migrate::migrations![CreateUsers, GrowIds, GrowOneSide, NameFormerTeams];
