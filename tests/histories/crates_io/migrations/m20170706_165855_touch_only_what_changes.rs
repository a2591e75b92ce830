//! A row that is written as it was keeps its time.

use migrate::prelude::*;

pub struct TouchOnlyWhatChanges;

#[migration]
impl Migration for TouchOnlyWhatChanges {
    fn up(schema: &mut Schema) {
        schema.replace_function(
            "set_updated_at",
            "CREATE OR REPLACE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF NEW IS DISTINCT FROM OLD AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
         NEW.updated_at = current_timestamp;
       END IF;
       RETURN NEW;
     END $$",
        );
        schema.replace_function(
            "set_updated_at_ignore_downloads",
            "CREATE OR REPLACE FUNCTION set_updated_at_ignore_downloads() RETURNS trigger LANGUAGE plpgsql AS $$
     DECLARE
       new_downloads integer;
     BEGIN
       new_downloads := NEW.downloads;
       OLD.downloads := NEW.downloads;
       IF NEW IS DISTINCT FROM OLD AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
         NEW.updated_at = current_timestamp;
       END IF;
       NEW.downloads := new_downloads;
       RETURN NEW;
     END $$",
        );
    }
}
