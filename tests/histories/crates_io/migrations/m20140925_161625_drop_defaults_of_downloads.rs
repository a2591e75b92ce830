//! The program gives each row its numbers.

use migrate::prelude::*;

pub struct DropDefaultsOfDownloads;

#[migration]
impl Migration for DropDefaultsOfDownloads {
    fn up(schema: &mut Schema) {
        schema.drop_default("versions", "downloads");
        schema.drop_default("packages", "downloads");
    }
}
