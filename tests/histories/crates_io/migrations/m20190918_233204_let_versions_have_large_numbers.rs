//! Numbers of versions are as large as anybody likes.

use migrate::prelude::*;

pub struct LetVersionsHaveLargeNumbers;

#[migration]
impl Migration for LetVersionsHaveLargeNumbers {
    fn up(schema: &mut Schema) {
        schema.drop_function("to_semver_no_prerelease");
        schema
            .execute("DROP TYPE semver_triple")
            .reverse("CREATE TYPE semver_triple AS (major int4, minor int4, teeny int4)");
        schema
            .execute("CREATE TYPE semver_triple AS (major numeric, minor numeric, teeny numeric)")
            .reverse("DROP TYPE semver_triple");
        schema.create_function(
    "to_semver_no_prerelease",
    "CREATE FUNCTION to_semver_no_prerelease(text) RETURNS semver_triple LANGUAGE sql IMMUTABLE AS $$
     SELECT (substring(split_part($1, '.', 1) FROM '^[0-9]+$')::numeric, substring(split_part($1, '.', 2) FROM '^[0-9]+$')::numeric,
             substring(split_part(split_part($1, '+', 1), '.', 3) FROM '^[0-9]+$')::numeric)::semver_triple
     WHERE strpos($1, '-') = 0 $$",
);
    }
}
