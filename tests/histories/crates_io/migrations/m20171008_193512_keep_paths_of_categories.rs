//! Paths follow the names.

use migrate::prelude::*;

pub struct KeepPathsOfCategories;

#[migration]
impl Migration for KeepPathsOfCategories {
    fn up(schema: &mut Schema) {
        schema.set_not_null("categories", "path");
        schema.create_index("categories", ["path"]).named("path_gist_categories_idx").using("gist");
        schema.create_index("categories", ["path"]).named("path_categories_idx").using("btree");
        schema.create_function(
            "set_category_path_to_slug",
            "CREATE FUNCTION set_category_path_to_slug() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       NEW.path = text2ltree('root.' || trim(replace(replace(NEW.slug, '-', '_'), '::', '.')));
       RETURN NEW;
     END $$",
        );
        schema.create_trigger(
            "set_category_path_insert",
            "categories",
            "CREATE TRIGGER set_category_path_insert BEFORE INSERT ON categories
     FOR EACH ROW EXECUTE FUNCTION set_category_path_to_slug()",
        );
        schema.create_trigger(
            "set_category_path_update",
            "categories",
            "CREATE TRIGGER set_category_path_update BEFORE UPDATE OF slug ON categories
     FOR EACH ROW EXECUTE FUNCTION set_category_path_to_slug()",
        );
    }
}
