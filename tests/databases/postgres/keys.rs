//! Foreign keys step aside while PostgreSQL cannot compare their sides, and come back as they were.

use migrate::Migrator;
use migrate::error::{Aftermath, Reason};
use migrate::prelude::*;

use crate::check::{Case, check, on_every_database};
use crate::dump::dump;

#[test]
fn deferrable_keys_and_those_of_another_schema() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_schema("audit");
            schema.create_table("lands").columns([integer("code").primary_key(), integer("part_of").nullable()]);
            schema.add_foreign_key("lands", "part_of").references("lands", "code").deferrable();
            schema
                .create_table("audit.visits")
                .columns([id(), integer("land").references("lands", "code").on_delete(Cascade)]);
        }
    }
    struct Name;
    #[migration(version = 20260102_000000)]
    impl Migration for Name {
        fn up(schema: &mut Schema) {
            schema.change_type("lands", text("part_of")).reverse_using("part_of::integer").accept_data_loss("names");
            // The change waits for the checks of these rows no more than for those of the key that is away.
            schema.set_not_null("lands", "part_of").restore_with("7").accept_data_loss("7 holds them all");
            schema.change_type("lands", text("code")).reverse_using("code::integer").accept_data_loss("names");
            schema.change_type("audit.visits", text("land")).reverse_using("land::integer").accept_data_loss("names");
        }
    }
    struct Relax;
    #[migration(version = 20260103_000000)]
    impl Migration for Relax {
        fn up(schema: &mut Schema) {
            schema.drop_not_null("lands", "part_of").restore_with("8");
            schema.change_type("audit.visits", integer("land")).using("land::integer").accept_data_loss("numbers");
            schema.change_type("lands", integer("part_of")).using("part_of::integer").accept_data_loss("numbers");
            schema.change_type("lands", integer("code")).using("code::integer").accept_data_loss("numbers");
        }
    }
    migrate::migrations![Setup, Name, Relax];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO lands VALUES (7, NULL), (8, 7)")
            .rows("INSERT INTO audit.visits (land) VALUES (8), (7)")
            .losing(&["lands.part_of"]),
    );
}

/// Rows that refer to nothing stay, as nobody has looked for them.
#[test]
fn a_key_that_was_not_validated_comes_back_so() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("lands").columns([integer("code").primary_key()]);
            schema.create_table("towns").columns([id(), integer("land")]);
        }
    }
    struct Refer;
    #[migration(version = 20260102_000000)]
    impl Migration for Refer {
        fn up(schema: &mut Schema) {
            schema.add_foreign_key("towns", "land").references("lands", "code").not_valid();
        }
    }
    struct Name;
    #[migration(version = 20260103_000000)]
    impl Migration for Name {
        fn up(schema: &mut Schema) {
            schema.change_type("lands", text("code")).reverse_using("code::integer").accept_data_loss("names");
            schema.change_type("towns", text("land")).reverse_using("land::integer").accept_data_loss("names");
        }
    }
    migrate::migrations![Setup, Refer, Name];
    check(
        &Case::of(&MIGRATIONS).rows("INSERT INTO lands VALUES (7)").rows("INSERT INTO towns (land) VALUES (7), (99)"),
    );
}

#[test]
fn what_happens_to_a_key_while_it_is_away() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("lands").columns([integer("code").primary_key()]);
            schema.create_table("towns").columns([
                id(),
                integer("land").references("lands", "code"),
                integer("former").references("lands", "code").on_delete(Cascade),
                integer("next").nullable(),
            ]);
            schema.add_foreign_key("towns", "next").references("lands", "code").named("next").not_valid();
            schema.create_table("rivers").columns([integer("land").primary_key().references("lands", "code")]);
            schema.create_table("hills").columns([id(), integer("land").references("lands", "code")]);
        }
    }
    struct Name;
    #[migration(version = 20260102_000000)]
    impl Migration for Name {
        fn up(schema: &mut Schema) {
            schema.change_type("lands", text("code")).reverse_using("code::integer").accept_data_loss("names");
            schema.drop_foreign_key("towns", ["land"]);
            schema.rename_constraint("towns", "towns_former_fkey", "once");
            schema.validate_constraint("towns", "next");
            schema.drop_table("rivers").accept_data_loss("nobody reads it");
            schema.drop_foreign_key("hills", ["land"]);
            schema.drop_column("hills", "land").restore_with(7).accept_data_loss("nobody reads it");
            schema.rename_column("lands", "code", "name");
            schema.rename_table("lands", "countries");
            schema.create_table("lakes").columns([id(), text("land").references("countries", "name")]);
            schema.add_column("lakes", integer("size").default(7));
            schema.add_foreign_key("towns", "land").references("countries", "name").deferrable();
            schema.change_type("towns", text("former")).reverse_using("former::integer").accept_data_loss("names");
            schema.change_type("towns", text("land")).reverse_using("land::integer").accept_data_loss("names");
            schema.rename_column("towns", "next", "soon");
            schema.change_type("towns", text("soon")).reverse_using("soon::integer").accept_data_loss("names");
        }
    }
    migrate::migrations![Setup, Name];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        let first = MIGRATIONS.list[0].version;
        migrator.to(&scratch.db, first).await.expect("the tables are created");
        scratch.run("INSERT INTO lands VALUES (7), (8)").await;
        scratch.run("INSERT INTO towns (land, former, next) VALUES (7, 8, 7), (8, 8, NULL)").await;
        scratch.run("INSERT INTO hills (land) VALUES (8)").await;
        migrator.up(&scratch.db).await.expect("the keys come back");
        let keys = "SELECT string_agg(conname || ' of ' || conrelid::regclass || ' on ' || confrelid::regclass || \
                    CASE WHEN convalidated THEN '' ELSE ', unknown' END || CASE WHEN condeferrable THEN ', late' ELSE '' END, \
                    '; ' ORDER BY conname) FROM pg_constraint WHERE contype = 'f'";
        assert_eq!(
            scratch.value(keys).await,
            "lakes_land_fkey of lakes on countries; next of towns on countries; once of towns on countries; \
             towns_land_fkey of towns on countries, late"
        );
        migrator.to(&scratch.db, first).await.expect("and back again");
        assert_eq!(
            scratch.value(keys).await,
            "hills_land_fkey of hills on lands; next of towns on lands; rivers_land_fkey of rivers on lands; \
             towns_former_fkey of towns on lands; towns_land_fkey of towns on lands"
        );
        assert_eq!(scratch.value("SELECT string_agg(land || '', ' ') FROM towns").await, "7 8");
        migrator.up(&scratch.db).await.expect("once more");
    });
}

/// A value that the migration itself writes while the key is away: the key does not come, and nothing was done.
#[test]
fn a_row_that_refers_to_nothing_stops_the_migration() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("lands").columns([integer("code").primary_key()]);
            schema.create_table("towns").columns([id(), integer("land").nullable().references("lands", "code")]);
        }
    }
    struct Name;
    #[migration(version = 20260102_000000)]
    impl Migration for Name {
        fn up(schema: &mut Schema) {
            schema.change_type("lands", text("code")).reverse_using("code::integer").accept_data_loss("names");
            schema.set_not_null("towns", "land").restore_with(9).accept_data_loss("most are there");
            schema.change_type("towns", text("land")).reverse_using("land::integer").accept_data_loss("names");
        }
    }
    migrate::migrations![Setup, Name];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("the tables are created");
        scratch.run("INSERT INTO lands VALUES (7)").await;
        scratch.run("INSERT INTO towns (land) VALUES (7), (NULL)").await;
        let before = dump(scratch).await;
        let error = migrator.up(&scratch.db).await.expect_err("there is no land 9");
        assert!(matches!(error.reason(), Reason::Step { aftermath: Aftermath::Unchanged, .. }), "{error:?}");
        assert!(error.to_string().contains("towns_land_fkey"), "{error}");
        before.assert_same(&dump(scratch).await, "nothing was done");
        scratch.run("INSERT INTO lands VALUES (9)").await;
        migrator.up(&scratch.db).await.expect("there is one");
        let stray = scratch.try_run("INSERT INTO towns (land) VALUES ('11')").await;
        assert!(stray.is_err(), "the key is back");
        migrator.down(&scratch.db).await.expect("and back");
        assert!(scratch.try_run("INSERT INTO towns (land) VALUES (11)").await.is_err(), "the key is back");
    });
}

/// The model does not know that half a key refers to nothing.
#[test]
fn a_key_comes_back_in_the_words_that_made_it() {
    const KEY: &str =
        "ALTER TABLE towns ADD CONSTRAINT home FOREIGN KEY (land, region) REFERENCES regions (land, code) MATCH FULL";
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("regions").columns([integer("land"), integer("code")]).primary_key(["land", "code"]);
            schema.create_table("towns").columns([id(), integer("land").nullable(), integer("region").nullable()]);
            schema
                .add_foreign_key("towns", ["land", "region"])
                .references("regions", ["land", "code"])
                .named("home")
                .written_as(KEY);
        }
    }
    struct Name;
    #[migration(version = 20260102_000000)]
    impl Migration for Name {
        fn up(schema: &mut Schema) {
            schema.change_type("towns", text("region")).reverse_using("region::integer").accept_data_loss("names");
            schema.change_type("regions", text("code")).reverse_using("code::integer").accept_data_loss("names");
        }
    }
    migrate::migrations![Setup, Name];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO regions VALUES (1, 7)")
            .rows("INSERT INTO towns (land, region) VALUES (1, 7), (NULL, NULL)"),
    );
}
