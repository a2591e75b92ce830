//! Exclusion constraints.
use migrate::prelude::*;

struct CreateBookings;

#[migration(version = 20260101_000000)]
impl Migration for CreateBookings {
    fn up(schema: &mut Schema) {
        schema.create_extension("btree_gist");
        schema.create_table("bookings").columns([
            id(),
            integer("room_id"),
            custom("during", "tstzrange"),
            text("guest"),
        ]);
        schema.add_exclusion("bookings", [("room_id", "="), ("during", "&&")]).using("gist");
        schema
            .add_exclusion("bookings", ((column("guest").operator_class("gist_text_ops"), "<>"), ("during", "&&")))
            .using("gist")
            .only_where("room_id > 100")
            .deferrable()
            .named("suites");
        schema.add_exclusion("bookings", [(sql("lower(guest)"), "=")]);
    }
}

struct Forget;

#[migration(version = 20260102_000000)]
impl Migration for Forget {
    fn up(schema: &mut Schema) {
        schema.rename_constraint("bookings", "suites", "best_rooms");
        schema.drop_exclusion("bookings", "best_rooms");
    }
}

struct Adopt;

#[migration(version = 20260103_000000)]
impl Migration for Adopt {
    fn up(schema: &mut Schema) {
        schema.add_exclusion("bookings", [("guest", "=")]).already_exists();
    }
}

migrate::migrations![CreateBookings, Forget, Adopt];
