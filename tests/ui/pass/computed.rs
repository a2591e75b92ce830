//! Columns that the database computes or numbers, from their beginning or from some point on.
use migrate::prelude::*;

struct CreateItems;

#[migration(version = 20260101_000000)]
impl Migration for CreateItems {
    fn up(schema: &mut Schema) {
        schema
            .create_table("items")
            .columns([
                integer("number").primary_key(),
                integer("count"),
                decimal("price", 10, 2).nullable(),
                decimal("total", 12, 2).generated("count * price").stored().nullable().comment("what is paid"),
                integer("more"),
            ])
            .index(["total"]);
    }
}

struct Change;

#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.add_column(
            "items",
            varchar("shown", 20)
                .generated(sql_for().postgres("count::text || '!'").mysql("concat(count, '!')").sqlite("count || '!'"))
                .stored(),
        );
        schema.set_generated("items", "more", "count + 1").stored().accept_data_loss("it was always one more");
        schema.set_generated("items", "total", "count * (price + 1)").stored();
        schema.set_auto_increment("items", "number");
    }
}

struct End;

#[migration(version = 20260103_000000)]
impl Migration for End {
    fn up(schema: &mut Schema) {
        schema.drop_generated("items", "more");
        schema.drop_column("items", "shown");
        schema.drop_auto_increment("items", "number");
    }
}

migrate::migrations![CreateItems, Change, End];
