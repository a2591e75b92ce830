//! Unique indexes in which NULL counts as a value, compared with what is there.

use migrate::prelude::*;

use crate::schema::{Case, check_cases};

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([
            id(),
            varchar("nick", 20).nullable(),
            text("story").nullable(),
            timestamp("gone_at").nullable(),
        ]);
        schema.create_index("users", ["nick", "gone_at"]).unique().nulls_not_distinct();
        schema
            .create_index("users", (column("story").prefix(20), column(sql("lower(nick)")).desc()))
            .unique()
            .nulls_not_distinct()
            .named("once");
    }
}

migrate::migrations![CreateUsers];

#[test]
fn each_change_is_found_and_no_other() {
    let cases = [
        Case::of("postgres sqlite", "DROP INDEX users_nick_gone_at_idx", "missing index users.users_nick_gone_at_idx"),
        Case::of("mysql", "DROP INDEX users_nick_gone_at_idx ON users", "missing index users.users_nick_gone_at_idx"),
        Case::of(
            "postgres sqlite",
            "DROP INDEX once; CREATE UNIQUE INDEX once ON users (story, lower(nick) DESC)",
            "different index users.once",
        ),
        Case::of(
            "mysql",
            "DROP INDEX once ON users; CREATE UNIQUE INDEX once ON users (story(20), (lower(nick)) DESC)",
            "different index users.once",
        ),
    ];
    check_cases(&MIGRATIONS, &cases);
}
