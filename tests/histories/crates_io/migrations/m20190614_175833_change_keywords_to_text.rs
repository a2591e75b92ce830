//! Both are the same to PostgreSQL, but not to the program.

use migrate::prelude::*;

pub struct ChangeKeywordsToText;

#[migration]
impl Migration for ChangeKeywordsToText {
    fn up(schema: &mut Schema) {
        schema.drop_index("keywords", "index_keywords_lower_keyword");
        schema
            .change_type("keywords", text("keyword"))
            .using("keyword::text")
            .reverse_using("keyword::varchar")
            .accept_data_loss("no value changes");
        schema.create_index("keywords", [sql("lower(keyword)")]).named("index_keywords_lower_keyword");
    }
}
