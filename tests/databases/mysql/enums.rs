//! Enumerations of MySQL and MariaDB whose columns refer to each other.

use migrate::Migrator;
use migrate::prelude::*;

use crate::check::on_every_database;
use crate::dump::dump;
use crate::scratch::Scratch;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_enum("kind", ["draft", "sent"]);
        schema.create_table("kinds").columns([
            enumeration("kind", "kind").primary_key(),
            enumeration("follows", "kind").nullable().references("kinds", "kind"),
        ]);
        schema
            .create_table("letters")
            .columns([id(), enumeration("kind", "kind").references("kinds", "kind").on_update(Cascade)]);
    }
}

struct Rename;
#[migration(version = 20260102_000000)]
impl Migration for Rename {
    fn up(schema: &mut Schema) {
        schema.rename_enum_value("kind", "draft", "sketch");
    }
}

struct AddAtTheEnd;
#[migration(version = 20260103_000000)]
impl Migration for AddAtTheEnd {
    fn up(schema: &mut Schema) {
        schema.add_enum_value("kind", "lost");
    }

    fn down(schema: &mut Schema) {
        schema.nothing_to_undo("the value may stay");
    }
}

struct AddBefore;
#[migration(version = 20260104_000000)]
impl Migration for AddBefore {
    fn up(schema: &mut Schema) {
        schema.add_enum_value("kind", "idea").before("sketch");
    }

    fn down(schema: &mut Schema) {
        schema.nothing_to_undo("the value may stay");
    }
}

migrate::migrations![Setup, Rename, AddAtTheEnd, AddBefore];

/// Goes up or down to the migration at a place.
async fn to(scratch: &Scratch, place: usize) {
    let there = Migrator::new(&MIGRATIONS).to(&scratch.db, MIGRATIONS.list[place].version).await;
    there.unwrap_or_else(|error| panic!("{}: to {place}: {error}", scratch.server.key()));
}

async fn set_up(scratch: &Scratch) {
    to(scratch, 0).await;
    scratch.run("INSERT INTO kinds (kind, follows) VALUES ('draft', NULL), ('sent', 'draft')").await;
    scratch.run("INSERT INTO letters (kind) VALUES ('draft'), ('sent'), ('draft')").await;
}

#[test]
fn rows_that_refer_to_each_other_get_the_new_value() {
    on_every_database(&MIGRATIONS, async |scratch| {
        set_up(scratch).await;
        let before = dump(scratch).await;
        to(scratch, 1).await;
        assert_eq!(scratch.value("SELECT follows FROM kinds WHERE kind = 'sent'").await, "sketch");
        assert_eq!(scratch.value("SELECT count(*) FROM letters WHERE kind = 'sketch'").await, "2");
        to(scratch, 0).await;
        before.assert_same(&dump(scratch).await, &format!("{}: undone", scratch.server.key()));
    });
}

/// The value that an undone migration left there is in the way of one at the end, too.
#[test]
fn values_are_added_to_columns_that_refer_to_each_other() {
    on_every_database(&MIGRATIONS, async |scratch| {
        set_up(scratch).await;
        to(scratch, 3).await;
        to(scratch, 1).await;
        to(scratch, 3).await;
        scratch.run("INSERT INTO kinds (kind, follows) VALUES ('idea', 'sent')").await;
        assert_eq!(scratch.value("SELECT count(*) FROM kinds").await, "3");
        let stray = scratch.try_run("UPDATE kinds SET follows = 'lost'").await.expect_err("the keys are back");
        assert!(stray.to_string().contains("foreign key"), "{}: {stray}", scratch.server.key());
    });
}
