//! Some versions have numbers that are too large for it.

use migrate::prelude::*;

pub struct RemoveSemverIndex;

#[migration]
impl Migration for RemoveSemverIndex {
    fn up(schema: &mut Schema) {
        schema.drop_index("versions", "versions_to_semver_no_prerelease_idx");
    }
}
