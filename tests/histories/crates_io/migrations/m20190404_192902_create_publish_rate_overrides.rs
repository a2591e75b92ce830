//! Some may publish more.

use migrate::prelude::*;

pub struct CreatePublishRateOverrides;

#[migration]
impl Migration for CreatePublishRateOverrides {
    fn up(schema: &mut Schema) {
        schema
            .create_table("publish_rate_overrides")
            .columns([reference("user_id", "users").without_index().primary_key(), integer("burst")]);
    }
}
