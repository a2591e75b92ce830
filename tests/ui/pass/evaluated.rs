//! Every form of Rust that a body may have.
use migrate::prelude::*;

const TABLE: &str = "users";
const LENGTH: i64 = 40;
const COLUMNS: [&str; 2] = ["nick", OTHER];
const OTHER: &str = "email";

struct CreateUsers;

/// Documented, and with an attribute.
#[migration(version = 20260101_000000)]
#[rustfmt::skip]
impl Migration for CreateUsers {
    /// As it is.
    fn up(schema: &mut Schema) {
        // A comment.
        schema.create_table(TABLE).columns([
            (id()),
            varchar("nick", LENGTH),
            varchar(r"email", 0xff),
            integer("a").default(-1),
            integer("b").default(-(1)),
            double("c").default(-1.5e3),
            text("d").default(r#"a "raw" text"#),
        ]).unique(COLUMNS);
    }
}

struct AddAge;

#[migration(version = 2026_01_02_00_00_00)]
impl Migration for AddAge {
    fn up(database: &mut Schema) {
        database.add_column(TABLE, integer("age").default(18));
    }
}

migrate::migrations![CreateUsers, AddAge,];
