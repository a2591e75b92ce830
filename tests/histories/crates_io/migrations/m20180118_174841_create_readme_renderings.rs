//! Readmes are rendered again and again, and versions need not change with them.

use migrate::prelude::*;

pub struct CreateReadmeRenderings;

#[migration]
impl Migration for CreateReadmeRenderings {
    fn up(schema: &mut Schema) {
        schema.create_table("readme_renderings").columns([
            reference("version_id", "versions").without_index().on_delete(Cascade).primary_key(),
            timestamp("rendered_at").default(now()),
        ]);
    }
}
