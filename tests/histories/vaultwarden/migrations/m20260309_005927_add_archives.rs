//! Each person puts away what they do not need every day.

use migrate::prelude::*;

pub struct AddArchives;

#[migration]
impl Migration for AddArchives {
    fn up(schema: &mut Schema) {
        schema
            .create_table("archives")
            .columns([
                reference("user_uuid", "users").without_index().on_delete(Cascade),
                reference("cipher_uuid", "ciphers").without_index().on_delete(Cascade),
                datetime("archived_at").default(now()),
            ])
            .primary_key(["user_uuid", "cipher_uuid"]);
    }
}
