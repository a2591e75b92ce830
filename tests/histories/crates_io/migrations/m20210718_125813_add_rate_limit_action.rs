//! Some things are limited in another way than publishing.

use migrate::prelude::*;

pub struct AddRateLimitAction;

#[migration]
impl Migration for AddRateLimitAction {
    fn up(schema: &mut Schema) {
        schema.add_column("publish_limit_buckets", integer("action").default(0));
        schema.drop_primary_key("publish_limit_buckets");
        schema.add_primary_key("publish_limit_buckets", ["user_id", "action"]);
        schema.add_column("publish_rate_overrides", integer("action").default(0));
        schema.drop_primary_key("publish_rate_overrides");
        schema.add_primary_key("publish_rate_overrides", ["user_id", "action"]);
    }
}
