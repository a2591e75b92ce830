//! Keywords are found whatever their case.

use migrate::prelude::*;

pub struct IndexKeywordsWithoutCase;

#[migration]
impl Migration for IndexKeywordsWithoutCase {
    fn up(schema: &mut Schema) {
        schema.create_index("keywords", [sql("lower(keyword)")]).named("index_keywords_lower_keyword");
    }
}
