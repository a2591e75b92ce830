//! Extensions, which only their history drops, and only while nothing needs them.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("notes").columns([id(), text("body")]);
    }
}

struct CreateExtensions;
#[migration(version = 20260102_000000)]
impl Migration for CreateExtensions {
    fn up(schema: &mut Schema) {
        schema.create_extension("citext");
        schema.create_extension("uuid-ossp");
    }
}

struct UseExtension;
#[migration(version = 20260103_000000)]
impl Migration for UseExtension {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), custom("email", "citext").unique()]);
    }
}

struct DropExtension;
#[migration(version = 20260104_000000)]
impl Migration for DropExtension {
    fn up(schema: &mut Schema) {
        schema.drop_table("users").accept_data_loss("nobody is left");
        schema.drop_extension("citext");
    }
}

migrate::migrations![Setup, CreateExtensions, UseExtension, DropExtension];

#[test]
fn extensions() {
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO notes (body) VALUES ('first')").losing(&["users"]));
}

#[test]
fn they_are_reversible() {
    on_every_database(&MIGRATIONS, async |scratch| {
        migrate::testing::assert_reversible(&MIGRATIONS, &scratch.url).await;
    });
}

#[test]
fn one_that_is_there_already_is_left_alone() {
    on_every_database(&MIGRATIONS, async |scratch| {
        scratch.run("CREATE EXTENSION citext").await;
        let error = Migrator::new(&MIGRATIONS).up(&scratch.db).await.expect_err("it is there").to_string();
        assert!(error.contains("extension `citext` is not there yet") && error.contains("extension citext"), "{error}");
        assert_eq!(scratch.value("SELECT count(*) FROM pg_extension WHERE extname = 'citext'").await, "1");
    });
}

#[test]
fn one_that_is_needed_stays() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        let created = MIGRATIONS.list[1].version;
        for (needs, what, gone) in [
            ("CREATE TABLE raw (names citext)", "column names of table raw", "DROP TABLE raw"),
            ("CREATE TABLE raw (names citext[])", "column names of table raw", "DROP TABLE raw"),
            ("CREATE VIEW ids AS SELECT uuid_generate_v4() AS id", "rule _RETURN on view ids", "DROP VIEW ids"),
            (
                "CREATE FUNCTION same(a citext) RETURNS citext LANGUAGE sql AS 'SELECT a'",
                "function same(citext)",
                "DROP FUNCTION same",
            ),
        ] {
            migrator.to(&scratch.db, created).await.expect("up to the extensions");
            scratch.run(needs).await;
            let error = migrator.down(&scratch.db).await.expect_err("something needs it").to_string();
            assert!(error.contains("needs it") && error.contains(what), "{error}");
            scratch.run(gone).await;
            migrator.down(&scratch.db).await.expect("nothing needs it");
        }
    });
}
