//! Every statement on tables, and every part of a new one.
use migrate::prelude::*;

struct CreateSeats;

#[migration(version = 20260101_000000)]
impl Migration for CreateSeats {
    fn up(schema: &mut Schema) {
        schema.create_table("rooms").columns([id(), string("name").unique()]);
        schema
            .create_table("seats")
            .columns([
                integer("room"),
                integer("row"),
                integer("number"),
                integer("next"),
                big_integer("room_id"),
                text("note"),
            ])
            .primary_key(["room", "row", "number"])
            .unique(["room_id", "number"])
            .unique("room_id")
            .index("room_id")
            .index(["row", "number"])
            .foreign_key("room_id", "rooms", ["id"])
            .foreign_key(["room", "row", "next"], "seats", ["room", "row", "number"])
            .check("seats_have_numbers", "number > 0")
            .check("seats_have_rows", sql_for().postgres("row > 0").mysql("`row` > 0").sqlite("row > 0"))
            .timestamps()
            .comment("where people sit");
    }
}

struct RenameRooms;

#[migration(version = 20260102_000000)]
impl Migration for RenameRooms {
    fn up(schema: &mut Schema) {
        schema.rename_table("rooms", "halls");
    }
}

struct DropSeats;

#[migration(version = 20260103_000000)]
impl Migration for DropSeats {
    fn up(schema: &mut Schema) {
        schema.drop_table("seats").accept_data_loss("people stand now");
    }
}

migrate::migrations![CreateSeats, RenameRooms, DropSeats];
