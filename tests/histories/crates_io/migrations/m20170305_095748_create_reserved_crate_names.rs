//! Nobody publishes a crate of these names.

use migrate::prelude::*;

pub struct CreateReservedCrateNames;

#[migration]
impl Migration for CreateReservedCrateNames {
    fn up(schema: &mut Schema) {
        schema.create_table("reserved_crate_names").columns([text("name").primary_key()]);
        schema
            .create_index("reserved_crate_names", [sql("canon_crate_name(name)")])
            .unique()
            .named("reserved_crate_names_canon_crate_name_idx");
        schema.create_function(
            "ensure_crate_name_not_reserved",
            "CREATE FUNCTION ensure_crate_name_not_reserved() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF canon_crate_name(NEW.name) IN (SELECT canon_crate_name(name) FROM reserved_crate_names) THEN
         RAISE EXCEPTION 'cannot upload crate with reserved name';
       END IF;
       RETURN NEW;
     END $$",
        );
        schema.create_trigger(
            "trigger_ensure_crate_name_not_reserved",
            "crates",
            "CREATE TRIGGER trigger_ensure_crate_name_not_reserved BEFORE INSERT OR UPDATE OF name ON crates
     FOR EACH ROW EXECUTE FUNCTION ensure_crate_name_not_reserved()",
        );
    }
}
