//! The greatest version of a crate is the first one.

use migrate::prelude::*;

pub struct IndexSemverOfVersions;

#[migration]
impl Migration for IndexSemverOfVersions {
    fn up(schema: &mut Schema) {
        schema
            .create_index(
                "versions",
                [column("crate_id"), column("semver_no_prerelease").desc().nulls_last(), column("id").desc()],
            )
            .named("index_versions_crate_id_semver_no_prerelease_id")
            .only_where("NOT yanked");
        schema.create_index("crates", ["id", "downloads", "name"]);
    }
}
