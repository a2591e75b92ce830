//! Features are looked into.

use migrate::prelude::*;

pub struct UseJsonbForFeatures;

#[migration]
impl Migration for UseJsonbForFeatures {
    fn up(schema: &mut Schema) {
        schema
            .change_type("versions", json_binary("features"))
            .using("features::jsonb")
            .reverse_using("features::text")
            .accept_data_loss("the order of the keys and the spaces between them mean nothing");
        schema.set_default("versions", "features", "{}");
        schema.set_not_null("versions", "features");
    }
}
