//! The crates of somebody.

use migrate::prelude::*;

pub struct IndexCratesByUser;

#[migration]
impl Migration for IndexCratesByUser {
    fn up(schema: &mut Schema) {
        schema.create_index("crates", ["user_id"]).named("index_crates_user_id");
    }
}
