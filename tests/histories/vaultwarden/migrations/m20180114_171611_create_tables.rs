//! People, their devices, and what they keep in their vaults.

use migrate::prelude::*;

pub struct CreateTables;

#[migration]
impl Migration for CreateTables {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([
            char("uuid", 36).primary_key(),
            datetime("created_at"),
            datetime("updated_at"),
            string("email").unique(),
            text("name"),
            blob("password_hash"),
            blob("salt"),
            integer("password_iterations"),
            text("password_hint").nullable(),
            text("key"),
            text("private_key").nullable(),
            text("public_key").nullable(),
            text("totp_secret").nullable(),
            text("totp_recover").nullable(),
            text("security_stamp"),
            text("equivalent_domains"),
            text("excluded_globals"),
        ]);
        schema.create_table("devices").columns([
            char("uuid", 36).primary_key(),
            datetime("created_at"),
            datetime("updated_at"),
            reference("user_uuid", "users").without_index(),
            text("name"),
            integer("type"),
            text("push_token").nullable(),
            text("refresh_token"),
        ]);
        schema.create_table("folders").columns([
            char("uuid", 36).primary_key(),
            datetime("created_at"),
            datetime("updated_at"),
            reference("user_uuid", "users").without_index(),
            text("name"),
        ]);
        schema.create_table("ciphers").columns([
            char("uuid", 36).primary_key(),
            datetime("created_at"),
            datetime("updated_at"),
            reference("user_uuid", "users").without_index(),
            reference("folder_uuid", "folders").without_index().nullable(),
            char("organization_uuid", 36).nullable(),
            integer("type"),
            text("name"),
            text("notes").nullable(),
            text("fields").nullable(),
            text("data"),
            boolean("favorite"),
        ]);
        schema.create_table("attachments").columns([
            char("id", 36).primary_key(),
            reference("cipher_uuid", "ciphers").without_index(),
            text("file_name"),
            integer("file_size"),
        ]);
    }
}
