//! Nobody was ever known.

use migrate::prelude::*;

pub struct RemoveUserOfVersionAuthors;

#[migration]
impl Migration for RemoveUserOfVersionAuthors {
    fn up(schema: &mut Schema) {
        schema.drop_foreign_key("version_authors", "fk_version_authors_user_id");
        schema.drop_column("version_authors", "user_id").accept_data_loss("it was always NULL");
    }
}
