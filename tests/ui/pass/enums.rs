//! Enumerations and their columns.

use migrate::prelude::*;

struct CreateOrders;
#[migration(version = 20260101_000000)]
impl Migration for CreateOrders {
    fn up(schema: &mut Schema) {
        schema.create_enum("status", ["new", "paid"]);
        schema.create_table("orders").columns([id(), enumeration("status", "status").default("new")]);
    }
}

struct AddValues;
#[migration(version = 20260102_000000)]
impl Migration for AddValues {
    fn up(schema: &mut Schema) {
        schema.add_enum_value("status", "seen").before("paid");
        schema.add_enum_value("status", "sent").after("paid");
        schema.add_column("orders", enumeration("before", "status").default("sent"));
    }

    fn down(schema: &mut Schema) {
        schema.drop_column("orders", "before");
    }
}

struct RenameAndDrop;
#[migration(version = 20260103_000000)]
impl Migration for RenameAndDrop {
    fn up(schema: &mut Schema) {
        schema.rename_enum_value("status", "new", "open");
        schema.rename_enum("status", "progress");
        schema.drop_table("orders").accept_data_loss("nothing is ordered");
        schema.drop_enum("progress");
    }
}

migrate::migrations![CreateOrders, AddValues, RenameAndDrop];
