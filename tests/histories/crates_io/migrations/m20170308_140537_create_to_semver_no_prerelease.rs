//! The greatest version that is no prerelease, by its three numbers.

use migrate::prelude::*;

pub struct CreateToSemverNoPrerelease;

#[migration]
impl Migration for CreateToSemverNoPrerelease {
    fn up(schema: &mut Schema) {
        schema
            .execute("CREATE TYPE semver_triple AS (major int4, minor int4, teeny int4)")
            .reverse("DROP TYPE semver_triple");
        schema.create_function(
    "to_semver_no_prerelease",
    "CREATE FUNCTION to_semver_no_prerelease(text) RETURNS semver_triple LANGUAGE sql IMMUTABLE AS $$
     SELECT (substring(split_part($1, '.', 1) FROM '^[0-9]+$')::int4, substring(split_part($1, '.', 2) FROM '^[0-9]+$')::int4,
             substring(split_part(split_part($1, '+', 1), '.', 3) FROM '^[0-9]+$')::int4)::semver_triple
     WHERE strpos($1, '-') = 0 $$",
);
        schema
            .create_index(
                "versions",
                [column("crate_id"), column(sql("to_semver_no_prerelease(num)")).desc().nulls_last()],
            )
            .named("versions_to_semver_no_prerelease_idx")
            .only_where("NOT yanked");
    }
}
