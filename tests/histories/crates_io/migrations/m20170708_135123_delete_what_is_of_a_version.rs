//! A version that goes takes what is tied to it.

use migrate::prelude::*;

pub struct DeleteWhatIsOfAVersion;

#[migration]
impl Migration for DeleteWhatIsOfAVersion {
    fn up(schema: &mut Schema) {
        schema.drop_foreign_key("dependencies", "fk_dependencies_version_id");
        schema
            .add_foreign_key("dependencies", ["version_id"])
            .references("versions", ["id"])
            .on_delete(Cascade)
            .named("fk_dependencies_version_id");
        schema.drop_foreign_key("version_authors", "fk_version_authors_version_id");
        schema
            .add_foreign_key("version_authors", ["version_id"])
            .references("versions", ["id"])
            .on_delete(Cascade)
            .named("fk_version_authors_version_id");
        schema.drop_foreign_key("version_downloads", "fk_version_downloads_version_id");
        schema
            .add_foreign_key("version_downloads", ["version_id"])
            .references("versions", ["id"])
            .on_delete(Cascade)
            .named("fk_version_downloads_version_id");
    }
}
