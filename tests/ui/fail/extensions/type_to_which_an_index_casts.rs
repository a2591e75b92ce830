use migrate::prelude::*;

struct CreateVisits;
#[migration(version = 20260101_000000)]
impl Migration for CreateVisits {
    fn up(schema: &mut Schema) {
        schema.create_table("visits").columns([id(), datetime("seen")]);
        schema.create_index("visits", sql("date(seen)")).named("days");
    }
}

struct KeepDays;
#[migration(version = 20260102_000000)]
impl Migration for KeepDays {
    fn up(schema: &mut Schema) {
        schema.change_type("visits", date("seen")).accept_data_loss("the day is enough");
    }
}

migrate::migrations![CreateVisits, KeepDays];

fn main() {}
