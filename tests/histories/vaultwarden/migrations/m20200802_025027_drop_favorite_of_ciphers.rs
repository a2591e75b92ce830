//! Favourites are in a table of their own by now.

use migrate::prelude::*;

pub struct DropFavoriteOfCiphers;

#[migration]
impl Migration for DropFavoriteOfCiphers {
    fn up(schema: &mut Schema) {
        schema
            .drop_column("ciphers", "favorite")
            .restore_with(false)
            .accept_data_loss("copied by m20200802_025026_copy_favorites");
    }
}
