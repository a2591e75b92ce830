//! Defaults, times and counts are up to the database.

use migrate::prelude::*;

pub struct LetTheDatabaseFillIn;

#[migration]
impl Migration for LetTheDatabaseFillIn {
    fn up(schema: &mut Schema) {
        schema.set_default("version_downloads", "downloads", 1);
        schema.set_default("version_downloads", "counted", 0);
        schema.set_default("version_downloads", "date", sql("current_date"));
        schema.set_default("version_downloads", "processed", false);
        schema.set_default("keywords", "created_at", now());
        schema.set_default("keywords", "crates_cnt", 0);
        schema.set_default("crates", "created_at", now());
        schema.set_default("crates", "updated_at", now());
        schema.set_default("crates", "downloads", 0);
        schema.set_default("crates", "max_version", "0.0.0");
        schema.set_default("crate_owners", "created_at", now());
        schema.set_default("crate_owners", "updated_at", now());
        schema.set_default("crate_owners", "deleted", false);
        schema.set_default("versions", "created_at", now());
        schema.set_default("versions", "updated_at", now());
        schema.set_default("versions", "downloads", 0);
        schema.create_function(
            "set_updated_at",
            "CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
         NEW.updated_at := current_timestamp;
       END IF;
       RETURN NEW;
     END $$",
        );
        schema.create_function(
            "update_keywords_crates_cnt",
            "CREATE FUNCTION update_keywords_crates_cnt() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF TG_OP = 'INSERT' THEN
         UPDATE keywords SET crates_cnt = crates_cnt + 1 WHERE id = NEW.keyword_id;
         RETURN NEW;
       END IF;
       UPDATE keywords SET crates_cnt = crates_cnt - 1 WHERE id = OLD.keyword_id;
       RETURN OLD;
     END $$",
        );
        schema.create_trigger(
            "trigger_update_keywords_crates_cnt",
            "crates_keywords",
            "CREATE TRIGGER trigger_update_keywords_crates_cnt BEFORE INSERT OR DELETE ON crates_keywords
     FOR EACH ROW EXECUTE FUNCTION update_keywords_crates_cnt()",
        );
        schema.create_trigger(
            "trigger_crate_owners_set_updated_at",
            "crate_owners",
            "CREATE TRIGGER trigger_crate_owners_set_updated_at BEFORE UPDATE ON crate_owners
     FOR EACH ROW EXECUTE FUNCTION set_updated_at()",
        );
        schema.create_trigger(
    "trigger_crates_set_updated_at",
    "crates",
    "CREATE TRIGGER trigger_crates_set_updated_at BEFORE UPDATE ON crates FOR EACH ROW EXECUTE FUNCTION set_updated_at()",
);
        schema.create_trigger(
    "trigger_versions_set_updated_at",
    "versions",
    "CREATE TRIGGER trigger_versions_set_updated_at BEFORE UPDATE ON versions FOR EACH ROW EXECUTE FUNCTION set_updated_at()",
);
    }
}
