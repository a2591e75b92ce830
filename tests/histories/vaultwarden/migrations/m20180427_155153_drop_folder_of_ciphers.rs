//! Folders are in a table of their own by now.

use migrate::prelude::*;

pub struct DropFolderOfCiphers;

#[migration]
impl Migration for DropFolderOfCiphers {
    fn up(schema: &mut Schema) {
        schema.drop_foreign_key("ciphers", ["folder_uuid"]);
        schema
            .drop_column("ciphers", "folder_uuid")
            .accept_data_loss("copied by m20180427_155152_copy_folders_of_ciphers");
    }
}
