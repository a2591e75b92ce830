//! Comments, said with a table and after it.

use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email").comment("")]).comment("people");
    }
}

struct Comment;
#[migration(version = 20260102_000000)]
impl Migration for Comment {
    fn up(schema: &mut Schema) {
        schema.comment_on_table("users", "");
        schema.comment_on_column("users", "email", "where they read");
        schema.add_column("users", string("nick").nullable());
    }
}

migrate::migrations![CreateUsers, Comment];
