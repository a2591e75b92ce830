//! A crate that goes takes what is tied to it.

use migrate::prelude::*;

pub struct DeleteWhatIsOfACrate;

#[migration]
impl Migration for DeleteWhatIsOfACrate {
    fn up(schema: &mut Schema) {
        schema.drop_foreign_key("crate_downloads", "fk_crate_downloads_crate_id");
        schema
            .add_foreign_key("crate_downloads", ["crate_id"])
            .references("crates", ["id"])
            .on_delete(Cascade)
            .named("fk_crate_downloads_crate_id");
        schema.drop_foreign_key("crate_owners", "fk_crate_owners_crate_id");
        schema
            .add_foreign_key("crate_owners", ["crate_id"])
            .references("crates", ["id"])
            .on_delete(Cascade)
            .named("fk_crate_owners_crate_id");
        schema.drop_foreign_key("crates_categories", "fk_crates_categories_crate_id");
        schema
            .add_foreign_key("crates_categories", ["crate_id"])
            .references("crates", ["id"])
            .on_delete(Cascade)
            .named("fk_crates_categories_crate_id");
        schema.drop_foreign_key("crates_keywords", "fk_crates_keywords_crate_id");
        schema
            .add_foreign_key("crates_keywords", ["crate_id"])
            .references("crates", ["id"])
            .on_delete(Cascade)
            .named("fk_crates_keywords_crate_id");
        schema.drop_foreign_key("dependencies", "fk_dependencies_crate_id");
        schema
            .add_foreign_key("dependencies", ["crate_id"])
            .references("crates", ["id"])
            .on_delete(Cascade)
            .named("fk_dependencies_crate_id");
        schema.drop_foreign_key("follows", "fk_follows_crate_id");
        schema
            .add_foreign_key("follows", ["crate_id"])
            .references("crates", ["id"])
            .on_delete(Cascade)
            .named("fk_follows_crate_id");
        schema.drop_foreign_key("versions", "fk_versions_crate_id");
        schema
            .add_foreign_key("versions", ["crate_id"])
            .references("crates", ["id"])
            .on_delete(Cascade)
            .named("fk_versions_crate_id");
    }
}
