//! Features were one text with commas.

use migrate::prelude::*;

pub struct SplitFeaturesOfDependencies;

#[migration]
impl Migration for SplitFeaturesOfDependencies {
    fn up(schema: &mut Schema) {
        schema.set_default("dependencies", "kind", 0);
        schema.set_not_null("dependencies", "kind");
        schema
            .change_type("dependencies", array(text("features")))
            .using("string_to_array(features, ',')")
            .reverse_using("array_to_string(features, ',')")
            .accept_data_loss("no feature has a comma in its name");
    }
}
