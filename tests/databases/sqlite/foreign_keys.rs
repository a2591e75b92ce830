//! Foreign keys that SQLite checks at the end of a transaction.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};

struct Create;
#[migration(version = 20260101_000000)]
impl Migration for Create {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), big_integer("leader_id")]);
        schema.create_table("users").columns([id(), big_integer("team_id")]);
    }
}

struct Refer;
#[migration(version = 20260102_000000)]
impl Migration for Refer {
    fn up(schema: &mut Schema) {
        schema.add_foreign_key("teams", "leader_id").references("users", "id").deferrable();
        schema.add_foreign_key("users", "team_id").references("teams", "id").deferrable();
    }
}

struct Alter;
#[migration(version = 20260103_000000)]
impl Migration for Alter {
    fn up(schema: &mut Schema) {
        schema.rename_table("users", "people");
        schema.drop_not_null("people", "team_id");
    }
}

migrate::migrations![Create, Refer, Alter];

#[test]
fn there_and_back() {
    let teams = "INSERT INTO teams (id, leader_id) VALUES (1, 10)";
    check(&Case::of(&MIGRATIONS).rows(teams).rows("INSERT INTO users (id, team_id) VALUES (10, 1)"));
}

#[test]
fn a_circle_is_written_in_one_transaction() {
    on_every_database(&MIGRATIONS, async |scratch| {
        Migrator::new(&MIGRATIONS).up(&scratch.db).await.unwrap_or_else(|error| panic!("{error}"));
        scratch
            .run(
                "BEGIN; INSERT INTO teams (id, leader_id) VALUES (1, 10);
                 INSERT INTO people (id, team_id) VALUES (10, 1); COMMIT",
            )
            .await;
        let stray = scratch.try_run("INSERT INTO people (id, team_id) VALUES (11, 2)").await;
        assert!(stray.is_err(), "the end of the transaction finds it");
    });
}
