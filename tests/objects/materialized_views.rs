//! Views that keep rows, with their indexes; on the other databases there is nothing.

use migrate::prelude::*;

struct CreateTables;
#[migration(version = 20260101_000000)]
impl Migration for CreateTables {
    fn up(schema: &mut Schema) {
        schema.create_table("sales").columns([id(), string("region"), integer("cents")]);
    }
}

struct CreateTotals;
#[migration(version = 20260102_000000)]
impl Migration for CreateTotals {
    fn up(schema: &mut Schema) {
        schema.create_materialized_view(
            "totals",
            sql_for()
                .postgres("SELECT region, sum(cents) AS total, count(*) AS sales FROM sales GROUP BY region")
                .nothing_on(MySql)
                .nothing_on(Sqlite),
        );
        schema.create_index("totals", ["region"]).unique();
    }
}

struct IndexTotals;
#[migration(version = 20260103_000000)]
impl Migration for IndexTotals {
    fn up(schema: &mut Schema) {
        schema.create_index("totals", [column("total").desc(), column("region")]);
        schema.rename_index("totals", "totals_region_idx", "totals_region_key");
    }
}

struct RenameEverything;
#[migration(version = 20260104_000000)]
impl Migration for RenameEverything {
    fn up(schema: &mut Schema) {
        schema.rename_view("totals", "sums");
        schema.rename_column("sales", "region", "area");
        schema.rename_table("sales", "orders");
    }
}

struct DropIndex;
#[migration(version = 20260105_000000)]
impl Migration for DropIndex {
    fn up(schema: &mut Schema) {
        schema.drop_index("sums", "totals_total_region_idx");
    }
}

struct DropTotals;
#[migration(version = 20260106_000000)]
impl Migration for DropTotals {
    fn up(schema: &mut Schema) {
        schema.drop_materialized_view("sums");
    }
}

migrate::migrations![CreateTables, CreateTotals, IndexTotals, RenameEverything, DropIndex, DropTotals];

#[tokio::test]
async fn materialized_views() {
    crate::check_everywhere("materialized_views", &MIGRATIONS).await;
}
