//! A cipher may be in several collections.

use migrate::prelude::*;

pub struct CreateCollectionCipherMap;

#[migration]
impl Migration for CreateCollectionCipherMap {
    fn up(schema: &mut Schema) {
        schema
            .create_table("ciphers_collections")
            .columns([
                reference("cipher_uuid", "ciphers").without_index(),
                reference("collection_uuid", "collections").without_index(),
            ])
            .primary_key(["cipher_uuid", "collection_uuid"]);
    }
}
