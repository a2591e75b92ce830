//! Changes of rows.
use migrate::prelude::*;

struct CreateTables;

#[migration(version = 20260101_000000)]
impl Migration for CreateTables {
    fn up(schema: &mut Schema) {
        schema.create_enum("tier", ["free", "paid"]);
        schema.create_table("countries").columns([
            char("code", 2).primary_key(),
            string("name").unique(),
            integer("inhabitants").nullable(),
            double("area").default(0.5),
            boolean("is_member").default(false),
            enumeration("tier", "tier").default("free"),
            timestamp_with_time_zone("created_at").default(now()),
        ]);
        schema
            .create_table("prices")
            .columns([char("country", 2), varchar("order", 20), decimal("price", 8, 2)])
            .primary_key(["country", "order"]);
        schema.create_table("cities").columns([id(), string("name"), reference("country", "countries").nullable()]);
    }
}

struct AddCountries;

#[migration(version = 20260102_000000)]
impl DataMigration for AddCountries {
    fn up(data: &mut Data) {
        data.insert("countries")
            .columns(["code", "name", "inhabitants", "area", "is_member", "tier", "created_at"])
            .row(("de", "Germany", 83_000_000, 357_022.0, true, "paid", now()))
            .row(("va", "Vatican", null(), 0.49, false, "free", "2026-01-01 00:00:00"))
            .row((
                "xx",
                sql("upper('nowhere')"),
                sql_for().postgres("1").mysql("2").sqlite("3"),
                0.5,
                false,
                "free",
                now(),
            ))
            .key("code");
        data.insert("cities").columns("name").row("Bonn").row(("Trier",)).row(["Kiel"]);
    }

    fn down(data: &mut Data) {
        data.delete("cities").only_where("name IN ('Bonn', 'Trier', 'Kiel')");
        data.delete("countries").only_where("code IN ('de', 'va', 'xx')").in_batches_of(2);
    }
}

struct AddMore;

#[migration(version = 20260103_000000)]
impl DataMigration for AddMore {
    fn up(d: &mut Data) {
        d.insert("countries").columns(["name", "code"]).row(("France", "fr")).row(("Italy", "it")).key(["code"]);
        d.insert("cities").columns(["id", "name", "country"]).row((7, "Rome", "it")).key(["id"]);
        d.insert("prices")
            .columns(["order", "country", "price"])
            .row(("it's \\ a \"bed\"", "it", 12.50))
            .row(("breakfast", "fr", 7))
            .key(["country", "order"]);
        d.execute("UPDATE cities SET name = 'Roma' WHERE id = 7")
            .reverse("UPDATE cities SET name = 'Rome' WHERE id = 7");
    }
}

struct FillNames;

#[migration(version = 20260104_000000)]
impl DataMigration for FillNames {
    fn up(data: &mut Data) {
        data.update("cities")
            .set("name", sql("upper(name)"))
            .set("country", sql("(SELECT code FROM countries WHERE countries.name = 'Italy')"))
            .only_where("country IS NULL AND id IN (SELECT id FROM countries, (SELECT 1 AS one) AS ones)")
            .in_batches_of(1_000);
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("nobody minds the capitals");
    }
}

struct ForgetCities;

#[migration(version = 20260105_000000)]
impl DataMigration for ForgetCities {
    fn up(data: &mut Data) {
        data.delete("cities").only_where("country IS NULL");
    }

    fn down(data: &mut Data) {
        data.irreversible("the cities are gone; restore the table from backup");
    }
}

migrate::migrations![CreateTables, AddCountries, AddMore, FillNames, ForgetCities];
