//! PostgreSQL fills up char with spaces, which programs do not expect.

use migrate::prelude::*;

/// MySQL and MariaDB change no type under a foreign key.
pub struct FixAttachments;

#[migration]
impl Migration for FixAttachments {
    fn up(schema: &mut Schema) {
        schema.drop_foreign_key("attachments", ["cipher_uuid"]);
        schema.drop_foreign_key("devices", ["user_uuid"]);
        schema.drop_foreign_key("folders", ["user_uuid"]);
        schema.drop_foreign_key("ciphers", ["user_uuid"]);
        schema.drop_foreign_key("users_collections", ["user_uuid"]);
        schema.drop_foreign_key("users_organizations", ["user_uuid"]);
        schema.drop_foreign_key("folders_ciphers", ["cipher_uuid"]);
        schema.drop_foreign_key("folders_ciphers", ["folder_uuid"]);
        schema.drop_foreign_key("ciphers_collections", ["cipher_uuid"]);
        schema.drop_foreign_key("twofactor", ["user_uuid"]);
        schema.change_type("attachments", varchar("id", 40));
        schema.change_type("attachments", varchar("cipher_uuid", 40));
        schema.change_type("users", varchar("uuid", 40));
        schema.change_type("devices", varchar("uuid", 40));
        schema.change_type("devices", varchar("user_uuid", 40));
        schema.change_type("ciphers", varchar("uuid", 40));
        schema.change_type("ciphers", varchar("user_uuid", 40));
        schema.change_type("folders", varchar("uuid", 40));
        schema.change_type("folders", varchar("user_uuid", 40));
        schema.change_type("users_collections", varchar("user_uuid", 40));
        schema.change_type("users_organizations", varchar("uuid", 40));
        schema.change_type("users_organizations", varchar("user_uuid", 40));
        schema.change_type("folders_ciphers", varchar("cipher_uuid", 40));
        schema.change_type("folders_ciphers", varchar("folder_uuid", 40));
        schema.change_type("ciphers_collections", varchar("cipher_uuid", 40));
        schema.change_type("twofactor", varchar("uuid", 40));
        schema.change_type("twofactor", varchar("user_uuid", 40));
        schema.add_foreign_key("attachments", ["cipher_uuid"]).references("ciphers", ["uuid"]);
        schema.add_foreign_key("devices", ["user_uuid"]).references("users", ["uuid"]);
        schema.add_foreign_key("folders", ["user_uuid"]).references("users", ["uuid"]);
        schema.add_foreign_key("ciphers", ["user_uuid"]).references("users", ["uuid"]);
        schema.add_foreign_key("users_collections", ["user_uuid"]).references("users", ["uuid"]);
        schema.add_foreign_key("users_organizations", ["user_uuid"]).references("users", ["uuid"]);
        schema.add_foreign_key("folders_ciphers", ["cipher_uuid"]).references("ciphers", ["uuid"]);
        schema.add_foreign_key("folders_ciphers", ["folder_uuid"]).references("folders", ["uuid"]);
        schema.add_foreign_key("ciphers_collections", ["cipher_uuid"]).references("ciphers", ["uuid"]);
        schema.add_foreign_key("twofactor", ["user_uuid"]).references("users", ["uuid"]);
    }
}
