//! Rooms and who stays in them: nights that are computed, and a view of today.
use migrate::prelude::*;

struct CreateStays;
#[migration(version = 20260101_000000)]
impl Migration for CreateStays {
    fn up(schema: &mut Schema) {
        schema.create_table("rooms").columns([id(), varchar("number", 8).unique(), small_integer("beds").default(2)]);
        schema.create_table("guests").columns([id(), string("name"), string("phone").nullable()]);
        schema
            .create_table("stays")
            .columns([
                id(),
                reference("room_id", "rooms"),
                reference("guest_id", "guests"),
                date("arrival"),
                date("departure"),
                integer("nights")
                    .generated(
                        sql_for()
                            .postgres("departure - arrival")
                            .mysql("datediff(departure, arrival)")
                            .sqlite("CAST(julianday(departure) - julianday(arrival) AS integer)"),
                    )
                    .stored(),
            ])
            .check("at_least_one_night", "departure > arrival");
        schema.create_index("stays", ["room_id", "arrival"]);
    }
}

struct AddPrice;
#[migration(version = 20260102_000000)]
impl Migration for AddPrice {
    fn up(schema: &mut Schema) {
        schema.add_column("stays", decimal("price", 10, 2).nullable());
        schema.create_view(
            "tonight",
            sql_for()
                .postgres(
                    "SELECT s.id, r.number FROM stays s JOIN rooms r ON r.id = s.room_id
                     WHERE current_date >= s.arrival AND current_date < s.departure",
                )
                .mysql(
                    "SELECT s.id, r.number FROM stays s JOIN rooms r ON r.id = s.room_id
                     WHERE current_date() >= s.arrival AND current_date() < s.departure",
                )
                .sqlite(
                    "SELECT s.id, r.number FROM stays s JOIN rooms r ON r.id = s.room_id
                     WHERE date('now') >= s.arrival AND date('now') < s.departure",
                ),
        );
    }
}

struct RenameDays;
#[migration(version = 20260103_000000)]
impl Migration for RenameDays {
    fn up(schema: &mut Schema) {
        schema.rename_column("stays", "arrival", "from_day");
        schema.rename_column("stays", "departure", "to_day");
        schema.rename_constraint("stays", "at_least_one_night", "some_nights");
    }
}

migrate::migrations![CreateStays, AddPrice, RenameDays];
