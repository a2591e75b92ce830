//! A download is no update.

use migrate::prelude::*;

pub struct IgnoreDownloadsInUpdatedAt;

#[migration]
impl Migration for IgnoreDownloadsInUpdatedAt {
    fn up(schema: &mut Schema) {
        schema.create_function(
            "set_updated_at_ignore_downloads",
            "CREATE FUNCTION set_updated_at_ignore_downloads() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at AND NEW.downloads = OLD.downloads THEN
         NEW.updated_at := current_timestamp;
       END IF;
       RETURN NEW;
     END $$",
        );
        schema.drop_trigger("trigger_crates_set_updated_at");
        schema.drop_trigger("trigger_versions_set_updated_at");
        schema.create_trigger(
            "trigger_crates_set_updated_at",
            "crates",
            "CREATE TRIGGER trigger_crates_set_updated_at BEFORE UPDATE ON crates
     FOR EACH ROW EXECUTE FUNCTION set_updated_at_ignore_downloads()",
        );
        schema.create_trigger(
            "trigger_versions_set_updated_at",
            "versions",
            "CREATE TRIGGER trigger_versions_set_updated_at BEFORE UPDATE ON versions
     FOR EACH ROW EXECUTE FUNCTION set_updated_at_ignore_downloads()",
        );
    }
}
