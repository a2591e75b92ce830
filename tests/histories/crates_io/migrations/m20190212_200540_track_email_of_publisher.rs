//! The address that somebody had when they published.

use migrate::prelude::*;

pub struct TrackEmailOfPublisher;

#[migration]
impl Migration for TrackEmailOfPublisher {
    fn up(schema: &mut Schema) {
        schema.create_table("versions_published_by").columns([
            reference("version_id", "versions").without_index().on_delete(Cascade).primary_key(),
            text("email"),
        ]);
    }
}
