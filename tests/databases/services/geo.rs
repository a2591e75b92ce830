//! Places on the earth, with shapes that each database has a type of its own for.
use migrate::prelude::*;

struct CreatePlaces;
#[migration(version = 20260101_000000)]
impl Migration for CreatePlaces {
    fn up(schema: &mut Schema) {
        schema.create_table("places").columns([
            id(),
            string("name"),
            double("latitude").check("latitude BETWEEN -90 AND 90"),
            double("longitude").check("longitude BETWEEN -180 AND 180"),
            integer("cell")
                .generated(
                    sql_for()
                        .postgres(
                            "floor((latitude + 90) * 10)::integer * 3600 + floor((longitude + 180) * 10)::integer",
                        )
                        .mysql("floor((latitude + 90) * 10) * 3600 + floor((longitude + 180) * 10)")
                        .sqlite(
                            "CAST((latitude + 90) * 10 AS integer) * 3600 + CAST((longitude + 180) * 10 AS integer)",
                        ),
                )
                .stored(),
            custom("shape", sql_for().postgres("path").mysql("geometry").sqlite("blob")).nullable(),
        ]);
        schema.create_index("places", "cell");
        schema
            .create_table("visits")
            .columns([
                reference("place_id", "places").on_delete(Cascade),
                date("day"),
                time("from_time").nullable(),
                integer("visitors").default(0),
            ])
            .primary_key(["place_id", "day"]);
    }
}

struct RenameCoordinates;
#[migration(version = 20260102_000000)]
impl Migration for RenameCoordinates {
    fn up(schema: &mut Schema) {
        schema.rename_column("places", "latitude", "lat");
        schema.rename_column("places", "longitude", "lon");
        schema.drop_generated("places", "cell");
    }
}

struct AddCountry;
#[migration(version = 20260103_000000)]
impl Migration for AddCountry {
    fn up(schema: &mut Schema) {
        schema.add_column("places", varchar("country", 2).default("DE"));
        schema.change_type("places", char("country", 2)).accept_data_loss("they have two letters");
    }
}

migrate::migrations![CreatePlaces, RenameCoordinates, AddCountry];
