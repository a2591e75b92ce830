use migrate::prelude::*;

const IN: &str = "ALTER TABLE towns ADD CONSTRAINT towns_land_fkey FOREIGN KEY (land) REFERENCES lands MATCH FULL";

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("lands").columns([integer("code").primary_key()]);
        schema.create_table("towns").columns([id(), integer("land")]);
        schema.add_foreign_key("towns", "land").references("lands", "code").written_as(sql_for().postgres(IN));
        schema.rename_constraint("towns", "towns_land_fkey", "home");
    }
}
struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.change_type("towns", decimal("land", 9, 0)).accept_data_loss("all are small");
        schema.change_type("lands", decimal("code", 9, 0)).accept_data_loss("all are small");
    }
}
migrate::migrations![Setup, Change];
fn main() {}
