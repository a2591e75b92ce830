use migrate::prelude::*;

struct CreateOrders;
#[migration(version = 20260101_000000)]
impl Migration for CreateOrders {
    fn up(schema: &mut Schema) {
        schema.create_enum("status", ["new", "paid"]);
        schema.create_table("orders").columns([id(), integer("paid_by").nullable(), enumeration("state", "status").generated("'new'").stored()]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.rename_enum_value("status", "paid", "sent");
    }
}

migrate::migrations![CreateOrders, Change];

fn main() {}
