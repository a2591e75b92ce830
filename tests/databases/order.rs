//! Programs whose migrations are not those of the database: a newer database, and branches that were merged late.

use migrate::error::Reason;
use migrate::prelude::*;
use migrate::{Migrations, Migrator};

use crate::check::on_every_database;
use crate::dump::{dump, history, tables};

/// The program before two branches are merged.
mod main_branch {
    use migrate::prelude::*;
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick").nullable()]);
            schema.create_table("orders").columns([id(), integer("amount")]);
        }
    }
    struct AddState;
    #[migration(version = 20260103_000000)]
    impl Migration for AddState {
        fn up(schema: &mut Schema) {
            schema.add_column("orders", string("state").nullable());
        }
    }
    struct AddPaid;
    #[migration(version = 20260105_000000)]
    impl Migration for AddPaid {
        fn up(schema: &mut Schema) {
            schema.add_column("orders", boolean("paid").nullable());
            schema.create_index("orders", ["state"]);
        }
    }
    migrate::migrations![Setup, AddState, AddPaid];
}

/// The program after that: one migration of the branch has to do with none of the newer ones, one with the newest.
mod merged {
    use migrate::prelude::*;
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick").nullable()]);
            schema.create_table("orders").columns([id(), integer("amount")]);
        }
    }
    struct AddCity;
    #[migration(version = 20260102_000000)]
    impl Migration for AddCity {
        fn up(schema: &mut Schema) {
            schema.add_column("users", string("city").nullable());
            schema.create_index("users", ["city"]);
        }
    }
    struct AddState;
    #[migration(version = 20260103_000000)]
    impl Migration for AddState {
        fn up(schema: &mut Schema) {
            schema.add_column("orders", string("state").nullable());
        }
    }
    struct AddPaid;
    #[migration(version = 20260105_000000)]
    impl Migration for AddPaid {
        fn up(schema: &mut Schema) {
            schema.add_column("orders", boolean("paid").nullable());
            schema.create_index("orders", ["state"]);
        }
    }
    migrate::migrations![Setup, AddCity, AddState, AddPaid];
}

/// The same with a migration that touches what the newest one touches.
mod related {
    use migrate::prelude::*;
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick").nullable()]);
            schema.create_table("orders").columns([id(), integer("amount")]);
        }
    }
    struct AddState;
    #[migration(version = 20260103_000000)]
    impl Migration for AddState {
        fn up(schema: &mut Schema) {
            schema.add_column("orders", string("state").nullable());
        }
    }
    struct AddBuyers;
    #[migration(version = 20260104_000000)]
    impl Migration for AddBuyers {
        fn up(schema: &mut Schema) {
            schema.create_table("buyers").columns([id(), reference("order_id", "orders")]);
        }
    }
    struct AddPaid;
    #[migration(version = 20260105_000000)]
    impl Migration for AddPaid {
        fn up(schema: &mut Schema) {
            schema.add_column("orders", boolean("paid").nullable());
            schema.create_index("orders", ["state"]);
        }
    }
    migrate::migrations![Setup, AddState, AddBuyers, AddPaid];
}

/// The program that was deployed first.
mod oldest {
    use migrate::prelude::*;
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("users").columns([id(), string("nick").nullable()]);
            schema.create_table("orders").columns([id(), integer("amount")]);
        }
    }
    migrate::migrations![Setup];
}

#[test]
fn a_newer_database_is_told_and_refused_where_that_is_asked_for() {
    on_every_database(&main_branch::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        Migrator::new(&main_branch::MIGRATIONS).up(&scratch.db).await.expect("up");
        let before = (dump(scratch).await, history(scratch).await);
        let old = Migrator::new(&oldest::MIGRATIONS);
        let report = old.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(report.ahead && report.is_empty(), "{key}: {report}");
        let error = old.clone().refuse_newer().up(&scratch.db).await.expect_err("it is refused");
        let Reason::Ahead { migrations } = error.reason() else { panic!("{key}: {error}") };
        assert_eq!(*migrations, ["m20260103_000000_add_state", "m20260105_000000_add_paid"], "{key}");
        assert_eq!((dump(scratch).await, history(scratch).await), before, "{key}");
        let current = Migrator::new(&main_branch::MIGRATIONS).refuse_newer();
        assert!(!current.up(&scratch.db).await.expect("it is not newer").ahead, "{key}");
        old.refuse_newer().down(&scratch.db).await.expect("undoing needs no newer program");
    });
}

#[test]
fn what_was_merged_late_is_applied_where_its_order_makes_no_difference() {
    on_every_database(&merged::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        Migrator::new(&merged::MIGRATIONS).up(&scratch.db).await.expect("up, in order");
        let in_order = dump(scratch).await;
        Migrator::new(&merged::MIGRATIONS).to(&scratch.db, 0).await.expect("down");
        let empty = dump(scratch).await;

        Migrator::new(&main_branch::MIGRATIONS).up(&scratch.db).await.expect("up before the merge");
        let before = (dump(scratch).await, history(scratch).await);
        let merged = Migrator::new(&merged::MIGRATIONS);
        let error = merged.up(&scratch.db).await.expect_err("it is out of order");
        assert!(error.to_string().contains("accept_out_of_order"), "{key}: {error}");
        assert_eq!((dump(scratch).await, history(scratch).await), before, "{key}");

        let merged = merged.accept_out_of_order();
        let report = merged.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(report.applied[0].migration, "m20260102_000000_add_city", "{key}");
        dump(scratch).await.assert_same(&in_order, key);
        assert!(merged.up(&scratch.db).await.expect("nothing to do").is_empty(), "{key}");

        let report = merged.down(&scratch.db).await.expect("the one applied last");
        assert_eq!(report.undone[0].migration, "m20260102_000000_add_city", "{key}");
        assert_eq!((dump(scratch).await, history(scratch).await), before, "{key}");
        merged.up(&scratch.db).await.expect("again");
        merged.down_to(&scratch.db, 0).await.expect("all of it");
        dump(scratch).await.assert_same(&empty, key);
    });
}

#[test]
fn what_was_merged_late_and_touches_the_same_table_is_refused() {
    on_every_database(&related::MIGRATIONS, async |scratch| {
        let key = scratch.server.key();
        Migrator::new(&main_branch::MIGRATIONS).up(&scratch.db).await.expect("up before the merge");
        let before = (tables(scratch).await, history(scratch).await);
        let merged = Migrator::new(&related::MIGRATIONS).accept_out_of_order();
        let error = merged.up(&scratch.db).await.expect_err("its order may make a difference");
        assert!(matches!(error.reason(), Reason::OutOfOrder { related: Some(_), .. }), "{key}: {error}");
        assert!(error.to_string().contains("give it a version after `m20260105_000000_add_paid`"), "{key}: {error}");
        assert_eq!((tables(scratch).await, history(scratch).await), before, "{key}");
    });
}

/// A table to which rows of another refer, made anew on SQLite, and a change of rows in batches after that.
fn range() -> &'static Migrations {
    struct Setup;
    #[migration(version = 20260101_000000)]
    impl Migration for Setup {
        fn up(schema: &mut Schema) {
            schema.create_table("teams").columns([id(), integer("size")]);
            schema.create_table("users").columns([id(), reference("team_id", "teams").on_delete(Cascade)]);
        }
    }
    struct Widen;
    #[migration(version = 20260102_000000)]
    impl Migration for Widen {
        fn up(schema: &mut Schema) {
            schema.change_type("teams", big_integer("size"));
            schema.add_check("teams", "teams_size_check", "size >= 0");
        }
    }
    struct Grow;
    #[migration(version = 20260103_000000)]
    impl DataMigration for Grow {
        fn up(data: &mut Data) {
            data.update("teams").set("size", sql("size + 1")).in_batches_of(1);
        }
        fn down(data: &mut Data) {
            data.update("teams").set("size", sql("size - 1")).in_batches_of(1);
        }
    }
    migrate::migrations![Setup, Widen, Grow];
    &MIGRATIONS
}

#[test]
fn a_range_that_holds_batches_is_undone_without_losing_rows_that_refer_to_others() {
    on_every_database(range(), async |scratch| {
        let key = scratch.server.key();
        let migrator = Migrator::new(range()).accept_late_conditions();
        let first = range().list[0].version;
        migrator.to(&scratch.db, first).await.expect("the tables are made");
        scratch.run("INSERT INTO teams (size) VALUES (1), (2)").await;
        scratch.run("INSERT INTO users (team_id) SELECT id FROM teams").await;
        let before = (dump(scratch).await, history(scratch).await);
        migrator.up(&scratch.db).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        migrator.to(&scratch.db, first).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert_eq!(scratch.value("SELECT CAST(count(*) AS char(9)) FROM users").await.trim(), "2", "{key}");
        assert_eq!((dump(scratch).await, history(scratch).await), before, "{key}");
    });
}
