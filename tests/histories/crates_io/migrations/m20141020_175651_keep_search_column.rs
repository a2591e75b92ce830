//! Name, keywords, description and readme, in this order of importance.

use migrate::prelude::*;

pub struct KeepSearchColumn;

#[migration]
impl Migration for KeepSearchColumn {
    fn up(schema: &mut Schema) {
        schema.create_function(
            "trigger_crates_name_search",
            "CREATE FUNCTION trigger_crates_name_search() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       NEW.textsearchable_index_col :=
         setweight(to_tsvector('pg_catalog.english', coalesce(NEW.name, '')), 'A')
         || setweight(to_tsvector('pg_catalog.english', coalesce(NEW.keywords, '')), 'B')
         || setweight(to_tsvector('pg_catalog.english', coalesce(NEW.description, '')), 'C')
         || setweight(to_tsvector('pg_catalog.english', coalesce(NEW.readme, '')), 'D');
       RETURN NEW;
     END $$",
        );
        schema.create_trigger(
            "trigger_crates_tsvector_update",
            "crates",
            "CREATE TRIGGER trigger_crates_tsvector_update BEFORE INSERT OR UPDATE ON crates
     FOR EACH ROW EXECUTE FUNCTION trigger_crates_name_search()",
        );
    }
}
