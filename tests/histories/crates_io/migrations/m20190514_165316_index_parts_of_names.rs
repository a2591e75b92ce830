//! Parts of names are found, too.

use migrate::prelude::*;

pub struct IndexPartsOfNames;

#[migration]
impl Migration for IndexPartsOfNames {
    fn up(schema: &mut Schema) {
        schema.create_extension("pg_trgm");
        schema
            .create_index("crates", column(sql("canon_crate_name(name)")).operator_class("gin_trgm_ops"))
            .named("index_crates_name_tgrm")
            .using("gin");
    }
}
