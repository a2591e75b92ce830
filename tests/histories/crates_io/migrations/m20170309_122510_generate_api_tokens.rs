//! The database makes up tokens.

use migrate::prelude::*;

pub struct GenerateApiTokens;

#[migration]
impl Migration for GenerateApiTokens {
    fn up(schema: &mut Schema) {
        schema.create_function(
    "random_string",
    "CREATE FUNCTION random_string(int4) RETURNS text LANGUAGE sql AS $$
     SELECT string_agg(substr('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', floor(random() * 62)::int4 + 1, 1), '')
     FROM generate_series(1, $1) $$",
);
        schema.set_default("users", "api_token", sql("random_string(32)"));
    }
}
