//! The word is reserved on some databases.

use migrate::prelude::*;

pub struct RenameSendKey;

#[migration]
impl Migration for RenameSendKey {
    fn up(schema: &mut Schema) {
        schema.rename_column("sends", "key", "akey");
    }
}
