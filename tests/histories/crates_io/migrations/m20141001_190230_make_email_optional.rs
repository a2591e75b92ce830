//! GitHub does not tell everybody's address.

use migrate::prelude::*;

pub struct MakeEmailOptional;

#[migration]
impl Migration for MakeEmailOptional {
    fn up(schema: &mut Schema) {
        schema.drop_not_null("users", "email").restore_with(sql("gen_random_uuid()::text"));
    }
}
