//! Names that need quotes, and names that are as long as may be.
use migrate::prelude::*;

struct CreateOrder;

#[migration(version = 20260101_000000)]
impl Migration for CreateOrder {
    fn up(schema: &mut Schema) {
        schema
            .create_table("order")
            .columns([
                id(),
                integer("select")
                    .check(sql_for().postgres("\"select\" > 0").mysql("`select` > 0").sqlite("\"select\" > 0")),
                text("straße").nullable(),
                string("first name").default("a"),
                string("Größe$-2").unique(),
                string("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").unique(),
                string("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab").unique(),
            ])
            .index("select");
    }
}

struct RenameOrder;

#[migration(version = 20260102_000000)]
impl Migration for RenameOrder {
    fn up(schema: &mut Schema) {
        schema.rename_table("order", "Order");
        schema.rename_column("Order", "select", "from");
    }
}

migrate::migrations![CreateOrder, RenameOrder];
