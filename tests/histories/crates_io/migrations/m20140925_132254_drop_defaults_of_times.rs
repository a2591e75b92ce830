//! The program gives each row its times.

use migrate::prelude::*;

pub struct DropDefaultsOfTimes;

#[migration]
impl Migration for DropDefaultsOfTimes {
    fn up(schema: &mut Schema) {
        schema.drop_default("versions", "updated_at");
        schema.drop_default("versions", "created_at");
        schema.drop_default("packages", "updated_at");
        schema.drop_default("packages", "created_at");
    }
}
