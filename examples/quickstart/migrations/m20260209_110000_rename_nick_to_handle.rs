//! The word that everybody uses is `handle`.

use migrate::prelude::*;

/// `nick` is called `handle` now.
pub struct RenameNickToHandle;

#[migration]
impl Migration for RenameNickToHandle {
    fn up(schema: &mut Schema) {
        #[allow(rename_column, reason = "the service is not open to anybody yet")]
        schema.rename_column("users", "nick", "handle");
    }
}
