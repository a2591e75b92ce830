//! `key` and `type` are reserved words on some databases.

use migrate::prelude::*;

pub struct RenameKeyAndTypeColumns;

#[migration]
impl Migration for RenameKeyAndTypeColumns {
    fn up(schema: &mut Schema) {
        schema.rename_column("attachments", "key", "akey");
        schema.rename_column("ciphers", "type", "atype");
        schema.rename_column("devices", "type", "atype");
        schema.rename_column("twofactor", "type", "atype");
        schema.rename_column("users", "key", "akey");
        schema.rename_column("users_organizations", "key", "akey");
        schema.rename_column("users_organizations", "type", "atype");
    }
}
