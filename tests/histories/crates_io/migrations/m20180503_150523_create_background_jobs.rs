//! What need not be done at once.

use migrate::prelude::*;

pub struct CreateBackgroundJobs;

#[migration]
impl Migration for CreateBackgroundJobs {
    fn up(schema: &mut Schema) {
        schema.create_table("background_jobs").columns([
            id(),
            text("job_type"),
            json_binary("data"),
            integer("retries").default(0),
            timestamp("last_retry").default("1970-01-01"),
            timestamp("created_at").default(now()),
        ]);
    }
}
