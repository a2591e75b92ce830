//! Dates and times of SQLite, which are texts, in a column of another type.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::on_every_database;

#[test]
fn no_digit_is_lost_and_each_column_has_one_spelling() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("things").columns([
                id(),
                timestamp("clock"),
                timestamp("seen"),
                date("day"),
                timestamp_with_time_zone("zoned"),
                timestamp_with_time_zone("cut"),
            ]);
        }
    }
    struct Change;
    #[migration(version = 20260102_000000)]
    impl Migration for Change {
        fn up(schema: &mut Schema) {
            schema.change_type("things", time("clock")).accept_data_loss("the time will do");
            schema.change_type("things", timestamp_with_time_zone("seen")).accept_data_loss("they are of this zone");
            schema.change_type("things", timestamp_with_time_zone("day")).accept_data_loss("midnight will do");
            schema.change_type("things", timestamp("zoned")).accept_data_loss("they are of this zone");
            schema.change_type("things", date("cut")).accept_data_loss("the day will do");
        }
    }
    migrate::migrations![Setup, Change];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("the table is made");
        let rows = [
            [
                "2026-01-02 10:00:00.123456",
                "2026-01-02 10:00:00.5",
                "2026-01-02",
                "2026-01-02 10:00:59.9996+02:00",
                "2026-01-02 23:59:59.9999Z",
            ],
            [
                "2026-01-02 10:00:00",
                "2026-01-02 10:00:00+00:00",
                "not a date",
                "2026-01-02 10:00:00",
                "2026-01-02T10:00:00",
            ],
            ["2026-01-02", "not a date", "", "2026-01-02T10:00:00Z", "not a date"],
        ];
        for row in rows {
            let values = row.map(|value| format!("'{value}'")).join(", ");
            scratch.run(&format!("INSERT INTO things (clock, seen, day, zoned, cut) VALUES ({values})")).await;
        }
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{error}"));
        let found = scratch.rows("SELECT clock, seen, day, zoned, cut FROM things ORDER BY id").await;
        let expected = [
            [
                "10:00:00.123456",
                "2026-01-02 10:00:00.5+00:00",
                "2026-01-02 00:00:00+00:00",
                "2026-01-02 08:00:59.9996",
                "2026-01-02",
            ],
            ["10:00:00.000", "2026-01-02 10:00:00+00:00", "not a date", "2026-01-02 10:00:00", "2026-01-02"],
            ["00:00:00.000", "not a date", "", "2026-01-02 10:00:00", "not a date"],
        ];
        assert_eq!(found, expected.map(|row| row.map(|value| Some(value.to_owned()))));
        migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(scratch.value("SELECT seen FROM things WHERE id = 1").await, "2026-01-02 10:00:00.5");
    });
}
