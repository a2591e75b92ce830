//! One row about everything.

use migrate::prelude::*;

pub struct CreateMetadata;

#[migration]
impl Migration for CreateMetadata {
    fn up(schema: &mut Schema) {
        schema.create_table("metadata").columns([big_integer("total_downloads")]);
    }
}
