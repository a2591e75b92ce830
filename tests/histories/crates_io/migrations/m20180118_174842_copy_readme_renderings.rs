//! Nothing has to be rendered again.

use migrate::prelude::*;

pub struct CopyReadmeRenderings;

#[migration]
impl DataMigration for CopyReadmeRenderings {
    fn up(data: &mut Data) {
        data.execute(
            "INSERT INTO readme_renderings (version_id, rendered_at) SELECT id, readme_rendered_at FROM versions \
     WHERE readme_rendered_at IS NOT NULL ON CONFLICT DO NOTHING",
        );
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("the versions still have the times");
    }
}
