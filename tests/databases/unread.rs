//! SQL that the build cannot read, and whose author says which columns it names.

use migrate::prelude::*;

use crate::check::{Case, check};

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick"), integer("age").nullable(), integer("more")]);
    }
}

struct AddChecks;
#[migration(version = 20260102_000000)]
impl Migration for AddChecks {
    fn up(schema: &mut Schema) {
        schema.add_check(
            "users",
            "sounds well",
            sql_for()
                .postgres("collation for (nick) NOTNULL")
                .mysql("NOT (nick SOUNDS LIKE 'robber')")
                .sqlite("nick NOT GLOB 'robber*'")
                .uses(["nick"]),
        );
        schema.add_column(
            "users",
            boolean("ageless")
                .nullable()
                .generated(
                    sql_for()
                        .postgres("age ISNULL")
                        .mysql("nick SOUNDS LIKE 'ada'")
                        .sqlite("age ISNULL")
                        .uses(["age", "nick"]),
                )
                .stored(),
        );
    }
}

struct CreateView;
#[migration(version = 20260103_000000)]
impl Migration for CreateView {
    fn up(schema: &mut Schema) {
        schema.create_view(
            "young",
            sql_for()
                .postgres("SELECT nick FROM users WHERE age BETWEEN SYMMETRIC 18 AND 0")
                .mysql("SELECT nick FROM users WHERE age < 18 OR nick SOUNDS LIKE 'ada'")
                .sqlite("SELECT nick FROM users WHERE age ISNULL OR age < 18")
                .uses(["users.nick", "users.age"]),
        );
        schema.create_view("names", "SELECT young.nick FROM young");
    }
}

/// SQLite makes the table anew, and what it cannot read comes along.
struct ChangeBeside;
#[migration(version = 20260104_000000)]
impl Migration for ChangeBeside {
    fn up(schema: &mut Schema) {
        schema.set_default("users", "more", 7);
        schema.rename_column("users", "more", "rest");
    }
}

struct DropAll;
#[migration(version = 20260105_000000)]
impl Migration for DropAll {
    fn up(schema: &mut Schema) {
        schema.drop_view("names");
        schema.drop_view("young");
        schema.drop_check("users", "sounds well");
        schema.drop_column("users", "ageless");
        schema.rename_table("users", "people");
    }
}

migrate::migrations![Setup, AddChecks, CreateView, ChangeBeside, DropAll];

#[test]
fn sql_that_the_build_cannot_read() {
    check(&Case::of(&MIGRATIONS).rows("INSERT INTO users (nick, age, more) VALUES ('ada', 36, 1), ('bob', NULL, 2)"));
}
