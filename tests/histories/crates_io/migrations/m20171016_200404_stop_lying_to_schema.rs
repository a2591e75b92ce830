//! What is not used goes, what is never NULL says so.

use migrate::prelude::*;

pub struct StopLyingToSchema;

#[migration]
impl Migration for StopLyingToSchema {
    fn up(schema: &mut Schema) {
        schema.drop_column("crates", "max_version").accept_data_loss("it is computed from the versions");
        schema.set_not_null("crates", "textsearchable_index_col");
        schema.drop_column("users", "api_token").accept_data_loss("copied by m20170428_154715_copy_api_tokens");
    }
}
