//! Columns that the database computes or numbers, with rows that are made up for whatever can be written.

use migrate::prelude::*;

struct CreateTables;
#[migration(version = 20260101_000000)]
impl Migration for CreateTables {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([
            integer("number").primary_key(),
            integer("size").default(2).unique(),
            integer("twice").generated("size * 2").stored().unique(),
        ]);
        schema.create_table("users").columns([
            id(),
            varchar("email", 80),
            varchar("lower_email", 80).generated("lower(email)").stored().unique(),
            integer("age").nullable(),
            integer("next_age").nullable().generated("age + 1").stored().check("next_age > -1000000"),
            integer("team").references("teams", "twice"),
        ]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.set_auto_increment("teams", "number");
        schema.drop_generated("users", "lower_email");
        schema.set_generated("users", "next_age", "1 + age").stored();
        schema.add_column("users", integer("half").generated("team / 2").stored());
    }
}

struct Rename;
#[migration(version = 20260103_000000)]
impl Migration for Rename {
    fn up(schema: &mut Schema) {
        schema.rename_column("users", "age", "years");
        schema.change_type("users", big_integer("years"));
        schema.set_generated("users", "lower_email", "email").stored().accept_data_loss("it was always the same");
        schema.drop_column("users", "half");
        schema.drop_auto_increment("teams", "number");
    }
}

migrate::migrations![CreateTables, Change, Rename];

#[tokio::test]
async fn computed_columns_go_and_come() {
    crate::check_everywhere("computed_columns_go_and_come", &MIGRATIONS).await;
}
