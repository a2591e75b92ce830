//! First editions cost more than expected.

use migrate::prelude::*;

/// Prices outgrow 32 bits.
pub struct WidenPrices;

#[migration]
impl Migration for WidenPrices {
    fn up(schema: &mut Schema) {
        schema.change_type("books", big_integer("cents"));
    }
}
