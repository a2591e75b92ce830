//! An author that is known is there.

use migrate::prelude::*;

pub struct TieVersionAuthorsToUsers;

#[migration]
impl Migration for TieVersionAuthorsToUsers {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("version_authors", ["user_id"])
            .references("users", ["id"])
            .named("fk_version_authors_user_id");
    }
}
