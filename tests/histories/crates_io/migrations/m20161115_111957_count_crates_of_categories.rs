//! Categories are counted as keywords are.

use migrate::prelude::*;

pub struct CountCratesOfCategories;

#[migration]
impl Migration for CountCratesOfCategories {
    fn up(schema: &mut Schema) {
        schema.create_function(
            "update_categories_crates_cnt",
            "CREATE FUNCTION update_categories_crates_cnt() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF TG_OP = 'INSERT' THEN
         UPDATE categories SET crates_cnt = crates_cnt + 1 WHERE id = NEW.category_id;
         RETURN NEW;
       END IF;
       UPDATE categories SET crates_cnt = crates_cnt - 1 WHERE id = OLD.category_id;
       RETURN OLD;
     END $$",
        );
        schema.create_trigger(
            "trigger_update_categories_crates_cnt",
            "crates_categories",
            "CREATE TRIGGER trigger_update_categories_crates_cnt BEFORE INSERT OR DELETE ON crates_categories
     FOR EACH ROW EXECUTE FUNCTION update_categories_crates_cnt()",
        );
        schema.create_trigger(
            "touch_crate_on_modify_categories",
            "crates_categories",
            "CREATE TRIGGER touch_crate_on_modify_categories AFTER INSERT OR DELETE ON crates_categories
     FOR EACH ROW EXECUTE FUNCTION touch_crate()",
        );
    }
}
