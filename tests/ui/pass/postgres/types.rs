//! What PostgreSQL alone has.
use migrate::prelude::*;

struct CreateBookings;

#[migration(version = 20260101_000000)]
impl Migration for CreateBookings {
    fn up(schema: &mut Schema) {
        schema.create_table("bookings").columns([
            id(),
            interval("notice").default("1 day"),
            array(text("tags")).default("{}"),
            array(integer("seats")).nullable(),
            decimal("price", 100, 40),
            reference("follows", "bookings").default(1).on_delete(SetDefault),
        ]);
    }
}

struct ChangeTypes;

#[migration(version = 20260102_000000)]
impl Migration for ChangeTypes {
    fn up(schema: &mut Schema) {
        schema.rename_constraint("bookings", "bookings_pkey", "booking_key");
        schema
            .change_type("bookings", text("seats"))
            .using("array_to_string(seats, ',')")
            .reverse_using("string_to_array(seats, ',')::integer[]")
            .accept_data_loss("a text holds every number");
    }
}

migrate::migrations![CreateBookings, ChangeTypes];
