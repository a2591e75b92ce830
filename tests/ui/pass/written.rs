//! Statements in their author's words.
use migrate::prelude::*;

struct CreateEvents;

#[migration(version = 20260101_000000)]
impl Migration for CreateEvents {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
        schema
            .create_table("events")
            .columns([big_integer("number"), date("day"), text("what").nullable()])
            .primary_key(["number", "day"])
            .index("day")
            .written_as(
                sql_for()
                    .postgres(
                        "CREATE TABLE public.events (number bigint, day date, what text, PRIMARY KEY (number, day))
                         PARTITION BY RANGE (day)",
                    )
                    .mysql(
                        "CREATE TABLE events (number bigint, day date, what text NULL, PRIMARY KEY (number, day),
                         KEY events_day_idx (day)) PARTITION BY HASH (number) PARTITIONS 4",
                    )
                    .sqlite(
                        "CREATE TABLE events (number INTEGER NOT NULL, day TEXT NOT NULL, what TEXT,
                         PRIMARY KEY (number, day)) STRICT, WITHOUT ROWID;",
                    ),
            );
    }
}

struct ChangeUsers;

#[migration(version = 20260102_000000)]
impl Migration for ChangeUsers {
    fn up(schema: &mut Schema) {
        schema
            .create_index("users", "email")
            .written_as(sql_for().postgres(
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS users_email_idx ON ONLY users (email) WITH (fillfactor = 70)",
            ))
            .reverse_written_as(sql_for().postgres("DROP INDEX CONCURRENTLY users_email_idx"));
        schema
            .add_column("users", integer("age").nullable())
            .written_as(sql_for().mariadb("ALTER TABLE users ADD COLUMN age integer NULL, ALGORITHM=INSTANT"));
        schema
            .rename_column("users", "nick", "handle")
            .written_as("ALTER TABLE users RENAME COLUMN nick TO handle")
            .reverse_written_as("ALTER TABLE users RENAME COLUMN handle TO nick");
        schema
            .create_view("emails", "SELECT email FROM users")
            .written_as(sql_for().postgres("CREATE VIEW emails WITH (security_barrier) AS SELECT email FROM users"));
    }
}

struct DropEvents;

#[migration(version = 20260103_000000)]
impl Migration for DropEvents {
    fn up(schema: &mut Schema) {
        schema.drop_table("events").accept_data_loss("nobody reads them");
        schema.drop_view("emails");
    }
}

migrate::migrations![CreateEvents, ChangeUsers, DropEvents];
