//! A name in use cannot be reserved.

use migrate::prelude::*;

pub struct EnsureReservedNamesNotInUse;

#[migration]
impl Migration for EnsureReservedNamesNotInUse {
    fn up(schema: &mut Schema) {
        schema.create_function(
            "ensure_reserved_name_not_in_use",
            "CREATE FUNCTION ensure_reserved_name_not_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF canon_crate_name(NEW.name) IN (SELECT canon_crate_name(name) FROM crates) THEN
         RAISE EXCEPTION 'crate exists with name %', NEW.name;
       END IF;
       RETURN NEW;
     END $$",
        );
        schema.create_trigger(
            "trigger_ensure_reserved_name_not_in_use",
            "reserved_crate_names",
            "CREATE TRIGGER trigger_ensure_reserved_name_not_in_use BEFORE INSERT OR UPDATE ON reserved_crate_names
     FOR EACH ROW EXECUTE FUNCTION ensure_reserved_name_not_in_use()",
        );
    }
}
