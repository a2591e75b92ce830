//! Nothing but yanking is a change of a version.

use migrate::prelude::*;

pub struct SimplifyTriggerOfVersions;

#[migration]
impl Migration for SimplifyTriggerOfVersions {
    fn up(schema: &mut Schema) {
        schema.drop_trigger("trigger_versions_set_updated_at");
        schema.create_trigger(
            "trigger_versions_set_updated_at",
            "versions",
            "CREATE TRIGGER trigger_versions_set_updated_at BEFORE UPDATE OF yanked ON versions
     FOR EACH ROW EXECUTE FUNCTION set_updated_at()",
        );
    }
}
