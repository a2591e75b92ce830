//! What lies in which warehouse: keys of two columns, and texts as keys that become longer.
use migrate::prelude::*;

struct CreateStock;
#[migration(version = 20260101_000000)]
impl Migration for CreateStock {
    fn up(schema: &mut Schema) {
        schema
            .create_table("warehouses")
            .columns([small_integer("id").primary_key().auto_increment(), string("name").unique()]);
        schema.create_table("items").columns([
            varchar("sku", 24).primary_key(),
            string("name"),
            decimal("weight", 9, 3).nullable().check("weight > 0"),
            binary("barcode", 16).nullable().unique(),
        ]);
        schema
            .create_table("stock")
            .columns([
                varchar("sku", 24).references("items", "sku").on_update(Cascade).on_delete(Restrict),
                small_integer("warehouse_id").references("warehouses", "id"),
                integer("quantity").default(0),
                integer("reserved").default(0),
            ])
            .primary_key(["sku", "warehouse_id"])
            .check("enough", "quantity >= reserved");
        schema
            .create_table("movements")
            .columns([
                id(),
                varchar("sku", 24),
                small_integer("warehouse_id"),
                integer("delta").check("delta <> 0"),
                string("reason").default("sale"),
                datetime("at").default(now()),
            ])
            .foreign_key(["sku", "warehouse_id"], "stock", ["sku", "warehouse_id"]);
    }
}

struct AddReplacements;
#[migration(version = 20260102_000000)]
impl Migration for AddReplacements {
    fn up(schema: &mut Schema) {
        schema.create_view(
            "available",
            "SELECT s.sku, i.name, sum(s.quantity - s.reserved) AS free FROM stock s JOIN items i ON i.sku = s.sku
             GROUP BY s.sku, i.name HAVING sum(s.quantity - s.reserved) > 0",
        );
        schema.add_column("items", reference("replaced_by", "items").nullable());
        schema.create_index("movements", ["sku", "at"]);
    }
}

struct LengthenNumbers;
#[migration(version = 20260103_000000)]
impl Migration for LengthenNumbers {
    fn up(schema: &mut Schema) {
        schema.rename_table("movements", "stock_changes");
        schema.rename_column("stock_changes", "delta", "difference");
        schema.drop_view("available");
        schema.drop_foreign_key("stock_changes", "movements_sku_warehouse_id_fkey");
        schema.drop_foreign_key("items", "items_replaced_by_fkey");
        schema.drop_foreign_key("stock", ["sku"]);
        schema.change_type("items", varchar("sku", 40));
        schema.change_type("stock", varchar("sku", 40));
        schema.change_type("stock_changes", varchar("sku", 40));
        schema.change_type("items", varchar("replaced_by", 40));
        schema.add_foreign_key("stock", "sku").references("items", "sku").on_update(Cascade).on_delete(Restrict);
        schema.add_foreign_key("items", "replaced_by").references("items", "sku");
        schema.add_foreign_key("stock_changes", ["sku", "warehouse_id"]).references("stock", ["sku", "warehouse_id"]);
        schema.create_view("available", "SELECT s.sku, sum(s.quantity) AS free FROM stock s GROUP BY s.sku");
    }
}

migrate::migrations![CreateStock, AddReplacements, LengthenNumbers];
