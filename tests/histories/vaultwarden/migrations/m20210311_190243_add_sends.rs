//! A text or file for somebody without an account.

use migrate::prelude::*;

pub struct AddSends;

#[migration]
impl Migration for AddSends {
    fn up(schema: &mut Schema) {
        schema.create_table("sends").columns([
            char("uuid", 36).primary_key(),
            reference("user_uuid", "users").without_index().nullable(),
            reference("organization_uuid", "organizations").without_index().nullable(),
            text("name"),
            text("notes").nullable(),
            integer("atype"),
            text("data"),
            text("key"),
            blob("password_hash").nullable(),
            blob("password_salt").nullable(),
            integer("password_iter").nullable(),
            integer("max_access_count").nullable(),
            integer("access_count"),
            datetime("creation_date"),
            datetime("revision_date"),
            datetime("expiration_date").nullable(),
            datetime("deletion_date"),
            boolean("disabled"),
        ]);
    }
}
