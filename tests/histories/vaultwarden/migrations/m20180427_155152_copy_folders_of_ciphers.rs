//! The folder that each cipher was in becomes a row of its own.

use migrate::prelude::*;

pub struct CopyFoldersOfCiphers;

#[migration]
impl DataMigration for CopyFoldersOfCiphers {
    fn up(data: &mut Data) {
        data.execute(
            "INSERT INTO folders_ciphers (cipher_uuid, folder_uuid) SELECT uuid, folder_uuid FROM ciphers \
     WHERE folder_uuid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM folders_ciphers \
     WHERE folders_ciphers.cipher_uuid = ciphers.uuid AND folders_ciphers.folder_uuid = ciphers.folder_uuid)",
        );
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("the ciphers still name their folder");
    }
}
