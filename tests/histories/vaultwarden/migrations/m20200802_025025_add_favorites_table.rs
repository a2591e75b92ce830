//! A cipher of an organization is a favourite of some of its members.

use migrate::prelude::*;

pub struct AddFavoritesTable;

#[migration]
impl Migration for AddFavoritesTable {
    fn up(schema: &mut Schema) {
        schema
            .create_table("favorites")
            .columns([
                reference("user_uuid", "users").without_index(),
                reference("cipher_uuid", "ciphers").without_index(),
            ])
            .primary_key(["user_uuid", "cipher_uuid"]);
    }
}
