//! A history of sea-orm-migration's.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, pk_auto, string, string_null, string_uniq, timestamp_with_time_zone};
use sea_orm_migration::sea_orm::Database;

/// Applies it.
pub async fn apply(url: &str) {
    let db = Database::connect(url).await.expect("a database");
    Migrator::up(&db, None).await.expect("sea-orm applies its migrations");
    db.close().await.expect("it ends");
}

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(CreateTables)]
    }
}

struct CreateTables;

impl MigrationName for CreateTables {
    fn name(&self) -> &str {
        "m20220101_000001_create_tables"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let customers = Table::create()
            .table("customers")
            .col(pk_auto("id"))
            .col(string_uniq("email"))
            .col(string_null("name"))
            .col(string_null("bio"))
            .col(integer("age").default(18))
            .col(timestamp_with_time_zone("seen_at").default(Expr::current_timestamp()))
            .to_owned();
        manager.create_table(customers).await?;
        let orders = Table::create()
            .table("orders")
            .col(pk_auto("id"))
            .col(integer("customer_id"))
            .col(string("state"))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_orders_customer")
                    .from("orders", "customer_id")
                    .to("customers", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(orders).await?;
        let index = Index::create().name("idx_orders_customer").table("orders").col("customer_id").to_owned();
        manager.create_index(index).await
    }
}
