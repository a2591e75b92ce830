//! One badge of each kind.

use migrate::prelude::*;

pub struct MakeBadgesUnique;

#[migration]
impl Migration for MakeBadgesUnique {
    fn up(schema: &mut Schema) {
        schema.create_index("badges", ["crate_id", "badge_type"]).unique().named("badges_crate_type");
    }
}
