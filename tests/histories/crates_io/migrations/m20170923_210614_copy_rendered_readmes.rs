//! Nothing has to be rendered again.

use migrate::prelude::*;

pub struct CopyRenderedReadmes;

#[migration]
impl DataMigration for CopyRenderedReadmes {
    fn up(data: &mut Data) {
        data.execute(
            "UPDATE versions SET readme_rendered_at = readme_rendering.rendered_at FROM readme_rendering \
     WHERE readme_rendering.version_id = versions.id",
        );
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("the table still holds them");
    }
}
