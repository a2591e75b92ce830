//! The favourites among the ciphers of one person.

use migrate::prelude::*;

pub struct CopyFavorites;

#[migration]
impl DataMigration for CopyFavorites {
    fn up(data: &mut Data) {
        data.execute(
            "INSERT INTO favorites (user_uuid, cipher_uuid) SELECT user_uuid, uuid FROM ciphers \
     WHERE favorite = TRUE AND user_uuid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM favorites \
     WHERE favorites.user_uuid = ciphers.user_uuid AND favorites.cipher_uuid = ciphers.uuid)",
        );
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("the ciphers still say whether they are favourites");
    }
}
