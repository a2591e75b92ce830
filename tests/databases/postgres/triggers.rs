//! Triggers on columns that PostgreSQL does not touch under them.

use migrate::prelude::*;

use crate::check::{Case, check};

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([
            id(),
            varchar("name", 20),
            integer("age"),
            text("shown").nullable().generated("upper(name)").stored(),
        ]);
        schema.create_function(
            "keep",
            "CREATE FUNCTION keep(low integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT low < 3'",
        );
        schema.create_function(
            "check_row",
            "CREATE FUNCTION check_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        );
        schema.create_trigger(
            "watch_users",
            "users",
            "CREATE TRIGGER watch_users AFTER UPDATE OF name ON users FOR EACH ROW
             WHEN (NEW.shown <> OLD.shown AND keep(NEW.age)) EXECUTE FUNCTION check_row()",
        );
    }
}

struct ChangeTypes;
#[migration(version = 20260102_000000)]
impl Migration for ChangeTypes {
    fn up(schema: &mut Schema) {
        schema.change_type("users", text("name"));
    }
}

struct EndComputing;
#[migration(version = 20260103_000000)]
impl Migration for EndComputing {
    fn up(schema: &mut Schema) {
        schema.drop_generated("users", "shown");
    }
}

struct RenameFunctions;
#[migration(version = 20260104_000000)]
impl Migration for RenameFunctions {
    fn up(schema: &mut Schema) {
        schema.rename_function("keep", "keeps");
        schema.rename_function("check_row", "Check row");
        schema.add_check("users", "users_age_check", "keeps(age)");
        schema.rename_function("keeps", "kept");
    }
}

migrate::migrations![Setup, ChangeTypes, EndComputing, RenameFunctions];

#[test]
fn triggers_on_columns_that_change() {
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO users (name, age) VALUES ('a', 1), ('b', 2)"));
}
