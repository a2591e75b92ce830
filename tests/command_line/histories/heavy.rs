//! A history for a table with many rows, whose steps take their time.

use migrate::prelude::*;

struct CreateEvents;

#[migration(version = 20260105_090000)]
impl Migration for CreateEvents {
    fn up(schema: &mut Schema) {
        schema.create_table("events").columns([id(), string("kind"), integer("amount")]);
    }
}

/// A table copied, an index, a constraint: on MySQL and MariaDB each is committed by itself, on SQLite it is one rebuild in
/// one transaction.
struct GrowEvents;

#[migration(version = 20260106_090000)]
impl Migration for GrowEvents {
    fn up(schema: &mut Schema) {
        schema.change_type("events", big_integer("amount"));
        schema.create_index("events", ["kind", "amount"]);
        schema.add_check("events", "events_amount_check", "amount >= 0");
        schema.create_index("events", ["amount"]);
    }
}

struct RaiseEvents;

#[migration(version = 20260107_090000)]
impl DataMigration for RaiseEvents {
    fn up(data: &mut Data) {
        data.update("events").set("amount", sql("amount + 1")).in_batches_of(200);
    }

    fn down(data: &mut Data) {
        data.update("events").set("amount", sql("amount - 1")).in_batches_of(200);
    }
}

migrate::migrations![CreateEvents, GrowEvents, RaiseEvents];
