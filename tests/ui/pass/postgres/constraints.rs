//! Indexes and constraints that PostgreSQL alone has.
use migrate::prelude::*;

struct CreateOrders;

#[migration(version = 20260101_000000)]
impl Migration for CreateOrders {
    fn up(schema: &mut Schema) {
        schema.create_table("orders").columns([integer("number"), string("email"), integer("parent").nullable()]);
    }
}

struct ConstrainOrders;

#[migration(version = 20260102_000000)]
impl Migration for ConstrainOrders {
    fn up(schema: &mut Schema) {
        schema.create_index("orders", ("number", sql("lower(email)"))).using("btree").only_where("number > 0");
        schema
            .create_index("orders", column(sql("lower(email)")).desc().nulls_last().operator_class("text_ops"))
            .named("last");
        schema.create_index("orders", "parent").unique().include("email").nulls_not_distinct();
        schema.add_primary_key("orders", "number").include(["email"]);
        schema.add_unique("orders", "email").deferrable().include("parent");
        schema.add_unique("orders", ["number", "email"]);
        schema.add_foreign_key("orders", "parent").references("orders", "number").deferrable().not_valid();
        schema.add_check("orders", "numbers_are_positive", "number > 0").not_valid();
    }
}

struct ValidateOrders;

#[migration(version = 20260103_000000)]
impl Migration for ValidateOrders {
    fn up(schema: &mut Schema) {
        schema.validate_constraint("orders", "orders_parent_fkey");
        schema.validate_constraint("orders", "numbers_are_positive");
    }
}

struct ReplaceKey;

#[migration(version = 20260104_000000)]
impl Migration for ReplaceKey {
    fn up(schema: &mut Schema) {
        schema.drop_foreign_key("orders", ["parent"]);
        schema.drop_primary_key("orders");
        schema.add_primary_key("orders", "number").deferrable();
    }
}

migrate::migrations![CreateOrders, ConstrainOrders, ValidateOrders, ReplaceKey];
