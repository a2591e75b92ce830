//! A colon is a step down; hyphens cannot be in a path.

use migrate::prelude::*;

pub struct FillPathsOfCategories;

#[migration]
impl DataMigration for FillPathsOfCategories {
    fn up(data: &mut Data) {
        data.update("categories")
            .set("path", sql("text2ltree('root.' || trim(replace(replace(slug, '-', '_'), '::', '.')))"))
            .only_where("path IS NULL");
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("a path is better than none");
    }
}
