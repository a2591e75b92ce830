//! Categories are a tree.

use migrate::prelude::*;

pub struct AddPathToCategories;

#[migration]
impl Migration for AddPathToCategories {
    fn up(schema: &mut Schema) {
        schema.create_extension("ltree");
        schema.add_column("categories", custom("path", "ltree").nullable());
    }
}
