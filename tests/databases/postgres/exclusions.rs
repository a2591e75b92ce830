//! Exclusion constraints: what may not meet, and the rows that do.

use migrate::Migrator;
use migrate::error::Reason;
use migrate::prelude::*;

use crate::check::{Case, block_on, check, on_every_database};
use crate::scratch::Scratch;
use crate::server::Server;

struct CreateBookings;
#[migration(version = 20260101_000000)]
impl Migration for CreateBookings {
    fn up(schema: &mut Schema) {
        schema.create_extension("btree_gist");
        schema.create_table("bookings").columns([
            id(),
            integer("room_id"),
            custom("during", "tstzrange"),
            custom("area", "box").nullable(),
            string("guest").nullable(),
            boolean("cancelled").default(false),
        ]);
    }
}

struct Exclude;
#[migration(version = 20260102_000000)]
#[allow(blocking_exclusion_constraint, reason = "nobody has booked a room yet")]
impl Migration for Exclude {
    fn up(schema: &mut Schema) {
        schema.add_exclusion("bookings", [("room_id", "="), ("during", "&&")]).using("gist");
        schema
            .add_exclusion("bookings", (("area", "&&"), (sql("lower(guest)"), "<>")))
            .using("gist")
            .only_where("NOT cancelled")
            .deferrable()
            .named("one guest in an area");
        schema
            .add_exclusion("bookings", [(column("guest").operator_class("text_ops"), "=")])
            .only_where("room_id > 100");
    }
}

struct Rename;
#[migration(version = 20260103_000000)]
impl Migration for Rename {
    fn up(schema: &mut Schema) {
        schema.rename_constraint("bookings", "bookings_room_id_during_excl", "no_overlap");
        schema.rename_column("bookings", "guest", "visitor");
        schema.rename_column("bookings", "during", "period");
        schema.rename_table("bookings", "reservations");
    }
}

struct Forget;
#[migration(version = 20260104_000000)]
impl Migration for Forget {
    fn up(schema: &mut Schema) {
        schema.drop_exclusion("reservations", "no_overlap");
        schema.drop_exclusion("reservations", "one guest in an area");
        schema.drop_column("reservations", "area").accept_data_loss("areas are rooms now");
    }
}

struct DropAll;
#[migration(version = 20260105_000000)]
impl Migration for DropAll {
    fn up(schema: &mut Schema) {
        schema.drop_table("reservations").accept_data_loss("another program books the rooms");
    }
}

migrate::migrations![CreateBookings, Exclude, Rename, Forget, DropAll];

const ROWS: &str = "INSERT INTO bookings (room_id, during, area, guest) VALUES \
    (1, '[2026-01-01, 2026-01-03)', '(1,1),(0,0)', 'ann'), (1, '[2026-01-03, 2026-01-04)', NULL, NULL), \
    (1, 'empty', '(9,9),(8,8)', NULL), (2, '[2026-01-02,)', '(1,1),(0,0)', 'Ann')";

#[test]
fn there_and_back() {
    check(&Case::of(&MIGRATIONS).rows(ROWS).losing(&["bookings", "reservations"]));
}

#[test]
fn they_are_reversible() {
    on_every_database(&MIGRATIONS, async |scratch| {
        migrate::testing::assert_reversible(&MIGRATIONS, &scratch.url).await;
    });
}

/// Each row that stands in the way of a constraint is named; each that does not is none of them.
#[test]
fn rows_that_meet_are_named() {
    block_on(async {
        let Some(scratch) = Scratch::new(Server::Postgres).await else { return };
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        let (created, excluded) = (MIGRATIONS.list[0].version, MIGRATIONS.list[1].version);
        let (renamed, forgotten) = (MIGRATIONS.list[2].version, MIGRATIONS.list[3].version);
        migrator.to(&scratch.db, created).await.expect("the table is created");
        scratch.run(ROWS).await;
        for (row, offenders) in [
            // Neither a row between them in another room, nor one that holds NULL, hides an overlap.
            ("(1, '[2026-01-02, 2026-01-10)', NULL, NULL, false)", vec!["id = 1", "id = 2", "id = 5"]),
            ("(2, '[2027-01-02, 2027-01-10)', NULL, NULL, false)", vec!["id = 4", "id = 5"]),
            ("(3, '[2026-01-01, 2026-01-02)', '(1,1),(0,0)', 'bob', false)", vec!["id = 1", "id = 4", "id = 5"]),
            ("(3, '[2026-01-01, 2026-01-02)', '(1,1),(0,0)', 'bob', true)", Vec::new()),
            ("(103, '[2026-01-01, 2026-01-02)', NULL, 'ann', false)", Vec::new()),
        ] {
            scratch.run(&format!("INSERT INTO bookings (room_id, during, area, guest, cancelled) VALUES {row}")).await;
            let error = migrator.to(&scratch.db, excluded).await;
            for id in ["id = 1", "id = 2", "id = 3", "id = 4", "id = 5"] {
                let named = error.as_ref().is_err_and(|error| error.to_string().contains(id));
                assert_eq!(named, offenders.contains(&id), "{row}: {id}: {error:?}");
            }
            assert_eq!(error.is_ok(), offenders.is_empty(), "{row}: {error:?}");
            if error.is_ok() {
                migrator.to(&scratch.db, created).await.expect("undone");
            }
            scratch.run("DELETE FROM bookings WHERE id > 4").await;
            scratch.run("ALTER TABLE bookings ALTER COLUMN id RESTART WITH 5").await;
        }
        migrator.to(&scratch.db, forgotten).await.expect("nothing meets");
        scratch.run("INSERT INTO reservations (room_id, period) VALUES (2, '[2026-02-01,)')").await;
        let error = migrator.to(&scratch.db, renamed).await.expect_err("two rows meet");
        assert!(matches!(error.reason(), Reason::Rows { .. }), "{error}");
    });
}
