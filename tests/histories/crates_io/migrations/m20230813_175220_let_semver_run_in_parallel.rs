//! A function that reads nothing may run anywhere.

use migrate::prelude::*;

pub struct LetSemverRunInParallel;

#[migration]
impl Migration for LetSemverRunInParallel {
    fn up(schema: &mut Schema) {
        schema.replace_function(
    "to_semver_no_prerelease",
    "CREATE OR REPLACE FUNCTION to_semver_no_prerelease(text) RETURNS semver_triple
     LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
     SELECT (substring(split_part($1, '.', 1) FROM '^[0-9]+$')::numeric, substring(split_part($1, '.', 2) FROM '^[0-9]+$')::numeric,
             substring(split_part(split_part($1, '+', 1), '.', 3) FROM '^[0-9]+$')::numeric)::semver_triple
     WHERE strpos($1, '-') = 0 $$",
);
    }
}
