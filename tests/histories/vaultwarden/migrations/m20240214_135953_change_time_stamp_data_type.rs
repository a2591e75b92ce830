//! Seconds since 1970 will not fit into 32 bits for long.

use migrate::prelude::*;

pub struct ChangeTimeStampDataType;

#[migration]
impl Migration for ChangeTimeStampDataType {
    fn up(schema: &mut Schema) {
        schema.change_type("twofactor", big_integer("last_used"));
    }
}
