//! An owner need not be a person.

use migrate::prelude::*;

pub struct LetTeamsOwnCrates;

#[migration]
impl Migration for LetTeamsOwnCrates {
    fn up(schema: &mut Schema) {
        schema.drop_foreign_key("crate_owners", "fk_crate_owners_user_id");
    }
}
