//! A code is good for one sign-in only, so the time of the last one is kept.

use migrate::prelude::*;

pub struct AddColumnToTwofactor;

#[migration]
impl Migration for AddColumnToTwofactor {
    fn up(schema: &mut Schema) {
        schema.add_column("twofactor", integer("last_used").default(0));
    }
}
