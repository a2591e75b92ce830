//! A cipher may belong to an organization instead of a person, and each person sorts it into folders of their own.

use migrate::prelude::*;

pub struct CreateFoldersCiphers;

#[migration]
impl Migration for CreateFoldersCiphers {
    fn up(schema: &mut Schema) {
        schema
            .create_table("folders_ciphers")
            .columns([
                reference("cipher_uuid", "ciphers").without_index(),
                reference("folder_uuid", "folders").without_index(),
            ])
            .primary_key(["cipher_uuid", "folder_uuid"]);
        schema.drop_not_null("ciphers", "user_uuid");
        schema.change_type("ciphers", varchar("organization_uuid", 40));
        schema.add_foreign_key("ciphers", ["organization_uuid"]).references("organizations", ["uuid"]);
        schema.add_column("users_collections", boolean("read_only").default(false));
    }
}
