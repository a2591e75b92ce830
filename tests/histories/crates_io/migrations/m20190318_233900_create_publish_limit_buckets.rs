//! Nobody publishes too much at once.

use migrate::prelude::*;

pub struct CreatePublishLimitBuckets;

#[migration]
impl Migration for CreatePublishLimitBuckets {
    fn up(schema: &mut Schema) {
        schema.create_table("publish_limit_buckets").columns([
            reference("user_id", "users").without_index().primary_key(),
            integer("tokens"),
            timestamp("last_refill").default(now()),
        ]);
    }
}
