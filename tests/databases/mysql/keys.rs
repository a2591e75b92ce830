//! Foreign keys of MySQL and MariaDB step aside while the types of their columns change, and come back when that fails.

use std::ops::ControlFlow;

use migrate::error::{Aftermath, Reason};
use migrate::prelude::*;
use migrate::{Event, Migrator};

use crate::check::{Case, block_on, check, on_every_database};
use crate::dump::dump;
use crate::scratch::Scratch;

#[test]
fn signs_and_collations_change_on_both_sides() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .create_table("lands")
                .columns([varchar("code", 20).collate("utf8mb4_general_ci").primary_key(), integer("number").unique()]);
            schema.create_table("people").columns([
                id(),
                varchar("land", 30).collate("utf8mb4_general_ci").nullable().references("lands", "code"),
                integer("number").default(7).comment("its; land").references("lands", "number").on_update(Cascade),
            ]);
        }
    }
    struct Collate;
    #[migration(version = 20260102_000000)]
    impl Migration for Collate {
        fn up(schema: &mut Schema) {
            schema.change_type("lands", varchar("code", 20).collate("utf8mb4_bin"));
            schema.change_type("people", varchar("land", 30).collate("utf8mb4_bin"));
        }
    }
    struct Unsign;
    #[migration(version = 20260103_000000)]
    impl Migration for Unsign {
        fn up(schema: &mut Schema) {
            schema.change_type("people", integer("number").unsigned()).accept_data_loss("there is none below 0");
            schema.change_type("lands", integer("number").unsigned()).accept_data_loss("there is none below 0");
        }
    }
    migrate::migrations![Setup, Collate, Unsign];
    check(
        &Case::of(&MIGRATIONS)
            .rows("INSERT INTO lands VALUES ('se', 7), ('no', 8)")
            .rows("INSERT INTO people (land, number) VALUES ('se', 8), (NULL, 7)"),
    );
}

#[test]
fn what_fails_on_the_way_is_undone() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([integer("id").auto_increment().primary_key()]);
            schema.create_table("users").columns([id(), string("nick"), integer("team_id").references("teams", "id")]);
        }
    }
    struct Grow;
    #[migration(version = 20260102_000000)]
    impl Migration for Grow {
        fn up(schema: &mut Schema) {
            schema.change_type("teams", big_integer("id"));
            schema.change_type("users", integer("nick")).accept_data_loss("all of them are numbers");
            schema.change_type("users", big_integer("team_id"));
        }
    }
    migrate::migrations![Setup, Grow];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO teams (id) VALUES (1)").await;
        scratch.run("INSERT INTO users (team_id, nick) VALUES (1, 'red')").await;
        let before = dump(scratch).await;
        let error = migrator.up(&scratch.db).await.expect_err("one of them is none");
        assert!(
            matches!(error.reason(), Reason::Step { step: 3, aftermath: Aftermath::StepsUndone, .. }),
            "{key}: {error}"
        );
        before.assert_same(&dump(scratch).await, &format!("{key}: undone"));
        let stray = scratch.try_run("INSERT INTO users (team_id, nick) VALUES (9, 'blue')").await;
        assert!(stray.is_err(), "{key}: the key is back");
    });
}

/// A row that somebody wrote while the key was away: nothing can bring the key back until it is gone.
#[test]
fn a_row_that_came_in_between_stops_the_run() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([integer("id").primary_key()]);
            schema.create_table("users").columns([id(), integer("team_id").references("teams", "id")]);
        }
    }
    struct Grow;
    #[migration(version = 20260102_000000)]
    impl Migration for Grow {
        fn up(schema: &mut Schema) {
            schema.change_type("teams", big_integer("id"));
            schema.change_type("users", big_integer("team_id"));
        }
    }
    migrate::migrations![Setup, Grow];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO teams (id) VALUES (1)").await;
        scratch.run("INSERT INTO users (team_id) VALUES (1)").await;
        let before = dump(scratch).await;
        let (server, url) = (scratch.server, scratch.url.clone());
        let disturbed = migrator.clone().on_event(move |event| {
            if let Event::StepBegins { step: 2, .. } = event {
                let url = url.clone();
                let stray = move || {
                    block_on(async {
                        Scratch::at(server, &url).await.run("INSERT INTO users (team_id) VALUES (9)").await
                    });
                };
                std::thread::spawn(stray).join().expect("a row without a team");
            }
            ControlFlow::Continue(())
        });
        let error = disturbed.up(&scratch.db).await.expect_err("a row has no team");
        assert!(
            matches!(error.reason(), Reason::Step { step: 4, aftermath: Aftermath::StepsRemain(1), .. }),
            "{key}: {error}"
        );
        scratch.run("DELETE FROM users WHERE team_id = 9").await;
        migrator.repair(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        before.assert_same(&dump(scratch).await, &format!("{key}: undone"));
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(scratch.try_run("INSERT INTO users (team_id) VALUES (9)").await.is_err(), "{key}: the key is there");
    });
}

/// What a collation takes for the same may differ in another one.
#[test]
fn a_row_that_would_refer_to_nothing_is_found_before_anything_changes() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("lands").columns([varchar("code", 20).collate("utf8mb4_general_ci").primary_key()]);
            schema
                .create_table("people")
                .columns([id(), varchar("land", 20).collate("utf8mb4_general_ci").references("lands", "code")]);
        }
    }
    struct Collate;
    #[migration(version = 20260102_000000)]
    impl Migration for Collate {
        fn up(schema: &mut Schema) {
            schema.change_type("people", varchar("land", 20).collate("utf8mb4_bin"));
            schema.change_type("lands", varchar("code", 20).collate("utf8mb4_bin"));
        }
    }
    migrate::migrations![Setup, Collate];
    on_every_database(&MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        scratch.run("INSERT INTO lands VALUES ('se'), ('no')").await;
        scratch.run("INSERT INTO people (land) VALUES ('no'), ('SE')").await;
        let before = dump(scratch).await;
        let error = migrator.up(&scratch.db).await.expect_err("`SE` is not `se`");
        assert!(matches!(error.reason(), Reason::Rows { aftermath: Aftermath::Unchanged, .. }), "{key}: {error}");
        before.assert_same(&dump(scratch).await, &format!("{key}: unchanged"));
        scratch.run("UPDATE people SET land = 'se' WHERE land = 'SE'").await;
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        migrator.down(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
    });
}
