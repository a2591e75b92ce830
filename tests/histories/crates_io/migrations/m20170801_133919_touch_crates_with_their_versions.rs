//! A crate changes when one of its versions does.

use migrate::prelude::*;

pub struct TouchCratesWithTheirVersions;

#[migration]
impl Migration for TouchCratesWithTheirVersions {
    fn up(schema: &mut Schema) {
        schema.create_function(
            "touch_crate_on_version_modified",
            "CREATE FUNCTION touch_crate_on_version_modified() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF TG_OP = 'INSERT' OR NEW.updated_at IS DISTINCT FROM OLD.updated_at THEN
         UPDATE crates SET updated_at = current_timestamp WHERE crates.id = NEW.crate_id;
       END IF;
       RETURN NEW;
     END $$",
        );
        schema.create_trigger(
            "touch_crate",
            "versions",
            "CREATE TRIGGER touch_crate BEFORE INSERT OR UPDATE ON versions
     FOR EACH ROW EXECUTE FUNCTION touch_crate_on_version_modified()",
        );
    }
}
