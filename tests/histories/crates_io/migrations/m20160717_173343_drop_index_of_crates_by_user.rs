//! Crates have owners.

use migrate::prelude::*;

pub struct DropIndexOfCratesByUser;

#[migration]
impl Migration for DropIndexOfCratesByUser {
    fn up(schema: &mut Schema) {
        schema.drop_index("crates", "index_crates_user_id");
    }
}
