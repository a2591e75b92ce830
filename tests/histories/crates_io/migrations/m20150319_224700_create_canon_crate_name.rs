//! Hyphens and underscores are the same in names.

use migrate::prelude::*;

pub struct CreateCanonCrateName;

#[migration]
impl Migration for CreateCanonCrateName {
    fn up(schema: &mut Schema) {
        schema.create_function(
    "canon_crate_name",
    "CREATE FUNCTION canon_crate_name(text) RETURNS text LANGUAGE sql AS $$ SELECT replace(lower($1), '-', '_') $$",
);
    }
}
