use migrate::prelude::*;

struct CreateOrders;
#[migration(version = 20260101_000000)]
impl Migration for CreateOrders {
    fn up(schema: &mut Schema) {
        schema.create_enum("status", ["new", "paid"]);
        schema.create_table("orders").columns([id(), enumeration("status", "status")]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.rename_enum("state", "progress");
    }
}

migrate::migrations![CreateOrders, Change];

fn main() {}
