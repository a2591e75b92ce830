//! The keywords that are searched come from their own table.

use migrate::prelude::*;

pub struct SearchKeywordsOfCrates;

#[migration]
impl Migration for SearchKeywordsOfCrates {
    fn up(schema: &mut Schema) {
        schema.replace_function(
            "trigger_crates_name_search",
            "CREATE OR REPLACE FUNCTION trigger_crates_name_search() RETURNS trigger LANGUAGE plpgsql AS $$
     DECLARE words text;
     BEGIN
       SELECT string_agg(keyword, ',') INTO words FROM keywords
         INNER JOIN crates_keywords ON keywords.id = crates_keywords.keyword_id WHERE crates_keywords.crate_id = NEW.id;
       NEW.textsearchable_index_col :=
         setweight(to_tsvector('pg_catalog.english', coalesce(NEW.name, '')), 'A')
         || setweight(to_tsvector('pg_catalog.english', coalesce(words, '')), 'B')
         || setweight(to_tsvector('pg_catalog.english', coalesce(NEW.description, '')), 'C')
         || setweight(to_tsvector('pg_catalog.english', coalesce(NEW.readme, '')), 'D');
       RETURN NEW;
     END $$",
        );
        schema.drop_column("crates", "keywords").accept_data_loss("they are in `crates_keywords`");
        schema.create_function(
            "touch_crate",
            "CREATE FUNCTION touch_crate() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF TG_OP = 'DELETE' THEN
         UPDATE crates SET updated_at = current_timestamp WHERE id = OLD.crate_id;
         RETURN OLD;
       END IF;
       UPDATE crates SET updated_at = current_timestamp WHERE id = NEW.crate_id;
       RETURN NEW;
     END $$",
        );
        schema.create_trigger(
            "touch_crate_on_modify_keywords",
            "crates_keywords",
            "CREATE TRIGGER touch_crate_on_modify_keywords AFTER INSERT OR DELETE ON crates_keywords
     FOR EACH ROW EXECUTE FUNCTION touch_crate()",
        );
    }
}
