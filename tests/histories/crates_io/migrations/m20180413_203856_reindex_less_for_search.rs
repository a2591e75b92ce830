//! A crate that does not change is not searched in another way.

use migrate::prelude::*;

pub struct ReindexLessForSearch;

#[migration]
impl Migration for ReindexLessForSearch {
    fn up(schema: &mut Schema) {
        schema.drop_trigger("trigger_crates_tsvector_update");
        schema.create_trigger(
            "trigger_crates_tsvector_update",
            "crates",
            "CREATE TRIGGER trigger_crates_tsvector_update BEFORE INSERT OR UPDATE OF updated_at ON crates
     FOR EACH ROW EXECUTE FUNCTION trigger_crates_name_search()",
        );
    }
}
