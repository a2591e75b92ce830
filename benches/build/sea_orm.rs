//! The history for sea-orm-migration.

use std::fmt::Write as _;

use crate::history::{Tool, stem};

/// sea-orm-migration.
pub struct SeaOrm;

impl Tool for SeaOrm {
    fn name(&self) -> &'static str {
        "sea-orm-migration"
    }

    fn package(&self) -> &'static str {
        "history-of-sea-orm"
    }

    fn dependencies(&self) -> String {
        "sea-orm-migration = { version = \"2\", features = [\"sqlx-sqlite\", \"runtime-tokio-rustls\"] }\n".to_owned()
    }

    fn migration(&self, number: usize) -> String {
        let table = number / 2;
        let (up, down) = if number.is_multiple_of(2) {
            (
                format!(
                    "manager.create_table(Table::create().table(\"table_{table}\").col(pk_auto(\"id\")).col(string(\"name\"))\
                     .col(integer(\"amount\").default(0)).col(boolean(\"active\").default(true))\
                     .col(timestamp_with_time_zone(\"created_at\").default(Expr::current_timestamp())).to_owned()).await"
                ),
                format!("manager.drop_table(Table::drop().table(\"table_{table}\").to_owned()).await"),
            )
        } else {
            (
                format!(
                    "manager.alter_table(Table::alter().table(\"table_{table}\").add_column(string_null(\"label\")).to_owned()).await?;\n        \
                     manager.create_index(Index::create().name(\"table_{table}_label_idx\").table(\"table_{table}\").col(\"label\").to_owned()).await"
                ),
                format!(
                    "manager.drop_index(Index::drop().name(\"table_{table}_label_idx\").table(\"table_{table}\").to_owned()).await?;\n        \
                     manager.alter_table(Table::alter().table(\"table_{table}\").drop_column(\"label\").to_owned()).await"
                ),
            )
        };
        format!(
            "use sea_orm_migration::{{prelude::*, schema::*}};\n\n#[derive(DeriveMigrationName)]\npub struct Migration;\n\n\
             #[async_trait::async_trait]\nimpl MigrationTrait for Migration {{\n    \
             async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {{\n        {up}\n    }}\n\n    \
             async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {{\n        {down}\n    }}\n}}\n"
        )
    }

    fn list(&self, size: usize) -> String {
        let mut list = String::from("//! The history.\nuse sea_orm_migration::prelude::*;\n");
        for number in 0..size {
            let _ = writeln!(list, "mod {};", stem(number));
        }
        list += "\n/// Runs it.\npub struct Migrator;\n\n#[async_trait::async_trait]\nimpl MigratorTrait for Migrator {\n    \
                 fn migrations() -> Vec<Box<dyn MigrationTrait>> {\n        vec![\n";
        for number in 0..size {
            let _ = writeln!(list, "            Box::new({}::Migration),", stem(number));
        }
        list + "        ]\n    }\n}\n"
    }
}
