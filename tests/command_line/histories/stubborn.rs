//! A history whose last migration the rows can forbid.

use migrate::prelude::*;

struct CreateShelves;

#[migration(version = 20260105_090000)]
impl Migration for CreateShelves {
    fn up(schema: &mut Schema) {
        schema.create_table("shelves").columns([id(), string("place").nullable()]);
    }
}

struct PlaceEveryShelf;

#[migration(version = 20260106_090000)]
impl Migration for PlaceEveryShelf {
    fn up(schema: &mut Schema) {
        schema.set_not_null("shelves", "place");
    }
}

migrate::migrations![CreateShelves, PlaceEveryShelf];
