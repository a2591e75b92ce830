//! Which readmes have been rendered.

use migrate::prelude::*;

pub struct TrackRenderedReadmes;

#[migration]
impl Migration for TrackRenderedReadmes {
    fn up(schema: &mut Schema) {
        schema
            .create_table("readme_rendering")
            .columns([integer("version_id").primary_key(), timestamp("rendered_at").nullable()]);
        schema
            .add_foreign_key("readme_rendering", ["version_id"])
            .references("versions", ["id"])
            .on_delete(Cascade)
            .named("fk_readme_rendering_version_id");
    }
}
