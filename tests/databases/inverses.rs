//! The ways in which other tools undo wrongly, each shown not to be ours.

use migrate::error::Reason;
use migrate::prelude::*;
use migrate::{MigrationState, Migrations, Migrator};

use crate::check::on_every_database;
use crate::dump::{dump, history, tables};

#[test]
fn steps_are_undone_in_reverse_order() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id()]);
            schema.create_table("users").columns([id(), reference("team_id", "teams")]);
            schema.create_table("notes").columns([id(), reference("user_id", "users")]);
        }
    }
    migrate::migrations![Setup];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.up(&scratch.db).await.expect("up");
        migrator.down(&scratch.db).await.expect("children go before their parents");
        assert!(tables(scratch).await.is_empty());
    });
}

#[test]
fn a_change_of_nullability_alone_has_an_inverse() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age")]);
        }
    }
    struct Relax;
    #[migration(version = 20260102_000000)]
    impl Migration for Relax {
        fn up(schema: &mut Schema) {
            schema.drop_not_null("users", "age");
        }
    }
    migrate::migrations![Setup, Relax];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.up(&scratch.db).await.expect("up");
        migrator.down(&scratch.db).await.expect("down");
        assert!(scratch.try_run("INSERT INTO users (age) VALUES (NULL)").await.is_err());
    });
}

#[test]
fn the_down_of_each_database_is_its_own() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema
                .execute(
                    sql_for()
                        .postgres("CREATE VIEW it (name) AS SELECT 'postgres'")
                        .mysql("CREATE VIEW it (name) AS SELECT 'mysql'")
                        .mariadb("CREATE VIEW it (name) AS SELECT 'mariadb'")
                        .sqlite("CREATE VIEW it (name) AS SELECT 'sqlite'"),
                )
                .reverse(
                    sql_for()
                        .postgres("DROP VIEW it CASCADE")
                        .mysql("DROP VIEW `it`")
                        .mariadb("DROP VIEW IF EXISTS `it`")
                        .sqlite("DROP VIEW [it]"),
                );
        }
    }
    migrate::migrations![Setup];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.up(&scratch.db).await.expect("up");
        assert_eq!(scratch.value("SELECT name FROM it").await, scratch.server.key());
        migrator.down(&scratch.db).await.expect("down");
        assert!(scratch.try_run("SELECT name FROM it").await.is_err());
    });
}

#[test]
fn no_default_is_invented_for_a_column_that_comes_back() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age"), string("nick").nullable()]);
        }
    }
    struct Drop;
    #[migration(version = 20260102_000000)]
    impl Migration for Drop {
        fn up(schema: &mut Schema) {
            schema.drop_column("users", "age").restore_with(-1).accept_data_loss("nobody reads it");
            schema.drop_column("users", "nick").accept_data_loss("nobody reads it");
        }
    }
    migrate::migrations![Setup, Drop];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("up");
        scratch.run("INSERT INTO users (age, nick) VALUES (36, 'ada')").await;
        migrator.up(&scratch.db).await.expect("its loss is accepted in the source");
        migrator.down(&scratch.db).await.expect("down");
        let row = scratch.rows("SELECT age, nick FROM users").await;
        assert_eq!(row, [[Some("-1".to_owned()), None]]);
        assert!(scratch.try_run("INSERT INTO users (nick) VALUES ('bob')").await.is_err(), "`age` has no default");
    });
}

#[test]
fn a_version_that_nobody_knows_undoes_nothing() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
        }
    }
    struct Second;
    #[migration(version = 20260102_000000)]
    impl Migration for Second {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id()]);
        }
    }
    migrate::migrations![Setup, Second];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.up(&scratch.db).await.expect("up");
        for version in [1, 20_260_101_000_001, 20_270_101_000_000, -1] {
            let error = migrator.to(&scratch.db, version).await.expect_err("there is no such version");
            assert!(matches!(error.reason(), Reason::UnknownGoal { .. }), "{version}: {error}");
        }
        assert_eq!(tables(scratch).await, ["notes", "users"]);
        assert_eq!(history(scratch).await.len(), 2);
    });
}

#[test]
fn one_that_cannot_be_undone_is_found_before_later_ones_are_undone() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id()]);
        }
    }
    struct DeadEnd;
    #[migration(version = 20260102_000000)]
    impl Migration for DeadEnd {
        fn up(schema: &mut Schema) {
            schema.create_table("notes").columns([id()]);
        }

        fn down(schema: &mut Schema) {
            schema.irreversible("the notes were handed to their 'authors'");
        }
    }
    struct Third;
    #[migration(version = 20260103_000000)]
    impl Migration for Third {
        fn up(schema: &mut Schema) {
            schema.create_table("tags").columns([id()]);
        }
    }
    migrate::migrations![Setup, DeadEnd, Third];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        migrator.up(&scratch.db).await.expect("up");
        let before = (dump(scratch).await, history(scratch).await);
        for version in [0, MIGRATIONS.list[0].version] {
            let error = migrator.to(&scratch.db, version).await.expect_err("its author said so");
            assert!(error.to_string().contains("the notes were handed to their 'authors'"), "{error}");
            assert!(error.report().is_empty(), "{error}");
            assert_eq!((dump(scratch).await, history(scratch).await), before);
        }
        migrator.down(&scratch.db).await.expect("the last one can be undone");
        let error = migrator.down(&scratch.db).await.expect_err("this one cannot");
        assert!(matches!(error.reason(), Reason::Irreversible { .. }), "{error}");
        let status = migrator.status(&scratch.db).await.expect("a status");
        assert!(matches!(status.migrations[1].state, MigrationState::Applied { .. }), "{status}");
    });
}

#[test]
fn nothing_to_undo_removes_the_row_and_up_runs_again() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age")]);
        }
    }
    struct Refresh;
    #[migration(version = 20260102_000000)]
    impl Migration for Refresh {
        fn up(schema: &mut Schema) {
            schema.execute(sql_for().postgres("ANALYZE users").mysql("ANALYZE TABLE users").sqlite("ANALYZE"));
        }

        fn down(schema: &mut Schema) {
            schema.nothing_to_undo("statistics stay");
        }
    }
    migrate::migrations![Setup, Refresh];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS);
        migrator.up(&scratch.db).await.expect("up");
        assert_eq!(migrator.down(&scratch.db).await.expect("down").undone.len(), 1);
        assert_eq!(history(scratch).await.len(), 1);
        assert_eq!(migrator.up(&scratch.db).await.expect("up again").applied.len(), 1);
    });
}

#[test]
fn a_renamed_table_is_altered_under_its_new_name() {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), integer("age")]);
        }
    }
    struct RenameAndAlter;
    #[migration(version = 20260102_000000)]
    impl Migration for RenameAndAlter {
        fn up(schema: &mut Schema) {
            schema.rename_table("users", "people");
            schema.rename_column("people", "age", "years");
            schema.change_type("people", big_integer("years"));
            schema.create_table("users").columns([uuid("token")]);
        }
    }
    migrate::migrations![Setup, RenameAndAlter];
    on_every_database(&MIGRATIONS, async |scratch| {
        let migrator = Migrator::new(&MIGRATIONS).accept_data_loss();
        migrator.to(&scratch.db, MIGRATIONS.list[0].version).await.expect("up");
        scratch.run("INSERT INTO users (age) VALUES (36)").await;
        let before = dump(scratch).await;
        migrator.up(&scratch.db).await.expect("up");
        assert_eq!(scratch.value("SELECT years FROM people").await, "36");
        migrator.down(&scratch.db).await.expect("down");
        before.assert_same(&dump(scratch).await, scratch.server.key());
    });
}

#[test]
fn the_order_of_undoing_is_that_of_applying() {
    mod older {
        //! The first program: it knows the outer two.
        use migrate::prelude::*;
        pub struct First;
        #[migration(version = 20260101_000000)]
        impl Migration for First {
            fn up(schema: &mut Schema) {
                schema.create_table("users").columns([id()]);
            }
        }
        pub struct Last;
        #[migration(version = 20260103_000000)]
        impl Migration for Last {
            fn up(schema: &mut Schema) {
                schema.create_table("tags").columns([id()]);
            }
        }
        migrate::migrations![First, Last];
    }
    on_every_database(&older::MIGRATIONS, async |scratch| {
        let last_alone = Migrations { list: &older::MIGRATIONS.list[1..], ..older::MIGRATIONS };
        Migrator::new(Box::leak(Box::new(last_alone))).up(&scratch.db).await.expect("up");
        let migrator = Migrator::new(&older::MIGRATIONS).accept_out_of_order();
        migrator.up(&scratch.db).await.expect("the two have nothing in common");
        let report = migrator.down(&scratch.db).await.expect("down");
        assert_eq!(report.undone[0].migration, "m20260101_000000_first");
        assert_eq!(tables(scratch).await, ["tags"]);
    });
}
