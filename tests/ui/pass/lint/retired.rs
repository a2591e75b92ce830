//! What was retired by an earlier migration is dropped without a warning.
#![deny(deprecated)]

use migrate::prelude::*;

struct CreateUsers;

#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick"), string("bio").nullable()]);
        schema.create_table("notes").columns([id(), string("text").nullable()]);
        schema.create_table("drafts").columns([id(), string("text")]);
    }
}

struct Retire;

#[migration(version = 20260102_000000)]
impl Migration for Retire {
    fn up(schema: &mut Schema) {
        schema.retire_column("users", "email").restore_with("nobody@example.com");
        schema.retire_column("users", "nick");
        schema.retire_column("users", "bio");
        schema.retire_table("notes");
        schema.retire_table("drafts");
    }
}

struct Rename;

#[migration(version = 20260103_000000)]
impl Migration for Rename {
    fn up(schema: &mut Schema) {
        #[allow(rename_column, reason = "nobody uses it any more")]
        schema.rename_column("users", "nick", "old_nick");
        #[allow(rename_table, reason = "nobody uses it any more")]
        schema.rename_table("drafts", "old_drafts");
    }
}

struct Drop;

#[migration(version = 20260104_000000)]
impl Migration for Drop {
    fn up(schema: &mut Schema) {
        schema.drop_column("users", "email").accept_data_loss("kept elsewhere");
        schema.drop_column("users", "old_nick").accept_data_loss("kept elsewhere");
        schema.drop_column("users", "bio").accept_data_loss("kept elsewhere");
        schema.drop_column("notes", "text").accept_data_loss("kept elsewhere");
        schema.drop_table("notes").accept_data_loss("kept elsewhere");
        schema.drop_table("old_drafts").accept_data_loss("kept elsewhere");
    }
}

migrate::migrations![CreateUsers, Retire, Rename, Drop];
