//! The database computes it once.

use migrate::prelude::*;

pub struct KeepSemverOfVersions;

#[migration]
impl Migration for KeepSemverOfVersions {
    fn up(schema: &mut Schema) {
        schema.add_column(
            "versions",
            custom("semver_no_prerelease", "semver_triple")
                .nullable()
                .generated("to_semver_no_prerelease(num)")
                .stored(),
        );
    }
}
