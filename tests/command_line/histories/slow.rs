//! A history that takes its time, for whoever loses patience.

use migrate::prelude::*;

struct CreateNumbers;

#[migration(version = 20260105_090000)]
impl Migration for CreateNumbers {
    fn up(schema: &mut Schema) {
        schema.create_table("numbers").columns([id(), big_integer("value")]);
    }
}

/// A second or more for each statement.
struct CountSlowly;

const COUNT: &str = "INSERT INTO numbers (value) SELECT max(x) FROM
    (WITH RECURSIVE counted(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM counted WHERE x < 2000000) SELECT x FROM counted) c";

#[migration(version = 20260106_090000)]
impl DataMigration for CountSlowly {
    fn up(data: &mut Data) {
        data.execute(COUNT).reverse("DELETE FROM numbers WHERE value = 2000000");
        data.execute(COUNT).reverse("DELETE FROM numbers WHERE value = 2000000");
    }
}

struct AddNumbers;

const ADD: &str = "INSERT INTO numbers (value)
    WITH RECURSIVE counted(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM counted WHERE x < 4000) SELECT x FROM counted";

#[migration(version = 20260107_090000)]
impl DataMigration for AddNumbers {
    fn up(data: &mut Data) {
        data.execute(ADD).reverse("DELETE FROM numbers");
    }
}

/// Four thousand transactions.
struct RaiseNumbers;

#[migration(version = 20260108_090000)]
impl DataMigration for RaiseNumbers {
    fn up(data: &mut Data) {
        data.update("numbers").set("value", sql("value + 1")).only_where("value > 0").in_batches_of(1);
    }

    fn down(data: &mut Data) {
        data.update("numbers").set("value", sql("value - 1")).only_where("value > 1");
    }
}

migrate::migrations![CreateNumbers, CountSlowly, AddNumbers, RaiseNumbers];
