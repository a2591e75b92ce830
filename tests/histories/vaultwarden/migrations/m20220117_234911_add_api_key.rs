//! Programs sign in with a key.

use migrate::prelude::*;

pub struct AddApiKey;

#[migration]
impl Migration for AddApiKey {
    fn up(schema: &mut Schema) {
        schema.add_column("users", text("api_key").nullable());
    }
}
