//! Nobody has two accounts here.

use migrate::prelude::*;

pub struct MakeGhIdUnique;

#[migration]
impl Migration for MakeGhIdUnique {
    fn up(schema: &mut Schema) {
        schema.create_index("users", ["gh_id"]).unique().named("users_gh_id").only_where("gh_id > 0");
    }
}
