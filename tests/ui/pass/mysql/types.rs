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

migrate::migrations![CreateCounters];
