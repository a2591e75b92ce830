//! What MySQL and MariaDB have.
use migrate::prelude::*;

struct CreateCounters;

#[migration(version = 20260101_000000)]
impl Migration for CreateCounters {
    fn up(schema: &mut Schema) {
        schema
            .create_table("counters")
            .columns([id(), integer("count").unsigned().default(4_294_967_295), small_integer("step").unsigned()])
            .check("steps", sql_for().mysql("step > 0").mariadb("step >= 1"));
    }
}

struct CreateEvents;

#[migration(version = 20260102_000000)]
impl Migration for CreateEvents {
    fn up(schema: &mut Schema) {
        schema.create_table("events").columns([
            id(),
            integer("count"),
            integer("twice").generated("count * 2").unique(),
            timestamp_with_time_zone("changed_at").default(now()).on_update_now(),
            datetime("seen_at").nullable().on_update_now(),
        ]);
    }
}

migrate::migrations![CreateCounters, CreateEvents];
