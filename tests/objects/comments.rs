//! Comments on tables and columns, with everything else that a column has.

use migrate::prelude::*;

struct CreateTables;
#[migration(version = 20260101_000000)]
impl Migration for CreateTables {
    fn up(schema: &mut Schema) {
        schema
            .create_table("teams")
            .columns([id(), string("name").comment("it's short")])
            .comment("who works together");
        schema.create_table("users").columns([
            id(),
            varchar("email", 80).default("none").unique(),
            integer("age").nullable().check("age > -1000000"),
            timestamp_with_time_zone("created_at").default(now()),
            reference("team_id", "teams"),
        ]);
    }
}

struct Comment;
#[migration(version = 20260102_000000)]
impl Migration for Comment {
    fn up(schema: &mut Schema) {
        schema.comment_on_table("users", "people \\ who \"sign in\"; it's them");
        schema.comment_on_column("users", "id", "never given twice");
        schema.comment_on_column("users", "email", "where they read");
        schema.comment_on_column("users", "age", "in years");
        schema.comment_on_column("users", "created_at", "in UTC");
        schema.comment_on_column("users", "team_id", "the team they are in");
    }
}

struct ChangeComments;
#[migration(version = 20260103_000000)]
impl Migration for ChangeComments {
    fn up(schema: &mut Schema) {
        schema.comment_on_table("teams", "");
        schema.comment_on_column("teams", "name", "");
        schema.comment_on_column("users", "age", "in whole years");
        schema.set_not_null("users", "age").restore_with(0).accept_data_loss("nobody asks which rows held none");
    }
}

migrate::migrations![CreateTables, Comment, ChangeComments];

#[tokio::test]
async fn comments() {
    crate::check_everywhere("comments", &MIGRATIONS).await;
}
