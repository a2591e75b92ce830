//! Sequences, and defaults that take their numbers.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("notes").columns([id(), text("body")]);
    }
}

struct CreateSequences;
#[migration(version = 20260102_000000)]
impl Migration for CreateSequences {
    fn up(schema: &mut Schema) {
        schema.create_sequence("numbers");
        schema.create_sequence("later numbers").restart_with(500);
    }
}

struct UseSequence;
#[migration(version = 20260103_000000)]
impl Migration for UseSequence {
    fn up(schema: &mut Schema) {
        schema.create_table("orders").columns([
            id(),
            big_integer("number")
                .default(sql(sql_for().postgres("nextval('\"later numbers\"')").mariadb("nextval(`later numbers`)"))),
            big_integer("count")
                .default(sql(sql_for().postgres("nextval('numbers')").mariadb("NEXT VALUE FOR numbers")))
                .nullable(),
        ]);
    }
}

struct RenameSequence;
#[migration(version = 20260104_000000)]
impl Migration for RenameSequence {
    fn up(schema: &mut Schema) {
        schema.drop_default("orders", "count");
        schema.rename_sequence("numbers", "counts");
    }
}

/// Another one takes the place of a sequence, which `down` may drop.
struct CountAnew;
#[migration(version = 20260104_120000)]
impl Migration for CountAnew {
    fn up(schema: &mut Schema) {
        schema.drop_sequence("counts").accept_data_loss("nobody has counted");
        schema.create_sequence("counts").restart_with(7);
    }

    fn down(schema: &mut Schema) {
        schema.drop_sequence("counts");
        schema.create_sequence("counts");
    }
}

struct DropSequences;
#[migration(version = 20260105_000000)]
impl Migration for DropSequences {
    fn up(schema: &mut Schema) {
        schema.drop_table("orders").accept_data_loss("nothing is ordered");
        schema.drop_sequence("counts").accept_data_loss("nobody counts");
        schema.drop_sequence("later numbers").restart_with(10_000);
    }
}

migrate::migrations![Setup, CreateSequences, UseSequence, RenameSequence, CountAnew, DropSequences];

#[test]
fn sequences() {
    let case = Case::of(&MIGRATIONS).rows("INSERT INTO notes (body) VALUES ('first')").losing(&["orders"]);
    check(&case.silent(4, "postgres").silent(4, "mariadb"));
}

#[test]
fn they_are_reversible() {
    on_every_database(&MIGRATIONS, async |scratch| {
        migrate::testing::assert_reversible(&MIGRATIONS, &scratch.url).await;
    });
}

#[test]
fn numbers_go_on_where_their_author_says() {
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        let numbers = async || {
            scratch.run("INSERT INTO orders (id) VALUES (1), (2)").await;
            scratch.value("SELECT max(number) FROM orders").await
        };
        migrator.to(&scratch.db, MIGRATIONS.list[3].version).await.expect("up to the rename");
        assert_eq!(numbers().await, "501");
        migrator.up(&scratch.db).await.expect("everything is dropped");
        migrator.to(&scratch.db, MIGRATIONS.list[3].version).await.expect("and comes back");
        assert_eq!(numbers().await, "10001");
    });
}
