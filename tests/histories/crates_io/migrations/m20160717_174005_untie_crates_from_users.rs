//! Crates have owners, who may leave.

use migrate::prelude::*;

pub struct UntieCratesFromUsers;

#[migration]
impl Migration for UntieCratesFromUsers {
    fn up(schema: &mut Schema) {
        schema.drop_foreign_key("crates", "fk_crates_user_id");
    }
}
